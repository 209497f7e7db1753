"""What is needed in each year; methodology.md, section 5."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import assess_of, baseline, day, indicator, level, milestone, observation, plan, revision, target
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import Assessment
from rsplan.calc.pace import Pace, Per, YearPace, need_of, pace_of, spread
from rsplan.model.enums import Basis, Better, Bound, Comparator, Kind
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Indicator, Plan


def pace(
    indicator: Indicator, *observations: Observation, as_of: str = "2025-12-31", within: Plan | None = None
) -> tuple[YearPace, ...]:
    """The years of the indicator's pace."""
    return pace_of(assess_of(indicator, *observations, as_of=as_of, within=within)).years


def planned(years: Sequence[YearPace]) -> list[Fraction | None]:
    return [one.planned for one in years]


def required(years: Sequence[YearPace]) -> list[Fraction | None]:
    return [one.required for one in years]


def known(years: Sequence[YearPace]) -> list[Fraction | None]:
    return [one.actual for one in years]


def exactly(*written: str | None) -> list[Fraction | None]:
    """Decimals as they are written; None is unknown."""
    return [None if one is None else Fraction(one) for one in written]


def total(parts: Sequence[Fraction | None]) -> Fraction:
    return sum((one for one in parts if one is not None), Fraction(0))


# --- the years of a plan ---------------------------------------------------------------------------------------------


def test_a_plan_has_one_entry_for_each_calendar_year_with_its_first_and_last_day() -> None:
    years = pace(indicator())
    assert [(one.year, one.start, one.end) for one in years] == [
        (year, date(year, 1, 1), date(year, 12, 31)) for year in range(2021, 2026)
    ]


@pytest.mark.parametrize("kind", [Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK])
def test_the_years_of_a_plan_that_begins_and_ends_within_years_are_cut_at_its_own_days(kind: Kind) -> None:
    within = plan(indicator(kind), start=date(2021, 7, 1), end=date(2024, 6, 30))
    years = pace(indicator(kind), within=within)
    assert [(one.start, one.end) for one in years] == [
        (date(2021, 7, 1), date(2021, 12, 31)),
        (date(2022, 1, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), date(2023, 12, 31)),
        (date(2024, 1, 1), date(2024, 6, 30)),
    ]


# --- sums: what was planned ------------------------------------------------------------------------------------------


def test_a_sum_is_planned_in_equal_parts_over_equal_years() -> None:
    assert planned(pace(indicator(aim=target("85")))) == exactly("17", "17", "17", "17", "17")


def test_a_sum_is_planned_by_the_months_of_each_year() -> None:
    # 36 months, of which 6, 12, 12 and 6 lie in the four years
    within = plan(indicator(), start=date(2021, 7, 1), end=date(2024, 6, 30))
    assert planned(pace(indicator(aim=target("72")), within=within)) == exactly("12", "24", "24", "12")


def test_the_largest_remainder_gets_the_step_that_is_left() -> None:
    # 22 months: 100 × 4/22 = 18.18, 100 × 12/22 = 54.55, 100 × 6/22 = 27.27; the whole parts make 99,
    # and the one that is left goes to .55
    within = plan(indicator(), start=date(2021, 9, 1), end=date(2023, 6, 30))
    assert planned(pace(indicator(aim=target("100"), unit="家"), within=within)) == exactly("18", "55", "27")


def test_several_steps_that_are_left_go_to_the_largest_remainders() -> None:
    # 3 + 12 + 12 + 2 = 29 months: 100 × 3/29 = 10.34, 100 × 12/29 = 41.38 twice, 100 × 2/29 = 6.90; whole parts
    # 10 + 41 + 41 + 6 = 98, and the two that are left go to .90 and to one of .38, before .34
    within = plan(indicator(), start=date(2021, 10, 1), end=date(2024, 2, 29))
    first, *middle, last = planned(pace(indicator(aim=target("100"), unit="家"), within=within))
    assert [first, last] == exactly("10", "7")
    assert sorted(total([one]) for one in middle) == [41, 42]


