"""The numbered rules of the methodology, each with its example worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest
from builders import (
    PLACE,
    assess_of,
    baseline,
    day,
    earlier,
    indicator,
    level,
    milestone,
    note_keys,
    observation,
    plan,
    target,
    text,
)

from rsplan.calc.assess import Assessment, assess
from rsplan.calc.evidence import Amount, Doubt
from rsplan.calc.explain.figure_derivations import numbers
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.calc.forecast.values import Outlook
from rsplan.calc.maintenance import Breaches
from rsplan.calc.pace import pace_of
from rsplan.calc.verdict import Rules, Status
from rsplan.calc.year_assessment import YearAssessment, assess_year
from rsplan.model.bilingual import ShakingText
from rsplan.model.enums import Basis, Better, Bound, Comparator, Judged, Kind, Via
from rsplan.model.observations import Observation
from rsplan.model.plan import Break, Indicator, Target
from rsplan.report.reasons import reason_text
from rsplan.report.records.status import indicator_record
from rsplan.report.tables.cells import is_meaningful

FRONT = [
    milestone(year, amount) for year, amount in zip(range(2021, 2026), ("40", "30", "10", "10", "10"), strict=True)
]
BACK = [milestone(year, amount) for year, amount in zip(range(2021, 2026), ("5", "10", "15", "30", "40"), strict=True)]


def to_date(period: str, value: str, *, bound: Bound = Bound.EXACT, provisional: bool = False) -> Observation:
    """A figure from the plan's start on."""
    return observation(period, value, Basis.PTD, bound=bound, provisional=provisional)


def mean(year: str, value: str) -> Observation:
    """The mean of a rate over a year."""
    return observation(year, value, Basis.MEAN)


def rate(value: str = "90", judged: Judged = Judged.LATEST, *, hold: bool | None = None) -> Indicator:
    """A rate of which more is better."""
    return indicator(Kind.RATE, target(value, hold=hold), unit="%")._replace(judged=judged)


def in_year(subject: Indicator, year: int, *observations: Observation, as_of: str = "2025-12-31") -> YearAssessment:
    """The assessment of one year of the plan."""
    whole = assess_of(subject, *observations, as_of=as_of)
    return assess_year(whole, year, observations, day(as_of), None, Rules())


def known(assessment: Assessment) -> list[Fraction | None]:
    """The known amounts of the years of the plan."""
    return [year.actual.value if year.actual else None for year in assessment.years]


# 1. Milestones and the lead


def test_a_front_loaded_sum_is_measured_on_its_own_trajectory() -> None:
    # 40 were due, 30 came: (30 - 40) / 100; the trajectory reaches 30 after 12 * 30 / 40 = 9 of 12 months.
    front = assess_of(indicator(milestones=FRONT), observation("2021", "30"), as_of="2022-01-31")
    assert front.status is Status.BEHIND
    assert [front.value("expected"), front.value("lead_points"), front.value("lead_months")] == [40, -10, -3]


def test_a_back_loaded_sum_is_measured_on_its_own_trajectory() -> None:
    # 5 were due, 6 came: +1; 6 is reached 1 / 10 into the second year: 12 + 1.2 months.
    back = assess_of(indicator(milestones=BACK), observation("2021", "6"), as_of="2022-01-31")
    assert back.status is Status.ON_TRACK
    assert [back.value("expected"), back.value("lead_points")] == [5, 1]
    assert back.value("lead_months") == Fraction("1.2")


def test_a_lead_is_said_against_what_it_is_measured_on() -> None:
    # 50 and 45 are 10 and 5 points before the 40 that were due; without milestones 20 are due.
    for amount, key in (("50", "path_ahead"), ("45", "path_on_track"), ("30", "path_behind")):
        found = assess_of(indicator(milestones=FRONT), observation("2021", amount), as_of="2022-01-31")
        assert found.reason.key == f"reason.{key}"
    for amount, key in (("30", "ahead"), ("20", "on_track"), ("10", "behind")):
        assert assess_of(indicator(), observation("2021", amount), as_of="2022-01-31").reason.key == f"reason.{key}"


def test_a_lead_in_months_on_a_flat_part_is_not_shown() -> None:
    # 40 were reached after 12 of 24 months and nothing more was due: 0 points, which 12 - 24 months would contradict.
    flat = [
        milestone(year, amount) for year, amount in zip(range(2021, 2026), ("40", "0", "20", "20", "20"), strict=True)
    ]
    found = assess_of(indicator(milestones=flat), to_date("2022-12", "40"), as_of="2023-01-31")
    assert [found.value("lead_points"), found.value("lead_months")] == [0, -12]
    assert not is_meaningful(found, "lead_months")
    behind = assess_of(indicator(milestones=flat), to_date("2022-12", "30"), as_of="2023-01-31")
    assert is_meaningful(behind, "lead_months")


@pytest.mark.parametrize(("amount", "status"), [("49.9", Status.ON_TRACK), ("50", Status.AHEAD)])
def test_ahead_is_ten_points_before_the_own_trajectory(amount: str, status: Status) -> None:
    assert assess_of(indicator(milestones=FRONT), observation("2021", amount), as_of="2022-01-31").status is status


def test_beyond_the_target_the_slope_of_the_last_year_goes_on() -> None:
    # 105 after 12 months: the last year brings 10 in 12 months, so 60 + 6 months; 66 - 12 = 54.
    front = assess_of(indicator(milestones=FRONT), observation("2021", "105"), as_of="2022-01-31")
    assert front.value("lead_months") == 54


@pytest.mark.parametrize("first", ["40", "0"])
def test_the_lead_in_months_of_a_partial_nothing_is_a_lower_bound(first: str) -> None:
    # January is missing, so 0 by February is at least 0: the trajectory begins there, 2 months ago.
    subject = indicator(milestones=[milestone(2021, first), milestone(2022, "30")])
    lead = assess_of(subject, observation("2021-02", "0"), as_of="2021-02-28").figures["lead_months"]
    assert [lead.value, lead.bound] == [-2, Bound.AT_LEAST]


def test_beyond_the_target_without_a_slope_there_is_no_lead_in_months() -> None:
    flat = [
        milestone(year, amount) for year, amount in zip(range(2021, 2026), ("40", "30", "20", "10", "0"), strict=True)
    ]
    assert (
        assess_of(indicator(milestones=flat), observation("2021", "105"), as_of="2022-01-31").value("lead_months")
        is None
    )


@pytest.mark.parametrize(("period", "as_of"), [("2021", "2026-01-01"), ("2021-01/2025-12", "2025-12-31")])
def test_there_is_no_lead_in_months_when_ended_or_complete(period: str, as_of: str) -> None:
    ended = assess_of(indicator(), observation(period, "30"), as_of=as_of)
    assert ended.value("lead_months") is None
    assert ended.value("lead_points") is not None


def test_slack_of_levels_counts_on_the_way_from_the_baseline() -> None:
    # 50 to 90 with 80 after the first year, 75 came: (80 - 75) / (90 - 50) * 100 = 12.5 points.
    subject = indicator(Kind.STOCK, target("90"), start="50", milestones=[milestone(2021, "80")])
    for slack, status in (("12.4", Status.BEHIND), ("12.5", Status.ON_TRACK)):
        rules = Rules(slack=Fraction(slack))
        assert assess_of(subject, level("2021-12", "75"), as_of="2022-01-31", rules=rules).status is status


# 2. Data that stop


def test_a_satisfied_sum_is_met_though_its_data_stop() -> None:
    assert assess_of(indicator(), observation("2021", "100"), as_of="2026-06-30").status is Status.MET


def test_a_sum_that_is_not_satisfied_misses_its_final_figure() -> None:
    stopped = assess_of(indicator(), observation("2021-01/2024-12", "99"), as_of="2026-06-30")
    assert (stopped.status, stopped.status.passes) == (Status.INCOMPLETE, None)
    assert stopped.reason.key == "reason.final_figure_missing"


def test_a_broken_ceiling_on_a_sum_is_missed_and_one_that_holds_is_open() -> None:
    ceiling = indicator(aim=target("100", Comparator.AT_MOST), better=Better.LOWER)
    assert assess_of(ceiling, observation("2021", "101"), as_of="2026-06-30").status is Status.MISSED
    assert assess_of(ceiling, observation("2021", "100"), as_of="2026-06-30").status is Status.INCOMPLETE


