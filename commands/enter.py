"""`rasoat enter CODE`: what was written by hand on a form goes to the command that records it.

The code at the foot of a form leads back to round, village and form. Numbers and days that decide something are typed
twice; two that differ stop the entry before anything is recorded. No rule of its own: the commands judge.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from rasoat.commands.base import App, evidence_option, help_text, open_round, option, pairs, pass_app
from rasoat.errors import UsageError
from rasoat.messages import text

Values = Mapping[str, str]
Line = tuple[str, list[str]]
"""A command, `MODULE:NAME`, and the words typed after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing to copy from the form.

    Attributes:
        twice: it decides something, and is typed twice.
        needed: the form is not complete without it.
    """

    name: str
    twice: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a code leads."""

    form: str
    village: str
    ref: str | None
    lists: tuple[str, ...]
    evidence: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a form is copied: what to ask, and which commands that gives."""

    asks: tuple[Ask, ...]
    lines: Callable[[Place, Values], Iterator[Line]]


def _options(values: Values, **names: str) -> Iterator[str]:
    """Yield `--option value` for each value that was written."""
    for name, word in names.items():
        if values.get(name):
            yield from (f"--{word}", values[name])


def _photos(place: Place) -> Iterator[str]:
    for path in place.evidence:
        yield from ("--evidence", str(path))


def _meeting(place: Place, values: Values) -> Iterator[Line]:
    words = list(_options(values, held_on="date", attendees="attendees", listed="listed", chair="chair"))
    words += _options(values, secretary="secretary", time="time", ended="ended", opinions="opinions")
    for name in place.lists:
        words += ["--agree", f"{name}={values[f'agree.{name}']}"]
    for group in filter(None, (part.strip() for part in values.get("present", "").split(";"))):
        words += ["--present", group]
    if values.get("front_invited", "").casefold() in {"c", "có", "y", "yes", "x"}:
        words.append("--front-invited")
    yield "rasoat.commands.meetings:record", [place.village, *words, *_photos(place)]


def _posting(place: Place, values: Values) -> Iterator[Line]:
    people = list(_options(values, by="by", witness="witness"))
    yield (
        "rasoat.commands.postings:start",
        [place.village, "--date", values["from"], *people, *_photos(place)],
    )
    if values.get("to"):
        state = list(_options(values, state="state"))
        words = [place.village, "--date", values["to"], *people, *state, *_photos(place)]
        yield "rasoat.commands.postings:stop", words


def _objection(place: Place, values: Values) -> Iterator[Line]:
    words = list(_options(values, received_on="date", by="by", content="content", household="household"))
    words += _options(values, received_by="received-by")
    yield "rasoat.commands.objections:file", [place.village, *words, *_photos(place)]


def _survey(place: Place, values: Values) -> Iterator[Line]:
    words = _options(values, b1="b1", deprived="deprived", surveyor="surveyor", surveyed_on="date")
    yield "rasoat.commands.surveys:record", [place.ref or "", *words]


ENTRIES: Mapping[str, Entry] = {
    "survey-form": Entry(
        asks=(
            Ask(name="surveyed_on", twice=True, needed=True),
            Ask(name="b1", twice=True, needed=True),
            Ask(name="deprived", twice=True),
            Ask(name="surveyor"),
        ),
        lines=_survey,
    ),
    "meeting-minutes": Entry(
        asks=(
            Ask(name="held_on", twice=True, needed=True),
            Ask(name="attendees", twice=True, needed=True),
            Ask(name="listed", twice=True, needed=True),
            Ask(name="agree", twice=True, needed=True),
            Ask(name="chair"),
            Ask(name="secretary"),
            Ask(name="time"),
            Ask(name="ended"),
            Ask(name="present"),
            Ask(name="front_invited"),
            Ask(name="opinions"),
        ),
        lines=_meeting,
    ),
    "posting-record": Entry(
        asks=(
            Ask(name="from", twice=True, needed=True),
            Ask(name="to", twice=True),
            Ask(name="by"),
            Ask(name="witness"),
            Ask(name="state"),
        ),
        lines=_posting,
    ),
    "objection-receipt": Entry(
        asks=(
            Ask(name="received_on", twice=True, needed=True),
            Ask(name="by", needed=True),
            Ask(name="content", needed=True),
            Ask(name="household"),
            Ask(name="received_by"),
        ),
        lines=_objection,
    ),
}
"""The forms whose result is entered by their code."""


@click.command(help=help_text("enter.help"))
@click.argument("code")
@option("--value", "values", key="enter.value", multiple=True)
@option("--again", key="enter.again", multiple=True)
@evidence_option
@pass_app
def enter(app: App, /, code: str, values: tuple[str, ...], again: tuple[str, ...], evidence: tuple[Path, ...]) -> None:
    """Copy a form that was filled in by hand."""
    place = _place(app, code, evidence)
    entry = ENTRIES[place.form]
    asks = [part for ask in entry.asks for part in _parts(ask, place)]
    given = _given(asks, pairs(values, "--value"), pairs(again, "--again")) if values else _asked(app, asks)
    for command, words in entry.lines(place, given):
        _run(command, words)


def _place(app: App, code: str, evidence: tuple[Path, ...]) -> Place:
    """Return where a code leads; the run goes on with the code's round.

    Raises:
        UsageError: it is no code of a form that can be entered, or names no round, village or household.
    """
    from rasoat.steps.intake import find_household
    from rasoat.steps.outcomes import list_sizes

    parts = code.strip().split("/")
    most = 4
    if (
        not most - 1 <= len(parts) <= most
        or parts[2] not in ENTRIES
        or (parts[2] == "survey-form") != (len(parts) == most)
    ):
        raise UsageError("form_code_wrong", code=code, known=tuple(ENTRIES))
    app.round = parts[0]
    with open_round(app) as desk_round:
        village = desk_round.file.village_named(parts[1])
        lists = tuple(list_sizes(desk_round.view(desk_round.row_of(village), app.today)))
    ref = find_household(app.database, app.round, parts[3])[0] if len(parts) == most else None
    return Place(form=parts[2], village=village.name, ref=ref, lists=lists, evidence=evidence)


def _parts(ask: Ask, place: Place) -> Iterator[Ask]:
    """Yield an ask, or one for each result list where the form has a line for each."""
    names = [f"agree.{name}" for name in place.lists] if ask.name == "agree" else [ask.name]
    yield from (Ask(name=name, twice=ask.twice, needed=ask.needed) for name in names)


def _given(asks: Sequence[Ask], first: Values, second: Values) -> dict[str, str]:
    """Return the values typed as options.

    Raises:
        UsageError: one is unknown or lacking, or the two entries of one differ.
    """
    known = tuple(ask.name for ask in asks)
    for name in (*first, *second):
        if name not in known:
            raise UsageError("form_value_unknown", name=name, known=known)
    for ask in asks:
        if ask.needed and not first.get(ask.name):
            raise UsageError("form_value_missing", name=ask.name)
        if ask.twice and first.get(ask.name):
            _compare(ask.name, first[ask.name], second.get(ask.name, ""))
    return {name: value for name, value in first.items() if value}


def _asked(app: App, asks: Sequence[Ask]) -> dict[str, str]:
    """Return the values a person types when asked; what decides something is asked for a second time at the end.

    Raises:
        UsageError: the two entries of one differ, or nobody answers.
    """
    try:
        first = {ask.name: _prompt(app, ask, "cli.enter.asked") for ask in asks}
        for ask in asks:
            if ask.twice and first[ask.name]:
                _compare(ask.name, first[ask.name], _prompt(app, ask, "cli.enter.asked_again"))
    except click.Abort as stopped:
        raise UsageError("form_value_missing", name="--value") from stopped
    return {name: value for name, value in first.items() if value}


def _prompt(app: App, ask: Ask, key: str) -> str:
    name, _, result = ask.name.partition(".")
    about = text(f"words.lists.{result}", app.lang) if result else ""
    what = text(f"cli.enter.ask.{name}", app.lang, list=about)
    default = None if ask.needed else ""
    return str(click.prompt(text(key, app.lang, what=what), default=default, show_default=False)).strip()


def _compare(name: str, first: str, second: str) -> None:
    if " ".join(first.split()).casefold() != " ".join(second.split()).casefold():
        raise UsageError("form_value_differs", name=name, first=first, second=second or "-")


def _run(command: str, words: Sequence[str]) -> None:
    """Run a command as if its words had been typed."""
    import importlib

    module, _, name = command.partition(":")
    chosen: click.Command = getattr(importlib.import_module(module), name)
    with chosen.make_context(name, list(words), parent=click.get_current_context()) as context:
        chosen.invoke(context)
