"""JSON, JSON Lines and CSV: exact decimals as plain numbers; docs/json.md."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

import pytest
from builders import (
    assess_of,
    indicator,
    level,
    observation,
    survey_of,
    target,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import Assessment
from rsplan.calc.pace import need_of
from rsplan.calc.told import remaining_bound
from rsplan.model.enums import Better, Bound, Comparator, Kind
from rsplan.render.csv_writer import cells_of, columns_of, csv_text, names_of, plain_csv
from rsplan.render.json_writer import Value, json_text, jsonl_text
from rsplan.report.records.pace import PACE_YEAR_ROWS, pace_record
from rsplan.report.records.status import status_record, status_rows
from rsplan.report.records.status_narrow import NARROW_ROWS
from rsplan.report.records.status_types import StatusRow
from rsplan.report.tables.status import status_tables
from rsplan.report.tables.table import TableCell
from rsplan.text import Language

#: A number of JSON without an exponent.
PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", re.ASCII)


def numbers_of(text: str) -> list[str]:
    """Every number of a JSON text as it is written."""
    found: list[str] = []

    def keep(number: str) -> Decimal:
        found.append(number)
        return Decimal(number)

    json.loads(text, parse_float=keep, parse_int=keep)
    return found


def significant(number: str) -> int:
    return len(number.lstrip("-").replace(".", "").strip("0"))


# --- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (12, "12"),
        (Decimal("89.22"), "89.22"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("100.00"), "100"),
        (Decimal("-0.50"), "-0.5"),
        (Decimal("-0"), "0"),
        (Decimal("0E-6"), "0"),
        ("〔130〕", '"〔130〕"'),
        ('a"b\\c\n', '"a\\"b\\\\c\\n"'),
        ("\u2028", '"\u2028"'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_a_value_is_written_in_its_plainest_form(value: Value, text: str) -> None:
    assert json_text(value) == text + "\n"


def test_a_document_is_indented_and_ends_in_one_line_break() -> None:
    report: Value = {"a": 1, "b": [Decimal("1.5"), None], "c": {"zh": "字"}, "d": []}
    assert json_text(report) == (
        '{\n  "a": 1,\n  "b": [\n    1.5,\n    null\n  ],\n  "c": {\n    "zh": "字"\n  },\n  "d": []\n}\n'
    )


def test_control_characters_are_escaped() -> None:
    assert json.loads(json_text("\x00\x1b\t")) == "\x00\x1b\t"
    assert not any(character in json_text("\x00\x1b\t") for character in "\x00\x1b\t")


TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(max_size=8)
    | st.decimals(-(10**8), 10**8, places=6).map(lambda number: Decimal(number)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(TREES)
@settings(deadline=None, max_examples=80)
def test_what_is_read_again_is_what_was_written(tree: Value) -> None:
    for text in (json_text(tree), *jsonl_text([{"tree": tree}])):
        found = json.loads(text, parse_float=Decimal)
        assert (found["tree"] if text.startswith('{"tree"') and found.keys() == {"tree"} else found) == tree
        assert all(PLAIN_NUMBER.fullmatch(number) for number in numbers_of(text))


# --- JSON Lines ------------------------------------------------------------------------------------------------------


def test_json_lines_are_one_object_a_line() -> None:
    lines = list(jsonl_text([{"a": 1, "b": "x\ny"}, {"a": Decimal("2.50"), "b": None}]))
    assert lines == ['{"a": 1, "b": "x\\ny"}\n', '{"a": 2.5, "b": null}\n']


def test_nothing_is_nothing_in_json_lines() -> None:
    assert list(jsonl_text([])) == []


# --- CSV -------------------------------------------------------------------------------------------------------------


class Named(TypedDict):
    zh: str
    en: str


class Goal(TypedDict):
    printed: str
    value: Decimal | list[Decimal] | None
    name: Named | None


class Part(TypedDict):
    period: str
    value: Decimal


class Stated(TypedDict):
    where: str
    printed: str


class Row(TypedDict):
    id: str
    target: Goal
    before: Goal | None
    names: list[Named]
    parts: list[Part]
    statements: list[Stated]
    missing: list[str]


FIRST: Row = {
    "id": "x",
    "target": {"printed": "[85]", "value": Decimal(85), "name": {"zh": "甲", "en": "A"}},
    "before": None,
    "names": [],
    "parts": [],
    "statements": [],
    "missing": [],
}
SECOND: Row = {
    "id": "y",
    "target": {"printed": "14∶42∶44", "value": [Decimal(14), Decimal(42), Decimal(44)], "name": None},
    "before": {"printed": "[80]", "value": Decimal("80.50"), "name": {"zh": "乙", "en": "B"}},
    "names": [{"zh": "甲", "en": "A"}, {"zh": "乙", "en": "B"}],
    "parts": [{"period": "2021", "value": Decimal("1.50")}, {"period": "2022", "value": Decimal(2)}],
    "statements": [{"where": "表1", "printed": "[85]"}],
    "missing": ["2021", "2022-H2"],
}
HEADER = (
    "id,target_printed,target_value,target_share_1,target_share_2,target_share_3,target_name_zh,target_name_en,"
    "before_printed,before_value,before_share_1,before_share_2,before_share_3,before_name_zh,before_name_en,"
    "names,parts,statements,missing\n"
)


@pytest.mark.parametrize(
    ("rows", "lines"), [([], ""), ([FIRST], "x,[85],85,,,,甲,A,,,,,,,,,,,\n")], ids=["none", "one"]
)
def test_the_columns_are_those_of_the_type_whatever_the_rows_hold(rows: list[Row], lines: str) -> None:
    """A record that is null in every row, or of which there is no row, has its columns all the same."""
    assert "".join(csv_text(Row, rows)) == HEADER + lines


def test_the_members_of_lists_share_a_cell() -> None:
    assert "".join(csv_text(Row, [SECOND])) == HEADER + (
        "y,14∶42∶44,,14,42,44,,,[80],80.5,,,,乙,B,甲 / A; 乙 / B,2021=1.5; 2022=2,表1: [85],2021; 2022-H2\n"
    )


class Mapped(TypedDict):
    counts: dict[str, int]


class Unnamed(TypedDict):
    members: list[Mapped]


@pytest.mark.parametrize("kind", [Mapped, Unnamed])
def test_a_key_that_fits_into_no_cell_is_an_error(kind: type) -> None:
    with pytest.raises(TypeError, match="fits into no cell"):
        columns_of(kind)


def test_rows_end_in_a_plain_line_break() -> None:
    assert "".join(plain_csv(["a", "b"], [["1", ""], ["2", "x"]])) == "a,b\n1,\n2,x\n"


def test_cells_with_commas_quotes_and_line_breaks_are_quoted() -> None:
    assert "".join(plain_csv(["a"], [['x,"y"\nz']])) == 'a\n"x,""y""\nz"\n'


class AnyValue(TypedDict):
    a: bool | int | str | Decimal | list[Decimal] | list[str] | None


def test_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it() -> None:
    rows: list[AnyValue] = [{"a": "=1+1"}, {"a": "-5"}, {"a": "@x"}]
    assert "".join(csv_text(AnyValue, rows)) == "a\n'=1+1\n-5\n'@x\n"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1234567.50"), "1234567.5"),
        ([Decimal(13), Decimal(41), Decimal("46.0")], "13∶41∶46"),
        (["2021", "2022-H2"], "2021; 2022-H2"),
        ([], ""),
    ],
)
def test_a_cell_is_the_plain_value(value: Value, cell: str) -> None:
    assert [*cells_of({"a": value}, columns_of(AnyValue))] == [cell]


KNOWN = assess_of(indicator(start=None), observation("2021", "34"), observation("2023", "20"), as_of="2024-12-31")
UNKNOWN = assess_of(indicator(name="unknown"))
LEVEL = assess_of(indicator(Kind.STOCK, start="80", before="70", name="level"), level("2021", "90"), as_of="2021-12-31")
SHARES = assess_of(indicator(Kind.COMPOSITION, target("14:42:44"), name="shares"), level("2021", "13:41:46"))


@pytest.mark.parametrize("first", [KNOWN, UNKNOWN, LEVEL, SHARES], ids=["known", "unknown", "level", "shares"])
def test_every_row_has_the_same_columns_whichever_comes_first(first: Assessment) -> None:
    """What is null is an empty cell, not a missing column."""
    others = [one for one in (KNOWN, UNKNOWN, LEVEL, SHARES) if one is not first]
    table = table_of(StatusRow, status_rows(status_record(survey_of(first, *others))))
    assert len(table) == 4
    assert all(list(row) == names_of(columns_of(StatusRow)) for row in table)


def table_of(row_type: type, rows: Iterable[Mapping[str, object]]) -> list[dict[str, str]]:
    """The rows as a reader of the CSV has them; a row of another length has a key or a value None."""
    table = list(csv.DictReader(io.StringIO("".join(csv_text(row_type, rows)), newline="")))
    assert not any(None in row or None in row.values() for row in table)
    return table


def test_the_columns_that_docs_json_names_are_there() -> None:
    (found,) = table_of(StatusRow, status_rows(status_record(survey_of(KNOWN))))
    assert found["city"] == "nanjing"
    assert found["plan"] == "14fyp"
    assert found["target_printed"] == "100"
    assert found["actual_value"] == "54"
    assert found["actual_missing"] == "2022"
    assert found["completion_rate"] == "0.54"
    assert found["pass"] == ""


def test_shares_and_bounds_have_columns_of_their_own() -> None:
    (found,) = table_of(StatusRow, status_rows(status_record(survey_of(SHARES))))
    assert [found[f"target_share_{place}"] for place in (1, 2, 3)] == ["14", "42", "44"]
    assert [found[f"actual_share_{place}"] for place in (1, 2, 3)] == ["13", "41", "46"]
    assert (found["target_value"], found["actual_value"]) == ("", "")
    assert found["actual_parts"] == "2021=13∶41∶46"
    (known,) = table_of(StatusRow, status_rows(status_record(survey_of(KNOWN))))
    assert (known["target_value"], known["target_share_1"]) == ("100", "")
    assert (known["completion_rate_bound"], known["pace_remaining_bound"]) == ("at_least", "at_most")
    assert (known["growth_bound"], known["evidence_grade"], known["evidence_reasons"]) == ("", "partial", "partial")


def test_the_last_column_of_shares_holds_the_rest_of_them() -> None:
    columns = columns_of(Row)
    row: Row = {**SECOND, "target": {**SECOND["target"], "value": [Decimal(share) for share in (1, 2, 3, 4)]}}
    found = dict(zip(names_of(columns), cells_of(row, columns), strict=True))
    assert [found[f"target_share_{place}"] for place in (1, 2, 3)] == ["1", "2", "3∶4"]


# --- the same figures in every format --------------------------------------------------------------------------------


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded half away from zero, written out again for the test."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled + 1) // 2
    return Fraction(whole if value >= 0 else -whole, 10**places)


def beside_limit(value: Fraction, limit: Fraction, places: int) -> Fraction:
    """Rounded to the places, or to as many more as keep what is not at the limit off it."""
    while (shown := half_up(value, places)) == limit != value:
        places += 1
    return shown


PLACES_OF_FIGURES = 6
FIGURES = (
    *("completion_rate", "raw_ratio", "elapsed", "lead_points", "lead_months", "progress", "growth", "change"),
    *("expected", "margin"),
)
PACE = (
    *("planned_per_year", "achieved_per_year", "known_per_year", "required_per_year", "remaining"),
    *("required_growth", "projected"),
)


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    """Targets of every kind with exact, bounded, missing and provisional figures."""
    kind = draw(st.sampled_from([Kind.CUMULATIVE, Kind.STOCK, Kind.RATE, Kind.ANNUAL]))
    better = Better.HIGHER if kind.is_additive else draw(st.sampled_from(list(Better)))
    comparator = Comparator.AT_LEAST if better is Better.HIGHER else Comparator.AT_MOST
    numbers = st.decimals("0.01", 99_999, places=draw(st.integers(0, 4))).map(
        lambda number: format(Decimal(number), "f")
    )
    start = draw(st.none() | numbers) if kind in (Kind.STOCK, Kind.RATE) else None
    unit = draw(st.sampled_from(["人", "万人", "%"]))
    subject = indicator(kind, target(draw(numbers), comparator), better=better, start=start, unit=unit)
    seen = []
    for order, year in enumerate(draw(st.lists(st.integers(2021, 2025), max_size=5))):
        period = f"{year}{draw(st.sampled_from(['', '-06', '-Q1']))}"
        bound = draw(st.sampled_from([Bound.EXACT, Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST]))
        if kind.is_additive:
            given_up = draw(st.booleans())
            seen.append(observation(period, draw(numbers), bound=bound, provisional=given_up, order=order))
        else:
            seen.append(level(period, draw(numbers), bound=bound, order=order))
    return assess_of(subject, *seen, as_of=f"{draw(st.integers(2021, 2025))}-12-31")


def exact_figures(assessment: Assessment) -> dict[str, Fraction | None]:
    """The figures of machine output by their flattened names, rounded by the rule of docs/json.md."""
    found = {name: assessment.value(name) for name in FIGURES} | {
        f"pace_{name}": assessment.value(name) for name in PACE
    }
    return {name: None if value is None else half_up(value, PLACES_OF_FIGURES) for name, value in found.items()}


def flat(found: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in found.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}_")
        else:
            yield prefix + key, value


def table_cells(assessment: Assessment, lang: Language, width: int) -> dict[str, TableCell]:
    """The cells of the indicator's row in the status table, by heading."""
    survey = survey_of(assessment)
    *_, found = status_tables(survey.plans[0], survey.evaluation, lang, width, every_row=True)
    (row,) = (row for section in found.sections for row in section.rows)
    return {column.heading: cell for column, cell in zip(found.columns, row, strict=True)}


