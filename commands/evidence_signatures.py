"""`rasoat evidence signatures`: the digital signatures of PDF files, and what adding such a file tells of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, help_text, json_option, option, pass_app, print_json
from rasoat.errors import UsageError

if TYPE_CHECKING:
    from rasoat.steps.signed_files import Signed


@click.command(help=help_text("evidence.signatures.help"))
@click.argument("file", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@option("--trust", key="evidence.trust", multiple=True, type=click.Path(path_type=Path, dir_okay=False))
@json_option
@pass_app
def signatures(app: App, /, file: tuple[Path, ...], trust: tuple[Path, ...], as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show the signatures of files; the exit code is 1 when one does not hold."""
    from rasoat.steps.signed_files import roots
    from rasoat.steps.signed_files import signatures as read

    trusted = roots(trust)
    found = {path: read(path, trusted) for path in file}
    if as_json:
        print_json([{"file": str(path), "signatures": [_plain(item) for item in own]} for path, own in found.items()])
    else:
        for path, own in found.items():
            _tell(app, path, own)
    if not all(item.holds for own in found.values() for item in own):
        raise SystemExit(1)


def tell_signatures(app: App, files: Sequence[Path]) -> None:
    """Tell what the signatures of files that were handed in say; a file is kept whatever they say."""
    from rasoat.steps.signed_files import is_signed
    from rasoat.steps.signed_files import signatures as read

    for path in files:
        if is_signed(path):
            try:
                _tell(app, path, read(path))
            except UsageError as error:
                app.say("cli.evidence.signatures.unread", file=path.name, reason=error.render(app.lang))


def _tell(app: App, path: Path, own: "Sequence[Signed]") -> None:
    if not own:
        app.say("cli.evidence.signatures.none", file=path.name)
    for number, item in enumerate(own, 1):
        sign = "✓" if item.holds else "✗"
        app.say("cli.evidence.signatures.head", sign=sign, file=path.name, number=number, count=len(own))
        for line in item.told():
            app.say("cli.evidence.signatures.line", line=line)


def _plain(item: "Signed") -> dict[str, Any]:
    return {
        "signer": item.signer,
        "organisation": item.organisation,
        "at": item.at.isoformat() if item.at else None,
        "sound": item.sound,
        "whole": item.whole,
        "changed": item.changed,
        "trusted": item.trusted,
        "holds": item.holds,
    }