def test_milestones_replace_the_straight_line_of_a_sum() -> None:
    # 30 and 10 are given; 100 - 40 = 60 over the three other years
    subject = indicator(aim=target("100"), milestones=[milestone(2021, "30"), milestone(2022, "10")])
    assert planned(pace(subject)) == exactly("30", "10", "20", "20", "20")


def test_what_a_milestone_states_is_planned_as_it_stands() -> None:
    """65.3 with 12.345 in 2021: steps of 0.01, 65.3 - 12.345 = 52.955 over four years, the last 0.005 in the last one.

    5295 steps / 4 = 1323.75: three steps are left of 1323 each, and the earlier years get them.
    """
    subject = indicator(aim=target("65.3"), milestones=[milestone(2021, "12.345")])
    assert pace_of(assess_of(subject)).step == Decimal("0.01")
    assert planned(pace(subject)) == exactly("12.345", "13.24", "13.24", "13.24", "13.235")


def test_a_milestone_of_counted_units_is_not_rounded_either() -> None:
    """63 persons, 3.7 and 12.49 given: 46.81 are left for three years, in whole persons 16, 15, 15 and 0.81."""
    subject = indicator(aim=target("63"), milestones=[milestone(2021, "3.7"), milestone(2022, "12.49")], unit="人")
    assert planned(pace(subject)) == exactly("3.7", "12.49", "16", "15", "15.81")


def test_the_target_in_force_is_planned() -> None:
    subject = indicator(aim=target("85"), revisions=[revision(target("100"), "2023-06-01")])
    assert planned(pace(subject, as_of="2023-12-31")) == exactly(*["20"] * 5)
    assert planned(pace(subject, as_of="2022-12-31")) == exactly(*["17"] * 5)


def test_nothing_is_planned_where_the_plan_sets_no_target() -> None:
    years = pace(indicator(aim=target(None)), observation("2021", "20"))
    assert planned(years) == required(years) == [None] * 5
    assert known(years) == exactly("20", None, None, None, None)


# --- sums: what is known ---------------------------------------------------------------------------------------------


def test_a_year_without_data_is_unknown_not_zero() -> None:
    years = pace(indicator(), observation("2021", "20"), observation("2023", "0"))
    assert known(years) == exactly("20", None, "0", None, None)
    assert [one.actual_bound for one in years] == [Bound.EXACT, None, Bound.EXACT, None, None]
    assert [one.complete for one in years] == [True, False, True, False, False]


def test_a_year_that_is_known_in_part_is_a_lower_bound_and_not_complete() -> None:
    year = pace(indicator(), observation("2021-H1", "9"), as_of="2021-12-31")[0]
    assert known([year]) == exactly("9")
    assert (year.actual_bound, year.complete) == (Bound.AT_LEAST, False)


def test_months_of_a_year_add_up_to_the_year() -> None:
    amounts = [observation(f"2021-{month:02d}", "1.5") for month in range(1, 13)]
    year = pace(indicator(), *amounts)[0]
    assert known([year]) == exactly("18")
    assert (year.actual_bound, year.complete) == (Bound.EXACT, True)


def test_a_published_bound_stays_with_its_year() -> None:
    years = pace(
        indicator(),
        observation("2021", "34", bound=Bound.AT_LEAST),
        observation("2022", "20", bound=Bound.AT_MOST),
        observation("2023-H1", "5", bound=Bound.AT_MOST),
    )
    assert [one.actual_bound for one in years[:3]] == [Bound.AT_LEAST, Bound.AT_MOST, Bound.UNKNOWN]


def test_an_amount_that_spans_two_years_is_known_of_neither_year_but_lessens_what_is_left() -> None:
    # 40 of 100 by the end of 2022: 60 left over three years
    years = pace(indicator(), observation("2021-01/2022-12", "40"), as_of="2022-12-31")
    assert known(years) == [None] * 5
    assert required(years) == exactly(None, None, "20", "20", "20")


# --- sums: what is needed --------------------------------------------------------------------------------------------


def test_what_is_left_is_spread_over_the_years_left() -> None:
    # 100 - 20 - 14 = 66 over three years
    years = pace(indicator(), observation("2021", "20"), observation("2022", "14"), as_of="2022-12-31")
    assert required(years) == exactly(None, None, "22", "22", "22")


