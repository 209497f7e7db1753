"""Data files: what is read from CSV, and every problem of a broken file (docs/observations.md).

▶ marks where a problem is to be reported and is not part of the file.
"""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rsplan.errors import InvalidInput, Problem
from rsplan.model.enums import Basis, Bound, Via
from rsplan.model.input_places import Place
from rsplan.model.observations import Observation
from rsplan.read.csv_format import COLUMNS, LONGEST_LINE, overlong_line
from rsplan.read.csv_observations import DataFile, read_observations
from rsplan.read.plan_library import series_of
from rsplan.read.yaml_target_file import read_targets

MARK = "▶"

_TARGETS = """\
city: {id: %s, name: {zh: 市, en: City}}
documents:
  plan: {title: {zh: 规划, en: Plan}, state: issued}
plans:
  - id: 13fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: issued
    start: 2016-01-01
    end: 2020-12-31
    indicators:
      - {id: urban-new-jobs, name: {zh: 就业, en: Jobs}, unit: {zh: 万人, en: x}, kind: cumulative, better: higher,
         target: {printed: 5, where: 表1}}
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - {id: urban-new-jobs, name: {zh: 就业, en: Jobs}, unit: {zh: 万人, en: x}, kind: cumulative, better: higher,
         target: {printed: 5, where: 表2}}
      - {id: jobless-rate, name: {zh: 失业率, en: Rate}, unit: {zh: "%%", en: "%%"}, kind: rate, better: lower,
         target: {printed: 5, where: 表2}}
      - {id: insured, name: {zh: 参保, en: Insured}, unit: {zh: 万人, en: x}, kind: stock, better: higher,
         target: {printed: 5, where: 表2}}
      - {id: shares, name: {zh: 比例, en: Shares}, unit: {zh: "%%", en: "%%"}, kind: composition, better: higher,
         target: {printed: 14∶42∶44, where: 表2}}
"""
_PLANS = [plan for city in ("nanjing", "suzhou") for plan in read_targets(city, (_TARGETS % city).encode()).plans]
KNOWN = series_of(_PLANS)

Spot = tuple[str, int, int]


def read(data: str | bytes, *cities: str) -> DataFile:
    return read_observations("data.csv", data.encode() if isinstance(data, str) else data, KNOWN, cities, 0)


def problems_of(data: str | bytes, *cities: str) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as caught:
        read(data, *cities)
    return caught.value.problems


def spots_of(data: str | bytes, *cities: str) -> list[Spot]:
    return [(problem.code, problem.line, problem.column) for problem in problems_of(data, *cities)]


def marked(text: str, codes: tuple[str, ...]) -> tuple[str, list[Spot]]:
    """The text without its marks, and the codes with the line and column of their marks."""
    places = []
    for number, line in enumerate(text.split("\n"), 1):
        column = 1
        for part in line.split(MARK)[:-1]:
            column += len(part)
            places.append((number, column))
    assert len(places) == len(codes)
    return text.replace(MARK, ""), [(code, *place) for code, place in zip(codes, places, strict=True)]


def one(data: str | bytes, *cities: str) -> Observation:
    ((observation,),) = read(data, *cities).observations.values()
    return observation


# ----------------------------------------------------------------------------------------------------------------------
# Broken files

HEADER = "city,indicator,period,value,basis,bound,provisional,published,source,note\n"


class Broken(NamedTuple):
    """A file with marks, and the codes expected at them, in order."""

    rule: str
    text: str
    codes: tuple[str, ...]


def file(rule: str, text: str, *codes: str) -> Broken:
    return Broken(rule, text, codes)


def row(rule: str, line: str, *codes: str) -> Broken:
    return Broken(rule, HEADER + line + "\n", codes)


REST = "nanjing,urban-new-jobs,2021,34"

