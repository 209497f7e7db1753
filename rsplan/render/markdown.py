"""Tables as Markdown."""

from collections.abc import Iterable, Iterator

from rsplan.report.tables.table import ReportTable

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\|*_`<[]"})


def markdown_text(tables: Iterable[ReportTable]) -> Iterator[str]:
    """The tables one after another; every cell on one line, signs of Markdown escaped."""
    for index, table in enumerate(tables):
        if table.title:
            yield ("\n" if index else "") + f"## {escaped(table.title)}\n"
        for cell in table.lead:
            yield f"\n{escaped(str(cell))}\n"
        if any(section.rows for section in table.sections):
            yield "\n" + _line([column.heading for column in table.columns])
            yield "|" + "|".join("---:" if column.right else "---" for column in table.columns) + "|\n"
        for section in table.sections:
            if section.heading and section.rows:
                at = min(1, len(table.columns) - 1)
                heading = [""] * len(table.columns)
                heading[at] = f"**{escaped(section.heading)}**"
                yield "| " + " | ".join(heading) + " |\n"
            for row in section.rows:
                yield _line([str(cell) for cell in row])
        for note in table.footnotes:
            yield f"\n{escaped(note)}\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(map(escaped, cells)) + " |\n"


def escaped(text: str) -> str:
    """The text with the signs of Markdown escaped."""
    return text.translate(_ESCAPES)
