"""Time: leap years, plans that begin on any day and last any number of years, ends of months, time zones.

Every expected value is worked out by hand beside it, or counted day by day.
"""

import json
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from builders import assess_of, day, indicator, level, milestone, note_keys, observation, plan, summed, target
from hypothesis import given, settings
from hypothesis import strategies as st
from test_determinism import printed

from rsplan.calc.assess import Assessment
from rsplan.calc.pace import pace_of
from rsplan.calc.verdict import Status
from rsplan.errors import BadText
from rsplan.model.enums import Basis, Kind
from rsplan.model.period import ONE_DAY, day_after_months, month_end, months, parse_period
from rsplan.model.plan import Indicator, Plan

A_SUM = indicator(aim=target("120"))
A_LEVEL = indicator(Kind.STOCK, target("200"), start="100")


def running(indicator: Indicator, start: str, end: str) -> Plan:
    """A plan of the indicator from day to day."""
    return plan(indicator, start=day(start), end=day(end))


def elapsed(start: str, end: str, through: str) -> Fraction:
    """The share of time elapsed when an amount is known from the plan's start to that day."""
    told = observation(through, "0", Basis.PTD, plan_start=day(start))
    found = assess_of(A_SUM, told, as_of=through, within=running(A_SUM, start, end)).value("elapsed")
    assert found is not None
    return found


# --- months -----------------------------------------------------------------------------------------------------------


def counted(start: date, end: date) -> Fraction:
    """Each day is one part of as many as its month has."""
    found = Fraction(0)
    for offset in range((end - start).days + 1):
        day = start + timedelta(offset)
        found += Fraction(1, monthrange(day.year, day.month)[1])
    return found


@given(st.dates(date(1900, 1, 1), date(2195, 12, 31)), st.integers(0, 900))
@settings(deadline=None, max_examples=100)
def test_months_are_counted_day_by_day(start: date, length: int) -> None:
    assert months(start, start + timedelta(length)) == counted(start, start + timedelta(length))


@pytest.mark.slow
@given(st.dates(date(1900, 1, 1), date(2190, 12, 31)), st.integers(0, 60), st.integers(1, 31), st.integers(1, 31))
@settings(deadline=None, max_examples=100)
def test_the_day_after_so_many_months_is_the_first_that_is_counted_that_far(
    start: date, whole: int, part: int, size: int
) -> None:
    """And the months to it, counted back from it, lead to it again."""
    length = whole + Fraction(min(part, size), size)
    found = day_after_months(start, length)
    assert found is not None
    assert counted(start, found) >= length
    assert found == start or counted(start, found - ONE_DAY) < length
    assert day_after_months(start, counted(start, found)) == found


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        ("2023-02-01", "2023-02-28", Fraction(1)),
        ("2024-02-01", "2024-02-28", Fraction(28, 29)),  # the 29th is still to come
        ("2024-02-01", "2024-02-29", Fraction(1)),
        ("2100-02-01", "2100-02-28", Fraction(1)),  # no leap year
        ("2000-02-01", "2000-02-28", Fraction(28, 29)),  # a leap year
        ("2024-02-29", "2024-03-31", 1 + Fraction(1, 29)),
        ("2024-02-29", "2025-02-28", 12 + Fraction(1, 29)),  # 29 February, ten months to December, two months
        ("2023-02-28", "2024-02-29", 12 + Fraction(1, 28)),  # 28 February, ten months to December, two months
        ("2024-01-31", "2024-02-29", 1 + Fraction(1, 31)),
        ("2023-04-30", "2023-05-31", 1 + Fraction(1, 30)),
        ("2023-12-31", "2024-01-01", Fraction(2, 31)),
        ("2021-03-16", "2022-03-15", Fraction(12)),  # 16 of 31 days, eleven months, 15 of 31 days
        ("2021-02-15", "2022-02-14", Fraction(12)),  # 14 of 28 days, eleven months, 14 of 28 days
        ("2023-02-15", "2024-02-14", 11 + Fraction(14, 28) + Fraction(14, 29)),  # the parts have other sizes
        ("2096-01-01", "2103-12-31", Fraction(96)),
    ],
)
def test_months_over_the_ends_of_short_and_long_months(start: str, end: str, length: Fraction) -> None:
    assert months(day(start), day(end)) == length