def test_the_running_year_counts_by_its_remaining_months() -> None:
    # 85 - 14.25 - 6.25 = 64.50, in steps of 0.01: 6450 steps over 6 + 12 + 12 + 12 = 42 months;
    # 6450 × 6/42 = 921.43, 6450 × 12/42 = 1842.86 three times; 921 + 3 × 1842 = 6447, three left go to .86
    years = pace(
        indicator(aim=target("85")), observation("2021", "14.25"), observation("2022-H1", "6.25"), as_of="2022-07-15"
    )
    assert required(years) == exactly(None, "9.21", "18.43", "18.43", "18.43")


@pytest.mark.parametrize("as_of", ["2025-05-31", "2025-06-30", "2025-09-15"])
def test_a_month_needs_what_is_left_by_the_months_since_the_last_figure(as_of: str) -> None:
    # 10 - 7.7 = 2.3 over the seven months from June on
    found = assess_of(indicator(aim=target("10")), observation("2025-05", "7.7", Basis.PTD), as_of=as_of)
    figure, need = found.figures["required_per_month"], need_of(found)
    assert (figure.value, figure.bound) == (Fraction("2.3") / 7, Bound.EXACT)
    assert (need and (need.per, need.amount)) == (Per.MONTH, Fraction("2.3") / 7)


@pytest.mark.parametrize("as_of", ["2025-10-31", "2025-12-10", "2025-12-30"])
def test_no_need_is_told_once_most_of_its_time_has_gone_by(as_of: str) -> None:
    # of the seven months from June on less than three and a half are still to come
    found = assess_of(indicator(aim=target("10")), observation("2025-05", "7.7", Basis.PTD), as_of=as_of)
    assert found.value("required_per_month") == Fraction("2.3") / 7
    assert need_of(found) is None


def test_the_running_year_counts_by_its_remaining_days() -> None:
    # 10 of 31 days of December and 6 months are left: 196 in the ratio 10/31 to 6 is 10 and 186
    subject = indicator(aim=target("202"), unit="家")
    within = plan(subject, start=date(2021, 1, 1), end=date(2022, 6, 30))
    years = pace(subject, observation("2021-12-21", "6", Basis.PTD), as_of="2021-12-30", within=within)
    assert required(years) == exactly("10", "186")


def test_a_first_year_counts_by_its_days() -> None:
    # 10 of 30 days of June and 6 months, then 6 months: 59 × 19/37 = 30.30 and 59 × 18/37 = 28.70
    subject = indicator(aim=target("59"), unit="家")
    within = plan(subject, start=date(2021, 6, 21), end=date(2022, 6, 30))
    assert planned(pace(subject, within=within)) == exactly("30", "29")


def test_years_that_are_past_get_no_pace() -> None:
    # The data reach the end of 2021, but it is June 2024: 80 over half a year and a year, 26.67 and 53.33
    years = pace(indicator(), observation("2021", "20"), as_of="2024-06-30")
    assert required(years) == exactly(None, None, None, "27", "53")


def test_the_years_left_of_a_sum_with_milestones_are_spread_as_the_milestones_are() -> None:
    # 80 left over 10 : 20 : 20 : 20: 11.43 and 22.86 three times; 11 + 3 × 22 = 77, three left go to .86
    subject = indicator(aim=target("100"), milestones=[milestone(2021, "30"), milestone(2022, "10")])
    years = pace(subject, observation("2021", "20"), as_of="2021-12-31")
    assert required(years) == exactly(None, "11", "23", "23", "23")


def test_nothing_is_needed_once_the_target_is_satisfied() -> None:
    years = pace(indicator(), observation("2021", "60"), observation("2022", "60"), as_of="2022-12-31")
    assert required(years) == exactly(None, None, "0", "0", "0")


def test_nothing_can_be_needed_when_no_time_is_left() -> None:
    years = pace(indicator(), *(observation(str(year), "10") for year in range(2021, 2026)))
    assert required(years) == [None] * 5


