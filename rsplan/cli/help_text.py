"""The layout of help: lines counted in cells, of which a Chinese character takes two."""

import shutil
from collections.abc import Iterable

import click

from rsplan.text import Language, say
from rsplan.text.wrapping import cells, wrapped

#: The widest first column of a list of options or commands, the blanks behind it, and the widest help.
_MOST_TERM, _GAP, _MOST_WIDTH = 24, 2, 80


def formatter_for(lang: Language) -> click.HelpFormatter:
    """A formatter as wide as the terminal, but no wider than is easily read."""
    width = min(shutil.get_terminal_size().columns, _MOST_WIDTH)
    return Formatter(lang, max(width, _MOST_WIDTH // 2))


class Formatter(click.HelpFormatter):
    """Help whose lines are counted in cells: a Chinese character takes two."""

    def __init__(self, lang: Language, width: int) -> None:
        super().__init__(width=width)
        self._colon = say(lang, "help.colon")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self._write_wrapped(f"{prefix}{prog} {args}", cells(f"{prefix}{prog} "))

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}{self._colon}\n")

    def write_text(self, text: str) -> None:
        for index, paragraph in enumerate(text.split("\n\n")):
            if index:
                self.write("\n")
            if paragraph.startswith("\b\n"):
                for line in paragraph.removeprefix("\b\n").split("\n"):
                    self._write_wrapped(line, 4)
            else:
                self._write_wrapped(" ".join(paragraph.split("\n")), 0)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _MOST_TERM, col_spacing: int = _GAP) -> None:
        """Terms with what they mean; a term wider than its column has a line of its own."""
        rows = list(rows)
        column = min(max((cells(term) for term, _ in rows), default=0), col_max) + col_spacing
        before = " " * self.current_indent
        for term, meaning in rows:
            lines = wrapped(meaning, self.width - self.current_indent - column) if meaning else [""]
            if cells(term) + col_spacing > column:
                self.write(f"{before}{term}\n")
                term = ""
            for line in lines:
                self.write(f"{before}{term}{' ' * (column - cells(term))}{line}".rstrip() + "\n")
                term = ""

    def _write_wrapped(self, text: str, hanging: int) -> None:
        """The text at the indentation, further lines of it so many cells farther in."""
        width = self.width - self.current_indent
        first, *_ = wrapped(text, width) or [""]
        rest = wrapped(text[len(first) :].lstrip(), width - hanging) if len(first) < len(text) else []
        for index, line in enumerate([first, *rest]):
            self.write(" " * (self.current_indent + (hanging if index else 0)) + line + "\n")