def test_an_annual_target_with_a_failed_year_is_missed_and_one_without_is_open() -> None:
    annual = indicator(Kind.ANNUAL, target("10"))
    assert assess_of(annual, observation("2021", "9"), as_of="2026-06-30").status is Status.MISSED
    open_end = assess_of(annual, *(observation(str(year), "10") for year in range(2021, 2025)), as_of="2026-06-30")
    assert (open_end.status, open_end.reason.key) == (Status.INCOMPLETE, "reason.final_figure_missing")


def test_the_last_known_figure_of_an_annual_target_is_that_of_its_last_year() -> None:
    annual = indicator(Kind.ANNUAL, target("10"))
    reason = assess_of(annual, observation("2021", "10"), observation("2022", "11"), as_of="2026-06-30").reason
    assert reason.details == {"actual": "11", "through": "2022-12-31"}


def test_of_a_year_it_is_said_that_the_year_is_over() -> None:
    year = in_year(indicator(Kind.STOCK, start="80"), 2023, level("2023-06", "100"), as_of="2024-01-01")
    assert year.standing.reason.key == "reason.year_final_figure_missing"


def test_a_level_can_be_lost_again() -> None:
    stopped = assess_of(indicator(Kind.RATE, target("95"), unit="%"), level("2023", "98.2"), as_of="2026-11-22")
    assert (stopped.status, stopped.status.passes) == (Status.INCOMPLETE, None)


@pytest.mark.parametrize(
    ("figures", "as_of", "status"),
    [
        ((("2023", "350"), ("2025", "344")), "2026-01-31", Status.MISSED),
        ((("2023", "350"), ("2024", "344")), "2026-01-31", Status.INCOMPLETE),
        ((("2023", "350"), ("2024", "344")), "2024-12-31", Status.INCOMPLETE),
    ],
)
def test_the_reason_says_that_a_level_was_reached_and_lost(
    figures: tuple[tuple[str, str], ...], as_of: str, status: Status
) -> None:
    subject = indicator(Kind.STOCK, target("350"))
    found = assess_of(subject, *(level(period, value) for period, value in figures), as_of=as_of)
    assert (found.status, found.lost) == (status, True)
    assert reason_text(found, "en").endswith("; reached on 2023-12-31, lost since")
    assert reason_text(found, "zh").endswith("；曾于2023-12-31达标，其后未能保持")


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ("2 2 2", None),
        ("2 2 4", "；2021-03-31起突破，此前各期均未突破"),
        ("2 4 4", "；2021-02-28起突破，此前各期均未突破"),
        ("4 2 4", "；2021-03-31起再次突破"),
        ("4 4 2", None),
    ],
)
def test_of_what_is_to_be_kept_it_is_said_since_when_it_is_broken(rates: str, said: str | None) -> None:
    """A limit of 3: within it nothing is reached, and beyond it no earlier month was lost."""
    limit = indicator(Kind.RATE, target("3", Comparator.AT_MOST), better=Better.LOWER, unit="%")
    months = [level(f"2021-{month:02}", rate) for month, rate in enumerate(rates.split(), 1)]
    text = reason_text(assess_of(limit, *months, as_of="2021-03-31"), "zh")
    assert "达标" not in text
    assert text.endswith(said) if said else "突破" not in text


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ("96 96 94", "；2021-03-31起跌破，此前各期均未跌破"),
        ("94 96 94", "；2021-03-31起再次跌破"),
        ("94 94 96", None),
    ],
)
def test_a_floor_that_is_to_be_kept_is_not_said_to_be_exceeded(rates: str, said: str | None) -> None:
    """A floor of 95, above which the baseline lies already: what is below it is no 突破, which means above."""
    floor = indicator(Kind.RATE, target("95", Comparator.AT_LEAST, hold=True), unit="%")
    months = [level(f"2021-{month:02}", rate) for month, rate in enumerate(rates.split(), 1)]
    text = reason_text(assess_of(floor, *months, as_of="2021-03-31"), "zh")
    assert "突破" not in text
    assert text.endswith(said) if said else "跌破" not in text


def test_a_level_on_its_way_from_a_baseline_may_be_lost_too() -> None:
    found = assess_of(
        indicator(Kind.STOCK, target("350"), start="340"),
        level("2021", "351"),
        level("2022", "341"),
        as_of="2022-12-31",
    )
    assert (found.status, found.lost) == (Status.BEHIND, True)


@pytest.mark.parametrize(
    "figures", [[level("2024", "349")], [level("2023", "350"), level("2024", "344", bound=Bound.AT_LEAST)]]
)
def test_a_level_that_was_never_reached_or_may_still_be_is_not_lost(figures: list[Observation]) -> None:
    assert not assess_of(indicator(Kind.STOCK, target("350")), *figures, as_of="2026-01-31").lost


def test_no_data_and_no_target_remain_after_the_end() -> None:
    assert assess_of(indicator(), as_of="2026-06-30").status is Status.NO_DATA
    empty = assess_of(indicator(aim=target(None)), observation("2021", "1"), as_of="2026-06-30")
    assert empty.status is Status.NO_TARGET


def test_while_the_plan_runs_a_stale_verdict_stays() -> None:
    stale = assess_of(indicator(), observation("2021-01/2022-12", "30"), as_of="2025-06-30")
    assert (stale.status, stale.stale) == (Status.BEHIND, True)


def test_the_time_left_runs_from_the_as_of_date_where_the_data_are_of_an_earlier_year() -> None:
    # 70 are left for the half year from July 2025: 140 a year, at most.
    late = assess_of(indicator(), observation("2021-01/2022-12", "30"), as_of="2025-06-30")
    assert late.value("required_per_year") == 140
    assert late.figures["required_per_year"].bound is Bound.AT_MOST
    years = pace_of(late).years
    assert [year.required for year in years] == [None, None, None, None, 70]
    assert years[-1].required_bound is Bound.AT_MOST


def test_the_time_left_runs_from_the_last_figure_within_its_year() -> None:
    # 30 by June 2023: 70 in the 2.5 years left, 28 a year.
    near = assess_of(indicator(), observation("2021-01/2023-06", "30"), as_of="2023-12-30")
    assert near.value("required_per_year") == 28
    assert near.figures["required_per_year"].bound is Bound.EXACT


def test_a_year_has_no_time_left_on_its_last_day() -> None:
    # 30 by June 2023: on the last day of 2023 70 are left for two years, 35 in each, at most.
    last_day = assess_of(indicator(), observation("2021-01/2023-06", "30"), as_of="2023-12-31")
    assert last_day.value("required_per_year") == 35
    assert last_day.figures["required_per_year"].bound is Bound.AT_MOST
    assert [year.required for year in pace_of(last_day).years] == [None, None, None, 35, 35]


def test_a_plan_has_no_time_left_on_its_last_day() -> None:
    # By March 2024 30 of 100: on 30 June 2024, the plan's last day, nothing can be planned for April to June.
    subject = indicator()
    within = plan(subject, start=date(2021, 7, 1), end=date(2024, 6, 30))
    amount = observation("2021-07/2024-03", "30")
    last_day = assess_of(subject, amount, as_of="2024-06-30", within=within)
    assert last_day.value("required_per_year") is None
    assert [year.required for year in pace_of(last_day).years] == [None] * 4
    # A day earlier the time left still is that from April on: 70 in a quarter of a year.
    assert assess_of(subject, amount, as_of="2024-06-29", within=within).value("required_per_year") == 70 * 4


@pytest.mark.parametrize("as_of", ["2025-12-31", "2026-06-30"])
def test_a_level_satisfied_at_the_end_requires_exactly_nothing(as_of: str) -> None:
    done = assess_of(indicator(Kind.STOCK), level("2025", "110"), as_of=as_of)
    for name in ("required_per_year", "required_growth"):
        assert [done.value(name), done.figures[name].bound] == [0, Bound.EXACT]


def test_a_year_that_is_complete_requires_exactly_nothing() -> None:
    # On the line from 50 to 100 the year 2021 ends at 60; 65 came.
    subject = indicator(Kind.STOCK, start="50")
    year = in_year(subject, 2021, level("2021", "65"), as_of="2023-06-30").standing
    assert [year.value("required_per_year"), year.figures["required_per_year"].bound] == [0, Bound.EXACT]