HEADERS = [
    file("no byte", "▶", "no_header"),
    file("a blank line", "▶\n", "no_header"),
    file("no header", f"▶{REST}\n", "no_header"),
    file("a header in Chinese", f"▶城市,指标,时期,数值\n{REST}\n", "no_header"),
    file("another separator", "▶city;indicator;period;value\nnanjing;urban-new-jobs;2021;34\n", "no_header"),
    file("an unknown column", f"city,indicator,period,value,▶颜色\n{REST},x\n", "unknown_column"),
    file("a column without a name", f"city,indicator,period,value,▶\n{REST},\n", "unknown_column"),
    file("a mistyped column", f"city,indicator,period,value,▶basi\n{REST},ytd\n", "unknown_column_near"),
    file("a column in capitals", f"▶City,indicator,period,value\n{REST}\n", "unknown_column_near"),
    file("a column twice", f"city,indicator,period,value,▶value\n{REST},34\n", "column_twice"),
    file("no value column", "▶city,indicator,period\nnanjing,urban-new-jobs,2021\n", "missing_column"),
    file("no period and no indicator column", "▶▶city,value\nnanjing,34\n", "missing_column", "missing_column"),
    file(
        "several problems of the header",
        "city,▶citys,period,▶period,value,▶颜色,indicator\n",
        *("unknown_column_near", "column_twice", "unknown_column"),
    ),
]
ROWS = [
    row("an unknown city", "▶beijing,urban-new-jobs,2021,34,,,,,,", "unknown_city"),
    row("a mistyped city", "▶nanjin,urban-new-jobs,2021,34,,,,,,", "unknown_city_near"),
    row("a city in Chinese", "▶南京,urban-new-jobs,2021,34,,,,,,", "unknown_city"),
    row("no city", "▶,urban-new-jobs,2021,34,,,,,,", "city_missing"),
    row("an unknown indicator", "nanjing,▶gdp,2021,34,,,,,,", "unknown_indicator"),
    row("a mistyped indicator", "nanjing,▶urban-newjobs,2021,34,,,,,,", "unknown_indicator_near"),
    row("no indicator", "nanjing,▶,2021,34,,,,,,", "empty_cell"),
    row("no value", "nanjing,urban-new-jobs,2021,▶,,,,,,", "empty_cell"),
    row("no period", "nanjing,urban-new-jobs,▶,34,,,,,,", "not_a_period"),
    row("a period in Chinese", "nanjing,urban-new-jobs,▶2021年,34,,,,,,", "not_a_period"),
    row("a period as Excel turns it", "nanjing,urban-new-jobs,▶2021/6/1,34,ytd,,,,,", "spreadsheet_ambiguous"),
    row("a fifth quarter", "nanjing,urban-new-jobs,▶2021-Q5,34,,,,,,", "not_a_period"),
    row("full-width digits in a period", "nanjing,urban-new-jobs,▶２０２１,34,,,,,,", "not_a_period"),
    row("a month that does not exist", "nanjing,urban-new-jobs,▶2021-13,34,,,,,,", "no_such_month"),
    row("a day that does not exist", "nanjing,jobless-rate,▶2021-02-29,4,,,,,,", "no_such_day"),
    row("a period backwards", "nanjing,urban-new-jobs,▶2021-06/2021-01,34,,,,,,", "period_backwards"),
    row("a year far off", "nanjing,urban-new-jobs,▶0021,34,,,,,,", "year_out_of_range"),
    row("a level of a sum", "nanjing,urban-new-jobs,2021,34,▶level,,,,,", "basis_and_kind"),
    row("an amount of a rate", "nanjing,jobless-rate,2021,4,▶period,,,,,", "basis_and_kind"),
    row("a sum to date of a stock", "nanjing,insured,2021,4,▶ytd,,,,,", "basis_and_kind"),
    row("an unknown basis", "nanjing,urban-new-jobs,2021,34,▶yearly,,,,,", "unknown_word"),
    row("a mistyped basis", "nanjing,urban-new-jobs,2021,34,▶perod,,,,,", "unknown_word_near"),
    row("a bound that is none", "nanjing,urban-new-jobs,2021,34,,▶unknown,,,,", "unknown_word"),
    row("a bound as a sign", "nanjing,urban-new-jobs,2021,34,,▶≥,,,,", "unknown_word"),
    row("yes for true", "nanjing,urban-new-jobs,2021,34,,,▶yes,,,", "not_a_flag"),
    row("True as no spreadsheet writes it", "nanjing,urban-new-jobs,2021,34,,,▶True,,,", "not_a_flag"),
    row("a publication in a year", "nanjing,urban-new-jobs,2021,34,,,,▶2022,,", "not_a_date_or_month"),
    row("a publication on no day", "nanjing,urban-new-jobs,2021,34,,,,▶2022-04-31,,", "no_such_day"),
    row("too few cells", "▶nanjing,urban-new-jobs,2021,34", "wrong_cells"),
    row("too many cells", "▶nanjing,urban-new-jobs,2021,1,234,,,,,,", "wrong_cells"),
    row("a negative sum", "nanjing,urban-new-jobs,2021,▶-0.5,,,,,,", "negative_sum"),
    row("a negative number of persons", "nanjing,insured,2021,▶-0.5,,,,,,", "negative_persons"),
    row("a mean of a stock", "nanjing,insured,2021,4,▶mean,,,,,", "basis_and_kind"),
    file("an unknown distance", f"city,indicator,period,value,via\n{REST},▶hearsay\n", "unknown_word"),
    file("a mistyped distance", f"city,indicator,period,value,via\n{REST},▶pres\n", "unknown_word_near"),
    file("an entry to come", f"city,indicator,period,value,entered\n{REST},▶2199-01-01\n", "day_to_come"),
    file("a line break in a name", f'city,indicator,period,value,by\n{REST},▶"王\n李"\n', "deceiving_character"),
    row("a mean over a day", "nanjing,jobless-rate,▶2021-06-30,4,mean,,,,,", "day_of_mean"),
    file("an entry in a month", f"city,indicator,period,value,entered\n{REST},▶2022-04\n", "not_a_date"),
    row("shares of a rate", "nanjing,jobless-rate,2021,▶13:41:46,,,,,,", "not_a_number"),
    row("one number for shares", "nanjing,shares,2021,▶13,,,,,,", "bad_shares"),
    row("shares that are all zero", "nanjing,shares,2021,▶0:0:0,,,,,,", "bad_shares"),
    row("a negative share", "nanjing,shares,2021,▶60:-5:45,,,,,,", "bad_shares"),
    row("a share left out", "nanjing,shares,2021,▶13::46,,,,,,", "not_a_number"),
    row("a NUL", "nanjing,urban-new-jobs,2021,34,,,,,▶\0,", "deceiving_character"),
    row("a zero-width space in an id", "nanjing,urban▶\u200b-new-jobs,2021,34,,,,,,", "deceiving_character"),
    row("an escape sequence", "nanjing,urban-new-jobs,2021,34,,,,,▶\x1b[31mred,", "deceiving_character"),
    row("text after a quoted cell", 'nanjing,urban-new-jobs,2021,34,,,,,▶"公"报,', "not_csv"),
]  # fmt: skip
NUMBERS = [
    row(f"no number: {text}", f"nanjing,urban-new-jobs,2021,▶{text},,,,,,", "not_a_number")
    for text in (
        *("NaN", "nan", "Infinity", "-inf", "1e5", "1E5", "1_000", "012", "0x1f", "+5", "5.", ".5", "--5", "5 5"),
        *("1 234", "三十四", "34万", "≥34", "约34", "34?", "١٢", "５．５．５", "½", "²", "①", "=34", "'34", "(34)"),
        *("34%", "34％", "1，23", "12，5", "1，2345", "1，234，56", "1，", "1．234，5"),
    )
] + [
    row(f"no number: {text}", f'nanjing,urban-new-jobs,2021,▶"{text}",,,,,,', "not_a_number")
    for text in (
        *("1,23", "12,5", "1,2345", "1,23,456", ",234", "1,,234", "1,234,", "0,123", "1234,567", "1.5,000"),
        *("1.234,5", "１，２３,4"),
    )
]


