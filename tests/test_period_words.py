"""Periods as tables write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsplan.errors import BadText
from rsplan.model.enums import Basis
from rsplan.model.period import parse_period
from rsplan.model.period_words import BASIS_WORDS, read_basis, read_period, years_in


def test_every_basis_has_words() -> None:
    assert set(BASIS_WORDS.values()) == set(Basis)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024年", "2024"),
        ("2024", "2024"),
        ("2024年度", "2024"),
        ("２０２４年", "2024"),
        ("2024年全年", "2024"),
        ("2024年1月", "2024-01"),
        ("2024年01月份", "2024-01"),
        ("2024/6", "2024-06"),
        ("2024-6", "2024-06"),
        ("2024.06", "2024-06"),
        ("202406", "2024-06"),
        ("2024年一季度", "2024-Q1"),
        ("2024年第四季度", "2024-Q4"),
        ("2024Q3", "2024-Q3"),
        ("2024-Q3", "2024-Q3"),
        ("2024年上半年", "2024-H1"),
        ("2024年下半年", "2024-H2"),
        ("2024H2", "2024-H2"),
        ("2024年4-6月", "2024-Q2"),
        ("2024年3—4月", "2024-03/2024-04"),
        ("2024年6月30日", "2024-06-30"),
        ("2024/6/30", "2024-06-30"),
        ("2024-06-30", "2024-06-30"),
        ("2023-11/2024-02", "2023-11/2024-02"),
        ("Jan 2024", "2024-01"),
        ("September, 2024", "2024-09"),
        ("2024年6月完成数", "2024-06"),
    ],
)
def test_a_period_with_its_year_is_read_as_data_files_spell_it(text: str, period: str) -> None:
    found = read_period(text)
    assert found is not None
    assert found.basis is None
    assert found.text(1999) == period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1月", "2023-01"),
        ("１２月", "2023-12"),
        ("二季度", "2023-Q2"),
        ("Q4", "2023-Q4"),
        ("上半年", "2023-H1"),
        ("全年", "2023"),
        ("May", "2023-05"),
        ("7-9月", "2023-Q3"),
        ("十二月", "2023-12"),
        ("一月份", "2023-01"),
    ],
)
def test_a_period_without_a_year_is_in_the_tables_year(text: str, period: str) -> None:
    found = read_period(text)
    assert found is not None
    assert (found.year, found.text(2023)) == (None, period)


@pytest.mark.parametrize(
    "text",
    [
        "1-5月",
        "1—5月",
        "1–5月",
        "1～5月",
        "1至5月",
        "１－５月",
        "1月-5月",
        "2023年1—5月",
        "2023年1月—2023年5月",
        "Jan-May",
        "1-5月累计",
        "5月累计",
        "5月（累计）",
        "1-5月累计完成",
        "5月本年累计数",
        "一至五月",
        "一月—五月",
    ],
)
def test_months_from_january_and_months_called_cumulative_are_the_year_to_date(text: str) -> None:
    found = read_period(text)
    assert found is not None
    assert (found.text(2023), found.basis) == ("2023-05", Basis.YTD)


def test_the_first_three_quarters_are_the_year_to_date() -> None:
    found = {text: read_period(text) for text in ("前三季度", "一至三季度", "1-3季度", "2023年前三季度")}
    assert {one and (one.text(2023), one.basis) for one in found.values()} == {("2023-09", Basis.YTD)}


@pytest.mark.parametrize("text", ["6月末", "6月底", "2023年6月末"])
def test_the_end_of_a_month_is_a_level(text: str) -> None:
    found = read_period(text)
    assert found is not None
    assert (found.text(2023), found.basis) == ("2023-06", Basis.LEVEL)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "同比",
        "13月",
        "0月",
        "5-3月",
        "1",
        "12",
        "24年1月",
        "2024.1",
        "Jan-24",
        "24-Jan",
        "2024年目标",
        "20241月",
        "1800年",
        "5季度",
        "22.4",
        "城镇新增就业人数",
        "2024年13月",
        "2023年12月-2024年1月",
    ],
)
def test_a_text_with_several_meanings_or_none_is_no_period(text: str) -> None:
    """2024.1 may be October with its zero lost, Jan-24 a day."""
    assert read_period(text) is None


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("累计", Basis.YTD),
        ("本年累计", Basis.YTD),
        ("1-本月", Basis.YTD),
        ("1—本月累计", Basis.YTD),
        ("ytd", Basis.YTD),
        ("当月", Basis.PERIOD),
        ("（本月）", Basis.PERIOD),
        ("period", Basis.PERIOD),
        ("期末", Basis.LEVEL),
        ("五年累计", Basis.PTD),
        ("同比", None),
        ("", None),
        ("万人", None),
    ],
)
def test_a_basis_in_a_cell_of_its_own(text: str, basis: Basis | None) -> None:
    assert read_basis(text) is basis


def test_the_years_of_a_title() -> None:
    assert years_in("苏州市2024年就业情况") == {2024}
    assert years_in("“十四五”（2021—2025年）2024年进展") == {2025, 2024}
    assert years_in("文号12024年度") == set()


@given(st.integers(2000, 2100), st.integers(1, 12), st.integers(1, 12))
def test_every_spelling_of_months_is_the_same_months(year: int, first: int, last: int) -> None:
    spellings = [f"{year}年{first}{to}{last}月" for to in "-—–~至"]
    read = [read_period(text) for text in spellings]
    if first > last:
        assert read == [None] * len(read)
        return
    texts = {one.text(1999) for one in read if one is not None}
    assert len(texts) == 1
    assert parse_period(texts.pop()).end.month == last


@pytest.mark.slow
@given(st.text(max_size=12))
def test_no_text_crashes_the_reading(text: str) -> None:
    """What is read is a period of the data file, save for days that do not exist."""
    found = read_period(text)
    read_basis(text)
    if found is not None and found.day is None:
        try:
            parse_period(found.text(2024))
        except BadText as error:
            raise AssertionError(text) from error
