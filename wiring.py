"""Putting the rooms together: the steps' checks and papers, and the forms, registered with the machinery."""

from functools import cache

from rasoat import steps
from rasoat.notices.catalogue import forms
from rasoat.workflow.citations import Text
from rasoat.workflow.registry import FormSpec, register_form


@cache
def wire() -> None:
    """Register everything, once a process."""
    steps.wire()
    for form in forms().values():
        title = Text(vi=form.title_vi, en=form.title_en)
        spec = FormSpec(code=form.code, title=title, body=form.body, symbol=form.symbol, copies=form.copies)
        register_form(spec)