def test_without_data_what_is_needed_is_unknown() -> None:
    assert required(pace(indicator())) == [None] * 5


# --- the step --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["人", "家", "个", "场", "名", "期", "所", "户", "件", "项", "人次"])
def test_what_is_counted_one_by_one_is_spread_in_whole_numbers(unit: str) -> None:
    assessment = assess_of(indicator(aim=target("3000"), unit=unit), observation("2021", "614"), as_of="2021-12-31")
    assert pace_of(assessment).step == 1
    # 2386 over four years: 596.5 each; the steps of one half go to two of them
    assert sorted(total([part]) for part in required(pace_of(assessment).years)[1:]) == [596, 596, 597, 597]


@pytest.mark.parametrize(
    ("aim", "seen", "step"),
    [
        ("85", "17", "1"),
        ("850", "170", "1"),
        ("85.5", "17", "0.1"),
        ("85", "17.5", "0.1"),
        ("85", "17.25", "0.01"),
        ("8.59", "1.5", "0.01"),
        ("85", "1.9441", "0.01"),
        ("85.125", "17", "0.01"),
        ("85.50", "17.0", "0.1"),
        ("50", "10", "1"),  # a tenth of 10 a year
        ("49", "10", "0.1"),  # a tenth of 9.8 a year is 0.98
        ("6", "1", "0.1"),  # a tenth of 1.2 a year is 0.12
        ("2", "1", "0.01"),  # a tenth of 0.4 a year is 0.04
        ("0.2", "0", "0.01"),  # a tenth of 0.04 a year is 0.004: never finer than a hundredth
        ("0", "1", "1"),  # nothing is planned
    ],
)
def test_what_is_measured_is_spread_in_the_finest_place_or_that_of_a_tenth_of_a_year(
    aim: str, seen: str, step: str
) -> None:
    assessment = assess_of(indicator(aim=target(aim)), observation("2021", seen), as_of="2021-12-31")
    assert pace_of(assessment).step == Decimal(step)


@pytest.mark.parametrize(("aim", "each"), [("2", "0.4"), ("6", "1.2"), ("85", "17")])
def test_a_small_sum_is_planned_in_steps_that_its_years_can_have(aim: str, each: str) -> None:
    assert planned(pace(indicator(aim=target(aim)))) == exactly(*[each] * 5)


def test_the_mean_yearly_amount_is_that_of_the_years_of_the_plan() -> None:
    # 20 in half a year are 40 a year, and a tenth of it 4; 20 in five years are 4 a year, and a tenth 0.4.
    subject = indicator(aim=target("20"))
    half = plan(subject, start=date(2021, 1, 1), end=date(2021, 6, 30))
    assert [pace_of(assess_of(subject, within=within)).step for within in (half, None)] == [1, Decimal("0.1")]


def test_what_is_counted_is_planned_in_whole_numbers_however_few() -> None:
    assert sorted(total([one]) for one in planned(pace(indicator(aim=target("2"), unit="家")))) == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("unit", ["万人", "万人次", "万名", "万家", "亿元", "%"])
def test_ten_thousands_are_measured_not_counted(unit: str) -> None:
    assessment = assess_of(indicator(aim=target("15"), unit=unit), observation("2021", "2.25"), as_of="2021-12-31")
    assert pace_of(assessment).step == Decimal("0.01")


def test_data_that_are_not_known_yet_do_not_make_the_step_finer() -> None:
    later = observation("2022", "17.25")
    assessment = assess_of(indicator(), observation("2021", "17"), later, as_of="2021-12-31")
    assert pace_of(assessment).step == 1


@pytest.mark.parametrize("kind", [Kind.ANNUAL, Kind.STOCK, Kind.RATE])
def test_only_sums_have_a_step(kind: Kind) -> None:
    assert pace_of(assess_of(indicator(kind))).step is None


