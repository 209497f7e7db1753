"""The library behind `import rsplan`: load, assess, take results as values, as JSON or as a table; docs/python.md."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from rsplan.calc.verdict import AHEAD_BY, STALE_AFTER, Rules, Status
from rsplan.model.enums import Kind, Nature
from rsplan.model.period import parse_day
from rsplan.model.rounding import digits
from rsplan.read.csv_format import COLUMNS
from rsplan.read.library import Library
from rsplan.read.library import load as read_library
from rsplan.render.csv_writer import CsvColumn, cell_text, columns_of
from rsplan.render.json_writer import json_text
from rsplan.report.records.status import StatusReport, StatusRow, status_record, status_rows
from rsplan.survey import CompleteSurvey, EvaluationContext, Filters, assess_all

#: The name that problems give observations passed as values; the line of one is its place + 1, after the header.
OBSERVATIONS = "<observations>"

Number = int | str | Decimal | Fraction

#: A value of a table.
Cell = None | bool | int | str | Decimal


class OwnObservation(NamedTuple):
    """An observation given as Python values; the fields are the columns of a data file (docs/observations.md).

    `value` is a number or its text as a data file has it: `Decimal("23.18")`, `"14∶42∶44"`. A float is taken
    by its shortest text, which is what was typed.
    """

    city: str
    indicator: str
    period: str
    value: int | str | Decimal | float
    basis: str = ""
    bound: str = ""
    provisional: bool = False
    published: str | date = ""
    source: str = ""
    note: str = ""


def load(
    *,
    targets: Iterable[str] = (),
    data: Iterable[str] = (),
    observations: Iterable[OwnObservation] = (),
    cities: Iterable[str] = (),
    shipped: bool = True,
    published: bool = True,
) -> Library:
    """Read plans and observations: the shipped ones, files of your own, and observations given as values.

    `targets` are target files or folders, `data` data files; a plan in `targets` replaces the shipped one of the
    same city and id. `cities` keeps only those cities. `shipped=False` leaves out the shipped plans,
    `published=False` the observations that stand in target files.
    Raises InvalidInput with every problem of every input, RsplanError for an unknown city.
    """
    files, own = [*data], [*observations]
    if own:
        files.append(OBSERVATIONS)
    return read_library(
        [*targets],
        files,
        tuple(cities),
        shipped=shipped,
        published=published,
        contents={OBSERVATIONS: _as_data_file(own)},
    )


def _as_data_file(observations: Iterable[OwnObservation]) -> bytes:
    """The observations as the data file that would hold them, so that they are checked like one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for observation in observations:
        cells = observation._asdict() | {"provisional": str(observation.provisional).lower()}
        writer.writerow([cells[column] for column in COLUMNS])
    return text.getvalue().encode()


def assess(
    library: Library,
    as_of: date | str,
    *,
    known_on: date | str | None = None,
    plans: Iterable[str] = (),
    year: int | None = None,
    groups: Iterable[str] = (),
    natures: Iterable[str] = (),
    kinds: Iterable[str] = (),
    only: Iterable[str] = (),
    every_scope: bool = False,
    ahead_by: Number = AHEAD_BY,
    slack: Number = 0,
    stale_after: int = STALE_AFTER,
) -> CompleteSurvey:
    """Assess the targets of the loaded plans on a day, as `rsplan status` does.

    Dates are `date` values or text such as "2023-06-30"; the filters take the words of the command line and keep
    everything when empty; `every_scope` adds the targets of text and boxes to those of the table. `year` judges a
    calendar year of the plans too. `ahead_by` and `slack` are points, `stale_after` months (docs/methodology.md).
    Raises RsplanError for an unknown plan or group, for text that is no date, and where no plan had begun;
    ValueError for a word that no filter has.
    """
    filters = Filters(
        groups=tuple(groups),
        natures=tuple(map(Nature, natures)),
        kinds=tuple(map(Kind, kinds)),
        only=tuple(map(Status, only)),
        every_scope=every_scope,
    )
    rules = Rules(Fraction(ahead_by), Fraction(slack), stale_after)
    evaluation = EvaluationContext(_day(as_of), None if known_on is None else _day(known_on), rules)
    return assess_all(library, evaluation, tuple(plans), filters, year=year)


def _day(day: date | str) -> date:
    return parse_day(day) if isinstance(day, str) else day


def record(survey: CompleteSurvey) -> StatusReport:
    """The survey as the document that `rsplan status --format json` writes (docs/json.md); numbers are decimals."""
    return status_record(survey)


def to_json(survey: CompleteSurvey) -> str:
    """The survey as JSON text, the same as `rsplan status --format json` writes."""
    return json_text(record(survey))


def table(survey: CompleteSurvey) -> list[dict[str, Cell]]:
    """The survey as one flat row per target, for pandas, polars or a loop; the keys are the columns of the CSV.

    Numbers are exact decimals, what is unknown is None, shares and other lists are one text.
    """
    columns = columns_of(StatusRow)
    return [dict(_cells(row, columns)) for row in status_rows(record(survey))]


def _cells(row: Mapping[str, Any] | None, columns: Iterable[CsvColumn]) -> Iterator[tuple[str, Cell]]:
    for column in columns:
        value = None if row is None else row[column.key]
        if column.columns:
            yield from _cells(value, column.columns)
        else:
            yield column.name, _cell(value, column)


def _cell(value: Any, column: CsvColumn) -> Cell:
    match value:
        case list():
            return cell_text(value, column.member)
        case Decimal():
            return Decimal(digits(value))
    plain: Cell = value
    return plain
