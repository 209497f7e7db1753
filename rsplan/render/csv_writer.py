"""CSV: a header and one record a row; the columns follow from the type of the record; docs/json.md."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints, is_typeddict

from rsplan.calc.verdict import Status
from rsplan.model.enums import PLAIN_BOUND_SIGNS, Bound
from rsplan.model.printed_figure_reading import SHARE_SIGN
from rsplan.model.rounding import digits, shown_beside
from rsplan.text import LANGUAGES, Language, say

#: First characters that make a spreadsheet take text for a formula, or that may hide one; full-width ones count.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")

#: Figures as they are printed, and dashes: whatever a spreadsheet makes of them, it runs nothing.
_FIGURE = re.compile(r"[-+]*(?:[0-9][0-9.,:/]*%?)?", re.ASCII)

#: The types of values that fill a cell.
_CELL_TYPES = {type(None), bool, int, str, Decimal}


class CsvColumn(NamedTuple):
    """A key of a record with the name of its column, or with the columns of the record that stands there.

    `member` writes one record of a list, which shares its cell with the others. `share` is set for figures that may
    be shares: 0 for the column of a number, else the place of the share, from 1, that the column holds.
    """

    key: str
    name: str
    columns: tuple["CsvColumn", ...] = ()
    member: Callable[[Any], str] = str
    share: int | None = None

    def value(self, record: Mapping[str, Any] | None) -> Any:
        """The value of the record in the column; None in a record that is null."""
        value = None if record is None else record[self.key]
        if self.share is None or value is None:
            return value
        if not isinstance(value, list):
            return value if self.share == 0 else None
        shares = value[self.share - 1 : None if self.share == SHARES else self.share] if self.share else []
        return shares if len(shares) > 1 else next(iter(shares), None)


#: The columns of shares; a composition of more shares has the rest of them in the last one.
SHARES = 3

#: The key of the records whose members are the bounds of figures beside it, or in a record beside it.
_BOUNDS = "bounds"


def columns_of(record_type: type, before: str = "") -> tuple[CsvColumn, ...]:
    """The columns of a record type in the order of its keys, whatever stands in the records.

    Raises TypeError for a key whose values fit into no cell.
    """
    keys = get_type_hints(record_type)
    columns = [
        (key, column) for key, types in keys.items() if key != _BOUNDS for column in _columns_of_key(key, types, before)
    ]
    if _BOUNDS not in keys:
        return tuple(column for _, column in columns)
    bounds = _bounds_column(keys[_BOUNDS], before, columns)
    place = sum(list(keys).index(key) < list(keys).index(_BOUNDS) for key, _ in columns)
    ordered = [column for _, column in columns]
    return (*ordered[:place], bounds, *ordered[place:])


def _bounds_column(types: Any, before: str, columns: Sequence[tuple[str, CsvColumn]]) -> CsvColumn:
    """The columns of the bounds: each is named after the column of its figure, beside it or in a record beside it."""
    beside = [column.columns for _, column in columns]
    names = {one.key: one.name for record in beside if all(one.key != _BOUNDS for one in record) for one in record}
    names |= {column.key: column.name for _, column in columns}
    members = [CsvColumn(member, f"{names[member]}_bound") for member in get_type_hints(types)]
    return CsvColumn(_BOUNDS, before + _BOUNDS, tuple(members))


def _columns_of_key(key: str, types: Any, before: str) -> Iterator[CsvColumn]:
    """The columns of a key: one, but for a figure that may be shares."""
    name = before + key
    if key == "value" and list[Decimal] in get_args(types):  # so that the column of numbers holds numbers alone
        yield CsvColumn(key, name, share=0)
        for share in range(1, SHARES + 1):
            yield CsvColumn(key, f"{before}share_{share}", share=share)
    else:
        yield _column(key, types, before)


def names_of(columns: Iterable[CsvColumn]) -> list[str]:
    """The names of the columns: keys of records within records are joined with `_`."""
    return [name for column in columns for name in (names_of(column.columns) if column.columns else [column.name])]


def _column(key: str, types: Any, before: str) -> CsvColumn:
    """The column of a key with its declared type: a value, a list, a record, or one of these or None."""
    name = before + key
    for kind in get_args(types) if get_origin(types) in (Union, UnionType) else (types,):
        if is_typeddict(kind):
            return CsvColumn(key, name, columns_of(kind, f"{name}_"))
        if get_origin(kind) is list and is_typeddict(get_args(kind)[0]):
            return CsvColumn(key, name, member=_member(get_args(kind)[0]))
        if kind not in _CELL_TYPES and get_origin(kind) is not list:
            raise TypeError(f"{name}: {kind} fits into no cell")
    return CsvColumn(key, name)


#: The text of a record that shares its cell with others, by the keys that it needs; the first that fit.
_MEMBERS: tuple[tuple[tuple[str, ...], Callable[[Any], str]], ...] = (
    (("period", "value"), lambda record: f"{record['period']}={cell_text(record['value'])}"),
    (("said", "came"), lambda record: f"{record['year']}={cell_text(record['said'])}/{cell_text(record['came'])}"),
    (("where", "printed"), lambda record: f"{record['where']}: {record['printed']}"),
    (("part", "reason"), lambda record: f"{record['part']}: {record['reason']}"),
    (LANGUAGES, lambda record: " / ".join(record[lang] for lang in LANGUAGES)),
)


def _member(record_type: type) -> Callable[[Any], str]:
    keys = record_type.__annotations__
    for needed, text in _MEMBERS:
        if all(key in keys for key in needed):
            return text
    raise TypeError(f"a list of {record_type.__name__} fits into no cell")


class CsvChoice(NamedTuple):
    """The columns that somebody asked for by name, all for none, and the language of headings, None for codes.

    `narrow` are those among them that people read, with the keys of their headings: a figure has its bound in its
    cell, and below headings in words shares are in per cent.
    """

    names: tuple[str, ...] = ()
    headings: Language | None = None
    narrow: Mapping[str, str] = {}


#: The texts of verdicts and of outlooks, which stand in words below headings in words, by their key.
_VERDICTS: Mapping[str, str] = {
    **dict.fromkeys(("status", "verdict_before", "verdict_after"), "status"),
    "outlook": "outlook",
}

#: Those of other closed words in the columns that people read, by the name of the column.
_WORDS: Mapping[str, str] = {
    "year_target_origin": "year",
    "cadence": "cadence",
    "step": "step",
    "figure": "figure",
    "basis": "basis_cell",
}

#: The figure of a rate that stands below the heading of the other kinds' one, where that has none.
_OF_RATES: Mapping[str, str] = {"year_growth": "year_change"}

#: Columns of changes, whose cells hold a verdict beside figures.
_AMONG_FIGURES = frozenset({"before", "after"})

#: What the cell of a bound says of a figure that needs no sign.
_EXACT = ("", Bound.EXACT)

#: The keys of shares that people read in per cent.
_IN_PERCENT = frozenset({"completion_rate", "growth"})

#: Those of figures that people read with two places; observed figures stay as they are.
_ROUNDED = frozenset({"lead_points", "remaining", "required_per_month", "low", "mean", "high", "share", "left", "rate"})


def csv_text(record_type: type, records: Iterable[Mapping[str, Any]], choice: CsvChoice = CsvChoice()) -> Iterator[str]:
    """A header and one row a record; null is an empty cell.

    Text that a spreadsheet would run as a formula has an apostrophe before it. `choice` has names of `names_of`.
    """
    columns = columns_of(record_type)
    if choice == CsvChoice():
        yield from plain_csv(names_of(columns), (map(_defused, cells_of(record, columns)) for record in records))
        return
    chosen = list(_chosen(columns, choice))
    cells_of_rows = (list(cells_of(record, columns)) for record in records)
    rows = ([one.text(cells, choice.headings) for one in chosen] for cells in cells_of_rows)
    yield from plain_csv([one.heading for one in chosen], rows)


class _ChosenColumn(NamedTuple):
    """A column that is written: its place among all, and what is made of its cell.

    `words` are the texts of its closed words, `bound` is the place of the figure's bound, which stands in its cell.
    """

    place: int
    heading: str
    words: str | None
    in_percent: bool
    rounded: bool
    bound: int | None
    among_figures: bool = False
    of_rates: int | None = None
    unit: int | None = None

    def text(self, cells: Sequence[str], lang: Language | None) -> str:
        """The cell of a row."""
        text = cells[self.place]
        bound = cells[self.bound] if self.bound is not None else ""
        if not text:
            return "" if lang is None or self.of_rates is None else self._change(cells, lang)
        if lang is None:
            return PLAIN_BOUND_SIGNS[bound] + text if bound not in _EXACT else _defused(text)
        if self.words is not None:
            return say(lang, "word.semicolon").join(say(lang, f"{self.words}.{word}") for word in text.split("; "))
        if self.among_figures and text in {*Status}:
            return say(lang, f"status.{text}")
        if self.in_percent:
            text = shown_beside(Fraction(text) * 100, (0, 100), 1) + "%"
        if self.rounded:
            text = shown_beside(Fraction(text), (0,), 2)
        return _defused(text) if bound in _EXACT else say(lang, f"report.bound_{bound}", {"value": text})

    def _change(self, cells: Sequence[str], lang: Language) -> str:
        """The change of a rate, in percentage points where it is per cent."""
        if self.of_rates is None or not cells[self.of_rates]:
            return ""
        change = Fraction(cells[self.of_rates])
        text = ("+" if change > 0 else "") + shown_beside(change, (0,), 2)
        in_percent = self.unit is not None and cells[self.unit] in ("%", "％")
        return say(lang, "year.points", {"change": text}) if in_percent else text


def _chosen(columns: Sequence[CsvColumn], choice: CsvChoice) -> Iterator[_ChosenColumn]:
    """The columns that are asked for, in their order."""
    names, paths, lang = names_of(columns), _paths_of(columns), choice.headings
    for name in choice.names or names:
        place, key = names.index(name), paths[names.index(name)][-1]
        if name in choice.narrow:
            yield _ChosenColumn(
                place,
                say(lang, choice.narrow[name]) if lang else name,
                _VERDICTS.get(key, _WORDS.get(name)),
                in_percent=key in _IN_PERCENT,
                rounded=key in _ROUNDED,
                bound=_place_of_bound(name, names),
                of_rates=names.index(_OF_RATES[name]) if name in _OF_RATES else None,
                unit=names.index("unit_zh") if name in _OF_RATES else None,
                among_figures=name in _AMONG_FIGURES,
            )
        else:
            heading = _heading(paths[place], lang) if lang else name
            if lang and key == "step" and "figure" in names:  # one of the changes of the figure, no amount
                heading = say(lang, "changes.factor")
            yield _ChosenColumn(
                place,
                heading,
                _VERDICTS.get(key),
                in_percent=False,
                rounded=False,
                bound=None,
                among_figures=name in _AMONG_FIGURES,
            )


def _place_of_bound(name: str, names: Sequence[str]) -> int | None:
    """The place of the column of the figure's bound, where it has one."""
    bounds = (f"{name}_bound", f"{name.removesuffix('_value')}_bound")
    return next((names.index(bound) for bound in bounds if bound in names), None)