def test_a_sum_that_is_met_requires_exactly_nothing_in_the_years_left() -> None:
    met = assess_of(indicator(), observation("2021-01/2022-12", "101"), as_of="2024-06-30")
    assert (met.figures["required_per_year"].bound, met.status) == (Bound.EXACT, Status.MET)
    years = [(year.required, year.required_bound) for year in pace_of(met).years[3:]]
    assert years == [(Fraction(0), Bound.EXACT)] * 2


def test_of_a_satisfied_level_whose_data_stop_it_is_open_what_is_required() -> None:
    # 110 at the end of 2022 may be lost again by June 2025.
    stopped = assess_of(indicator(Kind.STOCK), level("2022", "110"), as_of="2025-06-30")
    assert [stopped.value("required_per_year"), stopped.figures["required_per_year"].bound] == [0, Bound.UNKNOWN]


def test_on_the_day_of_the_last_figure_nothing_has_come_in_between() -> None:
    # 40 of 100 at the end of 2022: 60 in three years.
    today = assess_of(indicator(Kind.STOCK), level("2022", "40"), as_of="2022-12-31")
    assert [today.value("required_per_year"), today.figures["required_per_year"].bound] == [20, Bound.EXACT]


def test_the_pace_of_a_level_from_the_as_of_date_is_unknown() -> None:
    # From 40 in 2022 to 100: 60 in the year 2025, as far as is known.
    late = assess_of(indicator(Kind.STOCK), level("2022", "40"), as_of="2024-12-31")
    assert late.value("required_per_year") == 60
    assert late.figures["required_per_year"].bound is Bound.UNKNOWN


# 3. Known on


@pytest.mark.parametrize(("known_on", "status"), [("2018-01-01", Status.NO_DATA), ("2021-12-31", Status.BEHIND)])
def test_an_undated_figure_is_known_since_the_last_day_of_its_period(known_on: str, status: Status) -> None:
    assert assess_of(indicator(), observation("2021", "10"), known_on=known_on, as_of="2022-06-30").status is status


def test_an_entered_figure_is_known_since_its_entry_and_a_published_one_since_its_publication() -> None:
    figure = observation("2021", "10")._replace(entered=day("2022-05-01"))
    assert figure.known_since == day("2022-05-01")
    assert figure._replace(published=day("2022-02-01")).known_since == day("2022-02-01")


def test_among_vintages_an_undated_figure_is_older_than_any_dated_one() -> None:
    dated = observation("2021", "10", published="2021-12-01", order=0)
    undated = observation("2021", "12", order=1)
    assert assess_of(indicator(), dated, undated).value("raw_ratio") == Fraction(10, 100)
    entered = undated._replace(entered=day("2022-01-01"))
    assert assess_of(indicator(), dated, entered).value("raw_ratio") == Fraction(12, 100)


# 4. Figures to date are subtracted

PTD = [to_date("2021-12", "15"), to_date("2022-12", "32"), to_date("2023-12", "52")]


def test_figures_to_date_give_the_years_between() -> None:
    # 32 - 15 = 17, 52 - 32 = 20; 48 are left for two years.
    assessment = assess_of(indicator(), *PTD, as_of="2023-12-31")
    assert known(assessment) == [15, 17, 20, None, None]
    assert not assessment.by_year.across
    assert [year.required for year in pace_of(assessment).years] == [None, None, None, 24, 24]


@pytest.mark.parametrize(("year", "amount"), [(2021, 15), (2022, 17), (2023, 20)])
def test_the_year_of_figures_to_date_is_their_difference(year: int, amount: int) -> None:
    actual = in_year(indicator(), year, *PTD, as_of="2023-12-31").standing.actual
    assert actual is not None
    assert [actual.value, actual.bound, actual.through] == [amount, Bound.EXACT, date(year, 12, 31)]


def test_a_bound_between_exact_figures_to_date_leaves_their_difference_exact() -> None:
    """20 by 2021 and 42 by 2022 are 22 in 2022, whatever is said of September: 36 - 20 and 42 - 36 are bounds."""
    known_to = [
        to_date("2021-12", "20"),
        to_date("2022-09", "36", bound=Bound.AT_LEAST),
        to_date("2022-12", "42"),
        to_date("2023-12", "60"),
    ]
    assessment = assess_of(indicator(), *known_to, as_of="2023-12-31")
    assert known(assessment) == [20, 22, 18, None, None]
    actual = in_year(indicator(), 2022, *known_to, as_of="2023-12-31").standing.actual
    assert actual is not None
    assert (actual.value, actual.bound) == (Fraction(22), Bound.EXACT)
    found = forecast_of(assessment, None)
    # Three whole years of 20, 22 and 18: 40 are left for two years, no more than their mean.
    assert found.range is not None
    assert (found.range.points, found.outlook) == (3, Outlook.WITHIN_REACH)


def test_an_annual_target_sees_the_difference() -> None:
    # 22 by 2022 after 10 in 2021: 12 in 2022.
    annual = assess_of(indicator(Kind.ANNUAL, target("10")), to_date("2021-12", "10"), to_date("2022-12", "22"))
    assert [year.actual.value if year.actual else None for year in annual.years] == [10, 12, None, None, None]


def test_a_difference_is_explained_by_both_figures() -> None:
    annual = assess_of(indicator(Kind.ANNUAL, target("10")), to_date("2021-12", "10"), to_date("2022-12", "22"))
    year = dict(numbers(annual))["A"].inputs["y2022"]
    (difference,) = year.inputs.values()
    assert difference.rule == "difference"
    assert [inner.value for inner in difference.inputs.values()] == [22, 10]


@pytest.mark.parametrize(
    ("later", "earlier", "bound"),
    [
        (Bound.EXACT, Bound.EXACT, Bound.EXACT),
        (Bound.AT_LEAST, Bound.EXACT, Bound.AT_LEAST),
        (Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST),
        (Bound.AT_LEAST, Bound.AT_LEAST, Bound.UNKNOWN),
        (Bound.EXACT, Bound.AT_MOST, Bound.UNKNOWN),
    ],
)
def test_the_bound_of_a_difference(later: Bound, earlier: Bound, bound: Bound) -> None:
    figures = to_date("2021-12", "15", bound=earlier), to_date("2022-12", "32", bound=later, provisional=True)
    for actual in (
        assess_of(indicator(), *figures).years[1].actual,
        in_year(indicator(), 2022, *figures).standing.actual,
    ):
        assert actual is not None
        assert [actual.value, actual.bound, actual.provisional] == [17, bound, True]


def test_a_negative_difference_is_not_used_with_a_warning() -> None:
    figures = to_date("2021-12", "15"), to_date("2022-12", "12")
    assert in_year(indicator(), 2022, *figures).standing.status is Status.NO_DATA
    assert "note.falling" in note_keys(assess_of(indicator(), *figures))


def test_a_difference_is_that_of_the_last_published_figures() -> None:
    # 2021 was revised from 15 to 14 before 2022 came: 32 - 14 = 18, whatever the order of the lines.
    first = to_date("2021-12", "15")._replace(published=day("2022-02-01"), order=2)
    revised = to_date("2021-12", "14")._replace(published=day("2022-06-01"), order=0)
    later = to_date("2022-12", "32")._replace(published=day("2023-02-01"), order=1)
    actual = in_year(indicator(), 2022, revised, later, first).standing.actual
    assert actual is not None
    assert actual.value == 18


LEFT = [
    # 40 by the end of 2022, of which 25 in 2022: 15 in 2021
    pytest.param([to_date("2022-12", "40"), observation("2022", "25")], 2021, 15, id="the year before"),
    # 60 by the end of 2023, of which 20 in 2021 and 25 in 2023: 15 in 2022
    pytest.param(
        [to_date("2021-12", "20"), to_date("2023-12", "60"), observation("2023", "25")], 2022, 15, id="between"
    ),
    # 30 in two years, of which 12 in 2023: 18 in 2022
    pytest.param([observation("2022-01/2023-12", "30"), observation("2023", "12")], 2022, 18, id="no figure to date"),
    # 40 by the end of 2022, of which 25 in 2021: 15 in 2022, whatever its second quarter had
    pytest.param(
        [to_date("2022-12", "40"), observation("2021", "25"), observation("2022-Q2", "5")], 2022, 15, id="around a part"
    ),
]