NONE = TableCell(("-",))


def figure_in(cell: TableCell) -> Fraction | None:
    """The number of a table's cell; None for the dash of what is unknown."""
    text = re.sub(r"[^0-9.\-]", "", cell.lines[0]) if cell.lines else "-"
    return None if text in ("", "-") else Fraction(text)


@given(assessments())
@settings(deadline=None, max_examples=60)
def test_json_json_lines_csv_and_table_show_the_same_figures(assessment: Assessment) -> None:
    survey = survey_of(assessment)
    document = json_text(status_record(survey))
    found = list(status_rows(status_record(survey)))
    (line,) = jsonl_text(found)
    (cells,) = table_of(StatusRow, found)
    (in_json,) = json.loads(document, parse_float=Decimal, parse_int=Decimal)["plans"][0]["indicators"]
    in_line = dict(flat(json.loads(line, parse_float=Decimal, parse_int=Decimal)))
    in_json = dict(flat(in_json))
    for name, value in exact_figures(assessment).items():
        shown = None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
        assert in_json[name] == shown, name
        assert in_line[name] == shown, name
        assert cells[name] == ("" if shown is None else next(iter(numbers_of(json_text(shown))))), name
    if assessment.actual:
        assert Fraction(cells["actual_value"]) == assessment.actual.value
        assert in_json["actual_value"] == Decimal(cells["actual_value"])
    table = table_cells(assessment, "en", 180)
    rate, elapsed = assessment.value("completion_rate"), assessment.value("elapsed")
    if not str(table["done"]).startswith("to "):  # a figure of the past shows its day instead
        assert figure_in(table["done"]) == (None if rate is None else beside_limit(rate * 100, Fraction(100), 1))
    passed = None if elapsed is None or not assessment.actual else half_up(elapsed * 100, 1)
    assert figure_in(table.get("time", NONE)) == passed
    assert figure_in(table["actual"]) == (assessment.actual.value if assessment.actual else None)
    remaining = assessment.value("remaining")
    left = None if remaining is None else beside_limit(remaining, Fraction(0), 2)
    if remaining_bound(assessment) is None:  # nothing is said to be left of what is known only of the past
        left = None
    assert figure_in(table.get("left", NONE)) in (left, left or None)  # no column where nothing is left
    need = need_of(assessment)
    (needed,) = {cell for heading, cell in table.items() if heading.startswith("needed")} or {NONE}
    known = need is not None and need.bound is not Bound.UNKNOWN
    assert figure_in(needed) == (beside_limit(need.amount, Fraction(0), 2) if need and known else None)