@pytest.mark.parametrize("case", [*HEADERS, *ROWS, *NUMBERS], ids=lambda case: case.rule)
def test_a_broken_file_is_refused_at_line_and_column(case: Broken) -> None:
    text, expected = marked(case.text, case.codes)
    if expected[0][0] == "not_csv":  # the reader of CSV knows the line only
        expected = [(code, line, 1) for code, line, _ in expected]
    assert spots_of(text) == expected


def test_a_quote_that_is_never_closed_is_refused() -> None:
    (found,) = problems_of(HEADER + 'nanjing,urban-new-jobs,2021,34,,,,,"公报,\nnanjing,insured,2021,34,,,,,,\n')
    assert found.code == "not_csv"
    assert 2 <= found.line <= 3


def test_sixteen_digits_are_refused() -> None:
    """Beyond 15 digits a reader using doubles would get another number back."""
    assert spots_of(HEADER + "nanjing,urban-new-jobs,2021,1234567890.123456,,,,,,\n") == [("too_many_digits", 2, 29)]


@pytest.mark.parametrize(
    ("data", "spot"),
    [
        pytest.param(b"\xff", (1, 1), id="no text"),
        pytest.param("city,value\n".encode("utf-16"), (1, 1), id="UTF-16, as Excel's Unicode text"),
        pytest.param(b"city,value\nnanjing,\xff5\n", (2, 9), id="a stray byte"),
        pytest.param(b"city,value\r\nnanjing,5\r\nx,\xff", (3, 3), id="a stray byte after CRLF"),
    ],
)
def test_what_is_neither_utf8_nor_gb18030_is_refused_at_its_byte(data: bytes, spot: tuple[int, int]) -> None:
    (found,) = problems_of(data)
    assert (found.code, found.line, found.column) == ("not_text", *spot)
    assert "GB18030" in found.details["encodings"]


