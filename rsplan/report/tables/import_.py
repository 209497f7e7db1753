"""The table of `rsplan import`: the figures that deserve a look, and the counts of all."""

from collections.abc import Iterator
from typing import assert_never

from rsplan.model.message import Message
from rsplan.report.tables.cells import observed_text
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.table_import.importer import CellAccount, ImportResult, LeftAside
from rsplan.table_import.reconcile import ImportedRow, Outcome
from rsplan.table_import.tasks import is_of_year
from rsplan.text import Language

#: Rows that a person is shown; of a table with more the other formats hold all.
_MOST_ROWS = 500


def import_table(
    result: ImportResult, lang: Language, *, partial: bool, dry: bool, given: str, with_tasks: bool = False
) -> ReportTable:
    """The figures that replace others or have a warning; with `dry` all that would be entered.

    The columns of yearly targets are not left aside where they are taken `with_tasks`. `given` are the options for the
    files, as the command that follows needs them too.
    """
    words = Words(lang)
    shown = [row for row in result.rows if _own_warnings(row) or _is_shown(row.outcome, dry=dry)]
    rows = tuple(_row(row, result, words) for row in shown[:_MOST_ROWS])
    more = [TableCell((_more(len(shown), words),))] if len(shown) > _MOST_ROWS else []
    return ReportTable(
        _title(result, words, partial=partial, dry=dry),
        (*(TableCell((line,)) for line in _lead(result, words, with_tasks=with_tasks)), *more),
        (
            TableColumn(words("import.cell")),
            TableColumn(words("column.indicator"), folds=True),
            TableColumn(words("column.period")),
            TableColumn(words("column.value"), right=True),
            TableColumn(words("import.before"), right=True),
            TableColumn(words("import.outcome"), folds=True),
        ),
        (Section("", rows),),
        (*_of_no_plan(result, words), *_next_step(result, given, words)),
    )


#: What is said once of all figures: those of the year before a plan are many, and nothing is wrong with any.
_OF_NO_PLAN = "warning.no_plan"


def _own_warnings(row: ImportedRow) -> list[Message]:
    """The warnings of the figure but for what one line says of all."""
    return [warning for warning in row.warnings if warning.key != _OF_NO_PLAN]


def _of_no_plan(result: ImportResult, words: Words) -> Iterator[str]:
    """One line on the figures that lie within no plan."""
    spans = [row.observation.span for row in result.rows if any(one.key == _OF_NO_PLAN for one in row.warnings)]
    if spans:
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        yield words("import.no_plan", count=str(len(spans)), start=str(first), end=str(last))


def _more(number: int, words: Words) -> str:
    return words("import.more_rows", shown=str(_MOST_ROWS), number=str(number))


def _is_shown(outcome: Outcome, *, dry: bool) -> bool:
    """Whether a figure is shown although nothing speaks against it: where it concerns one that was known before."""
    match outcome:
        case Outcome.REPLACES | Outcome.OLDER | Outcome.RETRACTS:
            return True
        case Outcome.ENTERED | Outcome.CONFIRMS:
            return dry
        case Outcome.THERE:
            return False
        case _:
            assert_never(outcome)


def _title(result: ImportResult, words: Words, *, partial: bool, dry: bool) -> str:
    details = {"file": result.file, "count": str(len(result.new)), "refused": str(result.refused)}
    if result.problems and not partial:
        return words("import.refused" if result.refused else "import.refused_whole", **details)
    if not result.new:
        return words("import.nothing", **details)
    if dry:
        return words("import.dry_run", **details)
    return words("import.written_new" if result.created else "import.written", **details)


def _lead(result: ImportResult, words: Words, *, with_tasks: bool) -> Iterator[str]:
    counts = {str(outcome): result.count(outcome) for outcome in Outcome}
    counts |= {"refused": result.refused, "empty": result.empty, "skipped": result.skipped}
    parts = [words("import.count", what=words(f"outcome.{name}"), count=str(n)) for name, n in counts.items() if n]
    sheets = words("word.and").join(table.sheet for table in result.tables if table.sheet)
    table = words("word.more", text=result.path, more=sheets) if sheets else result.path
    yield words("import.counts", table=table, counts=words("word.and").join(parts) or "0")
    left = [_left(one, words) for one in result.left if not (with_tasks and is_of_year(one.cell))]
    if left:
        yield words("import.aside", columns=words("word.and").join(left))
    if result.backup:
        yield words("record.cut_off", backup=result.backup)
    if result.copy:
        yield words("import.copied", copy=result.copy)


def _row(row: ImportedRow, result: ImportResult, words: Words) -> tuple[TableCell, ...]:
    observation = row.observation
    indicator = result.indicators[row.data_row.key]
    several = len({taken.data_row.key[0] for taken in result.rows}) > 1
    city = (row.data_row.key[0],) if several else ()
    return (
        TableCell((row.data_row.address,)),
        TableCell((*city, words.of(indicator.name))),
        TableCell(
            (words("import.period", period=words.period(observation.period.text), basis=str(observation.basis)),)
        ),
        TableCell((observed_text(observation), *((words("word.provisional"),) if observation.provisional else ()))),
        TableCell((observed_text(row.before) if row.before else "",)),
        TableCell((words(f"outcome.{row.outcome}"), *map(words.message, _own_warnings(row)))),
    )


def _left(left: LeftAside, words: Words) -> str:
    return words("word.more", text=f"{left.address} {left.cell.text}", more=words(f"import.left.{left.reason}"))


def explanation_table(result: ImportResult, lang: Language) -> ReportTable:
    """Every cell of the table, and how it was understood."""
    words = Words(lang)
    accounts = list(result.accounts)
    return ReportTable(
        words("import.explained"),
        (TableCell((_more(len(accounts), words),)),) if len(accounts) > _MOST_ROWS else (),
        (
            TableColumn(words("import.cell")),
            TableColumn(words("import.text"), folds=True),
            TableColumn(words("import.understood"), folds=True),
        ),
        (Section("", tuple(_explained(one, result, words) for one in accounts[:_MOST_ROWS])),),
        (),
    )


def _explained(told: CellAccount, result: ImportResult, words: Words) -> tuple[TableCell, ...]:
    account, row = told.account, told.row
    how = words(f"import.kind.{account.kind}")
    if row is not None:
        name = words.of(result.indicators[row.key].name) if row.key in result.indicators else row.texts["indicator"]
        period = words("import.period", period=words.period(row.texts["period"]), basis=row.texts["basis"])
        how = words("word.colon", text=how, more=f"{name} {period} {row.texts['value']}")
    elif account.reason is not None:
        how = words("word.colon", text=how, more=words(f"import.left.{account.reason}"))
    if account.head is not None and account.head != account.cell:
        head = f"{told.table.address(account.head.row, account.head.column)} {account.head.text}"
        how = words("word.more", text=how, more=head)
    return TableCell((told.address,)), TableCell((account.cell.text,)), TableCell((how,))


def _next_step(result: ImportResult, given: str, words: Words) -> Iterator[str]:
    cities = dict.fromkeys(one.data_row.key[0] for one in result.rows)
    if result.written:
        named = "".join(f" --city {city}" for city in cities)
        yield words("import.next", cities=named, given=given)
