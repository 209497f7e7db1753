"""What `rsplan import` reports, as a table for people."""

import shlex
from collections.abc import Iterator

from rsplan.documents.cells import letters
from rsplan.model.plan import Observation
from rsplan.report.tables.table import Cell, Column, Section, Sheet, Words
from rsplan.table_import.importer import Intake
from rsplan.table_import.reconcile import Outcome, Taken

#: What a reader has to see when everything went well: what was known before, and what is not as it seems.
_WORTH_SHOWING = (Outcome.REPLACES, Outcome.OLDER)


def import_sheet(done: Intake, lang: str, *, partial: bool, dry: bool) -> Sheet:
    """What was replaced and what is not as it seems; with `dry` all that would be entered."""
    words = Words(lang)
    worth = (*_WORTH_SHOWING, *((Outcome.ENTERED, Outcome.CONFIRMS) if dry else ()))
    shown = [one for one in done.taken if one.warnings or one.outcome in worth]
    return Sheet(
        _title(done, words, partial=partial, dry=dry),
        tuple(Cell((line,)) for line in _lead(done, words)),
        (
            Column(words("import.cell")),
            Column(words("column.indicator"), folds=True),
            Column(words("column.period")),
            Column(words("column.value"), right=True),
            Column(words("import.before"), right=True),
            Column(words("import.outcome"), folds=True),
        ),
        (Section("", tuple(_row(one, done, words) for one in shown)),),
        tuple(_next_step(done, words)),
    )


def _title(done: Intake, words: Words, *, partial: bool, dry: bool) -> str:
    details = {"file": done.file, "count": str(len(done.new)), "refused": str(done.refused)}
    if done.problems and not partial:
        return words("import.refused", **details)
    if not done.new:
        return words("import.nothing", **details)
    if dry:
        return words("import.dry_run", **details)
    return words("import.written_new" if done.created else "import.written", **details)


def _lead(done: Intake, words: Words) -> Iterator[str]:
    counts = {str(outcome): done.count(outcome) for outcome in Outcome}
    counts |= {"refused": done.refused, "empty": done.empty, "skipped": done.skipped}
    parts = [words("import.count", what=words(f"outcome.{name}"), count=str(n)) for name, n in counts.items() if n]
    sheet = f" ({done.table.sheet})" if done.table.sheet else ""
    yield words("import.counts", table=done.table.name + sheet, counts=words("word.and").join(parts) or "0")
    if done.aside:
        cells = (f"{done.table.address(cell.row, cell.column)} {cell.text}" for cell in done.aside)
        yield words("import.aside", columns=words("word.and").join(cells))
    if done.backup:
        yield words("record.cut_off", backup=done.backup)


def _row(row: Taken, done: Intake, words: Words) -> tuple[Cell, ...]:
    cell = row.row.cell("value")
    seen = row.observation
    indicator = done.indicators[row.row.key]
    several = len({taken.row.key[0] for taken in done.taken}) > 1
    city = (row.row.key[0],) if several else ()
    return (
        Cell((f"{letters(cell.column)}{cell.row}",)),
        Cell((*city, words.of(indicator.name))),
        Cell((f"{seen.period.text} {seen.basis}",)),
        Cell((_value(seen, words), *((words("word.provisional"),) if seen.provisional else ()))),
        Cell((_value(row.before, words) if row.before else "",)),
        Cell((words(f"outcome.{row.outcome}"), *map(words.message, row.warnings))),
    )


def _value(observation: Observation, words: Words) -> str:
    first, *others = observation.values
    return ":".join(
        [words.number(first, observation.bound, None), *(words.number(other, places=None) for other in others)]
    )


def _next_step(done: Intake, words: Words) -> Iterator[str]:
    cities = dict.fromkeys(one.row.key[0] for one in done.taken)
    if done.written:
        named = "".join(f" --city {city}" for city in cities)
        yield words("import.next", cities=named, file=shlex.quote(done.file))
