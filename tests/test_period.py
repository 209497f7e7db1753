"""Periods as they are written, months, and the names of gaps; methodology.md, sections 2 and 3."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rsplan.errors import BadText
from rsplan.model.period import (
    FIRST_YEAR,
    LAST_YEAR,
    ONE_DAY,
    Period,
    day_after_months,
    month_end,
    months,
    months_later,
    name_gap,
    parse_day,
    parse_period,
    parse_published,
)

LAW = settings(deadline=None, max_examples=300)

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))
ordered = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-H1", date(2023, 1, 1), date(2023, 6, 30)),
        ("2023-H2", date(2023, 7, 1), date(2023, 12, 31)),
        ("2023-Q1", date(2023, 1, 1), date(2023, 3, 31)),
        ("2023-Q2", date(2023, 4, 1), date(2023, 6, 30)),
        ("2023-Q3", date(2023, 7, 1), date(2023, 9, 30)),
        ("2023-Q4", date(2023, 10, 1), date(2023, 12, 31)),
        ("2023-06", date(2023, 6, 1), date(2023, 6, 30)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-06-30", date(2023, 6, 30), date(2023, 6, 30)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2023-01/2023-05", date(2023, 1, 1), date(2023, 5, 31)),
        ("2022-11/2023-02", date(2022, 11, 1), date(2023, 2, 28)),
        ("2023-04/2023-04", date(2023, 4, 1), date(2023, 4, 30)),
        ("1900", date(1900, 1, 1), date(1900, 12, 31)),
        ("2199", date(2199, 1, 1), date(2199, 12, 31)),
    ],
)
def test_a_period_is_its_first_and_last_day_and_keeps_its_text(text: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(start, end, text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "text.not_a_period"),
        ("23", "text.not_a_period"),
        ("2023-", "text.not_a_period"),
        ("2023-6", "text.not_a_period"),
        ("2023-H0", "text.not_a_period"),
        ("2023-H3", "text.not_a_period"),
        ("2023-Q5", "text.not_a_period"),
        ("2023-q1", "text.not_a_period"),
        ("2023Q1", "text.not_a_period"),
        ("2023/2024", "text.not_a_period"),
        ("2023-01/05", "text.not_a_period"),
        ("2023-01-01/2023-05-31", "text.not_a_period"),
        ("2023-H1/2023-H2", "text.not_a_period"),
        (" 2023", "text.not_a_period"),
        ("2023\n", "text.not_a_period"),
        ("２０２３", "text.not_a_period"),
        ("2023-06-30T00:00", "text.not_a_period"),
        ("2023-00", "text.no_such_month"),
        ("2023-13", "text.no_such_month"),
        ("2023-01/2023-13", "text.no_such_month"),
        ("2023-00/2023-05", "text.no_such_month"),
        ("2023-05/2023-04", "text.period_backwards"),
        ("2023-01/2022-12", "text.period_backwards"),
        ("2023-06-31", "text.no_such_day"),
        ("2023-02-29", "text.no_such_day"),
        ("2023-13-01", "text.no_such_day"),
        ("1899", "text.year_out_of_range"),
        ("2200-H1", "text.year_out_of_range"),
        ("0000-01-01", "text.year_out_of_range"),
        ("2023-01/2200-01", "text.year_out_of_range"),
    ],
)
def test_any_other_period_is_refused_with_its_reason(text: str, key: str) -> None:
    with pytest.raises(BadText) as caught:
        parse_period(text)
    assert caught.value.key == key
    assert caught.value.details["text"] == text


@given(st.integers(FIRST_YEAR, LAST_YEAR))
@LAW
def test_halves_quarters_and_months_tile_their_year(year: int) -> None:
    whole = parse_period(str(year))
    for names in (
        [f"{year}-H{half}" for half in (1, 2)],
        [f"{year}-Q{quarter}" for quarter in (1, 2, 3, 4)],
        [f"{year}-{month:02}" for month in range(1, 13)],
    ):
        parts = [parse_period(name) for name in names]
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        for before, after in pairwise(parts):
            assert before.end + ONE_DAY == after.start


def test_a_month_of_publication_stands_for_its_last_day() -> None:
    """methodology.md, section 2, Revisions."""
    assert parse_published("2022-04-08") == date(2022, 4, 8)
    assert parse_published("2022-04") == date(2022, 4, 30)
    assert parse_published("2024-02") == date(2024, 2, 29)


@pytest.mark.parametrize(
    "text", ["", "2022", "2022-Q1", "2022-13", "2022-02-30", "2022-4-8", "2022年4月", "2022-01/2022-02"]
)
def test_a_publication_is_a_day_or_a_month_and_nothing_else(text: str) -> None:
    with pytest.raises(BadText):
        parse_published(text)


@pytest.mark.parametrize(
    "text", ["2023", "2023-06", "20230630", "2023-06-31", "2023-W01-1", "1899-12-31", "2023-06-30 "]
)
def test_a_day_is_written_in_full(text: str) -> None:
    with pytest.raises(BadText):
        parse_day(text)


@pytest.mark.parametrize(
    ("year", "month", "last"),
    [(2023, 1, 31), (2023, 4, 30), (2023, 12, 31), (2023, 2, 28), (2024, 2, 29), (2000, 2, 29), (2100, 2, 28)],
)
def test_the_last_day_of_a_month_knows_leap_years(year: int, month: int, last: int) -> None:
    assert month_end(year, month) == date(year, month, last)


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        (date(2021, 1, 1), date(2025, 12, 31), Fraction(60)),  # a five-year plan
        (date(2023, 1, 1), date(2023, 5, 31), Fraction(5)),
        (date(2023, 1, 1), date(2023, 1, 15), Fraction(15, 31)),
        (date(2023, 1, 31), date(2023, 1, 31), Fraction(1, 31)),
        (date(2024, 2, 29), date(2024, 2, 29), Fraction(1, 29)),
        (date(2023, 2, 28), date(2023, 2, 28), Fraction(1, 28)),
        # 16 of January's 31 days, all of February, 10 of March's 31
        (date(2023, 1, 16), date(2023, 3, 10), Fraction(16, 31) + 1 + Fraction(10, 31)),
        (date(2022, 12, 31), date(2023, 1, 1), Fraction(1, 31) + Fraction(1, 31)),
        (date(2023, 1, 1), date(2022, 12, 31), Fraction(0)),
    ],
)
def test_a_month_counts_by_its_covered_days(start: date, end: date, length: Fraction) -> None:
    """methodology.md, section 3: covered days ÷ its days, first and last day included."""
    assert months(start, end) == length


def test_end_of_may_is_five_twelfths_of_the_year() -> None:
    """Published (Nanjing, June 2023): 5/12 = 41.7 %."""
    year = parse_period("2023")
    elapsed = months(year.start, parse_period("2023-05").end) / months(year.start, year.end)
    assert elapsed == Fraction(5, 12)


@pytest.mark.slow
@given(ordered, days)
@LAW
def test_months_of_adjoining_spans_add_up(span: tuple[date, date], day: date) -> None:
    start, end = span
    assume(start <= day < end)
    assert months(start, day) + months(day + ONE_DAY, end) == months(start, end)


@given(ordered)
@LAW
def test_another_day_always_lengthens_a_span(span: tuple[date, date]) -> None:
    start, end = span
    assert 0 < months(start, end) < months(start, end + ONE_DAY)


@pytest.mark.parametrize(
    ("length", "day"),
    [
        (Fraction(0), date(2023, 1, 1)),
        (Fraction(1, 31), date(2023, 1, 1)),
        (Fraction(1, 2), date(2023, 1, 16)),  # 15 days are 15/31 < 1/2, 16 days are more
        (Fraction(1), date(2023, 1, 31)),
        (Fraction(1001, 1000), date(2023, 2, 1)),
        (Fraction(3, 2), date(2023, 2, 14)),  # 14/28 = 1/2
        (Fraction(12), date(2023, 12, 31)),
        (Fraction(60), date(2027, 12, 31)),
        (Fraction(61), date(2028, 1, 31)),
    ],
)
def test_the_day_on_which_so_many_months_are_full(length: Fraction, day: date) -> None:
    assert day_after_months(date(2023, 1, 1), length) == day


def test_past_the_last_year_there_is_no_such_day() -> None:
    assert day_after_months(date(LAST_YEAR, 1, 1), Fraction(12)) == date(LAST_YEAR, 12, 31)
    assert day_after_months(date(LAST_YEAR, 1, 1), Fraction(12) + Fraction(1, 1000)) is None
    assert day_after_months(date(2021, 1, 1), Fraction(10) ** 30) is None


@pytest.mark.slow
@given(days, st.fractions(min_value=0, max_value=120, max_denominator=5000))
@LAW
def test_it_is_the_first_day_that_is_far_enough(start: date, length: Fraction) -> None:
    """The first D ≥ start with months(start, D) ≥ length."""
    day = day_after_months(start, length)
    assert day is not None
    assert day >= start
    assert months(start, day) >= length
    assert day == start or months(start, day - ONE_DAY) < length


@given(ordered)
@LAW
def test_it_undoes_months(span: tuple[date, date]) -> None:
    start, end = span
    assert day_after_months(start, months(start, end)) == end


@pytest.mark.parametrize(
    ("start", "end", "names"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), ["2021"]),
        (date(2021, 1, 1), date(2022, 12, 31), ["2021", "2022"]),
        (date(2022, 7, 1), date(2022, 12, 31), ["2022-H2"]),
        (date(2022, 1, 1), date(2022, 6, 30), ["2022-H1"]),
        (date(2023, 4, 1), date(2023, 12, 31), ["2023-04/2023-12"]),
        (date(2023, 4, 1), date(2023, 6, 30), ["2023-Q2"]),
        (date(2023, 10, 1), date(2023, 12, 31), ["2023-Q4"]),
        (date(2023, 2, 1), date(2023, 4, 30), ["2023-02/2023-04"]),
        (date(2023, 2, 1), date(2023, 7, 31), ["2023-02/2023-07"]),
        (date(2023, 2, 1), date(2023, 2, 28), ["2023-02"]),
        (date(2022, 7, 1), date(2023, 3, 31), ["2022-H2", "2023-Q1"]),
        (date(2021, 12, 1), date(2024, 1, 31), ["2021-12", "2022", "2023", "2024-01"]),
        (date(2023, 6, 30), date(2023, 6, 30), ["2023-06-30"]),
        (date(2023, 6, 16), date(2023, 6, 20), ["2023-06-16/2023-06-20"]),
        (date(2023, 12, 31), date(2024, 1, 1), ["2023-12-31", "2024-01-01"]),
        (date(2023, 2, 1), date(2023, 1, 31), []),
    ],
)
def test_a_gap_is_cut_at_year_ends_and_named_in_the_shortest_way(start: date, end: date, names: list[str]) -> None:
    """methodology.md, section 2, `missing`: `2021`, `2022-H2`, `2023-04/2023-12`."""
    assert name_gap(start, end) == names


def test_no_span_of_months_has_a_shorter_name() -> None:
    spellings = ["2023", "2023-H1", "2023-H2", *(f"2023-Q{quarter}" for quarter in range(1, 5))]
    spellings += [f"2023-{month:02}" for month in range(1, 13)]
    shortest: dict[tuple[date, date], str] = {}
    for text in sorted(spellings, key=len, reverse=True):
        period = parse_period(text)
        shortest[period.start, period.end] = text
    for first in range(1, 13):
        for last in range(first, 13):
            span = date(2023, first, 1), month_end(2023, last)
            name = shortest.get(span, f"2023-{first:02}/2023-{last:02}")
            assert name_gap(*span) == [name]


def spelt_out(name: str) -> tuple[date, date]:
    """The span of a name; gaps that are not whole months are named by their days."""
    first, slash, last = name.partition("/")
    if slash and len(first) == len("2023-06-30"):
        return date.fromisoformat(first), date.fromisoformat(last)
    period = parse_period(name)
    return period.start, period.end


@given(ordered)
@LAW
def test_the_names_tile_the_gap_exactly(span: tuple[date, date]) -> None:
    start, end = span
    parts = [spelt_out(name) for name in name_gap(start, end)]
    assert (parts[0][0], parts[-1][1]) == (start, end)
    for (_, before), (after, _) in pairwise(parts):
        assert before + ONE_DAY == after
        assert before.year < after.year
    assert all(first.year == last.year for first, last in parts)


@given(st.dates(date(1910, 1, 1), date(2190, 1, 1)), st.integers(-100, 100))
@settings(deadline=None)
def test_months_later_are_those_of_the_calendar(day: date, number: int) -> None:
    assert months_later(day, number) == day + relativedelta(months=number)