@pytest.mark.parametrize(("figures", "year", "amount"), LEFT)
def test_what_longer_figures_leave_of_a_year_is_known_everywhere(
    figures: list[Observation], year: int, amount: int
) -> None:
    place = year - 2021
    paced = pace_of(assess_of(indicator(), *figures, as_of="2024-03-31")).years[place]
    assert [paced.actual, paced.actual_bound, paced.complete] == [amount, Bound.EXACT, True]
    alone = in_year(indicator(), year, *figures, as_of="2024-03-31").standing.actual
    assert alone is not None
    assert [alone.value, alone.bound, alone.through] == [amount, Bound.EXACT, date(year, 12, 31)]
    annual = assess_of(indicator(Kind.ANNUAL, target("10")), *figures, as_of="2024-03-31").years[place]
    assert annual.actual is not None
    assert (annual.complete, annual.actual.bound) == (True, Bound.EXACT)
    assert annual.actual.value == amount


def test_what_is_left_of_a_year_has_the_bounds_and_the_marks_of_all() -> None:
    # Exactly 40 by 2022 and at least 25 in 2022 leave at most 15 for 2021.
    figures = [
        to_date("2022-12", "40"),
        observation("2022", "25", bound=Bound.AT_LEAST, provisional=True)._replace(via=Via.PRESS),
    ]
    actual = assess_of(indicator(Kind.ANNUAL, target("10")), *figures).years[0].actual
    assert actual is not None
    (left,) = actual.parts
    assert [left.bound, left.provisional, left.via] == [Bound.AT_MOST, True, Via.PRESS]


def test_what_is_left_of_a_year_is_explained_by_all_figures() -> None:
    # 60 - 20 - 25 = 15 in 2022.
    figures = [to_date("2021-12", "20"), to_date("2023-12", "60"), observation("2023", "25")]
    annual = assess_of(indicator(Kind.ANNUAL, target("10")), *figures, as_of="2024-03-31")
    (left,) = dict(numbers(annual))["A"].inputs["y2022"].inputs.values()
    assert [left.rule, left.value] == ["difference", 15]
    assert [inner.value for inner in left.inputs.values()] == [60, 20, 25]


MIDYEAR = date(2021, 7, 1)
ACROSS_START = [
    observation(period, value, Basis.YTD, plan_start=MIDYEAR)
    for period, value in (("2021-06", "5"), ("2021-12", "11"), ("2022-12", "20"))
]


def test_figures_from_before_the_plan_are_subtracted() -> None:
    # 11 - 5 = 6 in the second half of 2021; with 20 in 2022 26 of 100.
    within = plan(indicator(), start=MIDYEAR, end=date(2026, 6, 30))
    whole = assess_of(indicator(), *ACROSS_START, as_of="2023-03-31", within=within)
    assert whole.actual is not None
    assert [whole.actual.value, whole.actual.missing, whole.actual.bound] == [26, (), Bound.EXACT]
    assert known(whole) == [6, 20, None, None, None, None]
    year = assess_year(whole, 2021, ACROSS_START, day("2023-03-31"), None, Rules()).standing.actual
    assert year is not None
    assert [year.value, year.missing] == [6, ()]
    assert "note.outside_plan" not in note_keys(whole)
    assert [one.value for one in whole.observations] == [20]


def test_a_figure_across_the_start_of_the_plan_that_is_not_subtracted_is_noted() -> None:
    within = plan(indicator(), start=MIDYEAR, end=date(2026, 6, 30))
    whole = assess_of(indicator(), *ACROSS_START[1:], as_of="2023-03-31", within=within)
    assert whole.actual is not None
    assert [whole.actual.value, whole.actual.missing] == [20, ("2021-H2",)]
    assert "note.outside_plan" in note_keys(whole)


def test_a_figure_from_before_the_plan_that_was_not_known_is_not_subtracted() -> None:
    within = plan(indicator(), start=MIDYEAR, end=date(2026, 6, 30))
    late = ACROSS_START[0]._replace(published=day("2023-06-01"))
    for known_on, value in (("2023-05-31", 20), ("2023-06-01", 26)):
        whole = assess_of(indicator(), late, *ACROSS_START[1:], as_of="2023-12-31", known_on=known_on, within=within)
        assert whole.actual is not None
        assert whole.actual.value == value


def test_amounts_of_no_single_year_are_known_across_years() -> None:
    # 52 - 15 = 37 over 2022 and 2023; 15 + 37 + 48 = 100.
    assessment = assess_of(indicator(), PTD[0], PTD[2], as_of="2023-12-31")
    (across,) = assessment.by_year.across
    assert [across.amount, across.span] == [37, (date(2022, 1, 1), date(2023, 12, 31))]
    assert known(assessment) == [15, None, None, None, None]
    assert 15 + across.amount + sum(year.required or 0 for year in pace_of(assessment).years) == 100


NANJING = [
    to_date("2023-10", "139"),
    observation("2022-11", "28.83", Basis.YTD),
    observation("2023", "33", provisional=True),
]


def across_of(assessment: Assessment) -> list[tuple[object, ...]]:
    """The amounts of no single year, with their bounds and days."""
    return [(across.amount, across.bound, across.days) for across in assessment.by_year.across]


def test_a_whole_year_wins_over_the_months_that_a_figure_to_date_leaves() -> None:
    # 142.85 by 2023: 33 in 2023, not 142.85 - 139; 142.85 - 33 - 28.83 = 81.02 in 2021 and December 2022.
    assessment = assess_of(indicator(aim=target("170")), to_date("2023-12", "142.85"), *NANJING, as_of="2023-12-31")
    assert known(assessment) == [None, Fraction("28.83"), 33, None, None]
    assert across_of(assessment) == [(Fraction("81.02"), Bound.EXACT, ("2021", "2022-12"))]
    needed = [year.required for year in pace_of(assessment).years]
    assert sum(one or 0 for one in needed) == Fraction("170") - Fraction("142.85")


def test_a_whole_year_beyond_the_last_part_leaves_at_least_the_rest() -> None:
    # 139 by October 2023, so at least 139 by December: 33 in 2023, at least 139 - 33 - 28.83 = 77.17 before.
    assessment = assess_of(indicator(aim=target("170")), *NANJING, as_of="2023-12-31")
    assert assessment.actual is not None
    assert [assessment.actual.value, assessment.actual.through] == [139, date(2023, 10, 31)]
    years = pace_of(assessment).years
    assert [(year.actual, year.complete) for year in years[1:3]] == [(Fraction("28.83"), False), (33, True)]
    assert across_of(assessment) == [(Fraction("77.17"), Bound.AT_LEAST, ("2021", "2022-12"))]
    assert [year.required for year in years] == [None, None, None, Fraction("15.5"), Fraction("15.5")]


def test_a_whole_year_known_as_a_bound_does_not_lengthen_the_last_part() -> None:
    figures = to_date("2023-10", "139"), observation("2023", "33", bound=Bound.AT_LEAST)
    assessment = assess_of(indicator(), *figures, as_of="2023-12-31")
    assert across_of(assessment) == [(139, Bound.EXACT, ("2021", "2022", "2023-01/2023-10"))]


def test_figures_that_are_more_than_the_sum_do_not_split_it() -> None:
    # 30 of all three years cannot hold 13 of one and 18 of another.
    figures = to_date("2023-12", "30"), observation("2022", "13"), observation("2023", "18")
    assessment = assess_of(indicator(), *figures, as_of="2023-12-31")
    assert known(assessment) == [None] * 5
    assert [across.amount for across in assessment.by_year.across] == [30]


def test_a_part_is_not_lengthened_by_figures_that_may_be_more_than_it() -> None:
    # At most 13 in 2022 and 18 in 2023 may be more than 30: of the 30 by October only the 13 are taken out.
    figures = to_date("2023-10", "30"), observation("2022", "13", bound=Bound.AT_MOST), observation("2023", "18")
    assessment = assess_of(indicator(), *figures, as_of="2023-12-31")
    assert known(assessment) == [None, 13, None, None, None]
    assert across_of(assessment) == [(17, Bound.UNKNOWN, ("2021", "2023-01/2023-10"))]


def test_half_a_year_wins_over_a_quarter_that_a_figure_to_date_leaves() -> None:
    # 40 by September 2022, 50 by December: the second half of 2022 had 18, so 32 came in the 18 months before.
    figures = to_date("2022-09", "40"), to_date("2022-12", "50"), observation("2022-H2", "18")
    assessment = assess_of(indicator(), *figures, as_of="2022-12-31")
    assert known(assessment) == [None, 18, None, None, None]
    assert across_of(assessment) == [(32, Bound.EXACT, ("2021", "2022-H1"))]


