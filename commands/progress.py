"""A bar for long work, on the error stream, only where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rasoat.commands.base import App
from rasoat.messages import text


@contextmanager
def progress(app: App, key: str, total: int) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each piece of work."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text(key, app.lang), total=total)
        yield lambda: bar.advance(task)