@given(assessments())
@settings(deadline=None, max_examples=40)
def test_numbers_have_no_exponent_and_at_most_fifteen_digits(assessment: Assessment) -> None:
    survey = survey_of(assessment)
    for text in (
        json_text(status_record(survey)),
        json_text(pace_record(survey)),
        *jsonl_text(status_rows(status_record(survey))),
    ):
        for number in numbers_of(text):
            assert PLAIN_NUMBER.fullmatch(number), number
            assert significant(number) <= 15, number
            assert Decimal(repr(float(number))) == Decimal(number), number


@given(assessments())
@settings(deadline=None, max_examples=40)
def test_both_languages_show_the_same_figures(assessment: Assessment) -> None:
    for width in (80, 160):
        zh, en = (list(table_cells(assessment, lang, width).values()) for lang in ("zh", "en"))
        assert len(zh) == len(en)
        for in_chinese, in_english in zip(zh[2:], en[2:], strict=True):
            digits = [[int(number) for number in re.findall("[0-9]+", str(cell))] for cell in (in_chinese, in_english)]
            assert digits[0] == digits[1]


@given(assessments())
@settings(deadline=None, max_examples=40)
def test_the_narrow_table_shows_the_figures_of_the_wide_one(assessment: Assessment) -> None:
    wide, narrow = table_cells(assessment, "en", 160), table_cells(assessment, "en", 80)
    assert {"target", "actual", "done", "verdict"} <= narrow.keys()
    for heading, cell in narrow.items():
        if heading != "indicator":
            assert cell == wide[heading], heading