def test_a_month_across_a_cut_does_not_win_over_the_months_between_cuts() -> None:
    # 40 by January 2022, 60 by December: 20 in eleven months, whatever January to March 2022 had.
    figures = to_date("2022-01", "40"), to_date("2022-12", "60"), observation("2022-Q1", "5")
    assessment = assess_of(indicator(), *figures, as_of="2022-12-31")
    assert known(assessment) == [None, 20, None, None, None]
    assert across_of(assessment) == [(40, Bound.EXACT, ("2021", "2022-01"))]


# 5. A known sum never shrinks


def test_a_known_sum_never_shrinks() -> None:
    start = date(2021, 7, 1)
    first = observation("2022-06", "12", Basis.PTD, plan_start=start)
    second = observation("2022-12", "6.5", Basis.YTD, plan_start=start, order=1)
    subject = indicator()
    assessment = assess_of(subject, first, second, within=plan(subject, start=start), as_of="2022-12-31")
    assert assessment.actual is not None
    assert assessment.actual.value == 12
    assert (assessment.actual.bound, assessment.actual.through) == (Bound.AT_LEAST, date(2022, 12, 31))


def larger_sum(first: str) -> Assessment:
    """A plan from July 2021 with the amount of its first nine months, and 6.5 in the whole of 2022."""
    start, subject = date(2021, 7, 1), indicator()
    figures = (
        observation("2022-03", first, Basis.PTD, plan_start=start),
        observation("2022-12", "6.5", Basis.YTD, plan_start=start, order=1),
    )
    return assess_of(subject, *figures, within=plan(subject, start=start), as_of="2022-12-31")


def test_the_reason_names_what_the_larger_sum_does_not_contain() -> None:
    # 12 are of July 2021 to March 2022: nothing of the nine months until December is in them.
    open_, met = larger_sum("12").reason, larger_sum("101").reason
    assert (open_.key, open_.details["missing"]) == ("reason.left_out_decides", "2022-04/2022-12")
    assert (met.key, met.details["missing"]) == ("reason.met_though_missing", "2022-04/2022-12")


def test_the_larger_sum_is_explained_as_what_it_is() -> None:
    actual = dict(numbers(larger_sum("12")))["A"]
    assert actual.rule == "larger_sum"
    (part,) = actual.inputs.values()
    assert part.origin is not None
    assert [part.value, part.origin.period] == [12, "2022-03"]


def test_the_larger_sum_may_reach_beyond_the_days_that_it_is_said_to_be_known_through() -> None:
    # Eighteen months to June 2022 are the most days; May to December 2022 bring more, and leave 2021 to April out.
    figures = observation("2022-06", "12", Basis.PTD), observation("2022-05/2022-12", "20", order=1)
    found = assess_of(indicator(), *figures, as_of="2022-12-31")
    assert found.actual is not None
    assert [found.actual.value, found.actual.through] == [20, date(2022, 6, 30)]
    assert found.reason.details["missing"] == "2021, 2022-01/2022-04"


def test_a_revision_over_the_same_days_may_be_less() -> None:
    halves = observation("2021-H1", "6"), observation("2021-H2", "7")
    revised = assess_of(indicator(), *halves, observation("2021", "12", order=2))
    assert revised.actual is not None
    assert [revised.actual.value, revised.actual.bound] == [12, Bound.EXACT]
    assert "note.conflict" in note_keys(revised)


def test_a_known_year_never_shrinks_either() -> None:
    # 10 by June; April to December, 5, covers more days: at least 10, enough for 10 a year.
    figures = observation("2021-H1", "10"), observation("2021-04/2021-12", "5")
    annual = assess_of(indicator(Kind.ANNUAL, target("10")), *figures, as_of="2021-12-31")
    assert (annual.years[0].actual or annual.actual) is not None
    assert annual.value("raw_ratio") == 1


# 6. Signs


def test_paces_are_signed_changes_per_year() -> None:
    # 50 to 20 in five years: -6; 50 to 42 in two: -4; 42 to 20 in three: -22 / 3.
    falling = indicator(Kind.STOCK, target("20", Comparator.AT_MOST), better=Better.LOWER, start="50")
    assessment = assess_of(falling, level("2022", "42"), as_of="2022-12-31")
    paces = [assessment.value(f"{name}_per_year") for name in ("planned", "achieved", "required")]
    assert paces == [-6, -4, Fraction(-22, 3)]
    assert [assessment.value("remaining"), assessment.value("margin")] == [22, -22]


# 7. The year


def test_a_level_is_above_or_below_what_is_expected() -> None:
    # From 50 to 20: 38 after two of five years, and 42 is above; from 50 to 80: 62, and 60 is below.
    fewer = indicator(Kind.STOCK, target("20", Comparator.AT_MOST), better=Better.LOWER, start="50")
    more = indicator(Kind.STOCK, target("80"), start="50")
    for subject, value, side in ((fewer, "42", "above"), (more, "60", "below")):
        found = assess_of(subject, level("2022", value), as_of="2022-12-31")
        assert found.reason.key == f"reason.level_{side}"
        slack = assess_of(subject, level("2022", value), as_of="2022-12-31", rules=Rules(slack=Fraction(15)))
        assert slack.reason.key == f"reason.within_slack_{side}"


@pytest.mark.parametrize(("kind", "aim"), [(Kind.STOCK, "350"), (Kind.RATE, "95"), (Kind.COMPOSITION, "14:42:44")])
def test_in_the_last_year_a_level_or_share_has_the_target_of_the_plan(kind: Kind, aim: str) -> None:
    subject = indicator(kind, target(aim))
    figure = level("2025", aim)
    year = in_year(subject, 2025, figure, as_of="2026-01-31")
    assert (year.origin, year.standing.status) == ("plan", Status.MET)
    assert year.standing.target.values == subject.target.values
    assert in_year(subject, 2024, level("2024", aim)).origin is None


def test_in_the_last_year_a_sum_keeps_its_amount() -> None:
    year = in_year(indicator(), 2025, observation("2025", "20"))
    assert [year.origin, year.standing.target.value] == ["straight_line", 20]


def test_the_last_year_takes_no_baseline_of_its_own() -> None:
    year = in_year(indicator(Kind.STOCK, target("350")), 2025, level("2024", "340"), level("2025-06", "345"))
    assert (year.origin, year.standing.indicator.baseline) == ("plan", None)


def test_the_last_year_is_no_maintenance_target_because_it_starts_satisfied() -> None:
    # From 300 in 2020 by way of 360 in 2024 to 350.
    subject = indicator(Kind.STOCK, target("350"), start="300", milestones=[milestone(2024, "360")])
    assert in_year(subject, 2025, level("2025-06", "349")).standing.maintenance is False


# 8. Growth of a rate


def test_a_rate_has_a_change_in_points_and_no_growth() -> None:
    fell = assess_of(indicator(Kind.RATE, target("75"), before="85.2", unit="%"), level("2025", "75.26"))
    assert (fell.value("growth"), fell.value("change")) == (None, Fraction("-9.94"))
    grew = assess_of(indicator(Kind.STOCK, before="50"), level("2025", "75"))
    assert (grew.value("growth"), grew.value("change")) == (Fraction(1, 2), None)


# 11. Partial sums have no pace


def test_a_partial_sum_has_an_amount_per_known_year_instead_of_a_pace() -> None:
    # 73.15 in 9 + 12 + 12 = 33 known months: 73.15 * 12 / 33 = 26.6.
    parts = observation("2021-04/2021-12", "20.15"), observation("2022", "26"), observation("2024", "27")
    partial = assess_of(indicator(aim=target("130")), *parts, as_of="2024-12-31")
    assert partial.value("known_per_year") == Fraction("26.6")
    assert partial.figures["known_per_year"].bound is Bound.EXACT
    assert [partial.value(name) for name in ("achieved_per_year", "projected")] == [None, None]
    assert partial.reach_date is None


def test_the_amount_per_known_year_has_the_bound_of_the_parts() -> None:
    partial = assess_of(indicator(), observation("2022", "26", bound=Bound.AT_LEAST), as_of="2022-12-31")
    assert partial.value("known_per_year") == 26
    assert partial.figures["known_per_year"].bound is Bound.AT_LEAST


def test_a_sum_without_gaps_has_a_pace() -> None:
    whole = assess_of(indicator(), observation("2021", "10"), as_of="2021-12-31")
    assert [whole.value("known_per_year"), whole.value("achieved_per_year")] == [None, 10]


