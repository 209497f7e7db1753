"""What `rsplan import` reports, as a table for people."""

import shlex
from collections.abc import Iterator

from rsplan.documents.cells import letters
from rsplan.model.plan import Observation
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.table_import.importer import ImportResult
from rsplan.table_import.reconcile import ImportedRow, Outcome

#: What a reader has to see when everything went well: what was known before, and what is not as it seems.
_WORTH_SHOWING = (Outcome.REPLACES, Outcome.OLDER)


def import_table(done: ImportResult, lang: str, *, partial: bool, dry: bool) -> ReportTable:
    """What was replaced and what is not as it seems; with `dry` all that would be entered."""
    words = Words(lang)
    worth = (*_WORTH_SHOWING, *((Outcome.ENTERED, Outcome.CONFIRMS) if dry else ()))
    shown = [one for one in done.rows if one.warnings or one.outcome in worth]
    return ReportTable(
        _title(done, words, partial=partial, dry=dry),
        tuple(TableCell((line,)) for line in _lead(done, words)),
        (
            TableColumn(words("import.cell")),
            TableColumn(words("column.indicator"), folds=True),
            TableColumn(words("column.period")),
            TableColumn(words("column.value"), right=True),
            TableColumn(words("import.before"), right=True),
            TableColumn(words("import.outcome"), folds=True),
        ),
        (Section("", tuple(_row(one, done, words) for one in shown)),),
        tuple(_next_step(done, words)),
    )


def _title(done: ImportResult, words: Words, *, partial: bool, dry: bool) -> str:
    details = {"file": done.file, "count": str(len(done.new)), "refused": str(done.refused)}
    if done.problems and not partial:
        return words("import.refused", **details)
    if not done.new:
        return words("import.nothing", **details)
    if dry:
        return words("import.dry_run", **details)
    return words("import.written_new" if done.created else "import.written", **details)


def _lead(done: ImportResult, words: Words) -> Iterator[str]:
    counts = {str(outcome): done.count(outcome) for outcome in Outcome}
    counts |= {"refused": done.refused, "empty": done.empty, "skipped": done.skipped}
    parts = [words("import.count", what=words(f"outcome.{name}"), count=str(n)) for name, n in counts.items() if n]
    table = f" ({done.table.sheet})" if done.table.sheet else ""
    yield words("import.counts", table=done.table.name + table, counts=words("word.and").join(parts) or "0")
    if done.ignored:
        cells = (f"{done.table.address(cell.row, cell.column)} {cell.text}" for cell in done.ignored)
        yield words("import.aside", columns=words("word.and").join(cells))
    if done.backup:
        yield words("record.cut_off", backup=done.backup)


def _row(row: ImportedRow, done: ImportResult, words: Words) -> tuple[TableCell, ...]:
    cell = row.data_row.cell("value")
    seen = row.observation
    indicator = done.indicators[row.data_row.key]
    several = len({other.data_row.key[0] for other in done.rows}) > 1
    city = (row.data_row.key[0],) if several else ()
    return (
        TableCell((f"{letters(cell.column)}{cell.row}",)),
        TableCell((*city, words.of(indicator.name))),
        TableCell((f"{seen.period.text} {seen.basis}",)),
        TableCell((_value(seen, words), *((words("word.provisional"),) if seen.provisional else ()))),
        TableCell((_value(row.before, words) if row.before else "",)),
        TableCell((words(f"outcome.{row.outcome}"), *map(words.message, row.warnings))),
    )


def _value(observation: Observation, words: Words) -> str:
    first, *others = observation.values
    return ":".join(
        [words.number(first, observation.bound, None), *(words.number(other, places=None) for other in others)]
    )


def _next_step(done: ImportResult, words: Words) -> Iterator[str]:
    cities = dict.fromkeys(one.data_row.key[0] for one in done.rows)
    if done.written:
        named = "".join(f" --city {city}" for city in cities)
        yield words("import.next", cities=named, file=shlex.quote(done.file))