# ----------------------------------------------------------------------------------------------------------------------
# Every problem in one run


def test_every_problem_of_a_file_comes_in_one_run_in_order() -> None:
    text, expected = marked(
        HEADER
        + "▶beijing,urban-new-jobs,2021,34,,,,,,\n"
        + "nanjing,urban-new-jobs,2022,34,,,,,,\n"
        + "nanjing,▶gdp,2021,34,,,,,,\n"
        + "\n"
        + "suzhou,insured,▶2021-13,34,,,,,,\n"
        + "▶suzhou,insured\n"
        + "suzhou,insured,2021,▶1e5,,,,,,\n",
        ("unknown_city", "unknown_indicator", "no_such_month", "wrong_cells", "not_a_number"),
    )
    assert spots_of(text) == expected


def test_every_problem_of_a_line_comes_in_one_run() -> None:
    text, expected = marked(
        HEADER + "nanjing,urban-new-jobs,▶2021-13,▶1e5,▶perod,▶most,▶maybe,▶2022-02-30,公报,\n",
        ("no_such_month", "not_a_number", "unknown_word_near", "unknown_word_near", "not_a_flag", "no_such_day"),
    )
    assert sorted(spots_of(text), key=lambda spot: spot[1:]) == expected


def test_an_unknown_indicator_does_not_hide_a_bad_period() -> None:
    text, expected = marked(HEADER + "nanjing,▶gdp,▶2021-13,34,,,,,,\n", ("unknown_indicator", "no_such_month"))
    assert spots_of(text) == expected


def test_each_line_with_an_invisible_character_is_reported() -> None:
    text, expected = marked(HEADER + "nan▶\0jing,\0\nsuzhou\n▶\x07\n", ("deceiving_character", "deceiving_character"))
    assert spots_of(text) == expected


def test_no_more_than_two_hundred_problems_are_reported_and_that_there_may_be_more() -> None:
    codes = [one.code for one in problems_of(HEADER + "x\n" * 300)]
    assert codes == ["wrong_cells"] * 200 + ["more_problems"]
    assert {one.code for one in problems_of(HEADER + "x\n" * 199)} == {"wrong_cells"}


def test_a_far_column_is_reported_where_it_is() -> None:
    """Beyond the part of the line that a message shows."""
    text, expected = marked(
        f"source,city,indicator,period,value,provisional\n{'报' * 300},nanjing,urban-new-jobs,2021,34,▶yes\n",
        ("not_a_flag",),
    )
    assert spots_of(text) == expected


def test_commas_in_quotes_do_not_move_the_column() -> None:
    text, expected = marked(
        'source,city,indicator,period,value\n"a, ""b"", c",nanjing,urban-new-jobs,2021,▶x\n', ("not_a_number",)
    )
    assert spots_of(text) == expected


def test_a_line_break_in_quotes_does_not_move_the_lines_after_it() -> None:
    text, expected = marked(
        'source,city,indicator,period,value\n"a\nb\nc",nanjing,urban-new-jobs,2021,34\n,▶beijing,urban-new-jobs,2021,34\n',
        ("unknown_city",),
    )
    assert spots_of(text) == expected


def test_a_problem_names_the_file_shows_the_line_and_suggests() -> None:
    (found,) = problems_of(HEADER + "nanjin,urban-new-jobs,2021,34,,,,,,\n")
    assert (found.file, found.excerpt) == ("data.csv", "nanjin,urban-new-jobs,2021,34,,,,,,")
    assert found.details["near"] == "nanjing"
    (found,) = problems_of(HEADER + "nanjing,urban-newjobs,2021,34,,,,,,\n")
    assert found.details["near"] == "urban-new-jobs"