# 12. A baseline from data


def test_the_last_level_before_the_plan_is_its_baseline() -> None:
    # 300 in 2020 to 350 in 2025: 310 expected after the first year.
    subject = indicator(Kind.STOCK, target("350"))
    before, now = level("2020-11", "300"), level("2021", "312")
    assessment = assess_of(subject, level("2020-06", "290"), before, now, as_of="2021-12-31")
    assert assessment.indicator.baseline is not None
    assert assessment.indicator.baseline.observation == before
    assert [assessment.value("expected"), assessment.value("progress")] == [310, Fraction(12, 50)]
    assert assessment.status is Status.ON_TRACK


@pytest.mark.parametrize(
    "subject",
    [
        indicator(Kind.STOCK, target("350"))._replace(baseline_refused=True),
        indicator(Kind.STOCK, target("350"), before="280"),
        indicator(Kind.CUMULATIVE, target("350")),
    ],
)
def test_a_baseline_is_not_taken_where_it_is_refused_or_given_nor_for_sums(subject: Indicator) -> None:
    figures = level("2020-12", "300"), level("2021", "312")
    assert assess_of(subject, *figures, as_of="2021-12-31").indicator.baseline is None


@pytest.mark.parametrize(
    ("figure", "taken"),
    [
        (level("2020-01-01", "300"), True),
        (level("2019-12-31", "300"), False),
        (level("2020-12", "300", bound=Bound.AT_LEAST), False),
        (level("2020-12", "300", published="2022-01-15"), False),
    ],
)
def test_a_baseline_is_exact_at_most_twelve_months_old_and_known(figure: Observation, taken: bool) -> None:
    subject = indicator(Kind.STOCK, target("350"))
    assessment = assess_of(subject, figure, level("2021", "312"), as_of="2021-12-31", known_on="2021-12-31")
    assert (assessment.indicator.baseline is not None) is taken


@pytest.mark.parametrize(
    ("subject", "figure", "warned"),
    [
        (indicator(Kind.STOCK, target("350")), level("2020-06", "290"), False),
        (indicator(Kind.STOCK, target("350")), level("2020-12", "300"), False),
        (indicator(Kind.STOCK, target("350")), level("2020-03", "290", bound=Bound.AT_LEAST), False),
        (indicator(Kind.STOCK, target("350")), level("2019-12-31", "280"), True),
        (indicator(Kind.STOCK, target("350"), start="280"), level("2020-06", "290"), True),
        (rate(), mean("2020", "80"), True),
        (rate(judged=Judged.MEAN), mean("2020", "80"), False),
        (indicator(), observation("2020", "20"), True),
    ],
)
def test_levels_that_a_baseline_may_come_from_are_kept_without_a_warning(
    subject: Indicator, figure: Observation, warned: bool
) -> None:
    own, last = plan(subject), level("2020", "300", order=1)
    known_figures = (figure, last) if not subject.kind.is_additive else (figure,)
    found = assess(own, subject, known_figures, date(2021, 12, 31), unassigned=[figure])
    assert ("note.before_plan" in note_keys(found)) is warned


def test_a_baseline_from_data_is_explained_with_its_source() -> None:
    before = level("2020-12", "300")._replace(via=Via.COPY)
    found = assess_of(indicator(Kind.STOCK, target("350")), before, level("2021", "312"), as_of="2021-12-31")
    derivation = dict(numbers(found))["B"]
    assert derivation.origin is not None
    assert (derivation.rule, derivation.origin.period, derivation.origin.via) == (
        "observed_baseline",
        "2020-12",
        Via.COPY,
    )


def test_a_target_is_to_be_kept_by_the_target_file_alone() -> None:
    assessment = assess_of(
        indicator(Kind.STOCK, target("350")), level("2020", "360"), level("2021", "340"), as_of="2021-12-31"
    )
    assert assessment.indicator.baseline is not None
    assert assessment.maintenance is False


# 13. Maintenance targets


def test_breaches_are_counted_over_the_observations_that_count() -> None:
    # 96, 94, 93 and 95 against at least 95: broken at the ends of 2022 and 2023; 95 - 93 = +2 in the last year.
    figures = [level(year, value) for year, value in (("2021", "96"), ("2022", "94"), ("2023", "93"), ("2024", "95"))]
    record = assess_of(rate("95", hold=True), *figures, as_of="2025-06-30").maintenance_record
    assert record is not None
    assert record.breaches == Breaches(2, date(2022, 12, 31), date(2023, 12, 31), 4)
    assert [record.years_known, record.years_past, record.margin_change] == [4, 4, 2]


def test_a_bound_is_a_breach_only_where_it_is_certain() -> None:
    figures = level("2021", "94", bound=Bound.AT_LEAST), level("2022", "94", bound=Bound.AT_MOST)
    record = assess_of(rate("95", hold=True), *figures, as_of="2022-12-31").maintenance_record
    assert record is not None
    assert (record.breaches.number, record.breaches.first) == (1, date(2022, 12, 31))


def test_erosion_is_a_margin_that_shrinks_whichever_way_is_better() -> None:
    # At most 5: from 4.1 to 4.6 the margin falls from 0.9 to 0.4; the figure of June 2022 is too near.
    ceiling = indicator(Kind.RATE, target("5", Comparator.AT_MOST), better=Better.LOWER, unit="%")
    figures = level("2021-12", "4.1"), level("2022-06", "4.3"), level("2022-12", "4.6")
    record = assess_of(ceiling, *figures, as_of="2022-12-31").maintenance_record
    assert record is not None
    assert record.margin_change == Fraction("-0.5")


def test_an_annual_target_is_broken_by_years() -> None:
    figures = [observation(year, value) for year, value in (("2021", "9"), ("2022", "10"), ("2024", "8"))]
    record = assess_of(indicator(Kind.ANNUAL, target("10")), *figures, as_of="2024-12-31").maintenance_record
    assert record is not None
    assert record.breaches == Breaches(2, date(2021, 12, 31), date(2024, 12, 31), 3)
    assert (record.years_known, record.years_past) == (3, 4)


# 14. Judged by


def test_a_rate_judged_at_year_ends_waits_for_the_first_one() -> None:
    assessment = assess_of(rate(judged=Judged.YEAR_END), level("2021-06", "60"), as_of="2021-08-31")
    assert (assessment.status, assessment.actual) == (Status.INCOMPLETE, None)
    assert assessment.reason.key == "reason.none_of_year_end"


@pytest.mark.parametrize("judged", list(Judged))
def test_a_rate_without_a_figure_that_it_is_judged_by_misses_its_final_figure_at_the_end(judged: Judged) -> None:
    figure = level("2021-06", "60") if judged is Judged.YEAR_END else mean("2021-H1", "60")
    running = assess_of(rate(judged=judged), figure, as_of="2021-08-31")
    assert (running.status, running.reason.key) == (Status.INCOMPLETE, f"reason.none_of_{judged}")
    ended = assess_of(rate(judged=judged), figure, as_of="2026-01-01")
    assert (ended.status, ended.reason.key) == (Status.INCOMPLETE, "reason.no_final_figure")
    year = in_year(rate(judged=judged, hold=True), 2021, figure, as_of="2022-01-01").standing
    if judged is Judged.PLAN_MEAN:  # no year has to be like the mean of all
        assert (year.status, year.reason.key) == (Status.NO_TARGET, "reason.year_no_target")
        return
    assert (year.status, year.reason.key) == (Status.INCOMPLETE, "reason.year_no_final_figure")


def test_a_rate_judged_at_year_ends_knows_only_these() -> None:
    figures = level("2021", "92"), level("2022-06", "60")
    assessment = assess_of(rate(judged=Judged.YEAR_END), *figures, as_of="2022-08-31")
    assert assessment.actual is not None
    assert [assessment.actual.value, assessment.actual.through] == [92, date(2021, 12, 31)]
    assert pace_of(assessment).years[1].actual is None


def test_a_rate_judged_by_means_knows_only_those_of_whole_years() -> None:
    figures = mean("2021", "91"), level("2021", "95"), mean("2022-H1", "80"), level("2022-06", "70")
    assessment = assess_of(rate(judged=Judged.MEAN), *figures, as_of="2022-08-31")
    assert assessment.actual is not None
    assert [assessment.actual.value, assessment.actual.through] == [91, date(2021, 12, 31)]


