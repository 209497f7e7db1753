"""Sheets as Markdown."""

from collections.abc import Iterable, Iterator

from rsplan.report.tables.table import Sheet

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\|*_`<[]"})


def markdown_text(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The sheets one after another; every cell on one line, signs of Markdown escaped."""
    for index, sheet in enumerate(sheets):
        yield ("\n" if index else "") + f"## {_escaped(sheet.title)}\n"
        for cell in sheet.lead:
            yield f"\n{_escaped(str(cell))}\n"
        if any(section.rows for section in sheet.sections):
            yield "\n" + _line([column.heading for column in sheet.columns])
            yield "|" + "|".join("---:" if column.right else "---" for column in sheet.columns) + "|\n"
        for section in sheet.sections:
            if section.heading and section.rows:
                at = min(1, len(sheet.columns) - 1)
                heading = [""] * len(sheet.columns)
                heading[at] = f"**{_escaped(section.heading)}**"
                yield "| " + " | ".join(heading) + " |\n"
            for row in section.rows:
                yield _line([str(cell) for cell in row])
        for note in sheet.footnotes:
            yield f"\n{_escaped(note)}\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(map(_escaped, cells)) + " |\n"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