def test_the_indicators_suggested_are_those_of_the_city() -> None:
    known = {key: series for key, series in KNOWN.items() if key != ("nanjing", "insured")}
    with pytest.raises(InvalidInput) as caught:
        read_observations("x", (HEADER + "nanjing,insured,2021,34,,,,,,\n").encode(), known, (), 0)
    (found,) = caught.value.problems
    assert found.code == "unknown_indicator"


# ----------------------------------------------------------------------------------------------------------------------
# The city


def test_the_city_may_be_missing_when_one_is_asked_for() -> None:
    found = read("indicator,period,value\nurban-new-jobs,2021,34\n", "suzhou").observations
    assert list(found) == [("suzhou", "urban-new-jobs")]


def test_an_empty_city_is_the_one_asked_for() -> None:
    found = read("city,indicator,period,value\n,urban-new-jobs,2021,34\n", "suzhou").observations
    assert list(found) == [("suzhou", "urban-new-jobs")]


@pytest.mark.parametrize("cities", [(), ("nanjing", "suzhou")])
def test_a_missing_city_is_a_problem_when_none_or_several_are_asked_for(cities: tuple[str, ...]) -> None:
    assert spots_of("indicator,period,value\nurban-new-jobs,2021,34\n", *cities) == [("city_missing", 2, 1)]


def test_a_named_city_that_was_not_asked_for_is_no_problem() -> None:
    found = read(HEADER + "nanjing,urban-new-jobs,2021,34,,,,,,\n", "suzhou").observations
    assert list(found) == [("nanjing", "urban-new-jobs")]


@pytest.mark.parametrize(
    "line",
    [
        "nanjing,gdp,soon,x,y,z,maybe,then,,",
        '"nanjing",gdp,"20,21",34,,,,,,',
        "nanjing,urban-new-jobs",
        '"nanjing",urban-new-jobs,2021,34,,,,,,,,',
        " nanjing ,urban-new-jobs,2021,34,,,,,a\u200bb,",
    ],
)
def test_of_a_row_of_another_city_only_the_city_is_looked_at(line: str) -> None:
    """docs/observations.md: with --city only the lines of the cities asked for are read."""
    known = {key: series for key, series in KNOWN.items() if key[0] == "suzhou"}
    data = f"{HEADER}{line}\nsuzhou,insured,2021,5,,,,,,\n".encode()
    found = read_observations("data.csv", data, known, ("suzhou",), 0, frozenset({"nanjing"}))
    assert (list(found.observations), found.number) == ([("suzhou", "insured")], 2)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER.strip()}\r\r\n{REST},,,,,,\n",
        f"{HEADER}\r\r\n{REST},,,,,,\n",
        f"{HEADER}{REST},,,,,,\r\r\n",
        f"{HEADER}{REST},,,,,,\n{REST},,,,,,\r\r\n",
        f"{HEADER}{REST},,,,,,\n{REST},,,,,,\r",
    ],
    ids=["header", "blank line", "row", "row like another", "end"],
)
def test_a_carriage_return_that_no_line_feed_follows_is_refused_wherever_it_stands(text: str) -> None:
    assert [(one.code, one.details["character"]) for one in problems_of(text)] == [("deceiving_character", "U+000D")]


# ----------------------------------------------------------------------------------------------------------------------
# Good files

LINE = "nanjing,urban-new-jobs,2021,34.50,ytd,at_least,true,2022-04,政府工作报告，4月,原文为超\n"


def test_a_line_is_read_with_all_its_fields() -> None:
    found = one(HEADER + LINE)
    assert (found.period.text, found.span) == ("2021", (date(2021, 1, 1), date(2021, 12, 31)))
    assert str(found.value) == "34.50"
    assert (found.basis, found.bound, found.provisional) == (Basis.YTD, Bound.AT_LEAST, True)
    assert (found.published, found.published_text) == (date(2022, 4, 30), "2022-04")
    assert found.source == "政府工作报告，4月"
    assert found.at == Place("data.csv", 2)


def test_the_note_of_a_line_is_kept() -> None:
    """The column is part of the header of docs/observations.md; what is entered is not to be lost."""
    found = one(HEADER + LINE)
    assert found.note is not None
    assert found.note.zh == "原文为超"