@pytest.mark.parametrize("judged", [Judged.LATEST, Judged.YEAR_END])
def test_a_mean_neither_revises_a_level_nor_stands_for_one(judged: Judged) -> None:
    later = mean("2021", "91")._replace(published=day("2022-03-01"), order=1)
    assessment = assess_of(rate(judged=judged), level("2021", "95"), later, mean("2022", "80"), as_of="2023-01-31")
    assert assessment.actual is not None
    assert assessment.actual.value == 95
    assert pace_of(assessment).years[1].actual is None


@pytest.mark.parametrize(
    ("judged", "figure", "rule"),
    [
        (Judged.LATEST, level("2021", "92"), "latest"),
        (Judged.YEAR_END, level("2021", "92"), "year_end"),
        (Judged.MEAN, mean("2021", "92"), "mean"),
    ],
)
def test_the_actual_is_explained_by_the_figures_that_it_is_judged_by(
    judged: Judged, figure: Observation, rule: str
) -> None:
    found = assess_of(rate(judged=judged), figure, as_of="2022-06-30")
    assert dict(numbers(found))["A"].rule == rule
    assert indicator_record(found)["judged"] == judged


def test_only_rates_are_judged_by_something() -> None:
    assert indicator_record(assess_of(indicator(), observation("2021", "20")))["judged"] is None


# Evidence


def evidence(*parts: Observation, subject: Indicator | None = None, as_of: str = "2021-12-31") -> tuple[str, list[str]]:
    """The grade and the reasons of the evidence."""
    given = assess_of(subject or indicator(), *parts, as_of=as_of).evidence
    assert given is not None
    return given.grade, [str(doubt) for doubt in given.doubts]


def test_evidence_is_firm_without_doubts() -> None:
    assert evidence(observation("2021", "20")) == ("firm", [])
    assert evidence(observation("2021", "20")._replace(via=Via.OFFICIAL)) == ("firm", [])


def test_the_grade_is_the_weakest_reason_and_the_reasons_are_in_order() -> None:
    parts = (
        observation("2021-Q1", "1")._replace(via=Via.COPY),
        observation("2021-Q2", "1", provisional=True),
        observation("2021-Q4", "1")._replace(via=Via.PRESS),
    )
    subject = indicator()._replace(breaks=(Break(date(2021, 4, 1), "2021-04", text("口径变化"), True, PLACE),))
    reasons = ["provisional", "press", "copy", "partial", "break"]
    assert evidence(*parts, subject=subject) == ("break", reasons)
    assert evidence(*parts, subject=subject, as_of="2023-01-01") == ("stale", [*reasons, "stale"])


def test_gaps_are_no_doubt_where_the_known_part_decides() -> None:
    assert evidence(observation("2021-H2", "20"))[0] == "firm"  # at least 20 of the 20 expected
    assert evidence(observation("2021-H2", "19"))[0] == "partial"


def test_the_baseline_from_data_is_a_part_of_the_evidence() -> None:
    before = level("2020", "300")._replace(via=Via.COPY)
    assert evidence(before, level("2021", "310"), subject=indicator(Kind.STOCK, target("350"))) == ("copy", ["copy"])


@pytest.mark.parametrize("subject", [indicator(), indicator(aim=target(None))])
def test_without_data_or_target_there_is_no_evidence(subject: Indicator) -> None:
    figures = () if subject.target.values else (observation("2021", "1"),)
    assert assess_of(subject, *figures).evidence is None


def test_without_a_figure_that_counts_nothing_is_firm() -> None:
    unjudged = assess_of(rate(judged=Judged.YEAR_END), level("2021-06", "60"), as_of="2021-08-31")
    assert (unjudged.status, unjudged.evidence) == (Status.INCOMPLETE, None)


def test_a_break_splits_the_actual() -> None:
    # 17 + 23 before 2023, 41 from then on.
    subject = indicator()._replace(breaks=(Break(date(2023, 1, 1), "2023", text("口径变化"), False, PLACE),))
    figures = [observation(year, value) for year, value in (("2021", "17"), ("2022", "23"), ("2023", "41"))]
    broken = assess_of(subject, *figures, as_of="2023-12-31").across_break
    assert broken is not None
    assert [broken.before, broken.after] == [Amount(Fraction(40), Bound.EXACT), Amount(Fraction(41), Bound.EXACT)]
    assert assess_of(subject, *figures[:2], as_of="2022-12-31").across_break is None


def test_a_break_before_the_target_was_set_is_none() -> None:
    subject = indicator()._replace(breaks=(Break(date(2021, 1, 1), "2021", text("口径变化"), False, PLACE),))
    assert evidence(observation("2021", "20"), subject=subject) == ("firm", [])


def test_the_levels_at_a_break_are_those_that_it_is_judged_by() -> None:
    subject = rate()._replace(breaks=(Break(date(2023, 1, 1), "2023", text("口径变化"), False, PLACE),))
    figures = level("2022-11", "88"), mean("2022", "70"), level("2023", "91")
    broken = assess_of(subject, *figures, as_of="2023-12-31").across_break
    assert broken is not None
    assert [broken.before, broken.after] == [Amount(Fraction(88), Bound.EXACT), Amount(Fraction(91), Bound.EXACT)]


def test_notes_that_shake_the_figure_are_warnings_and_the_rest_are_notes() -> None:
    # A break in 2022: the note of the figure that begins with it tells of it; the others say themselves which they are.
    subject = indicator()._replace(breaks=(Break(day("2022-01-01"), "2022", text("口径"), False, PLACE),))
    figures = [
        observation("2021", "20")._replace(note=text("also 20.0")),
        observation("2022-H1", "5")._replace(note=text("far below half of 2021"), order=1),
        observation("2022-07/2022-12", "6")._replace(note=ShakingText("二手", "second hand"), order=2),
        observation("2023", "11")._replace(note=text("11.04"), order=3),
    ]
    record = indicator_record(assess_of(subject, *figures, as_of="2023-12-31"))
    assert [note["en"] for note in record["warnings"]] == [
        "2022-H1: far below half of 2021",
        "2022-07/2022-12: second hand",
    ]
    assert [note["en"] for note in record["notes"]] == ["2021: also 20.0", "2023: 11.04"]


def test_the_doubts_stand_in_the_order_of_the_methodology() -> None:
    assert [str(doubt) for doubt in Doubt] == ["provisional", "press", "copy", "partial", "break", "stale"]


# --- what starts a trajectory, and what a bound allows


@pytest.mark.parametrize("published", [(None, None), ("2023-03-01", "2023-01-15"), ("2023-01-15", "2023-03-01")])
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_sums_over_as_many_days_the_one_that_reaches_farther_counts(
    published: tuple[str | None, str | None], turned: bool
) -> None:
    """12 to June 2022 and 6.5 since January 2022 are 365 days each: at least 12 by the end of 2022, in either order."""
    within = plan(start=day("2021-07-01"), end=day("2026-06-30"))
    to_date = observation("2022-06", "12", Basis.PTD, plan_start=day("2021-07-01"), published=published[0])
    year = observation("2022-12", "6.5", Basis.YTD, published=published[1])
    told = (year, to_date) if turned else (to_date, year)
    ordered = [one._replace(order=place) for place, one in enumerate(told)]
    actual = assess_of(indicator(), *ordered, as_of="2022-12-31", within=within).actual
    assert actual is not None
    assert (actual.value, actual.bound, actual.through) == (Fraction(12), Bound.AT_LEAST, day("2022-12-31"))


def test_a_year_of_which_a_bound_is_known_is_known() -> None:
    """At most 12 of 10: no breach that is certain, and one year known of one that is past."""
    subject = indicator(Kind.ANNUAL, target("10"))
    record = assess_of(subject, observation("2021", "12", bound=Bound.AT_MOST), as_of="2021-12-31").maintenance_record
    assert record is not None
    assert (record.breaches.number, record.breaches.known, record.years_known, record.years_past) == (0, 1, 1, 1)


def test_before_the_first_milestone_a_level_without_a_baseline_has_nothing_expected() -> None:
    """90 by the end of 2024 says nothing of June 2021; at the end of 2024 90 are expected."""
    subject = indicator(Kind.STOCK, target("100"), milestones=[milestone(2024, "90")])
    early = assess_of(subject, level("2021-06", "60"), as_of="2021-06-30")
    assert (early.value("expected"), early.status) == (None, Status.INCOMPLETE)
    at_milestone = assess_of(subject, level("2024", "89"), as_of="2024-12-31")
    assert at_milestone.value("expected") == 90
    assert at_milestone.status is Status.BEHIND