def test_no_day_of_the_calendar_is_29_february_2100() -> None:
    assert month_end(2100, 2) == date(2100, 2, 28)
    assert parse_period("2100-Q1").end - parse_period("2100-Q1").start == timedelta(89)  # 31 + 28 + 31 days
    with pytest.raises(BadText):
        parse_period("2100-02-29")


# --- plans that begin and end on any day ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "through", "share"),
    [
        ("2024-01-01", "2024-12-31", "2024-06-30", Fraction(1, 2)),  # one year
        ("2021-01-01", "2023-12-31", "2022-06-30", Fraction(1, 2)),  # three years, 18 of 36 months
        ("2021-01-01", "2030-12-31", "2024-02-29", Fraction(38, 120)),  # ten years, 3 × 12 + 2 months
        ("2021-01-01", "2035-12-31", "2025-12-31", Fraction(1, 3)),  # fifteen years
        ("2021-07-01", "2024-06-30", "2022-06-30", Fraction(1, 3)),  # July to June
        ("2021-03-16", "2022-03-15", "2021-03-31", Fraction(16, 31) / 12),  # from the middle of a month
        ("2024-02-29", "2025-02-28", "2024-02-29", Fraction(1, 29) / (12 + Fraction(1, 29))),  # the first day
        ("2020-03-01", "2024-02-29", "2022-02-28", Fraction(1, 2)),  # 24 of 48 months
        ("2020-03-01", "2024-02-29", "2024-02-28", (47 + Fraction(28, 29)) / 48),  # the last day but one
        ("2024-02-29", "2024-02-29", "2024-02-29", Fraction(1)),  # a plan of one day
        ("2023-12-31", "2024-01-01", "2023-12-31", Fraction(1, 2)),  # two days in two years
        ("2095-01-01", "2104-12-31", "2100-02-28", Fraction(62, 120)),  # 5 × 12 + 2 months
    ],
)
def test_the_share_of_time_elapsed_of_plans_of_any_length_and_beginning(
    start: str, end: str, through: str, share: Fraction
) -> None:
    assert elapsed(start, end, through) == share


@pytest.mark.parametrize("years", [1, 3, 5, 10, 15])
@pytest.mark.parametrize("first", ["2020-01-01", "2020-07-01", "2020-03-16"])
def test_a_plan_of_whole_years_lasts_twelve_months_a_year(first: str, years: int) -> None:
    """From the 16th to the 15th: 16 and 15 of the 31 days of a March."""
    start = day(first)
    end = start.replace(year=start.year + years) - ONE_DAY
    told = observation(f"{end}", "120", Basis.PTD, plan_start=start)
    found = assess_of(A_SUM, told, as_of=f"{end}", within=running(A_SUM, first, str(end)))
    assert found.values["M"] == 12 * years
    assert found.value("achieved_per_year") == Fraction(120, years)
    assert found.status is Status.MET


def fiscal(*told: str, as_of: str = "2024-06-30") -> Assessment:
    """120 from July 2021 to June 2024; what is told is `2021-12 10 ptd`."""
    start = day("2021-07-01")
    seen = [one.split() for one in told]
    return assess_of(
        A_SUM,
        *(observation(text, value, Basis(basis), plan_start=start) for text, value, basis in seen),
        as_of=as_of,
        within=running(A_SUM, "2021-07-01", "2024-06-30"),
    )


