"""The library behind `import rsplan`: load, assess, results as values, as JSON or as a table; docs/python.md."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from rsplan.calc.verdict import AHEAD_BY, STALE_AFTER, Rules
from rsplan.errors import RsplanError
from rsplan.model.enums import Kind, Nature
from rsplan.model.period import parse_day
from rsplan.model.rounding import digits
from rsplan.read.csv_format import COLUMNS
from rsplan.read.plan_library import Library
from rsplan.read.plan_library import load as read_library
from rsplan.render.csv_writer import CsvColumn, cell_text, columns_of
from rsplan.render.json_writer import json_text, jsonl_text
from rsplan.report.records.status import status_record, status_rows
from rsplan.report.records.status_types import StatusReport, StatusRow
from rsplan.suggest import nearest
from rsplan.survey import WORDS, CompleteSurvey, EvaluationContext, Filters, assess_all

#: The name that problems give observations passed as values; the line of one is its place + 1, after the header.
OBSERVATIONS = "<observations>"

Number = int | float | str | Decimal | Fraction
Path = str | os.PathLike[str]
Day = date | str

#: A value of a table.
Cell = None | bool | int | str | Decimal

_Item = TypeVar("_Item")
_Member = TypeVar("_Member", bound=StrEnum)


class OwnObservation(NamedTuple):
    """An observation given as Python values; the fields are the columns of a data file (docs/observations.md).

    `value` is a number, or its text as a data file has it: `Decimal("23.18")`, `"14∶42∶44"`. A float is taken
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
    targets: Path | Iterable[Path] = (),
    data: Path | Iterable[Path] = (),
    observations: OwnObservation | Iterable[OwnObservation] = (),
    cities: str | Iterable[str] = (),
    shipped: bool = True,
    published: bool = True,
) -> Library:
    """Read plans and observations: the shipped ones, files of your own, and observations given as values.

    `targets` are target files or folders, `data` data files; a plan in `targets` replaces the shipped one of the
    same city and id. `cities` keeps only those cities. `shipped=False` leaves out the shipped plans,
    `published=False` the observations that stand in target files. A single item may stand for a list.
    Raises RsplanError with every problem of every input, and for an unknown city.
    """
    own = _items(observations, OwnObservation)
    files = [os.fspath(path) for path in _items(data, (str, os.PathLike))]
    return read_library(
        [os.fspath(path) for path in _items(targets, (str, os.PathLike))],
        [*files, OBSERVATIONS] if own else files,
        tuple(_items(cities, str)),
        shipped=shipped,
        published=published,
        contents={OBSERVATIONS: _as_data_file(own)},
    )


def _items(given: Any, kind: type | tuple[type, ...]) -> list[Any]:
    """The items given, of which a single one may stand for a list; raises TypeError for others."""
    items = [given] if isinstance(given, kind) else list(given)
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"{item!r} is no {getattr(kind, '__name__', 'path')}")
    return items


def _as_data_file(observations: Iterable[OwnObservation]) -> bytes:
    """The observations as the data file that would hold them, so that they are checked like one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for observation in observations:
        cells = observation._asdict() | {
            "value": _plain(observation.value),
            "provisional": str(observation.provisional).lower(),
        }
        writer.writerow([cells[column] for column in COLUMNS])
    return text.getvalue().encode()


def _plain(value: object) -> str:
    """The value as a data file has it, without exponents."""
    if isinstance(value, float):
        value = Decimal(str(value + 0))
    return digits(value) if isinstance(value, Decimal) and value.is_finite() else str(value)


def assess(
    library: Library,
    as_of: Day,
    *,
    known_on: Day | None = None,
    plans: str | Iterable[str] = (),
    year: int | None = None,
    groups: str | Iterable[str] = (),
    natures: str | Iterable[str] = (),
    kinds: str | Iterable[str] = (),
    only: str | Iterable[str] = (),
    every_scope: bool = False,
    ahead_by: Number = AHEAD_BY,
    slack: Number = 0,
    stale_after: int = STALE_AFTER,
) -> CompleteSurvey:
    """Assess the targets of the loaded plans on a day, as `rsplan status` does.

    Dates are `date` values or text such as "2023-06-30"; the filters take the words of the command line and keep
    everything when empty; `every_scope` adds the targets of text and boxes to those of the table. `year` judges a
    calendar year of the plans too. `ahead_by` and `slack` are points, `stale_after` months (docs/methodology.md).
    Raises RsplanError for an unknown plan, group or word, for text that is no date, for a threshold below zero,
    and where no plan had begun.
    """
    filters = Filters(
        groups=tuple(_items(groups, str)),
        natures=_members(Nature, natures),
        kinds=_members(Kind, kinds),
        only=_members(WORDS, only),
        every_scope=every_scope,
    )
    rules = Rules(_threshold("ahead_by", ahead_by), _threshold("slack", slack), int(_threshold("", stale_after)))
    evaluation = EvaluationContext(_day(as_of), None if known_on is None else _day(known_on), rules)
    return assess_all(library, evaluation, tuple(_items(plans, str)), filters, year=year)


def _members(members: Iterable[_Member], words: str | Iterable[str]) -> tuple[_Member, ...]:
    known = {str(member): member for member in members}
    given = _items(words, str)
    for word in given:
        if word not in known:
            near = nearest(word, known)
            key = "error.unknown_word_near" if near else "error.unknown_word"
            raise RsplanError(key, word=word, near=near or "", known=", ".join(known))
    return tuple(known[word] for word in given)


def _day(day: Day) -> date:
    """The day; the time of day of a datetime does not count. Raises TypeError for what is no day."""
    if isinstance(day, str):
        return parse_day(day)
    if isinstance(day, datetime):
        return day.date()
    if not isinstance(day, date):
        raise TypeError(f"{day!r} is no date: pass datetime.date, or text such as '2023-06-30'")
    return day


def _threshold(name: str, value: Number) -> Fraction:
    """The threshold, exactly; a float by its shortest text. Raises RsplanError for what is no number from 0 on."""
    try:
        number = Fraction(str(value) if isinstance(value, float) else value)
    except (ValueError, OverflowError, ZeroDivisionError):
        number = Fraction(-1)
    if number < 0:
        raise RsplanError("error.bad_threshold", name=name or "stale_after", value=str(value))
    return number


def record(survey: CompleteSurvey) -> StatusReport:
    """The survey as the document that `rsplan status --format json` writes (docs/json.md); numbers are decimals."""
    return status_record(survey)


def to_json(survey: CompleteSurvey) -> str:
    """The survey as JSON text, the same as `rsplan status --format json` writes."""
    return json_text(record(survey))


def to_jsonl(survey: CompleteSurvey) -> str:
    """The survey as JSON Lines, one target a line, the same as `rsplan status --format jsonl` writes."""
    return "".join(jsonl_text(status_rows(record(survey))))


def table(survey: CompleteSurvey) -> list[dict[str, Cell]]:
    """The survey as one flat row per target, for pandas, polars or a loop; the keys are the columns of the CSV.

    Numbers are decimals rounded as in JSON, what is unknown is None; lists are one text, shares have their columns.
    """
    columns = columns_of(StatusRow)
    return [dict(_cells(row, columns)) for row in status_rows(record(survey))]


def _cells(row: Mapping[str, Any] | None, columns: Iterable[CsvColumn]) -> Iterator[tuple[str, Cell]]:
    for column in columns:
        value = column.value(row)
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