@pytest.mark.parametrize("bound", [Bound.AT_LEAST, Bound.AT_MOST, Bound.UNKNOWN])
def test_a_printed_bound_is_no_baseline_to_calculate_from(bound: Bound) -> None:
    """≥45, ≤45 or 45左右, then 50 of 60: neither a trajectory nor a change follows, and a note says why."""
    subject = indicator(Kind.RATE, target("60"), unit="%")._replace(
        baseline=baseline("45", bound=bound), earlier=earlier("45")._replace(bound=bound)
    )
    found = assess_of(subject, level("2021", "50"), as_of="2022-06-30")
    names = ("expected", "progress", "change", "planned_per_year", "achieved_per_year", "projected")
    assert {name: found.value(name) for name in names} == dict.fromkeys(names)
    assert (found.status, found.reach_date) == (Status.INCOMPLETE, None)
    assert note_keys(found) == ["note.no_number"]


@pytest.mark.parametrize(
    ("value", "bound", "aim", "kept"),
    [
        ("45", Bound.AT_LEAST, target("40"), True),  # 45 and more satisfies at least 40
        ("45", Bound.AT_LEAST, target("50"), False),  # open, so the mark decides
        ("45", Bound.AT_LEAST, target("4", Comparator.AT_MOST), False),  # 45 and more does not
        ("3", Bound.AT_LEAST, target("4", Comparator.AT_MOST), True),  # open, so the mark decides
        ("45", Bound.UNKNOWN, target("40"), False),  # no value of 45左右 is certain
    ],
)
def test_a_printed_bound_decides_only_where_all_its_values_do(
    value: str, bound: Bound, aim: Target, kept: bool
) -> None:
    better = Better.LOWER if aim.comparator is Comparator.AT_MOST else Better.HIGHER
    subject = indicator(Kind.STOCK, aim, better=better)._replace(baseline=baseline(value, bound=bound))
    assert assess_of(subject, level("2021", "50"), as_of="2021-12-31").maintenance is kept


def test_at_most_so_much_of_a_sum_is_not_less_than_nothing() -> None:
    """At most 5 of 100 in January 2021: 0 are 1.67 points short of 100 / 60, and 5 lead by 3.33."""
    seen = observation("2021-01", "5", bound=Bound.AT_MOST)
    found = assess_of(indicator(), seen, as_of="2021-01-31", rules=Rules(slack=Fraction(2)))
    assert found.status is Status.ON_TRACK
    assert assess_of(indicator(), seen, as_of="2021-01-31").status is Status.INCOMPLETE
    assert assess_of(indicator(aim=target("0")), seen, as_of="2021-01-31").status is Status.MET


def test_a_year_of_at_most_so_much_is_not_less_than_nothing() -> None:
    subject = indicator(Kind.ANNUAL, target("0"))
    found = assess_of(subject, observation("2021", "5", bound=Bound.AT_MOST), as_of="2021-12-31")
    assert found.status is Status.ON_TRACK


def test_a_strict_target_is_not_reached_where_the_level_leaves_it() -> None:
    """More than 41, from 47 to 41 in two years: at 41 on its way down it is not satisfied, and never will be."""
    subject = indicator(Kind.STOCK, target("41", Comparator.MORE_THAN, hold=False), start="47")
    assert assess_of(subject, level("2022", "41"), as_of="2022-12-31").reach_date is None


def test_a_part_of_a_sum_does_not_grow() -> None:
    """30 in 2025 of a plan from 2021 are no 30 / 23, though its last day is known."""
    subject = indicator(before="23")
    assert assess_of(subject, observation("2025", "30"), as_of="2026-03-31").value("growth") is None
    whole = assess_of(subject, to_date("2025", "30"), as_of="2026-03-31")
    assert whole.value("growth") == Fraction(7, 23)


@pytest.mark.parametrize("start", [day("2021-02-01"), day("2021-07-01")])
def test_the_mean_of_the_year_before_is_the_baseline_though_it_begins_earlier(start: date) -> None:
    """The last day of the mean of 2020 lies less than twelve months before either start."""
    subject = rate("60", Judged.MEAN)
    found = assess_of(subject, mean("2020", "50"), mean("2022", "52"), as_of="2023-06-30", within=plan(start=start))
    assert found.values["B"] == 50


def test_a_mean_that_ended_earlier_than_twelve_months_before_is_no_baseline() -> None:
    found = assess_of(rate("60", Judged.MEAN), mean("2019", "50"), mean("2022", "52"), as_of="2023-06-30")
    assert found.values["B"] is None


def test_a_rate_judged_by_levels_that_has_only_means_is_incomplete() -> None:
    found = assess_of(rate("60"), mean("2022", "52"), as_of="2023-06-30")
    assert (found.status, found.reason.key) == (Status.INCOMPLETE, "reason.none_of_latest")


def test_an_annual_target_counts_whole_years_alone() -> None:
    """From July 2021: the half year is neither a past nor a known one; 2022 is both, 2023 is past alone."""
    subject = indicator(Kind.ANNUAL, target("13"))
    told = observation("2021-H2", "4"), observation("2022", "14")
    found = assess_of(subject, *told, as_of="2023-12-31", within=plan(start=day("2021-07-01"))).maintenance_record
    assert found is not None
    assert (found.years_known, found.years_past) == (1, 2)


def test_an_annual_target_of_a_plan_that_ends_within_a_year_is_complete_with_its_last_whole_year() -> None:
    """2021 and 2022 are whole, half of 2023 is asked for nothing."""
    subject, told = indicator(Kind.ANNUAL, target("13")), (observation("2021", "14"), observation("2022", "40"))
    found = assess_of(subject, *told, as_of="2023-12-31", within=plan(end=day("2023-06-30")))
    assert found.status is Status.MET


def test_while_the_plan_runs_an_annual_target_is_asked_up_to_the_last_year_known() -> None:
    subject, told = indicator(Kind.ANNUAL, target("13")), observation("2021", "14")
    assert assess_of(subject, told, as_of="2024-12-31").status is Status.ON_TRACK
    later = observation("2023", "14")
    assert assess_of(subject, told, later, as_of="2024-12-31").status is Status.INCOMPLETE


def test_without_a_target_no_data_are_stale() -> None:
    found = assess_of(indicator(aim=target(None)), observation("2021", "5"), as_of="2025-12-31")
    assert found.stale is None


def test_the_target_of_a_year_was_set_when_that_of_the_plan_was() -> None:
    """50 to 100 over a plan from 2021; 2022 counts something else than what both were set with."""
    broken = Break(day("2022-01-01"), "2022", text("口径"), True, PLACE)
    subject = indicator(Kind.STOCK, target("100"), start="50")._replace(breaks=(broken,))
    standing = in_year(subject, 2022, level("2022", "90"), as_of="2022-12-31").standing
    assert standing.evidence is not None
    assert standing.evidence.doubts == (Doubt.BREAK,)


def test_a_break_since_a_baseline_that_nothing_uses_is_none() -> None:
    """Set in 2021-10, kept since: what changed in 2021-07 changed before; with a way to go it is held against 2020."""
    broken = Break(day("2021-07-01"), "2021-07", text("口径"), True, PLACE)
    for aim, doubts in (("40", ()), ("100", (Doubt.BREAK,))):
        subject = indicator(Kind.STOCK, target(aim), start="50")._replace(breaks=(broken,))
        whole = plan(subject)
        dated = whole._replace(document=whole.document._replace(dated=day("2021-10-01")))
        found = assess_of(subject, level("2022", "90"), as_of="2022-12-31", within=dated)
        assert found.evidence is not None
        assert found.evidence.doubts == doubts


def test_a_larger_sum_beside_a_year_that_reaches_beyond_it() -> None:
    """12 from July 2021 to June 2022 and 6.5 in 2022: 2022 has its published 6.5, 2021 at least the other 5.5."""
    within = plan(start=day("2021-07-01"))
    told = observation("2022-06", "12", Basis.PTD, plan_start=day("2021-07-01")), observation("2022", "6.5", Basis.YTD)
    found = assess_of(indicator(), *told, as_of="2022-12-31", within=within)
    assert known(found)[:2] == [Fraction("5.5"), Fraction("6.5")]
    assert [year.known.bound for year in found.years if year.known] == [Bound.AT_LEAST, Bound.EXACT]