def test_a_last_fraction_of_a_step_goes_to_the_last_year() -> None:
    # 85 - 1.9441 = 83.0559 in steps of 0.01: 8305 steps and 0.0059; 8305 / 4 = 2076.25, so one year gets one more
    years = pace(indicator(aim=target("85")), observation("2021", "1.9441"), as_of="2021-12-31")
    parts = [total([part]) for part in required(years)[1:]]
    fraction = Fraction("0.0059")
    assert sorted([*parts[:-1], parts[-1] - fraction]) == [
        Fraction(one) for one in ("20.76", "20.76", "20.76", "20.77")
    ]
    assert sum(parts) == Fraction("83.0559")


def test_a_last_fraction_of_the_target_goes_to_the_last_year() -> None:
    # 10.004: 1000 steps of 0.01, 200 a year, and 0.004
    assert planned(pace(indicator(aim=target("10.004")))) == exactly("2", "2", "2", "2", "2.004")


def test_half_a_person_in_the_data_leaves_whole_persons_to_all_years_but_the_last() -> None:
    years = pace(indicator(aim=target("3000"), unit="人"), observation("2021", "1000.5"), as_of="2021-12-31")
    *others, last = (total([part]) for part in required(years)[1:])
    assert all(part.denominator == 1 for part in others)
    assert last - last // 1 == Fraction(1, 2)
    assert sum(others) + last == Fraction("1999.5")


# --- annual targets --------------------------------------------------------------------------------------------------


def test_an_annual_target_is_planned_and_needed_in_each_whole_year() -> None:
    years = pace(indicator(Kind.ANNUAL, target("5")), observation("2021", "4"), as_of="2021-12-31")
    assert planned(years) == exactly(*["5"] * 5)
    assert required(years) == exactly(None, "5", "5", "5", "5")
    assert known(years) == exactly("4", None, None, None, None)


def test_an_annual_target_asks_nothing_of_parts_of_years() -> None:
    subject = indicator(Kind.ANNUAL, target("5"))
    within = plan(subject, start=date(2021, 7, 1), end=date(2024, 6, 30))
    years = pace(subject, observation("2022", "4"), as_of="2022-12-31", within=within)
    assert planned(years) == exactly(None, "5", "5", None)
    assert required(years) == exactly(None, None, "5", None)


def test_what_is_needed_of_an_annual_target_begins_at_its_limit() -> None:
    subject = indicator(Kind.ANNUAL, target("5", Comparator.ABOUT, tolerance="0.25"))
    years = pace(subject, observation("2021", "6"), as_of="2021-12-31")
    assert required(years) == exactly(None, *["4.75"] * 4)


# --- levels ----------------------------------------------------------------------------------------------------------


def test_levels_are_planned_on_the_line_from_the_baseline_to_the_target() -> None:
    assert planned(pace(indicator(Kind.STOCK, target("100"), start="80"))) == exactly("84", "88", "92", "96", "100")


def test_levels_are_needed_on_the_line_from_the_actual_to_the_limit() -> None:
    # 88 at the end of 2021: 12 to go over four years
    years = pace(indicator(Kind.STOCK, target("100"), start="80"), level("2021", "88"), as_of="2021-12-31")
    assert required(years) == exactly(None, "91", "94", "97", "100")


def test_the_line_of_levels_starts_within_the_running_year() -> None:
    # 86 in the middle of 2022, 14 to go over 42 months: 2 by the end of the year, then 4 a year
    years = pace(indicator(Kind.STOCK, target("100"), start="80"), level("2022-06", "86"), as_of="2022-07-30")
    assert required(years) == exactly(None, "88", "92", "96", "100")


def test_levels_of_a_plan_that_begins_within_a_year_are_on_the_line_at_year_ends() -> None:
    # 36 over 36 months: 6, 18, 30 and 36 of them have passed at the year ends and at the end
    subject = indicator(Kind.STOCK, target("136"), start="100")
    within = plan(subject, start=date(2021, 7, 1), end=date(2024, 6, 30))
    years = pace(subject, level("2022-06", "124"), as_of="2022-06-30", within=within)
    assert planned(years) == exactly("106", "118", "130", "136")
    # 12 to go over 24 months: 6 months, 18 months, 24 months later
    assert required(years) == exactly(None, "127", "133", "136")