def test_distance_and_entry_may_have_columns_of_their_own() -> None:
    header = HEADER.rstrip("\n") + ",via,entered,by\n"
    found = one(header + LINE.rstrip("\n") + ",press,2022-05-06,王\n")
    assert (found.via, found.entered, found.by) == (Via.PRESS, date(2022, 5, 6), "王")
    for empty in (one(header + LINE.rstrip("\n") + ",,,\n"), one(HEADER + LINE)):
        assert (empty.via, empty.entered, empty.by) == (None, None, "")


def test_a_mean_is_one_of_its_period() -> None:
    found = one(HEADER + "nanjing,jobless-rate,2021,4,mean,,,,,\n")
    assert (found.basis, found.span) == (Basis.MEAN, (date(2021, 1, 1), date(2021, 12, 31)))


def test_an_empty_cell_is_the_default() -> None:
    """Methodology, section 2: period for sums, level for the others; exact; not provisional; no date."""
    full = one(HEADER + "nanjing,urban-new-jobs,2021,34,,,,,,\n")
    short = one("city,indicator,period,value\nnanjing,urban-new-jobs,2021,34\n")
    for found in (full, short):
        assert (found.basis, found.bound, found.provisional) == (Basis.PERIOD, Bound.EXACT, False)
        assert (found.published, found.published_text, found.source) == (None, None, "")
    assert one("city,indicator,period,value\nnanjing,insured,2021,34\n").basis is Basis.LEVEL


def test_a_level_is_one_of_the_periods_last_day() -> None:
    assert one(HEADER + "nanjing,insured,2021-Q3,34,,,,,,\n").span == (date(2021, 9, 30), date(2021, 9, 30))


@pytest.mark.parametrize(
    ("period", "start"),
    [("2018", date(2016, 1, 1)), ("2023-06", date(2021, 1, 1)), ("2021-12", date(2021, 1, 1))],
)
def test_plan_to_date_begins_with_the_plan_that_contains_the_periods_last_day(period: str, start: date) -> None:
    """Methodology, section 2, Basis."""
    assert one(f"{HEADER}nanjing,urban-new-jobs,{period},34,ptd,,,,,\n").span[0] == start


def test_an_observation_in_no_plan_is_no_problem() -> None:
    """Methodology, section 2: a note, not an error."""
    assert one(HEADER + "nanjing,urban-new-jobs,2030,34,ptd,,,,,\n").period.text == "2030"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param((HEADER + LINE).encode("utf-8-sig"), id="byte order mark"),
        pytest.param((HEADER + LINE).encode("gb18030"), id="GB18030"),
        pytest.param((HEADER + LINE).replace("\n", "\r\n").encode("utf-8-sig"), id="Excel, CSV UTF-8"),
        pytest.param((HEADER + LINE).replace("\n", "\r\n").encode("gb18030"), id="Excel on Chinese Windows"),
        pytest.param((HEADER + LINE).replace("\n", "\r").encode(), id="carriage returns alone"),
        pytest.param((HEADER + LINE).replace("\n", "\r").encode("gb18030"), id="carriage returns alone, GB18030"),
        pytest.param((HEADER + LINE).rstrip("\n").encode(), id="no last line end"),
        pytest.param((HEADER + "\n\n" + LINE + "\n").encode(), id="blank lines"),
        pytest.param((HEADER + LINE.replace(",", ", ")).encode(), id="blanks after commas"),
        pytest.param(
            (HEADER + ",".join(f'"{cell}"' for cell in LINE.strip().split(","))).encode(), id="all cells in quotes"
        ),
    ],
)
def test_what_programs_write_reads_the_same(data: bytes) -> None:
    plain, found = one(HEADER + LINE), one(data)
    assert found._replace(at=plain.at, order=plain.order) == plain


def test_line_breaks_in_quotes_are_part_of_the_cell() -> None:
    text = (
        'city,indicator,period,value,source\nnanjing,urban-new-jobs,2021,34,"公报\n第二行"\nnanjing,insured,2021,5,x\n'
    )
    found = read(text)
    ((first,), (second,)) = found.observations.values()
    assert first.source == "公报\n第二行"
    assert (first.at.line, second.at.line) == (2, 4)
    assert first.order < second.order


