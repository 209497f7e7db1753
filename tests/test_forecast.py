"""The look ahead: end values, outlook, last call, the record of a method; methodology.md, section 7."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from builders import PLACE, assess_of, day, indicator, level, milestone, observation, plan, survey_of, target, text
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import Assessment
from rsplan.calc.forecast.forecast import Assumed, Forecast, forecast_of, out_of_reach
from rsplan.calc.forecast.values import Assumption, Method, Outlook, Range, Refusal, number_of
from rsplan.calc.verdict import Status
from rsplan.model.enums import Basis, Better, Bound, Comparator, Kind
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Break, Indicator, Plan
from rsplan.model.rounding import rounded
from rsplan.report.handout.making import handout
from rsplan.report.tables.forecast import forecast_tables

#: 全国城镇新增就业 in 10,000 persons: January to June (人力资源和社会保障部, press conferences in July of the year) and
#: the whole year (人力资源和社会保障事业发展统计公报 of the year). 2020 is left out: a shock moved its share.
NATIONAL = {
    2017: ("735", "1351"),
    2019: ("737", "1352"),
    2021: ("698", "1269"),
    2022: ("654", "1206"),
    2023: ("678", "1244"),
}


def year_plan(subject: Indicator, year: int) -> Plan:
    return plan(subject, start=date(year, 1, 1), end=date(year, 12, 31), name=str(year))


def national(before: int, *, whole: bool = False) -> list[Observation]:
    """The published figures of the years before, and the first half of the year itself; `whole`: the year too."""
    found = []
    for order, (year, (half, full)) in enumerate(NATIONAL.items()):
        if year <= before:
            found.append(observation(f"{year}-06", half, Basis.YTD, order=2 * order, plan_start=date(year, 1, 1)))
        if year < before or (whole and year == before):
            found.append(observation(str(year), full, order=2 * order + 1, plan_start=date(year, 1, 1)))
    return found


def forecast(
    subject: Indicator,
    *observations: Observation,
    as_of: str,
    known_on: str | None = None,
    within: Plan | None = None,
    assumed: Assumed = Assumed(),
) -> Forecast:
    assessment = assess_of(subject, *observations, as_of=as_of, known_on=known_on, within=within)
    return forecast_of(assessment, day(known_on) if known_on else None, assumed)


def range_of(found: Forecast) -> Range:
    assert found.refused is None
    assert found.range is not None
    return found.range


def three(found: Forecast) -> tuple[Any, Any, Any]:
    shown = range_of(found)
    return number_of(shown.low), number_of(shown.mean), number_of(shown.high)


def days_of_reaching(found: Forecast) -> tuple[date | None, date | None]:
    assert found.reach is not None
    return found.reach.earliest, found.reach.latest


def percent(said: Fraction, came: Fraction) -> str:
    return str(rounded((said / came - 1) * 100, 1))


# --- the published backtest ------------------------------------------------------------------------------------------

#: The errors in per cent that the published figures give: of the straight line, and of the mean share.
BACKTEST = {2019: ("9.0", "0.2"), 2021: ("10.0", "1.0"), 2022: ("8.5", "-0.8"), 2023: ("9.0", "-0.1")}


@pytest.mark.parametrize(("year", "line", "share"), [(year, *errors) for year, errors in BACKTEST.items()])
def test_the_straight_line_overshoots_the_national_figures_at_mid_year_and_the_share_hardly_errs(
    year: int, line: str, share: str
) -> None:
    subject, came = indicator(aim=target("1100")), Fraction(NATIONAL[year][1])
    within = year_plan(subject, year)
    assessment = assess_of(subject, *national(year), as_of=f"{year}-06-30", within=within)
    projected = assessment.value("projected")
    assert projected is not None
    assert percent(projected, came) == line
    found = range_of(forecast_of(assessment, None))
    assert found.method is Method.SHARE
    assert percent(number_of(found.mean), came) == share


def test_the_record_of_the_share_is_what_it_would_have_said_in_each_earlier_year() -> None:
    subject = indicator(aim=target("1200"))
    found = range_of(forecast(subject, *national(2023), as_of="2023-06-30", within=year_plan(subject, 2023)))
    said = {past.year: percent(number_of(past.said), number_of(past.came)) for past in found.record}
    assert said == {year: share for year, (_, share) in BACKTEST.items() if year < 2023}


def test_the_range_is_that_of_the_shares_widened_by_the_largest_past_error() -> None:
    subject = indicator(aim=target("1200"))
    low, mean, high = three(forecast(subject, *national(2022), as_of="2022-06-30", within=year_plan(subject, 2022)))
    # Shares of 2017, 2019 and 2021: 735/1351, 737/1352, 698/1269; the largest error so far is that of 2021.
    shares = [Fraction(735, 1351), Fraction(737, 1352), Fraction(698, 1269)]
    said_2021 = 698 / ((shares[0] + shares[1]) / 2)
    error = 1 - 1269 / said_2021
    middle = 654 / (sum(shares) / 3)
    assert mean == middle
    assert low == 654 / max(shares) - error * middle
    assert high == 654 / min(shares) + error * middle
    # Without the widening the range missed 1206, with it the range holds.
    assert 654 / min(shares) < 1206 < high


def test_from_one_earlier_year_there_is_a_point_and_no_range() -> None:
    subject = indicator(aim=target("1200"))
    found = range_of(forecast(subject, *national(2019), as_of="2019-06-30", within=year_plan(subject, 2019)))
    assert not found.is_range
    assert number_of(found.low) == number_of(found.high) == Fraction(737) * 1351 / 735


# --- the end of a plan -----------------------------------------------------------------------------------------------

AMOUNTS = ("10", "20", "24")


def three_years() -> list[Observation]:
    return [observation(str(2021 + index), value, order=index) for index, value in enumerate(AMOUNTS)]


def test_each_remaining_year_is_like_the_last_the_mean_the_slowest_or_the_best() -> None:
    found = range_of(forecast(indicator(), *three_years(), as_of="2023-12-31"))
    ends = {one.assumption: number_of(one.end) for one in found.assumptions}
    # 54 in three years, two are left: 2 × 24, 2 × 18, 2 × 10, 2 × 24.
    assert ends == {
        Assumption.LAST: 102,
        Assumption.MEAN: 90,
        Assumption.SLOWEST: 74,
        Assumption.BEST: 102,
    }
    # 2022 was said to be 10 and came to 20, as much again; 2023 to be 15 and came to 24: all of 36 at both ends. A sum
    # ends no lower than it is, 54.
    assert three(forecast(indicator(), *three_years(), as_of="2023-12-31")) == (54, 90, 102 + 36)


def test_a_running_year_without_months_of_earlier_years_is_a_whole_year_and_no_less_than_is_known() -> None:
    known = [*three_years(), observation("2024-06", "22", Basis.YTD, order=9)]
    found = range_of(forecast(indicator(), *known, as_of="2024-06-30"))
    assert found.method is Method.YEARS
    ends = {one.assumption: number_of(one.end) for one in found.assumptions}
    # The slowest year, 10, is less than the 22 that 2024 has already; the mean is 18.
    assert ends == {
        Assumption.LAST: 54 + 24 + 24,
        Assumption.MEAN: 54 + 22 + 18,
        Assumption.SLOWEST: 54 + 22 + 10,
        Assumption.BEST: 54 + 24 + 24,
    }


def test_a_running_year_and_later_ones() -> None:
    known = [
        *three_years(),
        *(
            observation(f"{year}-06", value, Basis.YTD, order=20 + year)
            for year, value in ((2022, "8"), (2023, "12"), (2024, "9"))
        ),
    ]
    found = range_of(forecast(indicator(), *known, as_of="2024-06-30"))
    # Shares 8/20 and 12/24, mean 9/20: 2024 ends at 20; 2025 is the mean, 18.
    assert found.method is Method.SHARE
    assert number_of(found.mean) == 54 + 20 + 18


def test_a_sum_ends_no_lower_than_it_is() -> None:
    amounts = [
        observation("2021", "1", order=0),
        observation("2022", "100", order=1),
        observation("2023", "1", order=2),
    ]
    low, _, _ = three(forecast(indicator(aim=target("500")), *amounts, as_of="2023-12-31"))
    assert low == 102


@pytest.mark.parametrize(
    ("known", "refused"),
    [
        pytest.param([], Refusal.NO_DATA, id="nothing"),
        pytest.param([observation("2022", "10")], Refusal.DATA, id="a year is missing"),
        pytest.param([observation("2021", "10", bound=Bound.AT_LEAST)], Refusal.DATA, id="a bound"),
        pytest.param([observation("2021-06", "5", Basis.YTD)], Refusal.TOO_FEW_POINTS, id="no whole year"),
        pytest.param([observation("2021/2025".replace("/", "-01/") + "-12", "99")], Refusal.ENDED, id="complete"),
    ],
)
def test_a_sum_is_refused_for_a_reason(known: Sequence[Observation], refused: Refusal) -> None:
    assert forecast(indicator(), *known, as_of="2025-12-31").refused is refused


def test_without_a_target_and_of_shares_nothing_is_forecast() -> None:
    assert forecast(indicator(aim=target(None)), *three_years(), as_of="2023-12-31").refused is Refusal.NO_TARGET
    in_words = target(None)._replace(printed="稳步提高", in_words=True)
    assert forecast(indicator(aim=in_words), *three_years(), as_of="2023-12-31").refused is Refusal.NOT_QUANTIFIED
    growing = indicator(Kind.GROWTH, target("6"))
    assert forecast(growing, level("2022", "110"), as_of="2022-12-31").refused is Refusal.NO_BASELINE
    shares = indicator(Kind.COMPOSITION, target("14:42:44"), unit="%")
    assert forecast(shares, level("2023", "13:41:46"), as_of="2023-12-31").refused is Refusal.SHARES


def test_a_plan_that_has_ended_has_no_end_to_forecast() -> None:
    assert forecast(indicator(), *three_years(), as_of="2026-01-01").refused is Refusal.ENDED


# --- breaks ----------------------------------------------------------------------------------------------------------


def broken(subject: Indicator, since: str, *, declared: bool = True) -> Indicator:
    return subject._replace(breaks=(Break(day(since), since[:4], text("口径变化"), declared, PLACE),))


def test_no_sum_is_forecast_across_a_break() -> None:
    for declared in (True, False):
        subject = broken(indicator(), "2023-01-01", declared=declared)
        assert forecast(subject, *three_years(), as_of="2023-12-31").refused is Refusal.BREAK


def test_a_suspected_break_is_known_with_the_first_figure_behind_it_and_a_declared_one_at_once() -> None:
    known = [
        observation("2021", "10", published="2022-02-01", order=0),
        observation("2022", "12", published="2023-02-01", order=1),
        observation("2023", "40", published="2024-02-01", order=2),
    ]
    suspected, declared = (broken(indicator(), "2023-01-01", declared=one) for one in (False, True))
    assert forecast(suspected, *known, as_of="2023-12-31", known_on="2023-12-31").refused is None
    assert forecast(suspected, *known, as_of="2023-12-31", known_on="2024-02-01").refused is Refusal.BREAK
    assert forecast(declared, *known, as_of="2023-12-31", known_on="2023-12-31").refused is Refusal.BREAK


def test_years_before_a_break_before_the_plan_are_left_out() -> None:
    subject = broken(indicator(aim=target("1200")), "2021-01-01")
    within = year_plan(subject, 2023)
    document = within.document._replace(dated=date(2022, 12, 1))
    found = forecast(subject, *national(2023), as_of="2023-06-30", within=within._replace(document=document))
    assert range_of(found).points == 2  # 2021 and 2022
    assert number_of(range_of(found).mean) == 678 / ((Fraction(698, 1269) + Fraction(654, 1206)) / 2)


def test_no_level_is_forecast_for_a_target_that_was_set_before_the_break() -> None:
    subject = broken(indicator(Kind.STOCK, start="50"), "2022-01-01")
    levels = [level("2021", "60"), level("2022", "90"), level("2023", "99")]
    assert forecast(subject, *levels, as_of="2023-12-31").refused is Refusal.BREAK


# --- annual targets --------------------------------------------------------------------------------------------------


def test_of_an_annual_target_the_running_year_is_forecast() -> None:
    subject = indicator(Kind.ANNUAL, target("1100"))
    within = plan(subject, start=date(2021, 1, 1), end=date(2025, 12, 31))
    found = forecast(subject, *national(2023), as_of="2023-06-30", within=within)
    assert found.year == 2023
    shares = [Fraction(735, 1351), Fraction(737, 1352), Fraction(698, 1269), Fraction(654, 1206)]
    assert number_of(range_of(found).mean) == 678 / (sum(shares) / 4)


def test_of_an_annual_target_a_year_that_is_not_begun_is_like_those_before() -> None:
    subject = indicator(Kind.ANNUAL, target("15"))
    found = forecast(subject, *three_years(), as_of="2023-12-31")
    assert found.year == 2024
    assert number_of(range_of(found).mean) == 18
    assert found.outlook is Outlook.WITHIN_REACH


# --- levels ----------------------------------------------------------------------------------------------------------


def test_a_stock_goes_on_by_its_last_its_mean_and_its_compound_change() -> None:
    subject = indicator(Kind.STOCK, start="100", aim=target("200"))
    levels = [level("2021", "110"), level("2022", "121")]
    found = range_of(forecast(subject, *levels, as_of="2022-12-31"))
    ends = {one.assumption: number_of(one.end) for one in found.assumptions}
    assert ends[Assumption.LAST] == 121 + 3 * 11
    assert ends[Assumption.MEAN] == 121 + 3 * Fraction(21, 2)
    assert ends[Assumption.SLOWEST] == 121 + 3 * 10
    assert ends[Assumption.BEST] == 121 + 3 * 11
    assert rounded(ends[Assumption.COMPOUND], 6) == rounded(Fraction(161051, 1000), 6)  # 10 % a year
    # 2022 was said to be 120 and came to 121: 1 a year, 3 in three years.
    low, mean, high = three(forecast(subject, *levels, as_of="2022-12-31"))
    assert (low, mean) == (121 + Fraction(63, 2) - 3, 121 + Fraction(63, 2))
    assert rounded(high, 6) == rounded(Fraction(161051, 1000) + 3, 6)


def test_a_stock_with_one_level_has_too_few_points() -> None:
    subject = indicator(Kind.STOCK, target("200"))
    assert forecast(subject, level("2022", "110"), as_of="2022-12-31").refused is Refusal.TOO_FEW_POINTS


FALLING = [
    level(f"202{1 + index // 2}-{('06', '12')[index % 2]}", value, order=index)
    for index, value in enumerate(("98", "97.8", "97.6", "97.4", "97.2", "97.0"))
]


def test_a_target_to_be_kept_gets_a_trend_from_six_levels_on_with_the_year_of_breach() -> None:
    subject = indicator(Kind.RATE, target("96.75", hold=True), unit="%")
    assert forecast(subject, *FALLING[:5], as_of="2023-12-31").refused is Refusal.TOO_FEW_POINTS
    found = forecast(subject, *FALLING, as_of="2023-12-31")
    # 0.2 less each half year: 96.8 in mid-2024, 96.6 at its end, 96.2 at the end of 2025.
    assert three(found) == (Fraction("96.2"), Fraction("96.2"), Fraction("96.2"))
    assert found.breach is not None
    assert (found.breach.year, found.outlook) == (2024, Outlook.OUT_OF_REACH)
    # 97 - 0.2 / 6 a month: 0.25 less after 7.5 months of 2024, in the middle of August.
    assert found.breach.how is not None
    assert found.breach.how.day == date(2024, 8, 16)
    assert range_of(found).method is Method.TREND


@pytest.mark.parametrize(("last", "refused"), [("2022-11", Refusal.TOO_SHORT), ("2022-12", None)])
def test_a_trend_rests_on_levels_of_two_whole_years(last: str, refused: Refusal | None) -> None:
    subject = indicator(Kind.RATE, target("5", Comparator.AT_MOST, hold=True), unit="%", better=Better.LOWER)
    months_known = [f"2021-{month:02}" for month in range(1, 13)] + [last]
    known = [level(month, f"4.{index:02}", order=index) for index, month in enumerate(months_known)]
    assert forecast(subject, *known[:5], as_of="2021-05-31").refused is Refusal.TOO_FEW_POINTS
    assert forecast(subject, *known[:10], as_of="2021-10-31").refused is Refusal.TOO_SHORT
    assert forecast(subject, *known, as_of="2022-12-31").refused is refused


def test_a_trend_that_improves_breaks_nothing() -> None:
    subject = indicator(Kind.RATE, target("99", Comparator.AT_MOST), unit="%", better=Better.LOWER)
    found = forecast(subject, *FALLING, as_of="2023-12-31")
    assert (found.breach, found.outlook) == (None, Outlook.WITHIN_REACH)


def test_a_rate_with_a_trend_has_the_outlook_of_its_range_and_no_pace() -> None:
    """0.4 more each half year from 95 at the end of 2023: 96.6 at the end of 2025."""
    rising = [
        level(f"202{1 + index // 2}-{('06', '12')[index % 2]}", value, order=index)
        for index, value in enumerate(("93", "93.4", "93.8", "94.2", "94.6", "95"))
    ]
    for aim, outlook in (("96.5", Outlook.WITHIN_REACH), ("96.7", Outlook.OUT_OF_REACH)):
        subject = indicator(Kind.RATE, target(aim, hold=False), unit="%")
        found = forecast(subject, *rising, as_of="2023-12-31")
        assert range_of(found).method is Method.TREND
        assert three(found) == (Fraction("96.6"),) * 3
        assert (found.outlook, found.pace, found.last_call) == (outlook, None, None)


def test_no_day_is_told_beside_out_of_reach() -> None:
    """Two years at the best, 24, end at 102; the range is widened to 138, and 103 is within it."""
    subject = indicator(aim=target("103"))
    assessment = assess_of(subject, *three_years(), as_of="2023-12-31")
    found = forecast_of(assessment, None)
    assert (found.outlook, found.last_call_day) == (Outlook.OUT_OF_REACH, None)
    assert found.reach is not None
    assert found.reach.earliest is not None
    survey = survey_of(assessment, as_of="2023-12-31")
    (table,) = forecast_tables(survey.plans[0], survey.evaluation, "en")
    told = [str(cell) for section in table.sections for row in section.rows for cell in row]
    assert "out of reach" in told
    assert str(found.reach.earliest) not in " ".join(told)
    # Why the range takes in what is out of reach stands below.
    assert any("no year so far has had the pace needed" in note for note in table.footnotes)


def test_of_a_ceiling_it_is_said_that_less_may_still_come_than_in_the_smallest_year() -> None:
    """54 came of at most 73: 19 in two years, 9.5 a year, and the smallest year had 10. No pace is needed of it."""
    subject = indicator(aim=target("73", Comparator.AT_MOST), better=Better.LOWER)
    survey = survey_of(assess_of(subject, *three_years(), as_of="2023-12-31"), as_of="2023-12-31")
    (table,) = forecast_tables(survey.plans[0], survey.evaluation, "zh")
    assert any("尚可发生的数按年折算，少于以往最少的一年" in note for note in table.footnotes)
    assert not any("尚需的速度" in note for note in table.footnotes)


def test_more_than_a_number_is_not_reached_at_it() -> None:
    """10 more a year from 121 at the end of 2022 are 151 at the end of 2025."""
    levels = [level("2020-12", "101"), level("2021", "111"), level("2022", "121")]
    for comparator, reached in ((Comparator.AT_LEAST, True), (Comparator.MORE_THAN, False)):
        subject = indicator(Kind.STOCK, target("151", comparator), start="101")
        found = forecast(subject, *levels, as_of="2022-12-31")
        assert three(found)[0] == 151
        assert found.reach is not None
        assert (found.reach.latest is not None) is reached


def test_a_percentage_ends_at_a_hundred() -> None:
    rising = [
        level(f"202{1 + index // 2}-{('06', '12')[index % 2]}", value, order=index)
        for index, value in enumerate(("90", "92", "94", "96", "98", "99"))
    ]
    subject = indicator(Kind.RATE, target("95", hold=True), unit="%")
    assert three(forecast(subject, *rising, as_of="2023-12-31"))[2] == 100


# --- reach, outlook, last call ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aim", "outlook"),
    [
        ("90", Outlook.WITHIN_REACH),  # 36 in two years is the mean
        ("91", Outlook.STRETCH),
        ("102", Outlook.STRETCH),  # 48 in two years is the best
        ("103", Outlook.OUT_OF_REACH),
        ("54", Outlook.WITHIN_REACH),  # satisfied
    ],
)
def test_the_outlook_is_the_pace_needed_against_the_mean_and_the_best_year(aim: str, outlook: Outlook) -> None:
    assert forecast(indicator(aim=target(aim)), *three_years(), as_of="2023-12-31").outlook is outlook


def test_the_last_call_is_the_last_day_from_which_the_best_pace_still_gets_there() -> None:
    # 46 are left, 24 a year is the best: 23 months, so that one month may be lost.
    found = forecast(indicator(aim=target("100")), *three_years(), as_of="2023-12-31")
    assert found.last_call_day == date(2024, 1, 31)
    # 48.5 are left: 24.25 months, more than there are; before the end of 2023 more than 48.5 were left.
    late = forecast(indicator(aim=target("102.5")), *three_years(), as_of="2023-12-31")
    assert late.last_call_day is None
    assert late.outlook is Outlook.OUT_OF_REACH


@given(st.integers(1, 4000))
@settings(deadline=None)
def test_out_of_reach_is_that_there_is_no_last_call(tenths: int) -> None:
    aim = 54 + Fraction(tenths, 10)
    subject = indicator(aim=target(str(float(aim))))
    found = forecast(subject, *three_years(), as_of="2023-12-31")
    if found.last_call_day is None:
        assert found.outlook is Outlook.OUT_OF_REACH
        return
    assert found.outlook is not Outlook.OUT_OF_REACH
    assert found.last_call_day >= date(2023, 12, 31)
    end, best = date(2025, 12, 31), Fraction(24)
    enough = [
        months(first, end) / 12 * best >= aim - 54
        for first in (found.last_call_day + timedelta(1), found.last_call_day + timedelta(2))
    ]
    assert enough == [True, False]


def test_the_day_of_reaching_at_both_ends() -> None:
    subject = indicator(aim=target("92"))
    found = forecast(subject, *three_years(), as_of="2023-12-31")
    # From 54 to 138 in two years: 38 of 84 after 10.857 months, the last one 0.857 of the 30 days of November.
    # The low end, 54, never gets there.
    assert days_of_reaching(found) == (date(2024, 11, 26), None)


def test_one_year_alone_says_nothing_of_what_is_in_reach() -> None:
    found = forecast(indicator(), observation("2021", "18"), as_of="2021-12-31")
    assert range_of(found).points == 1
    assert (found.outlook, found.last_call, found.pace) == (None, None, None)


def test_days_without_data_are_not_days_without_progress() -> None:
    subject = indicator(aim=target("1000"))
    known = [observation(str(2021 + order), value, order=order) for order, value in enumerate(("205", "190", "206"))]
    for as_of in ("2023-12-31", "2024-01-31", "2024-11-30"):
        found = forecast(subject, *known, as_of=as_of)
        # 601 came; 399 over the 24 months from the last figure on are 199.5 a year, the mean is 601 / 3 = 200.3.
        assert found.pace is not None
        assert number_of(found.pace.needed) == Fraction(399, 2)
        assert found.outlook is Outlook.WITHIN_REACH
        assert out_of_reach(assess_of(subject, *known, as_of=as_of), None) is None
        # 24 - 399 / 206 × 12 = 0.757 months of January 2024 may be lost: 23 of its 31 days.
        assert found.last_call_day == date(2024, 1, 23)


def test_a_level_whose_range_satisfies_the_target_is_within_reach_whatever_the_day() -> None:
    subject = indicator(Kind.STOCK, target("500"), before="400")
    levels = ((2020, "400"), (2021, "420"), (2022, "440"))
    known = [observation(f"{year}-12-31", value, Basis.LEVEL, order=year) for year, value in levels]
    # +20 a year from 440 is 500 at the end of 2025.
    assert forecast(subject, *known, as_of="2023-06-30").outlook is Outlook.WITHIN_REACH


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=4),
    st.integers(1, 11),
    st.integers(0, 60),
    st.integers(1, 200),
)
@settings(deadline=None)
def test_the_outlook_never_contradicts_the_range(years: list[int], month: int, part: int, aim: int) -> None:
    known = [observation(str(2021 + order), str(value), order=2 * order) for order, value in enumerate(years)]
    known += [
        observation(f"{2021 + order}-{month:02}", str(value // 2), Basis.YTD, order=2 * order + 1)
        for order, value in enumerate(years)
    ]
    running = 2021 + len(years)
    if running <= 2025:
        known.append(observation(f"{running}-{month:02}", str(part), Basis.YTD, order=20))
    found = forecast(indicator(aim=target(str(aim))), *known, as_of=f"{running}-{month:02}-28")
    if found.range is None or found.outlook is None:
        return
    low, high = (number_of(end) for end in (found.range.low, found.range.high))
    if low >= aim:
        assert found.outlook is Outlook.WITHIN_REACH
    if high < aim:
        assert found.outlook is not Outlook.WITHIN_REACH


def test_what_is_behind_may_be_out_of_reach() -> None:
    subject = indicator(aim=target("200"))
    assert out_of_reach(assess_of(subject, *three_years(), as_of="2023-12-31"), None) is not None
    assert out_of_reach(assess_of(indicator(aim=target("91")), *three_years(), as_of="2023-12-31"), None) is None
    assert out_of_reach(assess_of(subject, as_of="2023-12-31"), None) is None


def test_a_ceiling_on_a_sum_is_out_of_reach_once_it_is_broken() -> None:
    def ceiling(value: str) -> Outlook | None:
        subject = indicator(aim=target(value, Comparator.AT_MOST), better=Better.LOWER)
        found = forecast(subject, *three_years(), as_of="2023-12-31")
        assert found.last_call_day is None
        return found.outlook

    # 54 came; two years at the mean are 36, at the least 20.
    assert [ceiling(value) for value in ("90", "89", "74", "73", "53")] == [
        Outlook.WITHIN_REACH,
        Outlook.STRETCH,
        Outlook.STRETCH,
        Outlook.OUT_OF_REACH,
        Outlook.OUT_OF_REACH,
    ]


# --- the rest of the running year ------------------------------------------------------------------------------------


def of_years(
    years: dict[int, tuple[str, str]], running: tuple[int, str], kind: Kind, aim: str, as_of: str | None = None
) -> Forecast:
    """The forecast from the amounts to June and of the whole of earlier years, and to June of the running one."""
    known = []
    for order, (year, (half, whole)) in enumerate(years.items()):
        start = date(year, 1, 1)
        known.append(observation(f"{year}-06", half, Basis.YTD, order=2 * order, plan_start=start))
        known.append(observation(str(year), whole, order=2 * order + 1, plan_start=start))
    year, half = running
    known.append(observation(f"{year}-06", half, Basis.YTD, order=99, plan_start=date(year, 1, 1)))
    return forecast(indicator(kind, target(aim)), *known, as_of=as_of or f"{year}-06-30")


def pace_of(found: Forecast) -> tuple[Any, ...]:
    assert found.pace is not None
    return tuple(map(number_of, found.pace))


QUARTER = {2020: ("25", "100"), 2021: ("25", "102"), 2022: ("25", "98")}
THREE_QUARTERS = {2020: ("75", "100"), 2021: ("75", "102"), 2022: ("75", "98")}


def test_what_a_late_year_brings_late_is_not_out_of_reach() -> None:
    """25 came by June of each year, and 75, 77 and 73 after it: 74 are needed, where the calendar asks 49.5 by June.

    74 at 77 in six months take 5.766 months: 0.234 of the 31 days of July may be lost.
    """
    found = of_years(QUARTER, (2023, "25"), Kind.ANNUAL, "99")
    assert pace_of(found) == (148, 150, 154)
    assert (found.outlook, found.last_call_day) == (Outlook.WITHIN_REACH, date(2023, 7, 7))


def test_what_an_early_year_brings_early_is_not_within_reach() -> None:
    """75 came by June, and 25, 27 and 23 after it: 26 are needed, more than the mean of 25.

    26 at 27 in six months take 5.778 months: 0.222 of the 31 days of July.
    """
    found = of_years(THREE_QUARTERS, (2023, "73"), Kind.ANNUAL, "99")
    assert pace_of(found) == (52, 50, 54)
    assert (found.outlook, found.last_call_day) == (Outlook.STRETCH, date(2023, 7, 6))


SIXTY = {2021: ("60", "100"), 2022: ("60", "100")}


@pytest.mark.parametrize(
    ("aim", "last_call"),
    [
        ("460", date(2023, 12, 31)),  # 200 are left after 260: two whole years of 100
        ("480", date(2023, 9, 30)),  # 20 more, half of the 40 that the rest of a year brings: three of its six months
        ("500", date(2023, 6, 30)),  # all of it
        ("501", None),
    ],
)
def test_the_last_call_of_a_sum_is_in_the_year_whose_best_pace_does(aim: str, last_call: date | None) -> None:
    assert of_years(SIXTY, (2023, "60"), Kind.CUMULATIVE, aim).last_call_day == last_call


def test_nothing_to_date_says_nothing_of_the_year() -> None:
    """A share of nothing is nothing: the years alone say what is to come, 10 to 30 and 20 in the mean."""
    years = {2021: ("5", "10"), 2022: ("10", "30")}
    found = of_years(years, (2023, "0"), Kind.ANNUAL, "20")
    assert range_of(found).method is Method.YEARS
    assert three(found)[1] == 20
    assert found.clocks is None


def test_a_year_that_had_brought_nothing_by_then_is_not_left_out() -> None:
    """Nothing of 10 by June, and 10 of 30: after it 10 and 20. 18 are needed, more than the mean of 15."""
    found = of_years({2021: ("0", "10"), 2022: ("10", "30")}, (2023, "12"), Kind.ANNUAL, "30")
    assert (range_of(found).method, range_of(found).points) == (Method.YEARS, 2)
    assert pace_of(found) == (36, 30, 40)
    assert found.outlook is Outlook.STRETCH


def test_an_error_of_the_record_is_as_large_as_it_was_seen() -> None:
    """20 was said, and 40 came, twice as much: of 30 in the mean twice as much are 60."""
    known = [observation(str(2020 + order), value, order=order) for order, value in enumerate(("20", "40"))]
    found = forecast(indicator(Kind.ANNUAL, target("30")), *known, as_of="2021-12-31")
    assert three(found) == (0, 30, 70)  # the smallest year 20 - 30, and the largest 40 + 30


def test_no_year_long_past_is_forecast() -> None:
    """Of 2021 nothing, or half of it, was known three years ago: what it came to is no forecast any more."""
    subject, before = (
        indicator(Kind.ANNUAL, target("23")),
        [observation("2019", "18"), observation("2020", "16", order=1)],
    )
    begun = observation("2021-06", "9", Basis.YTD, order=2)
    assert forecast(subject, *before, as_of="2021-08-15").year == 2021
    assert forecast(subject, *before, as_of="2024-08-15").refused is Refusal.NO_DATA
    assert forecast(subject, *before, begun, as_of="2022-03-31").year == 2021
    assert forecast(subject, *before, begun, as_of="2024-08-15").refused is Refusal.DATA


def test_one_change_says_nothing_of_what_is_reached() -> None:
    """90 is enough for 80 now, and 10 less a year is one change: not that it will be lost."""
    subject = indicator(Kind.STOCK, target("80", hold=False), start="100")
    found = forecast(subject, level("2021", "90"), as_of="2021-12-31")
    assert (range_of(found).points, three(found)[1], found.outlook) == (1, 50, None)


def test_the_share_of_an_earlier_year_is_known_with_the_later_of_the_figures_that_it_is_the_difference_of() -> None:
    """By June 2022 52.81 - 37.64 had come; what was subtracted was published a day after the half year."""
    figures = (
        ("2021-06", "18.57", "2021-07-12"),
        ("2021-12", "37.64", "2022-07-13"),
        ("2022-06", "52.81", "2022-07-12"),
        ("2022-12", "69.97", "2023-01-05"),
        ("2023-06", "90.71", "2023-07-20"),
    )
    known = [
        observation(period, value, Basis.PTD, published=published, order=order)
        for order, (period, value, published) in enumerate(figures)
    ]
    found = range_of(forecast(indicator(aim=target("179")), *known, as_of="2023-07-20"))
    shares = [past for past in found.record if past.method is Method.SHARE]
    assert [(past.year, past.known_on) for past in shares] == [(2022, date(2022, 7, 13))]


# --- two clocks ------------------------------------------------------------------------------------------------------


def test_the_two_clocks_disagree_where_the_actual_keeps_up_with_the_calendar_alone() -> None:
    subject = indicator(aim=target("1300"))
    found = forecast(subject, *national(2023), as_of="2023-06-30", within=year_plan(subject, 2023))
    clocks = found.clocks
    assert clocks is not None
    shares = [Fraction(735, 1351), Fraction(737, 1352), Fraction(698, 1269), Fraction(654, 1206)]
    assert (clocks.elapsed, number_of(clocks.own)) == (Fraction(1, 2), sum(shares) / 4)
    assert number_of(clocks.expected) == 650
    assert number_of(clocks.own_expected) == 1300 * sum(shares, Fraction(0)) / 4  # 709
    assert clocks.word == "behind"  # 678


def test_the_two_clocks_agree() -> None:
    subject = indicator(aim=target("1200"))
    found = forecast(subject, *national(2023), as_of="2023-06-30", within=year_plan(subject, 2023))
    assert found.clocks is not None
    assert found.clocks.word is None  # 678 is more than 600 and more than 654


def test_within_a_plan_the_own_clock_runs_from_the_trajectory_at_the_last_year_end() -> None:
    known = [
        *three_years(),
        *(observation(f"{year}-06", value, Basis.YTD, order=20 + year) for year, value in ((2023, "6"), (2024, "9"))),
    ]
    subject = indicator(aim=target("100"), milestones=[milestone(2024, "40")])
    found = forecast(subject, *known, as_of="2024-06-30")
    assert found.clocks is not None
    # The other four years share 60: 45 by the end of 2023; half and a quarter of 40 more.
    assert number_of(found.clocks.expected) == 65
    assert number_of(found.clocks.own_expected) == 55
    assert found.clocks.word == "on_time"  # 54 + 9 = 63


# --- what if ---------------------------------------------------------------------------------------------------------


def test_assumed_years_take_the_place_of_assumptions() -> None:
    assumed = Assumed({2024: Fraction(30), 2025: Fraction(16)})
    found = forecast(indicator(), *three_years(), as_of="2023-12-31", assumed=assumed)
    assert range_of(found).method is Method.ASSUMED
    assert three(found) == (100, 100, 100)
    part = forecast(indicator(), *three_years(), as_of="2023-12-31", assumed=Assumed({2024: Fraction(30)}))
    assert number_of(range_of(part).mean) == 54 + 30 + 18


def test_an_assumed_running_year_widens_nothing() -> None:
    """Of 10, 20, 24 the mean before says 10 for 20 (as much again) and 15 for 24: the mean of 18 for a year.

    One year is open: 54 + 30 assumed + the best year of 24 + 18. What is left of the running year is assumed.
    """
    known = [*three_years(), observation("2024-06", "22", Basis.YTD, order=9)]
    found = forecast(indicator(), *known, as_of="2024-06-30", assumed=Assumed({2024: Fraction(30)}))
    assert number_of(range_of(found).high) == 54 + 30 + 24 + 18


def test_an_assumed_growth_goes_on_from_the_last_year() -> None:
    assumed = Assumed(growth=Fraction(1, 2))
    found = forecast(indicator(), *three_years(), as_of="2023-12-31", assumed=assumed)
    assert three(found)[1] == 54 + 36 + 54
    both = Assumed({2024: Fraction(10)}, Fraction(1, 2))
    assert three(forecast(indicator(), *three_years(), as_of="2023-12-31", assumed=both))[1] == 54 + 10 + 15


def test_assumed_levels() -> None:
    subject = indicator(Kind.STOCK, start="100", aim=target("200"))
    levels = [level("2021", "110"), level("2022", "121")]
    end = forecast(subject, *levels, as_of="2022-12-31", assumed=Assumed({2025: Fraction(180)}))
    assert three(end) == (180, 180, 180)
    grown = forecast(subject, *levels, as_of="2022-12-31", assumed=Assumed(growth=Fraction(1, 10)))
    assert three(grown)[1] == Fraction("161.051")
    later = forecast(subject, *levels, as_of="2022-12-31", assumed=Assumed({2024: Fraction(150)}))
    assert three(later)[1] == 150 + Fraction(21, 2)


def test_an_assumed_growth_goes_on_from_the_last_level_by_months() -> None:
    """125 in November stay 125 without growth; 110 in January grow for 23 months: 110 × 1.04 ^ (23/12) = 118.59."""
    subject = indicator(Kind.STOCK, target("200"))
    known = [level("2022", "100", order=0), level("2023", "112", order=1)]
    later = [*known, level("2024-11", "125", order=2)]
    assert three(forecast(subject, *later, as_of="2024-12-15", assumed=Assumed(growth=Fraction(0)))) == (125,) * 3
    later = [*known, level("2024-01", "110", order=2)]
    grown = forecast(subject, *later, as_of="2024-02-15", assumed=Assumed(growth=Fraction(4, 100)))
    assert str(rounded(three(grown)[1], 2)) == "118.59"


def test_an_assumed_growth_of_a_plan_that_ends_within_a_year_is_that_of_its_months() -> None:
    """110 at the end of 2024 and half a year at 10 % a year are 110 × √1.1 = 115.37."""
    subject = indicator(Kind.STOCK, target("200"))
    within = plan(subject, start=date(2021, 1, 1), end=date(2025, 6, 30))
    known = [level("2023", "100", order=0), level("2024", "110", order=1)]
    found = forecast(subject, *known, as_of="2024-12-31", within=within, assumed=Assumed(growth=Fraction(1, 10)))
    assert str(rounded(three(found)[1], 2)) == "115.37"


def test_an_assumed_growth_needs_no_level_of_a_year_end() -> None:
    """The Junes of 2018 to 2023 rise by one to 85: 1 % a year for 30 months are 85 × 1.01 ^ 2.5 = 87.14."""
    subject = indicator(Kind.RATE, target("90", hold=False), unit="%")
    known = [level(f"{2018 + order}-06", str(80 + order), order=order) for order in range(6)]
    found = forecast(subject, *known, as_of="2023-06-30", assumed=Assumed(growth=Fraction(1, 100)))
    assert range_of(found).method is Method.ASSUMED
    assert str(rounded(three(found)[1], 2)) == "87.14"


def test_assumed_years_bend_the_way_of_a_sum() -> None:
    """80 of 100 by 2023, nothing assumed in 2024 and 40 in 2025: half of it by the end of June 2025."""
    known = [observation(str(2021 + order), value, order=order) for order, value in enumerate(("20", "30", "30"))]
    assumed = Assumed({2024: Fraction(0), 2025: Fraction(40)})
    found = forecast(indicator(), *known, as_of="2023-12-31", assumed=assumed)
    assert days_of_reaching(found) == (date(2025, 6, 30), date(2025, 6, 30))


def test_an_assumed_level_that_reaches_the_target_reaches_it_though_it_is_lost_again() -> None:
    """110 at the end of 2022, 130 a year later: 125 after nine of twelve months."""
    subject = indicator(Kind.STOCK, target("125"), start="100")
    levels = [level("2021", "105", order=0), level("2022", "110", order=1)]
    assumed = Assumed({2023: Fraction(130), 2025: Fraction(120)})
    found = forecast(subject, *levels, as_of="2022-12-31", assumed=assumed)
    assert days_of_reaching(found) == (date(2023, 9, 30), date(2023, 9, 30))
    assert found.outlook is Outlook.OUT_OF_REACH


def test_a_target_that_is_broken_already_is_not_lost_by_an_assumed_level_on_the_way_back() -> None:
    """4.6 to 4.1 in 2018 to 2023, 3.9 in 2025 by the trend: 4.05 in 2024 is more than 4, but on the way."""
    subject = indicator(Kind.RATE, target("4", Comparator.AT_MOST, hold=True), unit="%", better=Better.LOWER)
    known = [level(str(2018 + order), f"4.{6 - order}", order=order) for order in range(6)]
    assert forecast(subject, *known, as_of="2023-12-31").outlook is Outlook.WITHIN_REACH
    assumed = Assumed({2024: Fraction("4.05"), 2025: Fraction("3.95")})
    assert forecast(subject, *known, as_of="2023-12-31", assumed=assumed).outlook is Outlook.WITHIN_REACH


def test_a_target_that_is_kept_on_the_last_day_known_is_not_broken_on_it() -> None:
    """The line through 105 to 100.3 is below 100 before the end of 2023, when 100.3 is known: 2024 breaks it first."""
    values = ("105", "103.5", "101.5", "100.2", "100.1", "100.3")
    known = [
        level(f"{2021 + order // 2}-{('06', '12')[order % 2]}", value, order=order)
        for order, value in enumerate(values)
    ]
    found = forecast(indicator(Kind.STOCK, target("100", hold=True)), *known, as_of="2023-12-31")
    assert found.breach is not None
    assert found.breach.year == 2024


# --- what was known stays said ---------------------------------------------------------------------------------------

_VALUES = st.decimals("0.1", "99", places=1).map(str)
_DAYS = st.dates(date(2019, 6, 30), date(2026, 12, 31))


@st.composite
def _figures(draw: st.DrawFn, kind: Kind) -> list[Observation]:
    """Figures of 2019 to 2025: whole years, halves and months to date, or levels, published late or at once."""
    found = []
    for order, year in enumerate(draw(st.lists(st.integers(2019, 2025), max_size=14))):
        if kind.is_additive:
            period, basis = draw(st.sampled_from([(f"{year}", Basis.PERIOD), (f"{year}-06", Basis.YTD)]))
        else:
            period, basis = draw(st.sampled_from([(f"{year}", Basis.LEVEL), (f"{year}-06", Basis.LEVEL)]))
        published = draw(st.one_of(st.none(), _DAYS))
        found.append(
            observation(
                period,
                draw(_VALUES),
                basis,
                published=str(published) if published else None,
                order=order,
                plan_start=date(year, 1, 1),
            )
        )
    return found


def _said(found: Forecast) -> object:
    """Everything that a forecast says, without the places that its numbers were read from."""
    shown = found.range
    ends = (
        None
        if shown is None
        else (
            shown.method,
            shown.points,
            [number_of(one) for one in (shown.low, shown.mean, shown.high)],
            [(one.assumption, number_of(one.end)) for one in shown.assumptions],
            [(past.day, past.known_on, past.end, number_of(past.said), number_of(past.came)) for past in shown.record],
        )
    )
    clocks = found.clocks and [found.clocks.word, *map(number_of, found.clocks[1:4])]
    days = found.reach and found.reach[:2], found.breach and found.breach.year, found.last_call_day
    plain = found._replace(range=None, clocks=None, pace=None, last_call=None, reach=None, breach=None)
    return plain, days, ends, clocks


@pytest.mark.parametrize("kind", [Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE])
@settings(deadline=None)
@given(st.data())
def test_what_was_forecast_from_what_was_known_never_changes_when_later_data_come(
    kind: Kind, data: st.DataObject
) -> None:
    now = data.draw(st.dates(date(2021, 1, 1), date(2025, 12, 30)))
    figures = data.draw(_figures(kind))
    subject = indicator(kind, target("100"), start="10" if kind is Kind.STOCK else None)
    if data.draw(st.booleans()):
        subject = broken(subject, f"{data.draw(st.integers(2020, 2025))}-01-01", declared=data.draw(st.booleans()))
    known = [one for one in figures if one.known_since <= now and one.span[1] <= now]
    with_later = forecast(subject, *figures, as_of=str(now), known_on=str(now))
    assert _said(with_later) == _said(forecast(subject, *known, as_of=str(now), known_on=str(now)))


@pytest.mark.parametrize("kind", [Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE])
@settings(deadline=None)
@given(st.data())
def test_the_low_end_is_no_higher_than_the_middle_and_the_middle_no_higher_than_the_high_end(
    kind: Kind, data: st.DataObject
) -> None:
    now = data.draw(st.dates(date(2021, 1, 1), date(2025, 12, 30)))
    subject = indicator(kind, target("100"), start="10" if kind is Kind.STOCK else None)
    found = forecast(subject, *data.draw(_figures(kind)), as_of=str(now))
    if found.refused is None:
        low, mean, high = three(found)
        assert low <= mean <= high


def test_a_growth_is_forecast_by_its_levels() -> None:
    subject = indicator(Kind.GROWTH, target("10"), start="100")
    found = forecast(subject, level("2021", "110"), level("2022", "119"), as_of="2022-12-31")
    assert range_of(found).method is Method.CHANGES
    # 161.051 in 2025 are 1.35337 × 119: 10.61 % a year, more than the best year's 10 %.
    assert found.outlook is Outlook.OUT_OF_REACH


GROWN = [
    (("8480", "8988.8"), Outlook.WITHIN_REACH),  # 6 % twice, and 6 % a year are left
    (("8496", "9022.8", "9582.2"), Outlook.WITHIN_REACH),  # a little more than 6 % each year
    (("8400", "8988.8"), Outlook.WITHIN_REACH),  # 5 % and 7 %: the mean of both years together is 6 %
    (("8496", "8964"), Outlook.STRETCH),  # 6.2 %, 5.5 %: 6.1 % are needed, more than the mean and less than the best
    (("8400", "8820"), Outlook.OUT_OF_REACH),  # 5 % twice: 6.67 % are needed
]


@pytest.mark.parametrize(("levels", "outlook"), GROWN)
def test_a_growth_is_held_against_growth(levels: Sequence[str], outlook: Outlook) -> None:
    known = [level(str(2021 + index), value, order=index) for index, value in enumerate(levels)]
    found = forecast(indicator(Kind.GROWTH, target("6"), start="8000"), *known, as_of=f"{2020 + len(levels)}-12-31")
    assert found.outlook is outlook


def test_the_pace_of_a_growth_and_its_last_call_compound() -> None:
    """From 100 by 5 % and 20 % to 126: 161.051 in 2025 are a factor of 1.27818 in three years, 8.525 % a year.

    At 20 % a year they take log 1.27818 / log 1.2 = 1.34619 years, 16.154 months: of the 60 months 43.846 may go by.
    """
    subject = indicator(Kind.GROWTH, target("10"), start="100")
    found = forecast(subject, level("2021", "105"), level("2022", "126"), as_of="2022-12-31")
    assert found.pace is not None
    needed, mean, best = map(number_of, found.pace)
    assert [str(rounded(one * 100, 3)) for one in (needed, mean, best)] == ["8.525", "12.250", "20.000"]
    assert found.last_call is not None
    assert str(rounded(number_of(found.last_call), 3)) == "43.846"
    # 43 months end with July 2024, and 0.846 of the 31 days of August are 26.2 days.
    assert found.last_call_day == date(2024, 8, 26)


def test_a_growth_met_exactly_at_its_best_has_its_last_call_now() -> None:
    """100, 110, 121 at 10 % a year: 10 % are needed, the best, and not a day may be lost."""
    subject = indicator(Kind.GROWTH, target("10"), start="100")
    found = forecast(subject, level("2021", "110"), level("2022", "121"), as_of="2022-12-31")
    assert (found.outlook, found.last_call_day) == (Outlook.WITHIN_REACH, date(2022, 12, 31))


def test_a_fall_a_year_is_held_against_falls() -> None:
    """100 by -5 % a year are 77.378 in 2025. From 90.25 (-5 % twice) -5 % are needed; linearly it were 4.29 a year."""
    subject = indicator(Kind.GROWTH, target("-5", Comparator.AT_MOST), better=Better.LOWER, start="100")
    found = forecast(subject, level("2021", "95"), level("2022", "90.25"), as_of="2022-12-31")
    assert (found.outlook, found.last_call_day) == (Outlook.WITHIN_REACH, date(2022, 12, 31))


def test_a_growth_goes_on_by_growth() -> None:
    """From 100 by 5 % and 20 % to 126, three years are left.

    The last growth leads to 126 × 1.2³ = 217.728, the mean of both, √1.26 - 1, to 126 × 1.26^1.5 = 178.20766, the
    slowest to 126 × 1.05³ = 145.86075. At the same point a year ago 105 × 1.05 = 110.25 was said for 2022, where 126
    came, a seventh more. One year ahead counts three times for three: 3/7 of the middle, 76.37471.
    """
    subject = indicator(Kind.GROWTH, target("10"), start="100")
    found = range_of(forecast(subject, level("2021", "105"), level("2022", "126"), as_of="2022-12-31"))
    ends = {one.assumption: str(rounded(number_of(one.end), 4)) for one in found.assumptions}
    assert ends == {
        Assumption.LAST: "217.7280",
        Assumption.MEAN: "178.2077",
        Assumption.SLOWEST: "145.8608",  # 145.86075
        Assumption.BEST: "217.7280",
        Assumption.COMPOUND: "178.2077",
    }
    shown = [str(rounded(number_of(end), 3)) for end in (found.low, found.mean, found.high)]
    assert shown == ["101.833", "178.208", "294.103"]  # 178.208 - 76.375; 217.728 + 76.375


def test_a_growth_reaches_its_target_on_a_curve() -> None:
    """100, 110, 121 at 10 % a year; 5 % a year from 100 are 127.62815625 in 2025.

    From 121 on the factor 1.0547781... takes log 1.0547781 / log 1.1 = 0.559549 years, 6.7146 months, and 0.7146 of
    the 31 days of July are 22.15. On a straight line to 161.051 in 2025 it would be 36 × 6.628 / 40.051 = 5.958 months.
    """
    subject = indicator(Kind.GROWTH, target("5"), start="100")
    found = forecast(subject, level("2021", "110"), level("2022", "121"), as_of="2022-12-31")
    assert days_of_reaching(found) == (date(2023, 7, 23), date(2023, 7, 23))


def test_growth_from_nothing_is_refused() -> None:
    subject = indicator(Kind.GROWTH, target("10"), start="100")
    found = forecast(subject, level("2021", "0"), level("2022", "50"), as_of="2022-12-31")
    assert (found.refused, found.pace, found.last_call) == (Refusal.TOO_FEW_POINTS, None, None)


# --- what people are told --------------------------------------------------------------------------------------------


def outlook_told(assessment: Assessment, as_of: str) -> str:
    survey = survey_of(assessment, as_of=as_of)
    (table,) = forecast_tables(survey.plans[0], survey.evaluation, "en")
    ((*_, outlook),) = (row for section in table.sections for row in section.rows)
    return str(outlook)


def test_the_outlook_of_an_annual_target_is_that_of_its_year() -> None:
    """2021 had 10 of 15 and stays missed; 20 and 24 came since, and 2024 is likely to have 15."""
    assessment = assess_of(indicator(Kind.ANNUAL, target("15")), *three_years(), as_of="2023-12-31")
    assert assessment.status is Status.BEHIND
    assert outlook_told(assessment, "2023-12-31").startswith("2024: within reach")


def test_no_day_of_an_annual_target_is_told_that_is_past() -> None:
    """15 at 24 in the best year take 7.5 months of 2024: the last call is in the middle of May."""
    subject = indicator(Kind.ANNUAL, target("15"))
    in_time = forecast(subject, *three_years(), as_of="2024-03-31").last_call_day
    assert in_time is not None
    assert (in_time.year, in_time.month) == (2024, 5)
    assert forecast(subject, *three_years(), as_of="2024-06-30").last_call_day is None


def test_a_last_call_that_is_past_is_told_as_such() -> None:
    """46 left, 24 in the best year: the last call is 2024-01-31, and nothing of 2024 is known."""
    for as_of, told in (("2024-01-31", "last call 2024-01-31"), ("2024-02-29", "last call 2024-01-31, already past")):
        assessment = assess_of(indicator(aim=target("100")), *three_years(), as_of=as_of)
        assert outlook_told(assessment, as_of).endswith(told)


def test_broken_is_told_since_the_first_figure_that_broke_it() -> None:
    subject = indicator(Kind.RATE, target("97.5", hold=True), unit="%")
    # 97.4 at the end of 2022 is the first below it.
    told = outlook_told(assess_of(subject, *FALLING, as_of="2023-12-31"), "2023-12-31")
    assert "broken since 2022" in told
    never = indicator(Kind.RATE, target("99", hold=True), unit="%")
    told = outlook_told(assess_of(never, *FALLING, as_of="2023-12-31"), "2023-12-31")
    assert "broken already as of 2023-12-31" in told


def test_the_sentence_of_a_report_says_what_out_of_reach_rests_on() -> None:
    """92 to 95 within two years are a trend, which has no pace of a best year."""
    rising = [
        level(f"202{1 + index // 2}-{('06', '12')[index % 2]}", value, order=index)
        for index, value in enumerate(("93", "93.4", "93.8", "94.2", "94.6", "95"))
    ]
    subject = indicator(Kind.RATE, target("99", hold=False), start="92", unit="%")
    survey = survey_of(assess_of(subject, *rising, as_of="2023-12-31"), as_of="2023-12-31")
    (made,) = handout(survey.plans, survey.evaluation, (), "en").plans
    assert "Out of reach if the trend goes on: urban-new-jobs" in made.sentence
    assert "best year" not in made.sentence
