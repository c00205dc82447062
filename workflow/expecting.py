"""What a requirement asks for, in words: its check's sentence with the numbers and the term of the procedure."""

from typing import Any

from rasoat.messages import Message, message, room
from rasoat.workflow.procedure_names import length
from rasoat.workflow.procedures import Requirement


def expected(rule: Requirement) -> Message:
    """Return what the law expects where `rule` applies, to stand beside what was found."""
    given: dict[str, Any] = {name: _shown(name, value) for name, value in rule.params.items()}
    if rule.term:
        given["term"] = length(rule.term.days, rule.term.unit)
    return message(f"checks.{rule.check}_expected", **given)


def _shown(name: str, value: Any) -> Any:
    """Return a parameter as a person reads it: codes of a list by their words, where they have some."""
    if isinstance(value, tuple | list):
        return tuple(_shown(name, item) for item in value)
    key = f"words.{name}.{value}"
    return message(key) if isinstance(value, str) and key in room("words", "vi") else value
