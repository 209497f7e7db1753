"""What the forecast of a level would have said at the same point of earlier years; methodology.md, section 7."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from builders import assess_of, day, indicator, level, plan, survey_of, target
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.forecast.amounts import same_day
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.calc.forecast.values import Method, Range, number_of
from rsplan.model.enums import Kind
from rsplan.model.observations import Observation
from rsplan.model.period import ONE_DAY, months
from rsplan.model.plan import Indicator
from rsplan.report.tables.forecast import forecast_tables

END = date(2025, 12, 31)


def levels(values: Mapping[str, str]) -> list[Observation]:
    return [level(period, value, order=order) for order, (period, value) in enumerate(values.items())]


def range_of(subject: Indicator, known: Sequence[Observation], as_of: str, known_on: str | None = None) -> Range:
    assessment = assess_of(subject, *known, as_of=as_of, known_on=known_on)
    found = forecast_of(assessment, day(known_on) if known_on else None).range
    assert found is not None
    return found


def said(found: Range) -> list[tuple[str, str, Any, Any]]:
    """The last day known then, the day looked ahead to, what was said, and what came."""
    return [(str(past.day), str(past.end), number_of(past.said), number_of(past.came)) for past in found.record]


def three(found: Range) -> tuple[Fraction, Fraction, Fraction]:
    return number_of(found.low), number_of(found.mean), number_of(found.high)


STOCK = indicator(Kind.STOCK, target("200"))
RATE = indicator(Kind.RATE, target("99", hold=True), unit="%")


def test_each_earlier_year_looks_as_far_ahead_as_now_where_that_is_known() -> None:
    """Two years are left at the end of 2023.

    At the end of 2020 the change had been 10: 130 was said for 2022, and 135 came. At the end of 2021 the mean was 10:
    140 for 2023, and 140 came. At the end of 2022 it was 35 / 3: only 2023 is known, for which 146 2/3 was said; that
    one year missed by 6 2/3 counts twice for two years.
    """
    known = levels({"2019": "100", "2020": "110", "2021": "120", "2022": "135", "2023": "140"})
    found = range_of(STOCK, known, "2023-12-31")
    assert said(found) == [
        ("2020-12-31", "2022-12-31", 130, 135),
        ("2021-12-31", "2023-12-31", 140, 140),
        ("2022-12-31", "2023-12-31", Fraction(440, 3), 140),
    ]
    low, mean, high = three(found)
    # The last change, 5, leads to 150, the mean of 10 to 160, and 140 × 1.4^(2/4) is 165.6502...
    assert (low, mean) == (150 - Fraction(40, 3), Fraction(160))
    assert abs(high - (Fraction("165.650233") + Fraction(40, 3))) < Fraction(1, 10**5)


def test_an_error_farther_ahead_than_the_end_of_the_plan_is_not_made_smaller() -> None:
    """In mid-2025 six months are left; the last level before mid-2024 and 2023 is half a year older than that.

    2023 to 2024: from 130 by 10, 10, 10 to 140, and 160 came: 20 off in twelve months, and no less in six.
    """
    known = levels({"2020": "100", "2021": "110", "2022": "120", "2023": "130", "2024": "160", "2025-06": "165"})
    found = range_of(STOCK, known, "2025-06-30")
    assert said(found)[-1] == ("2023-12-31", "2024-12-31", 140, 160)
    low, mean, _ = three(found)
    # Changes of 10, 10, 10 and 30: 15 a year, 7.5 in six months; the last change and the growth bring more.
    assert mean == Fraction("172.5")
    assert low == Fraction("172.5") - 20


def test_what_was_known_first_is_what_is_held_against_what_came() -> None:
    """2021 was published as 112, and corrected to 110 two years later: 124 was said for 2022."""
    known = [
        level("2020", "100", published="2021-02-01", order=0),
        level("2021", "112", published="2022-02-01", order=1),
        level("2022", "121", published="2023-02-01", order=2),
        level("2021", "110", published="2024-02-01", order=3),
    ]
    found = range_of(STOCK, known, "2024-06-30")
    assert said(found) == [("2021-12-31", "2022-12-31", 124, 121)]
    assert str(found.record[0].known_on) == "2022-02-01"
    assert found.points == 2
    # With 110 the changes are 10 and 11; three times 3 in three years.
    assert three(found)[0] == 121 + 3 * Fraction(21, 2) - 9


def test_one_change_that_has_been_wrong_before_is_a_range() -> None:
    """10 in 2021, the only whole year, said 126 for mid-2023, and 130 came: 4 in a year are 10 in 30 months."""
    known = levels({"2020": "100", "2021": "110", "2022-06": "116", "2023-06": "130"})
    found = range_of(STOCK, known, "2023-06-30")
    assert said(found) == [("2022-06-30", "2023-06-30", 126, 130)]
    assert (found.points, found.is_range) == (1, True)
    assert three(found) == (Fraction(145), Fraction(155), Fraction(165))
    survey = survey_of(assess_of(STOCK, *known, as_of="2023-06-30"), as_of="2023-06-30")
    (table,) = forecast_tables(survey.plans[0], survey.evaluation, "en")
    assert not any("no range" in note for note in table.footnotes)


def test_a_trend_is_tested_as_many_years_ahead_as_it_is_drawn() -> None:
    """From 2014 to 2020 the rate rose by one a year, then it stood still; two years are left at the end of 2023.

    At the end of 2020 the line said 88 for 2022, and 86 came. The errors one month or one year ahead are smaller.
    """
    values = {str(year): str(80 + min(year, 2020) - 2014) for year in range(2014, 2024)}
    found = range_of(RATE, levels(values), "2023-12-31")
    assert found.method is Method.TREND
    rows = {row[0]: row for row in said(found)}
    assert rows["2019-12-31"] == ("2019-12-31", "2021-12-31", 87, 86)
    assert rows["2020-12-31"] == ("2020-12-31", "2022-12-31", 88, 86)
    # Of 0 to 6 and 6 against 0 to 7: Σt = 28, Σl = 27, Σt² = 140, Σtl = 133; b = (8 × 133 - 28 × 27) / (8 × 140 - 784).
    slope = Fraction(8 * 133 - 28 * 27, 8 * 140 - 28 * 28)
    at_first = (27 - slope * 28) / 8
    assert rows["2021-12-31"] == ("2021-12-31", "2023-12-31", 80 + at_first + slope * 9, 86)
    # Of 2022 only the next year is known: its error counts twice.
    # Of 0 to 6, 6, 6: Σt = 36, Σl = 33, Σt² = 204, Σtl = 181.
    slope = Fraction(9 * 181 - 36 * 33, 9 * 204 - 36 * 36)
    at_first = (33 - slope * 36) / 9
    assert rows["2022-12-31"] == ("2022-12-31", "2023-12-31", 80 + at_first + slope * 9, 86)
    errors: list[Fraction] = [Fraction(1), Fraction(2), rows["2021-12-31"][2] - 86, 2 * (rows["2022-12-31"][2] - 86)]
    slope = Fraction(10 * 235 - 45 * 39, 10 * 285 - 45 * 45)  # of all ten: Σt = 45, Σl = 39, Σt² = 285, Σtl = 235
    at_first = (39 - slope * 45) / 10
    line = [at_first + slope * t for t in range(12)]
    off = [min(t, 6) - line[t] for t in range(10)]
    low, mean, high = three(found)
    assert mean == 80 + line[11]
    assert low == mean + min(off) - max(errors)
    assert high == mean + max(off) + max(errors)


def test_a_year_ahead_of_monthly_levels_is_not_tested_by_the_next_month() -> None:
    """Monthly levels of 2019 to 2023 that rise by 0.1 a month, but for 1.2 that were lost at the start of 2023."""
    known = []
    for index in range(60):
        value = 80 + Fraction(index, 10) - (Fraction(6, 5) if index >= 48 else 0)
        known.append(level(f"{2019 + index // 12}-{index % 12 + 1:02}", f"{float(value):.1f}", order=index))
    found = range_of(RATE, known, "2023-12-31")
    # Before the end of 2020 there are no levels of two years.
    assert [row[:2] for row in said(found)] == [
        ("2020-12-31", "2022-12-31"),
        ("2021-12-31", "2023-12-31"),
        ("2022-12-31", "2023-12-31"),
    ]
    # The lines until the end of 2022 are exact: 0, 1.2 and 1.2 off, the last one in one year of two.
    assert [row[2] - row[3] for row in said(found)] == [0, Fraction(6, 5), Fraction(6, 5)]


def test_without_a_record_a_range_is_said_to_be_untested() -> None:
    values = {str(year): str(90 + year % 2) for year in range(2018, 2024)}
    assessment = assess_of(RATE, *levels(values), as_of="2023-12-31")
    survey = survey_of(assessment, as_of="2023-12-31")
    (table,) = forecast_tables(survey.plans[0], survey.evaluation, "en")
    assert any("no earlier year to test the method on" in note for note in table.footnotes)
    known = levels({"2019": "100", "2020": "110", "2021": "120"})
    survey = survey_of(assess_of(STOCK, *known, as_of="2021-12-31"), as_of="2021-12-31")
    (table,) = forecast_tables(survey.plans[0], survey.evaluation, "en")
    assert not any("no earlier year" in note for note in table.footnotes)


@st.composite
def histories(draw: st.DrawFn) -> list[Observation]:
    """Levels of some months of 2012 to 2025, known on their last day or up to three years later."""
    chosen = draw(st.lists(st.integers(0, 13 * 12), unique=True, min_size=6, max_size=30))
    found = []
    for order, index in enumerate(sorted(chosen)):
        year, month = 2012 + index // 12, index % 12 + 1
        late = draw(st.integers(0, 1100))
        last = same_day(date(2000, month, 1), year).toordinal() + 31 + late
        value = draw(st.decimals("0.1", "99", places=1).map(str))
        published = date.fromordinal(last).isoformat()
        found.append(level(f"{year}-{month:02}", value, published=published, order=order))
    return found


@pytest.mark.parametrize("kind", [Kind.STOCK, Kind.RATE, Kind.GROWTH])
@settings(deadline=None)
@given(st.data())
def test_a_record_looks_no_farther_ahead_than_the_forecast_and_knows_nothing_later(
    kind: Kind, data: st.DataObject
) -> None:
    known = data.draw(histories())
    now = data.draw(st.dates(date(2021, 1, 1), date(2025, 12, 30)))
    subject = indicator(
        kind, target("5" if kind is Kind.GROWTH else "99"), start="50", unit="%" if kind is Kind.RATE else "x"
    )
    assessment = assess_of(subject, *known, as_of=str(now), known_on=str(now), within=plan(subject))
    found = forecast_of(assessment, now).range
    if found is None or found.method is Method.ASSUMED:
        return
    last = max(one.span[1] for one in known if one.known_since <= now and one.span[1] <= now)
    for past in found.record:
        years = last.year - past.end.year + (END.year - last.year)
        assert past.day < past.end <= now
        assert past.known_on <= now
        assert past.end <= same_day(END, END.year - years)
        # A point a year: what lies in the year up to the same day.
        assert any(same_day(last, last.year - k - 1) < past.day <= same_day(last, last.year - k) for k in range(1, 14))
    points = [past.day for past in found.record]
    assert points == sorted(set(points))
    low, mean, high = three(found)
    assert low <= mean <= high


@given(st.integers(1, 60), st.integers(1, 40))
@settings(deadline=None)
def test_the_widening_grows_with_the_time_that_is_left(first: int, last: int) -> None:
    """The same two changes, seen with more years left, widen the range by as many times the error of one year."""
    values = (Fraction(1000), Fraction(1000 + first), Fraction(1000 + first + last))
    widths = []
    for year in (2021, 2022, 2023, 2024):
        known = levels({str(year - 2 + index): str(value) for index, value in enumerate(values)})
        found = range_of(STOCK, known, f"{year}-12-31")
        spread = {one.assumption: number_of(one.end) for one in found.assumptions}
        ends = [spread[name] for name in spread if name in ("last", "mean", "compound")]
        widths.append(min(ends) - three(found)[0])
    left = [months(date(year, 12, 31) + ONE_DAY, END) / 12 for year in (2021, 2022, 2023, 2024)]
    assert widths == [abs(first - last) * years for years in left]
