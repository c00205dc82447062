"""Forms an office can change: what may be replaced, what is refused, and what a paper never loses."""

from importlib.resources import files

import pytest

from rasoat.notices.catalogue import forms

BLOCKS = ("head", "title", "bases", "body", "proof", "ending", "recipients", "signers", "annexes")


def source_of(form: str) -> str:
    """Return the text of a shipped form with what it extends."""
    text = (files("rasoat.notices") / "forms" / f"{form}.xhtml.j2").read_text("utf-8")
    return text + (source_of("_certificate") if '{% extends "_certificate' in text else "")


@pytest.mark.parametrize("form", forms())
def test_every_form_has_the_blocks_an_office_may_replace(form: str) -> None:
    """A form has each of the nine blocks, also those it leaves empty: what one learns on one form holds for all."""
    source = source_of(form)
    assert [name for name in BLOCKS if f"{{% block {name} %}}" not in source] == []