def test_a_tab_within_a_cell_is_no_problem() -> None:
    assert one("city,indicator,period,value,source\nnanjing,urban-new-jobs,2021,34,a\tb\n").source == "a\tb"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("34", "34"),
        ("34.50", "34.50"),
        ("0", "0"),
        ("0.07", "0.07"),
        ("３４．５", "34.5"),
        ("３4", "34"),
        ('"1,234"', "1234"),
        ('"1,234,567.89"', "1234567.89"),
        ("１，２３４", "1234"),
        ("1，234，567.8", "1234567.8"),
        (" 34 ", "34"),
        ("　34", "34"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_number_is_read_exactly(cell: str, value: str) -> None:
    """Full-width digits and thousands separators only where unambiguous."""
    assert str(one(f"{HEADER}nanjing,urban-new-jobs,2021,{cell},,,,,,\n").value) == value


@pytest.mark.parametrize("cell", ["4.2%", "4.2％", "４．２％", "4.2 %"])
def test_a_percent_sign_may_follow_the_value_of_a_percentage(cell: str) -> None:
    assert one(f"{HEADER}nanjing,jobless-rate,2021,{cell},,,,,,\n").value == Decimal("4.2")


def test_a_rate_may_be_negative() -> None:
    assert one(HEADER + "nanjing,jobless-rate,2021,-0.5,,,,,,\n").value == Decimal("-0.5")


def test_shares_are_separated_by_colons() -> None:
    """Interface: composition values are lists, in CSV 13:41:46."""
    assert one(HEADER + "nanjing,shares,2021,13:41:46,,,,,,\n").values == (Decimal(13), Decimal(41), Decimal(46))


def test_a_file_with_a_header_only_holds_nothing() -> None:
    assert read(HEADER)._asdict() == {
        "path": "data.csv",
        "sha256": read(HEADER).sha256,
        "columns": {},
        "number": 0,
        "retractions": {},
        "blocks": (),
        "rewritten": None,
    }


def test_the_file_is_known_by_its_hash_and_the_number_of_its_observations() -> None:
    import hashlib

    data = (HEADER + LINE + LINE + "suzhou,insured,2021,5,,,,,,\n").encode("gb18030")
    found = read(data)
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.number == 3


def test_later_lines_come_later_and_files_keep_their_order() -> None:
    """Methodology, section 2, Revisions: equal dates, the later line of the later file."""
    (found,) = read(HEADER + LINE + LINE).observations.values()
    assert [line.order for line in found] == sorted({line.order for line in found})
    (later,) = read_observations("b", (HEADER + LINE).encode(), KNOWN, (), 1000).observations.values()
    assert later[0].order >= 1000


# ----------------------------------------------------------------------------------------------------------------------
# Laws

_CELLS = {
    "city": "nanjing",
    "indicator": "urban-new-jobs",
    "period": "2021-H1",
    "value": "34.5",
    "basis": "ytd",
    "bound": "at_most",
    "provisional": "true",
    "published": "2021-08",
    "source": '公报，"第1号", 第2页',
    "note": "",
}


@settings(deadline=None, max_examples=60)
@given(st.permutations(COLUMNS))
def test_the_order_of_the_columns_is_free(columns: list[str]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, [_CELLS[column] for column in columns]])
    found = one(text.getvalue())
    assert found.span == (date(2021, 1, 1), date(2021, 6, 30))
    assert (found.value, found.bound, found.provisional) == (Decimal("34.5"), Bound.AT_MOST, True)
    assert (found.published, found.source) == (date(2021, 8, 31), _CELLS["source"])


@settings(deadline=None, max_examples=100)
@given(st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False))
def test_a_number_reads_the_same_with_separators_in_full_width_and_in_either_encoding(value: Decimal) -> None:
    full_width = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
    cells = [f"{value:f}", f'"{value:,f}"', f"{value:f}".translate(full_width), f"{value:,f}".translate(full_width)]
    for cell in cells:
        for encoding in ("utf-8", "gb18030"):
            assert one(f"{HEADER}nanjing,urban-new-jobs,2021,{cell},,,,,,\n".encode(encoding)).value == value


def outcome(data: bytes) -> DataFile | tuple[Problem, ...]:
    try:
        return read(data)
    except InvalidInput as error:
        return error.problems


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=120), st.integers(0, 200), st.integers(0, 10))
def test_any_bytes_are_read_or_refused_with_problems(data: bytes, at: int, cut: int) -> None:
    """A good file with anything put in: never another error, never an empty list of problems."""
    good = (HEADER + LINE).encode()
    assert outcome(data)
    assert outcome(good[:at] + data + good[at + cut :])


