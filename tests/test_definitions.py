"""methodology.md, section 3: every figure, each case in which it is null, and how a bound is carried into it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import assess_of as assess_on
from builders import indicator, level, milestone, observation, plan, seen, target
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import Assessment
from rsplan.calc.figure_formulas import DEFINITIONS
from rsplan.model.enums import Better, Bound, Comparator, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Plan, Target

HIGHER, LOWER = Better.HIGHER, Better.LOWER
AT_MOST, LESS_THAN, ABOUT, BETWEEN = Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.ABOUT, Comparator.BETWEEN
MORE_THAN = Comparator.MORE_THAN
SUM, ANNUAL, STOCK, RATE, SHARES = Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE, Kind.COMPOSITION

Expected = Mapping[str, str | None]


def assess_of(
    subject: Indicator, *observations: Observation, as_of: str | None = None, within: Plan | None = None
) -> Assessment:
    """The assessment on the day of the last figure, unless another is given."""
    last = max((observation.span[1] for observation in observations), default=date(2025, 12, 31))
    return assess_on(subject, *observations, as_of=as_of or str(last), within=within)


def values(assessment: Assessment, names: Expected) -> dict[str, Fraction | None]:
    return {name: assessment.value(name) for name in names}


def exactly(written: Expected) -> dict[str, Fraction | None]:
    return {name: None if value is None else Fraction(value) for name, value in written.items()}


def test_the_figures_are_those_of_the_reference() -> None:
    """All of section 3 that is a number; the completion rule is a word and the two dates are dates."""
    assert {name for name, _ in DEFINITIONS} == {
        "elapsed",
        "raw_ratio",
        "completion_rate",
        "lead_points",
        "lead_months",
        "progress",
        "growth",
        "change",
        "expected",
        "margin",
        "remaining",
        "planned_per_year",
        "achieved_per_year",
        "known_per_year",
        "required_per_year",
        "required_per_month",
        "required_growth",
        "projected",
    }


# Completion


@pytest.mark.parametrize(
    ("kind", "aim", "better", "value", "rate", "rule"),
    [
        # counts: the plain ratio, beyond 1 too
        (SUM, target("70"), HIGHER, "142.85", "14285/7000", "ratio"),
        (SUM, target("85"), HIGHER, "17", "1/5", "ratio"),
        (STOCK, target("880"), HIGHER, "1059", "1059/880", "ratio"),
        (STOCK, target("420"), HIGHER, "420", "1", "ratio"),
        (ANNUAL, target("10"), HIGHER, "12", "6/5", "ratio"),
        (SUM, target("100"), HIGHER, "0", "0", "ratio"),
        # rates: reached is reached
        (RATE, target("92"), HIGHER, "98.9", "1", "capped"),
        (RATE, target("92"), HIGHER, "92", "1", "capped"),
        (RATE, target("92"), HIGHER, "69", "3/4", "capped"),
        # a strict target at exactly T is not satisfied although the ratio is 1
        (RATE, target("90", MORE_THAN), HIGHER, "90", "1", "capped"),
        (RATE, target("4", LESS_THAN), LOWER, "4", "1", "bound"),
        # less is better
        (RATE, target("4", LESS_THAN), LOWER, "1.71", "1", "bound"),
        (RATE, target("3", AT_MOST), LOWER, "3", "1", "bound"),
        (RATE, target("3", AT_MOST), LOWER, "4", "3/4", "bound"),
        (STOCK, target("300", AT_MOST), LOWER, "400", "3/4", "bound"),
        (SUM, target("30", AT_MOST), LOWER, "40", "3/4", "bound"),
        (RATE, target("3", AT_MOST), LOWER, "0", "1", "bound"),
        # about: 1 as soon as satisfied, the ratio to T (not to L) before
        (RATE, target("5", ABOUT, tolerance="0.25"), LOWER, "5.25", "1", "bound"),
        (RATE, target("5", ABOUT, tolerance="0.25"), LOWER, "6.25", "4/5", "bound"),
        (STOCK, target("100", ABOUT, tolerance="5"), HIGHER, "95", "1", "capped"),
        (STOCK, target("100", ABOUT, tolerance="5"), HIGHER, "130", "1", "capped"),
        (STOCK, target("100", ABOUT, tolerance="5"), HIGHER, "94", "47/50", "capped"),
        (SUM, target("5", BETWEEN, high="6"), HIGHER, "5.5", "1", "capped"),
        (SUM, target("5", BETWEEN, high="6"), HIGHER, "4", "4/5", "capped"),
        # T = 0
        (SUM, target("0", AT_MOST), LOWER, "0", "1", "bound"),
        (SUM, target("0", AT_MOST), LOWER, "3", "0", "bound"),
        (RATE, target("0", LESS_THAN), LOWER, "0", "0", "bound"),
        (RATE, target("0"), HIGHER, "2", "1", "bound"),
        (RATE, target("0"), HIGHER, "-2", "0", "bound"),
        # T < 0: -5 against -3 would be 167 %, and -1, which is better, 33 %
        (RATE, target("-3"), HIGHER, "-5", "0", "bound"),
        (RATE, target("-3"), HIGHER, "-3", "1", "bound"),
        (STOCK, target("-3"), HIGHER, "-1", "1", "bound"),
        (STOCK, target("-3", AT_MOST), LOWER, "-1", "0", "bound"),
        (STOCK, target("-3", AT_MOST), LOWER, "5", "0", "bound"),
        (STOCK, target("-3", AT_MOST), LOWER, "-5", "1", "bound"),
        # shares: the smallest ratio among the sums from the top
        (SHARES, target("14:42:44"), HIGHER, "13:41:46", "13/14", "shares"),
        (SHARES, target("14:42:44"), HIGHER, "14:35:51", "7/8", "shares"),
        (SHARES, target("14:42:44"), HIGHER, "21:42:37", "63/56", "shares"),  # 21/14 = 3/2 is the larger one
        (SHARES, target("14:42:44"), HIGHER, "28:84:88", "1", "shares"),
        (SHARES, target("1:1"), HIGHER, "30:70", "3/5", "shares"),
    ],
)
def test_completion_rate_follows_the_rule_of_its_kind(
    kind: Kind, aim: Target, better: Better, value: str, rate: str, rule: str
) -> None:
    found = assess_of(indicator(kind, aim, better=better), seen(kind, "2022", value))
    assert found.value("completion_rate") == Fraction(rate)
    assert found.completion_rule == rule


@pytest.mark.parametrize(
    ("aim", "value", "rate"),
    [
        (target("83"), "99.3", Fraction(993, 830)),
        (target("5", ABOUT, tolerance="0.25"), "6", Fraction(6, 5)),
        (target("5", BETWEEN, high="6"), "5.5", Fraction(11, 10)),
    ],
)
def test_a_file_may_ask_for_the_uncapped_ratio(aim: Target, value: str, rate: Fraction) -> None:
    found = assess_of(indicator(RATE, aim, completion_ratio=True), level("2022", value))
    assert (found.value("completion_rate"), found.completion_rule) == (rate, "ratio")


@pytest.mark.parametrize("kind", [SUM, ANNUAL, STOCK, RATE])
def test_a_target_that_was_not_set_has_no_completion(kind: Kind) -> None:
    found = assess_of(indicator(kind, target(None)), seen(kind, "2022", "113.43"))
    assert (found.value("completion_rate"), found.completion_rule) == (None, None)


@pytest.mark.parametrize(
    ("kind", "aim", "better", "value", "ratio"),
    [
        (RATE, target("83"), HIGHER, "99.3", "993/830"),
        (RATE, target("4", LESS_THAN), LOWER, "1", "1/4"),
        (SUM, target("85"), HIGHER, "17", "1/5"),
        (ANNUAL, target("10"), HIGHER, "12", "6/5"),
        (SUM, target("0", AT_MOST), LOWER, "3", None),
        (SUM, target(None), HIGHER, "3", None),
        (SHARES, target("14:42:44"), HIGHER, "13:41:46", None),
    ],
)
def test_raw_ratio_is_the_plain_ratio_whatever_the_rule(
    kind: Kind, aim: Target, better: Better, value: str, ratio: str | None
) -> None:
    found = assess_of(indicator(kind, aim, better=better), seen(kind, "2022", value))
    assert found.value("raw_ratio") == (None if ratio is None else Fraction(ratio))


# Whole sets of figures

TWO_YEARS = (observation("2021", "20"), observation("2022", "30"))
OF_SUMS: Expected = {
    "elapsed": "2/5",  # 24 of 60 months
    "raw_ratio": "1/2",
    "completion_rate": "1/2",  # 50 of 100
    "lead_points": "10",  # 50 − 40
    "lead_months": "6",  # half of 60 months, less 24
    "progress": None,
    "growth": None,  # a part of a sum says nothing against the whole of an earlier one
    "expected": "40",
    "margin": "-50",
    "remaining": "50",
    "planned_per_year": "20",
    "achieved_per_year": "25",
    "required_per_year": "50/3",
    "required_per_month": "25/18",  # 50 in 36 months
    "required_growth": None,
    "projected": "125",
}
OF_STOCKS: Expected = {
    "elapsed": "2/5",
    "raw_ratio": "23/30",
    "completion_rate": "23/30",
    "lead_points": None,
    "lead_months": None,
    "progress": "3/10",  # 30 of the way of 100
    "growth": "3/20",  # 230 / 200 − 1
    "expected": "240",
    "margin": "-70",
    "remaining": "70",
    "planned_per_year": "20",
    "achieved_per_year": "15",
    "required_per_year": "70/3",
    "projected": "275",
}
OF_FALLING_RATES: Expected = {
    "elapsed": "2/5",
    "raw_ratio": "4/3",
    "completion_rate": "3/4",
    "lead_points": None,
    "lead_months": None,
    "progress": "1/2",  # from 5 to 4, on the way to 3
    "growth": None,  # of a rate
    "change": "-1",  # 4 − 5
    "expected": "21/5",  # 5 − 2 × 2/5
    "margin": "-1",
    "remaining": "1",
    "planned_per_year": "-2/5",
    "achieved_per_year": "-1/2",
    "required_per_year": "-1/3",  # from 4 to 3 in three years
    "required_per_month": None,  # of a sum alone
    "required_growth": None,
    "projected": "5/2",  # 5 − 5 × 1/2
}
OF_HELD_TARGETS: Expected = {
    "elapsed": "2/5",
    "raw_ratio": "94/95",
    "completion_rate": "94/95",
    "lead_points": None,
    "lead_months": None,
    "progress": None,
    "expected": "95",
    "margin": "-1",
    "remaining": "1",
    "planned_per_year": None,
    "achieved_per_year": None,
    "required_per_year": "1/3",
    "required_growth": None,
    "projected": None,
}
OF_ANNUAL_TARGETS: Expected = {
    "elapsed": None,
    "raw_ratio": "9/10",  # 9, the weaker of 9 and 12
    "completion_rate": "9/10",
    "lead_points": None,
    "lead_months": None,
    "progress": None,
    "growth": "1/2",  # 9 / 6 − 1
    "expected": "10",
    "margin": "-1",
    "remaining": "1",
    "planned_per_year": None,
    "achieved_per_year": None,
    "required_per_year": None,
    "required_growth": None,
    "projected": None,
}
OF_SHARES: Expected = {
    "elapsed": None,
    "raw_ratio": None,
    "completion_rate": "13/14",
    "lead_points": None,
    "lead_months": None,
    "progress": None,
    "growth": None,
    "expected": None,
    "margin": None,
    "remaining": None,
    "planned_per_year": None,
    "achieved_per_year": None,
    "required_per_year": None,
    "required_growth": None,
    "projected": None,
}
OF_NO_TARGET: Expected = {
    "raw_ratio": None,
    "completion_rate": None,
    "lead_points": None,
    "lead_months": None,
    "progress": None,
    "growth": None,
    "expected": None,
    "margin": None,
    "remaining": None,
    "planned_per_year": None,
    "required_per_year": None,
    "required_growth": None,
}
OF_A_LEVEL_WITHOUT_BASELINE: Expected = {
    "completion_rate": "23/30",
    "progress": None,
    "growth": None,
    "expected": None,
    "margin": "-70",
    "remaining": "70",
    "planned_per_year": None,
    "achieved_per_year": None,
    "required_per_year": "70/3",
    "projected": None,
}


@pytest.mark.parametrize(
    ("subject", "observations", "figures"),
    [
        pytest.param(indicator(before="40"), TWO_YEARS, OF_SUMS, id="sum"),
        pytest.param(
            indicator(STOCK, target("300"), start="200", before="200"), [level("2022", "230")], OF_STOCKS, id="stock"
        ),
        pytest.param(
            indicator(RATE, target("3", AT_MOST), better=LOWER, start="5", before="5"),
            [level("2022", "4")],
            OF_FALLING_RATES,
            id="falling rate",
        ),
        pytest.param(indicator(RATE, target("95"), start="98"), [level("2022", "94")], OF_HELD_TARGETS, id="held rate"),
        pytest.param(
            indicator(STOCK, target("95"), start="98"), [level("2022", "94")], OF_HELD_TARGETS, id="held stock"
        ),
        pytest.param(
            indicator(ANNUAL, target("10"), before="6"),
            [observation("2021", "9"), observation("2022", "12")],
            OF_ANNUAL_TARGETS,
            id="annual",
        ),
        pytest.param(
            indicator(SHARES, target("14:42:44"), start="13:41:46", before="13:41:46"),
            [level("2022", "13:41:46")],
            OF_SHARES,
            id="shares",
        ),
        pytest.param(indicator(aim=target(None), before="40"), TWO_YEARS, OF_NO_TARGET, id="no target"),
        pytest.param(
            indicator(STOCK, target("300")), [level("2022", "230")], OF_A_LEVEL_WITHOUT_BASELINE, id="no baseline"
        ),
    ],
)
def test_figures_by_hand(subject: Indicator, observations: list[Observation], figures: Expected) -> None:
    assert values(assess_of(subject, *observations), figures) == exactly(figures)


def test_without_data_only_what_the_plan_alone_says_is_known() -> None:
    found = assess_of(indicator(before="40"))
    known = {name for name, figure in found.figures.items() if figure.value is not None}
    assert known == {"planned_per_year"}
    assert found.value("planned_per_year") == 20


@pytest.mark.parametrize("better", [HIGHER, LOWER])
def test_without_data_a_target_of_zero_is_not_complete_or_incomplete_either(better: Better) -> None:
    subject = indicator(aim=target("0", AT_MOST if better is LOWER else Comparator.AT_LEAST), better=better)
    names: Expected = {"completion_rate": None, "remaining": None, "required_per_year": None}
    assert values(assess_of(subject), names) == exactly(names)


@pytest.mark.parametrize(
    ("subject", "value", "figures"),
    [
        (indicator(), "110", {"margin": "10", "remaining": "0", "required_per_year": "0"}),
        (
            indicator(STOCK, start="50"),
            "100",
            {"margin": "0", "remaining": "0", "required_per_year": "0", "required_growth": "0", "progress": "1"},
        ),
        (
            indicator(RATE, target("5", ABOUT, tolerance="0.25", hold=False), better=LOWER, start="6"),
            "5.2",
            {"margin": "0.05", "remaining": "0", "required_per_year": "0", "progress": "0.8"},
        ),
        (indicator(RATE, target("95"), start="98"), "97", {"margin": "2", "remaining": "0", "required_per_year": "0"}),
        (
            indicator(STOCK, target("300", AT_MOST), better=LOWER, start="400"),
            "280",
            {"margin": "20", "remaining": "0", "required_per_year": "0", "required_growth": "0"},
        ),
    ],
)
def test_a_satisfied_target_has_a_margin_and_nothing_remaining(
    subject: Indicator, value: str, figures: Expected
) -> None:
    assert values(assess_of(subject, seen(subject.kind, "2022", value)), figures) == exactly(figures)


@pytest.mark.parametrize(
    ("aim", "better", "value", "figures"),
    [
        # 6 is 0.75 above the limit 5.25, and three years are left
        (
            target("5", ABOUT, tolerance="0.25", hold=False),
            LOWER,
            "6",
            {"margin": "-0.75", "required_per_year": "-1/4"},
        ),
        (target("100", ABOUT, tolerance="5"), HIGHER, "92", {"margin": "-3", "remaining": "3"}),
        (target("100", BETWEEN, high="120"), HIGHER, "97", {"margin": "-3", "remaining": "3"}),
    ],
)
def test_margin_and_remaining_are_counted_from_the_limit(
    aim: Target, better: Better, value: str, figures: Expected
) -> None:
    assert values(assess_of(indicator(STOCK, aim, better=better), level("2022", value)), figures) == exactly(figures)


@pytest.mark.parametrize(
    ("value", "figures"),
    [
        ("80", {"required_per_year": None, "required_growth": None, "remaining": "20", "projected": "80"}),
        ("100", {"required_per_year": "0", "required_growth": "0", "remaining": "0", "projected": "100"}),
    ],
)
def test_with_no_time_left_nothing_can_be_required(value: str, figures: Expected) -> None:
    found = assess_of(indicator(STOCK, start="50"), level("2025", value))
    assert found.value("elapsed") == 1
    assert values(found, figures) == exactly(figures)


@pytest.mark.parametrize(
    ("subject", "value", "name"),
    [
        (indicator(STOCK, start="50"), "0", "required_growth"),  # L / 0
        (indicator(STOCK, before="0"), "10", "growth"),  # A / 0
        (indicator(aim=target("0", AT_MOST), better=LOWER), "3", "lead_months"),  # A / 0
    ],
)
def test_what_would_divide_by_zero_is_null(subject: Indicator, value: str, name: str) -> None:
    assert assess_of(subject, seen(subject.kind, "2022", value)).value(name) is None


@pytest.mark.parametrize(
    ("limit", "actual", "growth"),
    [
        ("343", "216", Fraction(1, 6)),  # (7/6)³ over the three years left
        ("1331", "1000", Fraction(1, 10)),
    ],
)
def test_required_growth_is_the_compound_yearly_growth_to_the_limit(limit: str, actual: str, growth: Fraction) -> None:
    found = assess_of(indicator(STOCK, target(limit)), level("2022", actual)).value("required_growth")
    assert found is not None
    assert abs(found - growth) < Fraction(1, 10**30)


@pytest.mark.parametrize("kind", [SUM, RATE, ANNUAL])
def test_required_growth_is_for_stocks_only(kind: Kind) -> None:
    assert assess_of(indicator(kind), seen(kind, "2022", "50")).value("required_growth") is None


@pytest.mark.parametrize("name", ["progress", "expected", "projected"])
def test_progress_is_null_where_the_baseline_already_satisfied_a_target_that_is_not_held(name: str) -> None:
    found = assess_of(indicator(STOCK, target("95", hold=False), start="98"), level("2022", "94"))
    assert (found.value(name) is None) is (name == "progress")


# Time


@pytest.mark.parametrize(
    ("period", "elapsed"),
    [
        ("2021-01/2021-05", "5/60"),
        ("2021", "1/5"),
        ("2021-01/2023-06", "1/2"),
        ("2021-01-15", "15/1860"),  # 15 of January's 31 days: 15/31 of one month of 60
        ("2021-01/2025-12", "1"),
    ],
)
def test_elapsed_is_the_share_of_the_months_to_through(period: str, elapsed: str) -> None:
    assert assess_of(indicator(), observation(period, "1")).value("elapsed") == Fraction(elapsed)


def test_elapsed_is_taken_where_the_data_end_not_today() -> None:
    """Data to the end of 2022, looked at three years later."""
    assert assess_of(indicator(), *TWO_YEARS, as_of="2025-12-31").value("elapsed") == Fraction(24, 60)


def test_years_are_months_by_twelve_where_the_plan_cuts_them() -> None:
    """18 of the 36 months from July 2021: 30 in 1.5 years, 70 to go in as many."""
    within = plan(start=date(2021, 7, 1), end=date(2024, 6, 30))
    found = assess_of(indicator(), observation("2021-07/2022-12", "30"), within=within)
    names: Expected = {
        "elapsed": "1/2",
        "planned_per_year": "100/3",
        "achieved_per_year": "20",
        "required_per_year": "140/3",
        "projected": "60",
        "lead_points": "-20",
        "lead_months": "-7.2",  # 0.3 × 36 − 18
    }
    assert values(found, names) == exactly(names)


def test_lead_is_measured_on_the_milestones() -> None:
    """20 were expected and 50 came; 80 are left for 36 months, so 50 is reached after 24 + 13.5."""
    subject = indicator(milestones=[milestone(2021, "10"), milestone(2022, "10")])
    found = assess_of(subject, *TWO_YEARS)
    assert found.value("lead_points") == 30
    assert found.value("lead_months") == Fraction("13.5")
    assert found.value("expected") == 20


def test_the_lead_of_an_amount_about_its_target_is_not_capped() -> None:
    """130 of about 100 where 40 were expected: 90 points."""
    found = assess_of(indicator(aim=target("100", ABOUT, tolerance="5")), observation("2021-01/2022-12", "130"))
    assert found.value("lead_points") == 90
    assert found.value("lead_months") == 54  # 1.3 × 60 − 24


# Bounds


def bounds(assessment: Assessment, names: Mapping[str, Bound]) -> dict[str, Bound]:
    return {name: assessment.figures[name].bound for name in names}


RISING = ("raw_ratio", "completion_rate", "lead_points", "lead_months", "margin", "achieved_per_year", "projected")


@pytest.mark.parametrize(("bound", "opposite"), [(Bound.AT_LEAST, Bound.AT_MOST), (Bound.AT_MOST, Bound.AT_LEAST)])
def test_figures_from_a_bounded_sum_are_bounds_in_its_direction_or_the_other(bound: Bound, opposite: Bound) -> None:
    found = assess_of(indicator(before="10"), observation("2021", "10", bound=bound))
    names = dict.fromkeys(RISING, bound)
    names |= dict.fromkeys(("remaining", "required_per_year"), opposite)
    names |= dict.fromkeys(("elapsed", "expected", "planned_per_year"), Bound.EXACT)
    assert bounds(found, names) == names


def test_figures_from_an_unknown_direction_are_unknown() -> None:
    """At least 10 in one year, at most 10 in the next: the sum may be more or less than 20."""
    found = assess_of(
        indicator(),
        observation("2021", "10", bound=Bound.AT_LEAST),
        observation("2022", "10", bound=Bound.AT_MOST),
    )
    names = dict.fromkeys((*RISING, "remaining"), Bound.UNKNOWN) | {"elapsed": Bound.EXACT}
    assert bounds(found, names) == names


def test_a_partial_sum_bounds_its_figures_from_below() -> None:
    found = assess_of(indicator(), observation("2022", "30"))
    names = {
        "completion_rate": Bound.AT_LEAST,
        "lead_points": Bound.AT_LEAST,
        "remaining": Bound.AT_MOST,
        "required_per_year": Bound.AT_MOST,
        "elapsed": Bound.EXACT,
    }
    assert bounds(found, names) == names


def test_where_less_is_better_a_lower_bound_is_the_best_case() -> None:
    """At least 4 against at most 3: the margin is at most −1, the completion at most 3/4."""
    subject = indicator(RATE, target("3", AT_MOST), better=LOWER, start="5")
    found = assess_of(subject, level("2022", "4", bound=Bound.AT_LEAST))
    names = {
        "raw_ratio": Bound.AT_LEAST,
        "completion_rate": Bound.AT_MOST,
        "progress": Bound.AT_MOST,
        "margin": Bound.AT_MOST,
        "remaining": Bound.AT_LEAST,
        "required_per_year": Bound.AT_MOST,  # -1/3 or a steeper fall
        "projected": Bound.AT_LEAST,
    }
    assert bounds(found, names) == names


@pytest.mark.parametrize(
    ("subject", "value", "bound"),
    [
        (indicator(RATE, target("98")), "98", Bound.AT_LEAST),
        (indicator(RATE, target("3", AT_MOST), better=LOWER), "3", Bound.AT_MOST),
    ],
)
def test_a_bound_that_satisfies_for_certain_leaves_no_doubt_in_completion_and_remaining(
    subject: Indicator, value: str, bound: Bound
) -> None:
    found = assess_of(subject, level("2022", value, bound=bound))
    names: Expected = {"completion_rate": "1", "remaining": "0", "required_per_year": "0"}
    assert values(found, names) == exactly(names)
    assert bounds(found, dict.fromkeys(names, Bound.EXACT)) == dict.fromkeys(names, Bound.EXACT)


@pytest.mark.parametrize(
    ("subject", "value", "bound"),
    [
        (indicator(RATE, target("98")), "99", Bound.AT_MOST),
        (indicator(RATE, target("3", AT_MOST), better=LOWER), "2", Bound.AT_LEAST),
    ],
)
def test_a_bound_that_only_may_satisfy_gives_the_best_case(subject: Indicator, value: str, bound: Bound) -> None:
    """At most 99 against 98: complete at most, and at least nothing remains."""
    found = assess_of(subject, level("2022", value, bound=bound))
    names = {
        "completion_rate": Bound.AT_MOST,
        "remaining": Bound.AT_LEAST,
        "required_per_year": Bound.AT_LEAST if subject.better is HIGHER else Bound.AT_MOST,
    }
    assert bounds(found, names) == names


def test_required_growth_falls_as_a_stock_rises_whichever_way_is_better() -> None:
    """Of a stock that may grow to 100 at most and is at least 50, no decline is required, or one: 0 at most."""
    subject = indicator(STOCK, target("100", AT_MOST), better=LOWER, start="200")
    found = assess_of(subject, level("2022", "50", bound=Bound.AT_LEAST)).figures["required_growth"]
    assert found.value == 0
    assert found.bound is Bound.AT_MOST


# Laws


@pytest.mark.parametrize(
    "subject",
    [
        indicator(before="40", milestones=[milestone(2021, "10")]),
        indicator(STOCK, start="20", before="20"),
        indicator(RATE, target("3", AT_MOST), better=LOWER, start="5"),
        indicator(ANNUAL),
        indicator(SHARES, target("14:42:44")),
    ],
)
def test_each_formula_needs_only_given_numbers_and_figures_defined_before_it(subject: Indicator) -> None:
    found = assess_of(subject, seen(subject.kind, "2021", "13:41:46" if subject.kind is SHARES else "10"))
    order = [name for name, _ in DEFINITIONS]
    for name, figure in found.figures.items():
        needed = set(figure.formula.names())
        assert needed <= set(found.values)
        assert needed & set(order) <= set(order[: order.index(name)])


amounts = st.integers(0, 30_000).map(lambda hundredths: Decimal(hundredths) / 100)
UPWARD = (Comparator.AT_LEAST, MORE_THAN, ABOUT, BETWEEN)
DOWNWARD = (AT_MOST, LESS_THAN, ABOUT, BETWEEN)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from([SUM, STOCK, RATE, ANNUAL]),
    st.sampled_from([*((HIGHER, one) for one in UPWARD), *((LOWER, one) for one in DOWNWARD)]),
    st.sampled_from(["0", "5", "100"]),
    amounts,
    amounts,
)
def test_completion_and_margin_never_fall_as_the_actual_improves(
    kind: Kind, meaning: tuple[Better, Comparator], value: str, first: Decimal, second: Decimal
) -> None:
    better, comparator = meaning
    aim = target(value, comparator, high="120", tolerance="0.25" if comparator is ABOUT else None)
    worse, improved = sorted((first, second), reverse=better is LOWER)
    subject = indicator(kind, aim, better=better)
    before, after = (assess_of(subject, seen(kind, "2022", str(amount))) for amount in (worse, improved))
    for name in ("completion_rate", "margin"):
        earlier_value, later_value = before.value(name), after.value(name)
        assert earlier_value is not None
        assert later_value is not None
        assert earlier_value <= later_value, name


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(
        [
            indicator(SUM),
            indicator(STOCK, start="20"),
            indicator(STOCK, start="150"),
            indicator(RATE, start="20"),
            indicator(RATE),
            indicator(STOCK, target("100", AT_MOST), better=LOWER, start="200"),
            indicator(RATE, target("100", LESS_THAN), better=LOWER),
            indicator(SUM, target("100", ABOUT, tolerance="5")),
        ]
    ),
    st.sampled_from([Bound.AT_LEAST, Bound.AT_MOST]),
    amounts,
    amounts,
)
def test_a_bound_on_a_figure_holds_for_every_value_that_the_actual_may_have(
    subject: Indicator, bound: Bound, first: Decimal, second: Decimal
) -> None:
    stated, true = sorted((first, second), reverse=bound is Bound.AT_MOST)
    bounded = assess_of(subject, seen(subject.kind, "2021-01/2022-12", str(stated), bound))
    exact = assess_of(subject, seen(subject.kind, "2021-01/2022-12", str(true)))
    for name, figure in bounded.figures.items():
        truth = exact.value(name)
        if figure.value is None or truth is None:
            continue
        allowed = {
            Bound.EXACT: truth == figure.value,
            Bound.AT_LEAST: truth >= figure.value,
            Bound.AT_MOST: truth <= figure.value,
        }
        assert allowed[figure.bound], name


@pytest.mark.parametrize(
    ("subject", "value", "figures"),
    [
        # from -50 up to -13 would be a growth of -74 %
        (indicator(STOCK, target("-13"), start="-60"), "-50", {"required_growth": None}),
        (indicator(STOCK, target("-13"), start="-60"), "-12", {"required_growth": "0"}),
        # from -10 up to -5 would be a growth of -50 %
        (indicator(STOCK, target("100"), start="20", before="-10"), "-5", {"growth": None}),
        (indicator(STOCK, target("100"), start="20", before="10"), "-5", {"growth": "-3/2"}),
    ],
)
def test_no_growth_is_figured_from_or_to_a_number_below_zero(subject: Indicator, value: str, figures: Expected) -> None:
    assert values(assess_of(subject, level("2022", value)), figures) == exactly(figures)