def test_a_level_without_a_baseline_has_no_planned_path_but_a_needed_one() -> None:
    years = pace(indicator(Kind.STOCK, target("100")), level("2021", "88"), as_of="2021-12-31")
    assert planned(years) == [None] * 5
    assert required(years) == exactly(None, "91", "94", "97", "100")


def test_lower_levels_are_needed_on_a_falling_line() -> None:
    subject = indicator(Kind.RATE, target("4", Comparator.AT_MOST), better=Better.LOWER, start="9")
    years = pace(subject, level("2021", "8"), as_of="2021-12-31")
    assert planned(years) == exactly("8", "7", "6", "5", "4")
    assert required(years) == exactly(None, "7", "6", "5", "4")


def test_the_line_of_an_about_target_leads_to_its_limit() -> None:
    # 5左右 is satisfied from 5.25 on; 6 at the end of 2022, 0.75 to go in three years
    aim = target("5", Comparator.ABOUT, tolerance="0.25")
    subject = indicator(Kind.RATE, aim, better=Better.LOWER, start="6")
    years = pace(subject, level("2022", "6"), as_of="2022-12-31")
    assert required(years) == exactly(None, None, "5.75", "5.5", "5.25")


def test_a_guard_rail_is_planned_and_needed_at_its_limit_in_every_year() -> None:
    aim = target("5", Comparator.ABOUT, tolerance="0.25", hold=True)
    subject = indicator(Kind.RATE, aim, better=Better.LOWER, start="3")
    years = pace(subject, level("2021", "6"), as_of="2021-12-31")
    assert planned(years) == exactly(*["5.25"] * 5)
    assert required(years) == exactly(None, *["5.25"] * 4)


def test_a_baseline_that_satisfies_the_target_makes_a_guard_rail_of_it() -> None:
    years = pace(indicator(Kind.RATE, target("95"), start="98"), level("2021", "99"), as_of="2021-12-31")
    assert planned(years) == exactly(*["95"] * 5)
    assert required(years) == exactly(None, *["95"] * 4)


def test_milestones_replace_the_straight_line_of_levels() -> None:
    # 80 to 95 in three years, then to 100 in two
    subject = indicator(Kind.STOCK, target("100"), start="80", milestones=[milestone(2023, "95")])
    years = pace(subject, level("2021", "84"), as_of="2021-12-31")
    assert planned(years) == exactly("85", "90", "95", "97.5", "100")
    # 84 to 95 in two years, then to 100 in two
    assert required(years) == exactly(None, "89.5", "95", "97.5", "100")


def test_a_milestone_that_has_passed_bends_the_needed_line_no_more() -> None:
    subject = indicator(Kind.STOCK, target("100"), start="80", milestones=[milestone(2022, "95")])
    years = pace(subject, level("2022", "94"), as_of="2022-12-31")
    assert required(years) == exactly(None, None, "96", "98", "100")


def test_the_last_level_of_a_year_is_the_years_and_complete_only_at_its_end() -> None:
    years = pace(
        indicator(Kind.STOCK),
        level("2021-06", "50"),
        level("2021", "60"),
        level("2022-09", "70", bound=Bound.AT_LEAST),
        as_of="2022-12-31",
    )
    assert known(years) == exactly("60", "70", None, None, None)
    assert [one.complete for one in years] == [True, False, False, False, False]
    assert [one.actual_bound for one in years] == [Bound.EXACT, Bound.AT_LEAST, None, None, None]


def test_shares_have_no_pace() -> None:
    years = pace(indicator(Kind.COMPOSITION, target("14:42:44")), level("2021", "13:41:46"), as_of="2022-12-31")
    assert planned(years) == known(years) == required(years) == [None] * 5


# --- laws ------------------------------------------------------------------------------------------------------------


@st.composite
def plan_spans(draw: st.DrawFn) -> tuple[date, date]:
    """Plans of 3, 5, 10 and 15 years that begin on any month's first day, and of any days."""
    first = date(draw(st.integers(2014, 2024)), draw(st.sampled_from([1, 1, 4, 7, 10, 12])), 1)
    years = draw(st.sampled_from([3, 5, 10, 15]))
    if draw(st.booleans()):
        return first, date(first.year + years, first.month, 1) - timedelta(days=1)
    return first, first + timedelta(days=draw(st.integers(40, 366 * years)))


