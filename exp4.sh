P=/tmp/wt/lead/.venv/bin/python
$P /tmp/typ/par.py seq 500 500 0; $P /tmp/typ/par.py seq 500 50 0; $P /tmp/typ/par.py seq 500 50 1; $P /tmp/typ/par.py 2 500 50 0;  $P /tmp/typ/par.py 2 500 50 1; $P /tmp/typ/par.py 2 500 25 1
