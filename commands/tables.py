"""Tables in the terminal."""

from collections.abc import Sequence

from rasoat.commands.base import App
from rasoat.messages import room


def table(app: App, name: str, rows: Sequence[Sequence[str]]) -> None:
    """Print rows under the headers `cli.columns.NAME.*` of the catalogue, in their order there."""
    prefix = f"cli.columns.{name}."
    grid([value for key, value in room("cli", app.lang).items() if key.startswith(prefix)], rows)


def grid(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headers."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    lines = Table(*headers, header_style="bold", pad_edge=False)
    for row in rows:
        lines.add_row(*(Text(cell) for cell in row))
    console = Console()
    # a pipe or a file has no width to respect: nothing is cut there
    console.print(lines) if console.is_terminal else Console(width=160).print(lines)