@st.composite
def assessed_sums(draw: st.DrawFn) -> Assessment:
    """Sums with targets, units, amounts of months, quarters and years, and as-of dates of every sort."""
    first, last = draw(plan_spans())
    unit = draw(st.sampled_from(["人", "万人", "家"]))
    places = draw(st.integers(0, 4)) if unit == "万人" else 0
    aim = Decimal(draw(st.integers(1, 5_000_000))).scaleb(-places)
    subject = indicator(aim=target(format(aim, "f")), unit=unit)
    seen = [
        observation(
            f"{year}{draw(st.sampled_from(['', '-H1', '-H2', '-Q1', '-03', '-11']))}",
            format(Decimal(draw(st.integers(0, 2_000_000))).scaleb(-draw(st.integers(0, 4))), "f"),
            order=number,
            plan_start=first,
        )
        for number, year in enumerate(draw(st.lists(st.integers(first.year, last.year), max_size=8)))
    ]
    as_of = first + timedelta(days=draw(st.integers(0, (last - first).days)))
    return assess_of(subject, *seen, as_of=as_of.isoformat(), within=plan(subject, start=first, end=last))


def month_weights(years: Sequence[YearPace], after: date | None) -> list[Fraction]:
    """The months of each year that lie after the day."""
    weights = []
    for year in years:
        length = months(year.start, year.end)
        weights.append(
            length if after is None or year.start > after else length - months(year.start, min(year.end, after))
        )
    return weights