def _paths_of(columns: Iterable[CsvColumn], before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The keys that lead to each column, in the order of `names_of`; a share has its place behind them."""
    paths: list[tuple[str, ...]] = []
    for column in columns:
        keys = (*before, column.key)
        if column.columns:
            paths += _paths_of(column.columns, keys)
        else:
            paths.append((*before, "share", str(column.share)) if column.share else keys)
    return paths


#: The words of keys that mean something else within a certain record.
_WITHIN: Mapping[tuple[str, str], str] = {
    ("change", "by"): "column.change_by",
    ("", "high"): "figure.forecast_high",
    ("", "share"): "column.share",
    ("assumptions", "last"): "column.end_last",
    ("assumptions", "mean"): "column.end_mean",
    ("assumptions", "best"): "column.end_best",
    ("clocks", "expected"): "figure.clock_expected",
    ("pace", "mean"): "figure.pace_mean",
}


def _heading(keys: Sequence[str], lang: Language) -> str:
    """The words of the keys that lead to a column; a key may have other ones within a certain record."""
    return " ".join(
        key if key.isdecimal() else say(lang, _WITHIN.get((before, key), f"csv.{key}"))
        for before, key in pairwise(("", *keys))
    )


def plain_csv(header: Sequence[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The header and the rows with every cell as it is given."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def cells_of(record: Mapping[str, Any] | None, columns: Iterable[CsvColumn]) -> Iterator[str]:
    """The cells of the record in the order of the columns; those of a record that is null are empty."""
    for column in columns:
        value = column.value(record)
        if column.columns:
            yield from cells_of(value, column.columns)
        else:
            yield cell_text(value, column.member)


def cell_text(value: object, member: Callable[[Any], str] = str) -> str:
    """The text of a cell: shares as 13∶41∶46, the members of other lists separated by `; `."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return digits(value)
        case [Decimal(), *_]:
            return SHARE_SIGN.join(cell_text(share) for share in value)
        case list():
            return "; ".join(map(member, value))
        case _:
            return str(value)


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not _FIGURE.fullmatch(cell) else cell