def test_a_year_to_date_of_a_plan_from_july_counts_from_the_first_january_in_it() -> None:
    """January to June 2022 follows July to December 2021: 20 + 25 of 120 in a third of the time."""
    found = fiscal("2021-H2 20 period", "2022-06 25 ytd", as_of="2022-06-30")
    assert found.actual is not None
    assert (found.actual.value, found.actual.missing) == (Fraction(45), ())
    assert found.value("elapsed") == Fraction(1, 3)
    assert found.value("lead_points") == Fraction(45 * 100, 120) - Fraction(100, 3)


def test_a_year_to_date_that_began_before_the_plan_is_a_note() -> None:
    """January to December 2021 has six months from before July."""
    found = fiscal("2021-12 20 ytd")
    assert found.status is Status.NO_DATA
    assert note_keys(found) == ["note.outside_plan"]


def test_the_years_of_a_plan_from_july_are_halves_at_its_ends() -> None:
    """120 in 36 months: 20 in six months, 40 in twelve, 40, and 20 in the last six."""
    years = pace_of(fiscal("2021-H2 30 period", as_of="2021-12-31")).years
    assert [one.planned for one in years] == [20, 40, 40, 20]
    assert [(str(one.start), str(one.end)) for one in years][0::3] == [
        ("2021-07-01", "2021-12-31"),
        ("2024-01-01", "2024-06-30"),
    ]
    # 90 are left for 30 months: 12, 12 and 6
    assert [one.required for one in years] == [None, 36, 36, 18]


def test_the_path_of_a_level_from_the_middle_of_a_month_is_straight_in_days() -> None:
    """From 100 to 200 in twelve months from 16 March; by the end of March 16/31 of one month has passed."""
    within = running(A_LEVEL, "2021-03-16", "2022-03-15")
    found = assess_of(A_LEVEL, level("2021-03-31", "104"), as_of="2021-03-31", within=within)
    assert found.value("expected") == 100 + 100 * Fraction(16, 31) / 12  # 104.30
    assert found.status is Status.BEHIND


def test_a_milestone_of_the_first_year_of_a_plan_from_july_is_due_at_its_end() -> None:
    """30 by the end of 2021, 90 in the 30 months left: 30 + 18 after another six months."""
    subject = indicator(aim=target("120"), milestones=[milestone(2021, "30")])
    within = running(subject, "2021-07-01", "2024-06-30")
    told = observation("2022-06", "48", Basis.PTD, plan_start=day("2021-07-01"))
    found = assess_of(subject, told, as_of="2022-06-30", within=within)
    assert found.value("expected") == 48
    assert found.status is Status.ON_TRACK


# --- the as-of date ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "value"),
    [
        ("2020-12-31", None),  # the day before the plan
        ("2021-01-01", 101),
        ("2024-02-28", 101),
        ("2024-02-29", 102),
        ("2025-12-30", 102),
        ("2025-12-31", 103),  # the last day
        ("2026-01-01", 103),  # what came after it counts for another plan
        ("2099-12-31", 103),
    ],
)
def test_a_level_counts_from_its_day_on_at_both_ends_of_the_plan(as_of: str, value: int | None) -> None:
    days = {"2020-12-31": "99", "2021-01-01": "101", "2024-02-29": "102", "2025-12-31": "103", "2026-01-01": "104"}
    found = assess_of(A_LEVEL, *(level(text, number) for text, number in days.items()), as_of=as_of)
    assert (found.actual.value if found.actual else None) == value
    assert (found.status is Status.MISSED) == (value == 103)


def test_a_year_counts_from_its_last_day_on() -> None:
    for as_of, status in (("2025-12-30", Status.NO_DATA), ("2025-12-31", Status.MET)):
        assert assess_of(indicator(), observation("2021-01/2025-12", "100"), as_of=as_of).status is status