def follows_largest_remainder(parts: Sequence[Fraction], weights: Sequence[Fraction], step: Fraction) -> bool:
    """Each part is its exact share rounded down or up to whole steps, and no smaller remainder was preferred."""
    whole = sum(parts, Fraction(0)) // step
    counts = [part // step for part in parts]
    shares = [whole * weight / sum(weights, Fraction(0)) for weight in weights]
    near = all(count in (share // 1, share // 1 + 1) for count, share in zip(counts, shares, strict=True))
    up = [share - share // 1 for share, count in zip(shares, counts, strict=True) if count > share // 1]
    down = [share - share // 1 for share, count in zip(shares, counts, strict=True) if count == share // 1]
    return near and (not up or not down or min(up) >= max(down))


@given(assessed_sums())
@settings(deadline=None, max_examples=150)
def test_planned_amounts_add_up_to_the_target_in_steps_by_largest_remainder(assessment: Assessment) -> None:
    found = pace_of(assessment)
    assert found.step is not None
    step = Fraction(found.step)
    parts = [total([year.planned]) for year in found.years]
    assert sum(parts) == Fraction(assessment.target.value)
    assert all(part % step == 0 for part in parts[:-1])
    assert all(part >= 0 for part in parts)
    assert follows_largest_remainder(parts, month_weights(found.years, None), step)


@pytest.mark.slow
@given(assessed_sums())
@settings(deadline=None, max_examples=200)
def test_what_is_known_and_what_is_needed_add_up_to_the_target_exactly(assessment: Assessment) -> None:
    found: Pace = pace_of(assessment)
    assume(assessment.actual is not None)
    assert assessment.actual is not None
    assert found.step is not None
    step = Fraction(found.step)
    goal = Fraction(assessment.target.value)
    start, as_of = assessment.actual.through, assessment.clock.as_of
    if min(date(start.year, 12, 31), assessment.plan.end) <= as_of or assessment.clock.stale:
        start = as_of
    assume(start < assessment.plan.end)
    left = [year for year in found.years if year.end > start]
    parts = [total([year.required]) for year in left]
    assert all(year.required is None for year in found.years if year not in left)
    assert all(year.required is not None for year in left)
    if assessment.actual.value >= goal:
        assert sum(parts) == 0
        return
    assert assessment.actual.value + sum(parts, Fraction(0)) == goal
    assert all(part >= 0 and part % step == 0 for part in parts[:-1])
    assert 0 <= parts[-1] % step < step
    assert follows_largest_remainder(parts, month_weights(left, start), step)


@given(assessed_sums())
@settings(deadline=None, max_examples=60)
def test_counted_units_are_planned_and_needed_in_whole_numbers(assessment: Assessment) -> None:
    assume(assessment.indicator.unit.zh != "万人")
    found = pace_of(assessment)
    assert all(total([year.planned]).denominator == 1 for year in found.years)
    assert all(total([year.required]).denominator == 1 for year in found.years[:-1])


@given(
    plan_spans(),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.integers(0, 10_000),
    st.integers(0, 5_000),
)
@settings(deadline=None, max_examples=100)
def test_levels_end_at_the_target_and_go_one_way(
    span: tuple[date, date], start: int, goal: int, seen: int, days: int
) -> None:
    assume(goal > start)
    subject = indicator(Kind.STOCK, target(str(goal), hold=False))._replace(
        baseline=baseline(str(start), (span[0] - timedelta(days=1)).isoformat())
    )
    observed = span[0] + timedelta(days=days % (span[1] - span[0]).days)
    years = pace(
        subject,
        level(observed.isoformat(), str(seen)),
        as_of=observed.isoformat(),
        within=plan(subject, start=span[0], end=span[1]),
    )
    line = [total([year.planned]) for year in years]
    assert line == sorted(line)
    assert line[-1] == goal
    needed = [year.required for year in years if year.required is not None]
    assert needed[-1] == goal
    if seen < goal:
        assert needed == sorted(needed)
        assert needed[0] > seen


@pytest.mark.slow
@given(
    st.integers(0, 100_000),
    st.lists(st.fractions(0, 100, max_denominator=31), min_size=1, max_size=15),
    st.sampled_from([Fraction(1), Fraction(1, 10), Fraction(1, 100)]),
)
@settings(deadline=None, max_examples=100)
def test_an_amount_that_is_spread_adds_up_whatever_the_weights(
    thousandths: int, weights: list[Fraction], step: Fraction
) -> None:
    amount = Fraction(thousandths, 1000)
    parts = spread(amount, weights, step)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)
    assert all(part % step == 0 for part in parts[:-1])


def test_years_without_any_weight_share_what_is_left_equally() -> None:
    assert spread(Fraction(9), [Fraction(0)] * 3, Fraction(1)) == [3, 3, 3]


def test_a_level_seen_after_the_as_of_date_changes_nothing() -> None:
    subject = indicator(Kind.STOCK, target("100"), start="80")
    early, late = level("2021", "88"), level("2023", "99")
    assert pace(subject, early, late, as_of="2021-12-31") == pace(subject, early, as_of="2021-12-31")
    assert day("2021-12-31") < late.span[1]


@pytest.mark.parametrize(
    ("better", "aim", "value", "bound", "bounds"),
    [
        # 110 or less: 60 would need 73 1/3 and 86 2/3 on the way to 100, so the limit is not needed for certain
        (Better.HIGHER, "100", "110", Bound.AT_MOST, [Bound.AT_MOST, Bound.AT_MOST, Bound.EXACT]),
        (Better.HIGHER, "100", "110", Bound.AT_LEAST, [Bound.EXACT, Bound.EXACT, Bound.EXACT]),
        (Better.LOWER, "40", "30", Bound.AT_LEAST, [Bound.AT_LEAST, Bound.AT_LEAST, Bound.EXACT]),
        (Better.LOWER, "40", "30", Bound.AT_MOST, [Bound.EXACT, Bound.EXACT, Bound.EXACT]),
    ],
)
def test_the_level_that_is_needed_is_bounded_unless_the_target_is_satisfied_for_certain(
    better: Better, aim: str, value: str, bound: Bound, bounds: list[Bound]
) -> None:
    comparator = Comparator.AT_LEAST if better is Better.HIGHER else Comparator.AT_MOST
    subject = indicator(Kind.STOCK, target(aim, comparator, hold=False), better=better, start="50")
    years = pace_of(assess_of(subject, level("2022", value, bound=bound), as_of="2022-12-31")).years
    assert [year.required for year in years[2:]] == [Fraction(aim)] * 3
    assert [year.required_bound for year in years[2:]] == bounds