@given(assessments())
@settings(deadline=None, max_examples=60)
def test_the_columns_that_people_read_claim_no_more_than_the_table(assessment: Assessment) -> None:
    """A dash, a day in the place of a figure or no column at all leaves its cell empty, and what is marked says why."""
    table = table_cells(assessment, "en", 180)
    (row,) = table_of(NARROW_ROWS.row(), NARROW_ROWS.of(survey_of(assessment)))
    assert (row["completion_rate"] == "") == (table["done"] == NONE or str(table["done"]).startswith("to "))
    assert (row["pace_remaining"] in ("", "0")) == (figure_in(table.get("left", NONE)) in (None, 0))
    if "left" in table:
        assert (row["pace_remaining"] == "") == (table["left"] == NONE)
    (needed,) = {str(cell) for heading, cell in table.items() if heading.startswith("needed")} or {""}
    assert (row["pace_required_per_month"] == "") == (needed == "")
    if str(table["verdict"]).endswith("*"):
        assert "" not in (row["doubts_zh"], row["doubts_en"])
    elif not (assessment.maintenance_record and assessment.maintenance_record.breaches.number):
        assert (row["doubts_zh"], row["doubts_en"]) == ("", "")


def exact(row: Mapping[str, str], name: str) -> Fraction | None:
    return Fraction(row[name]) if row[name] else None


@given(assessments())
@settings(deadline=None, max_examples=40)
def test_the_years_of_a_pace_are_the_same_in_json_and_csv(assessment: Assessment) -> None:
    report = pace_record(survey_of(assessment))
    cells = table_of(PACE_YEAR_ROWS.row(), PACE_YEAR_ROWS.of(report))
    document = json.loads(json_text(report), parse_float=Decimal, parse_int=Decimal)
    years = document["plans"][0]["indicators"][0]["years"]
    assert len(years) == len(cells) == 5
    for year, row in zip(years, cells, strict=True):
        assert row["year"] == str(year["year"])
        for name in ("planned", "actual", "required"):
            assert exact(row, f"year_{name}") == (None if year[name] is None else Fraction(year[name]))
        assert row["year_start"] == year["start"]
        for name in ("complete", "provisional"):
            assert row[f"year_{name}"] == ("true" if year[name] else "false")