# --- what was cached before changes nothing --------------------------------------------------------------------------

#: Cells as they may be written, quoted and not: good ones, and others.
_WRITTEN = {
    "city": (["nanjing", '"nanjing"', " suzhou"], ["atlantis", '"nan""jing"']),
    "indicator": (["urban-new-jobs", '"urban-new-jobs"'], ["insured", "shares", "jobs"]),
    "period": (["2021", '"2022-05"'], ["soon", '"20,21"']),
    "value": (["34", '"34"', '"1,234"', '"1,345"', "１２"], ["-3", "14:42:44", "", '"3\n4"', '"']),
    "basis": (["ytd", "", '"ytd"'], ["level", "yd"]),
    "note": (["", '"a, b"', '"a ""b"" c"', '"two\nlines"', 'in "the" middle'], ['"a"b']),
}


#: Numbers with a comma in them beside equal cells.
_THOUSANDS = ('2021,"1,234"', '2022,"1,345"', '2021,"1,234"')


@st.composite
def _files(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A header and rows, the columns in any order; most rows repeat others."""
    columns = draw(st.permutations(["city", "indicator", "period", "value", "basis", "note"]))
    good = draw(st.booleans())
    cells = {column: right if good else [*right, *wrong] for column, (right, wrong) in _WRITTEN.items()}
    row = st.tuples(*(st.sampled_from(cells[column]) for column in columns)).map(",".join)
    ends = st.sampled_from(["\n", "\r\n"] if good else ["\n", "\r\n", ",\n"])
    few = draw(st.lists(st.tuples(row, ends).map("".join), min_size=1, max_size=4))
    return ",".join(columns) + "\n", draw(st.lists(st.sampled_from(few), min_size=1, max_size=12))


@pytest.mark.slow
@settings(deadline=None, max_examples=400)
@example(("city,indicator,period,value,basis\n", [f"nanjing,urban-new-jobs,{one},ytd\n" for one in _THOUSANDS]))
@given(_files())
def test_a_line_says_the_same_alone_and_among_others(file: tuple[str, list[str]]) -> None:
    """Each row read in a file of its own gives what it gives in the whole file, at its own line."""
    header, rows = file
    before, problems, found = 0, [], []
    for row in rows:
        alone = outcome((header + row).encode())
        if isinstance(alone, DataFile):
            for key, (read_alone, *_) in alone.observations.items():
                place = read_alone.at._replace(line=read_alone.at.line + before)
                found.append((key, read_alone._replace(at=place, order=read_alone.order + before)))
        else:
            problems += [one._replace(line=one.line + before) for one in alone]
        before += row.count("\n")
        if any(one.code in ("not_csv", "broken_line") for one in problems):
            return  # where a row ends cannot be known, nor what is in the lines after it
    together = outcome((header + "".join(rows)).encode())
    if problems:
        assert list(together if not isinstance(together, DataFile) else ()) == problems
    else:
        assert isinstance(together, DataFile)
        every = [(key, one) for key, own in together.observations.items() for one in own]
        assert sorted(every, key=lambda numbered: numbered[1].order) == found
        assert together.number == len(found)


def test_more_different_cells_than_are_cached_are_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"nanjing,urban-new-jobs,2021-{month:02},{month},,,,,,{month}\n" for month in (1, 2, 3, 4, 1, 2, 3, 4)]
    expected = read(HEADER + "".join(rows)).observations
    monkeypatch.setattr("rsplan.read.csv_observations._MOST_CACHED", 2)
    assert read(HEADER + "".join(rows)).observations == expected
    (found,) = expected.values()
    assert [int(one.value) for one in found] == [1, 2, 3, 4, 1, 2, 3, 4]


def test_a_line_without_end_is_refused_with_its_place() -> None:
    """Twice the longest line is never read; a note of 130,000 characters still is."""
    with pytest.raises(InvalidInput) as caught:
        read(HEADER + LINE + "nanjing," + "x" * 2 * LONGEST_LINE + "\n" + LINE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column) == ("line_too_long", 3, 1)
    assert one(HEADER + LINE.removesuffix("原文为超\n") + "x" * 130_000 + "\n").note is not None
    assert overlong_line(b"") == overlong_line(b"\n" * 3 * LONGEST_LINE) == 0