@pytest.mark.parametrize(
    ("through", "as_of", "stale"),
    [
        ("2023-02", "2024-02-28", False),  # 11 months and 28 of 29 days
        ("2023-02", "2024-02-29", False),  # twelve months
        ("2023-02", "2024-03-01", True),
        ("2024-02", "2025-02-28", False),  # twelve months from the end of February to the end of February
        ("2024-02", "2025-03-01", True),
        ("2024-12", "2026-11-30", False),  # the plan's end: twelve months
        ("2024-11", "2026-11-30", True),  # the plan's end: thirteen months
        ("2025-12", "2099-12-31", False),  # to the plan's last day
    ],
)
def test_data_are_old_after_more_than_twelve_months(through: str, as_of: str, stale: bool) -> None:
    assert assess_of(A_LEVEL, level(through, "120"), as_of=as_of).stale is stale


def test_the_last_and_the_first_day_of_a_year_are_of_different_years() -> None:
    found = assess_of(A_LEVEL, level("2023-12-31", "160"), level("2024-01-01", "161"), as_of="2024-01-01")
    years = {one.year: one for one in pace_of(found).years}
    assert (years[2023].actual, years[2023].complete) == (Fraction(160), True)
    assert (years[2024].actual, years[2024].complete) == (Fraction(161), False)


@pytest.mark.parametrize(
    ("aim", "reached"),
    [
        ("48", date(2024, 12, 31)),  # at one a month: 48 months
        ("38", date(2024, 2, 29)),  # 36 months to the end of 2023, and two
        ("37.5", date(2024, 2, 15)),  # half of 29 days are 14.5: the 15th day is the first that is enough
        ("26", date(2023, 2, 28)),
        ("61", date(2026, 1, 31)),  # after the plan's end
    ],
)
def test_the_pace_reaches_the_target_on_a_day_of_the_calendar(aim: str, reached: date) -> None:
    """Twelve in the first year is one a month."""
    found = assess_of(indicator(aim=target(aim)), observation("2021", "12"), as_of="2021-12-31")
    assert found.reach_date == reached


def test_a_leap_day_is_missing_where_the_data_leave_it_out() -> None:
    """To 28 February, and again from 1 March: the 29th is a gap of a leap year and none of another."""
    for year, missing in (("2024", ("2024-02-29",)), ("2023", ())):
        told = [
            observation(f"{year}-02-28", "2", Basis.YTD),
            observation(f"{year}-03/{year}-12", "10"),
        ]
        actual = summed(told, day(f"{year}-01-01"), day(f"{year}-12-31"))
        assert actual.value == 12
        assert actual.missing == missing


# --- clocks and places ------------------------------------------------------------------------------------------------

#: Far east and far west of Greenwich, in notation that needs no time zone files; and what is no time zone.
ZONES = {
    "EAST-14": timedelta(hours=14),
    "WEST+12": timedelta(hours=-12),
    "No/Such_Zone": timedelta(0),
    "": timedelta(0),
}


@pytest.mark.parametrize("zone", ZONES)
def test_without_as_of_a_report_is_as_of_the_day_on_the_wall(zone: str) -> None:
    before = (datetime.now(UTC) + ZONES[zone]).date()
    report = json.loads(printed("status", "--city", "suzhou", "--format", "json", TZ=zone))
    after = (datetime.now(UTC) + ZONES[zone]).date()
    assert report["as_of"] in (str(before), str(after))


@pytest.mark.parametrize("form", ["table", "json"])
def test_with_as_of_a_report_is_the_same_bytes_in_every_zone_and_locale(form: str) -> None:
    args = ("status", "--city", "suzhou", "--as-of", "2024-02-29", "--format", form, "--lang", "zh")
    zones = [*ZONES, "Pacific/Kiritimati", "Etc/GMT+12"]
    locales = ["C", "zh_CN.UTF-8", "tr_TR.UTF-8", "no_SUCH.locale"]
    found = {printed(*args, TZ=zone, LC_ALL=locale) for zone, locale in zip(zones, [*locales, *locales], strict=False)}
    assert len(found) == 1
