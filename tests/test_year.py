"""A calendar year of a plan judged by the rules of a plan; methodology.md, section 6."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import assess_of, indicator, level, milestone, observation, plan, target

from rsplan.calc.verdict import Rules, Status
from rsplan.calc.year_assessment import YearAssessment, assess_year
from rsplan.model.enums import Basis, Better, Comparator, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator


def year_of(
    indicator: Indicator,
    year: int,
    *observations: Observation,
    as_of: str,
    start: str = "2021-01-01",
    end: str = "2025-12-31",
) -> YearAssessment:
    """The year of the indicator, in the plan of 2021 to 2025 unless the dates say otherwise."""
    within = plan(indicator, start=date.fromisoformat(start), end=date.fromisoformat(end))
    whole = assess_of(indicator, *observations, as_of=as_of, within=within)
    return assess_year(whole, year, observations, date.fromisoformat(as_of), None, Rules())


def test_a_sum_of_56_1_percent_by_the_end_of_may_leads_by_14_4_points() -> None:
    """Published: Nanjing, June 2023. A target of 100 over five years is 20 a year; 56.1 % of it are 11.22."""
    found = year_of(indicator(), 2023, observation("2023-05", "11.22", Basis.YTD), as_of="2023-06-30")
    assert found.origin == "straight_line"
    assert found.standing.target.value == 20
    assert found.standing.value("completion_rate") == Fraction(561, 1000)
    assert found.standing.value("elapsed") == Fraction(5, 12)
    assert found.standing.value("lead_points") == Fraction(561, 10) - Fraction(500, 12)  # 14.43…
    assert found.standing.status is Status.AHEAD


def test_47_9_percent_by_the_end_of_may_leads_by_6_2_points_and_is_on_track() -> None:
    """Published: Nanjing, June 2023. 47.9 % of 20 are 9.58; 47.9 − 41.67 = 6.23."""
    found = year_of(indicator(), 2023, observation("2023-05", "9.58", Basis.YTD), as_of="2023-06-30")
    assert found.standing.value("lead_points") == Fraction(479, 10) - Fraction(500, 12)
    assert found.standing.status is Status.ON_TRACK


def test_a_milestone_is_the_target_of_its_year_and_says_so() -> None:
    subject = indicator(milestones=[milestone(2023, "30")])
    found = year_of(subject, 2023, observation("2023-06", "12", Basis.YTD), as_of="2023-06-30")
    assert found.origin == "milestone"
    assert found.standing.target.value == 30
    assert found.standing.value("lead_points") == -10  # 12/30 = 40 % at half time
    assert found.standing.status is Status.BEHIND


def test_the_years_without_a_milestone_share_the_rest() -> None:
    """100 with 30 in 2023: 70 over the four other years, 17.5 each, whatever step a pace would be spread in."""
    subject = indicator(milestones=[milestone(2023, "30")])
    years = (2021, 2022, 2023, 2024, 2025)
    targets = [year_of(subject, year, as_of="2025-12-31").standing.target.value for year in years]
    assert targets == [Fraction(35, 2), Fraction(35, 2), 30, Fraction(35, 2), Fraction(35, 2)]


def test_the_target_of_a_year_does_not_depend_on_the_decimals_of_other_years() -> None:
    """8 over five years are 1.6 a year: 1 in 2024 misses it, with or without a 1.5 in another year."""
    subject = indicator(aim=target("8"), unit="万名")
    whole = (observation("2024", "1"),)
    for others in ((), (observation("2021", "1.5"),)):
        found = year_of(subject, 2024, *others, *whole, as_of="2025-12-31").standing
        assert found.target.value == Fraction(8, 5)
        assert found.status is Status.MISSED


def test_the_reasons_of_a_year_speak_of_the_year() -> None:
    missed = year_of(indicator(), 2022, observation("2022", "2.5"), as_of="2023-02-01").standing
    assert missed.reason.key == "reason.year_missed"
    empty = year_of(indicator(), 2022, observation("2023", "2.5"), as_of="2023-12-31").standing
    assert empty.reason.key == "reason.year_no_data"


def test_only_what_lies_in_the_year_counts_for_it() -> None:
    observations = (observation("2022", "50"), observation("2023-Q1", "4"), observation("2024", "50"))
    found = year_of(indicator(), 2023, *observations, as_of="2025-12-31")
    assert found.standing.actual is not None
    assert found.standing.actual.value == 4
    assert found.standing.actual.through == date(2023, 3, 31)


def test_a_year_without_data_is_no_data_whatever_the_plan_is() -> None:
    found = year_of(indicator(), 2023, observation("2021", "100"), as_of="2023-12-31")
    assert found.standing.status is Status.NO_DATA


def test_an_annual_target_is_the_target_of_every_year_and_accumulates_within_it() -> None:
    subject = indicator(Kind.ANNUAL, target("5"), unit="家")
    found = year_of(subject, 2023, observation("2023-06", "2", Basis.YTD), as_of="2023-06-30")
    assert found.origin == "annual"
    assert found.standing.value("lead_points") == -10  # 2/5 = 40 % at half time
    assert found.standing.status is Status.BEHIND


def test_a_guard_rail_is_the_target_of_every_year() -> None:
    subject = indicator(Kind.RATE, target("3", Comparator.AT_MOST), better=Better.LOWER, start="1.77", unit="%")
    found = year_of(subject, 2022, level("2022", "3.2"), as_of="2022-12-31")
    assert found.origin == "held"
    assert found.standing.status is Status.MISSED  # the year is over


def test_a_level_follows_the_path_from_the_years_beginning_to_its_end() -> None:
    """From 100 to 200 in five years: 140 at the end of 2022, 160 at the end of 2023, 150 in the middle between."""
    subject = indicator(Kind.STOCK, target("200"), start="100")
    found = year_of(subject, 2023, level("2023-06", "149"), as_of="2023-06-30")
    assert found.standing.target.value == 160
    assert found.standing.value("expected") == 150
    assert found.standing.status is Status.BEHIND


@pytest.mark.parametrize(
    "subject",
    [
        indicator(Kind.STOCK, target("200")),
        indicator(Kind.COMPOSITION, target("14:42:44"), unit="%"),
        indicator(Kind.CUMULATIVE, target(None)),
    ],
    ids=["a level without a baseline", "shares", "no target"],
)
def test_what_has_no_path_has_no_target_of_the_year(subject: Indicator) -> None:
    found = year_of(subject, 2023, as_of="2023-12-31")
    assert found.origin is None
    assert found.standing.status is Status.NO_TARGET
    assert found.standing.reason.key == "reason.year_no_target"


def test_a_target_that_three_years_share_is_exact() -> None:
    """A level from 0 to 10 in three years stands at 10/3 after one: never 3.333333."""
    subject = indicator(Kind.RATE, target("10"), start="0", unit="%")
    found = year_of(subject, 2021, level("2021", "3.3333333"), as_of="2021-12-31", end="2023-12-31")
    assert found.standing.target.value == Fraction(10, 3)
    assert found.standing.status is Status.MISSED


def test_a_plan_that_begins_in_july_has_half_a_first_year() -> None:
    """60 over 2.5 years from July 2021: 12 in the first half-year, 24 in each whole year."""
    found = year_of(indicator(aim=target("60")), 2021, as_of="2021-12-31", start="2021-07-01", end="2023-12-31")
    assert (found.start, found.end) == (date(2021, 7, 1), date(2021, 12, 31))
    assert found.standing.target.value == 12


def test_what_spans_several_years_is_no_note_of_one_of_them() -> None:
    """A sum from the plan's start lies across the year's first day, but it counts for the plan."""
    found = year_of(indicator(), 2022, observation("2022", "30", Basis.PTD), as_of="2022-12-31")
    assert not found.standing.notes


def test_a_target_of_a_year_is_shown_in_two_places_and_kept_exact() -> None:
    """1,063 over three years are 354 1/3 a year."""
    found = year_of(indicator(aim=target("1063")), 2021, as_of="2021-12-31", end="2023-12-31").standing
    assert found.target.value == Fraction(1063, 3)
    assert found.target.printed == "354.33"


def test_a_range_of_which_less_is_better_is_a_ceiling_of_the_year() -> None:
    """5 to 6, the less the better, is satisfied at 5: 8 is not, and 4 is."""
    subject = indicator(Kind.RATE, target("5", Comparator.BETWEEN, high="6", hold=True), better=Better.LOWER, unit="%")
    for value, status in (("8", Status.MISSED), ("4", Status.MET)):
        found = year_of(subject, 2022, level("2022", value), as_of="2022-12-31")
        assert found.standing.status is status


def test_the_completion_of_a_range_ends_at_100_percent_in_each_year_too() -> None:
    """10 to 15—20 over five years is 11 by the end of 2021: 12 are no 109 %, as 18 at the end are no 120 %."""
    subject = indicator(Kind.STOCK, target("15", Comparator.BETWEEN, high="20"), start="10")
    for year, value in ((2021, "12"), (2025, "18")):
        found = year_of(subject, year, level(str(year), value), as_of=f"{year}-12-31")
        assert (found.standing.completion_rule, found.standing.value("completion_rate")) == ("capped", Fraction(1))


def test_an_annual_target_has_no_year_of_its_own_in_a_part_of_a_year() -> None:
    """50 a year, from July 2021: 30 in half a year is no failure, and 60 in 2022 is enough."""
    subject, told = indicator(Kind.ANNUAL, target("50")), (observation("2021-H2", "30"), observation("2022", "60"))
    for year, origin, status in ((2021, None, Status.NO_TARGET), (2022, "annual", Status.MET)):
        found = year_of(subject, year, *told, as_of="2022-12-31", start="2021-07-01", end="2024-06-30")
        assert (found.origin, found.standing.status) == (origin, status)


@pytest.mark.parametrize(("value", "status"), [("19", Status.MET), ("18.99", Status.MISSED)])
def test_a_year_has_its_share_of_the_tolerance_of_a_sum(value: str, status: Status) -> None:
    """About 100, give or take 5, are about 20 a year, give or take 1: five years of 15 would be 75."""
    subject = indicator(aim=target("100", Comparator.ABOUT, tolerance="5"))
    found = year_of(subject, 2021, observation("2021", value), as_of="2021-12-31")
    assert found.standing.limit == 19
    assert found.standing.status is status


def test_a_level_keeps_its_tolerance_in_every_year() -> None:
    """From 50 to about 100, give or take 5: 60 at the end of the first of five years, and 55 is enough."""
    subject = indicator(Kind.STOCK, target("100", Comparator.ABOUT, tolerance="5"), start="50")
    assert year_of(subject, 2021, level("2021", "55"), as_of="2021-12-31").standing.limit == 55


def test_the_milestone_of_a_guard_rail_is_the_target_of_its_year() -> None:
    """4.5 at most by the end of 2021 on the way to a ceiling of 4."""
    rail = target("4", Comparator.AT_MOST)
    subject = indicator(Kind.RATE, rail, better=Better.LOWER, milestones=[milestone(2021, "4.5")], unit="%")
    found = year_of(subject, 2021, level("2021", "4.3"), as_of="2021-12-31")
    assert (found.origin, found.standing.target.value, found.standing.status) == (
        "milestone",
        Fraction("4.5"),
        Status.MET,
    )
    assert found.milestone == subject.milestones[0]
    other = year_of(subject, 2022, level("2022", "4.3"), as_of="2022-12-31")
    assert (other.origin, other.standing.target.value, other.standing.status) == ("held", Decimal(4), Status.MISSED)


def test_a_ceiling_on_the_sum_of_all_years_is_none_on_one_of_them() -> None:
    """At most 100 in five years: 38 in one of them break nothing, although they are more than a fifth."""
    subject = indicator(aim=target("100", Comparator.AT_MOST), better=Better.LOWER)
    found = year_of(subject, 2023, observation("2023", "38"), as_of="2023-12-31")
    assert (found.origin, found.standing.status) == (None, Status.NO_TARGET)
