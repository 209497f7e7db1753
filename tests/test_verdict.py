"""methodology.md, section 4: each row of the verdict table in its order, and what a bound leaves undecided."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import END, assess_of, day, indicator, milestone, note_keys, observation, plan, revision, seen, target
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.actuals import Actual
from rsplan.calc.pace import pace_of
from rsplan.calc.target_in_force import Certainty, target_in_force
from rsplan.calc.verdict import AHEAD_BY, STALE_AFTER, Rules, Status, VerdictInput, judge_actual
from rsplan.model.enums import Better, Bound, Comparator, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Target

LOWER = Better.LOWER
AT_MOST, LESS_THAN, MORE_THAN = Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.MORE_THAN
EXACT, AT_LEAST, UNKNOWN = Bound.EXACT, Bound.AT_LEAST, Bound.UNKNOWN
AT_MOST_BOUND = Bound.AT_MOST
MET, AHEAD, ON_TRACK, BEHIND, MISSED = Status.MET, Status.AHEAD, Status.ON_TRACK, Status.BEHIND, Status.MISSED
INCOMPLETE, NO_DATA, NO_TARGET = Status.INCOMPLETE, Status.NO_DATA, Status.NO_TARGET
SUM, ANNUAL, STOCK, RATE, SHARES = Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE, Kind.COMPOSITION

#: Half of the plan; a sum up to then is its value for these 30 months.
HALFWAY, HALF = "2021-01/2023-06", "2023-06-30"
WHOLE = "2021-01/2025-12"


def status_of(
    indicator: Indicator, *observations: Observation, as_of: str = "2025-12-31", rules: Rules | None = None
) -> str:
    return assess_of(indicator, *observations, as_of=as_of, rules=rules or Rules()).status


def halfway(indicator: Indicator, value: str, bound: Bound = EXACT, rules: Rules | None = None) -> str:
    return status_of(indicator, seen(indicator.kind, HALFWAY, value, bound), rules=rules)


def at_the_end(indicator: Indicator, value: str, bound: Bound = EXACT) -> str:
    return status_of(indicator, seen(indicator.kind, WHOLE, value, bound))


A_SUM = indicator()
A_LEVEL = indicator(STOCK, start="50")  # 75 is expected halfway to 100
UNBASED = indicator(STOCK)
A_HELD_RATE = indicator(RATE, target("95"), start="98")
A_CEILING = indicator(RATE, target("4", AT_MOST), better=LOWER)
SOME_SHARES = indicator(SHARES, target("14:42:44"))


# The rows in their order


@pytest.mark.parametrize("subject", [indicator(aim=target(None)), indicator(STOCK, target(None), start="5")])
def test_no_target_comes_before_everything(subject: Indicator) -> None:
    assert status_of(subject) == NO_TARGET
    assert halfway(subject, "113.43") == NO_TARGET
    assert at_the_end(subject, "113.43") == NO_TARGET


def test_a_target_in_words_is_not_quantified() -> None:
    """methodology.md, section 4: 与经济增长基本同步; `**` sets no target at all."""
    words = target(None, printed="与经济增长基本同步")._replace(in_words=True)
    known = [seen(Kind.STOCK, "2023-12", "90")]
    assessment = assess_of(indicator(Kind.STOCK, words), *known)
    assert (assessment.status, assessment.status.passes) == (Status.NOT_QUANTIFIED, None)
    assert assessment.reason.details["target"] == "与经济增长基本同步"
    assert assess_of(indicator(Kind.STOCK, target(None)), *known).status is Status.NO_TARGET


@pytest.mark.parametrize("subject", [A_SUM, A_LEVEL, UNBASED, A_HELD_RATE, A_CEILING, SOME_SHARES, indicator(ANNUAL)])
def test_no_data_where_nothing_is_observed_in_the_plan(subject: Indicator) -> None:
    shares = "14:42:44" if subject.kind is SHARES else "100"
    assert status_of(subject) == NO_DATA
    assert status_of(subject, seen(subject.kind, "2020", shares)) == NO_DATA
    assert status_of(subject, seen(subject.kind, "2021", shares), as_of="2021-12-30") == NO_DATA


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        (A_SUM, "100"),
        (A_LEVEL, "100"),
        (UNBASED, "100"),
        (SOME_SHARES, "14:42:44"),
        (indicator(RATE, target("4", AT_MOST, hold=False), better=LOWER), "4"),
    ],
)
def test_met_as_soon_as_satisfied_where_nothing_is_held(subject: Indicator, value: str) -> None:
    assert halfway(subject, value) == MET
    assert at_the_end(subject, value) == MET


@pytest.mark.parametrize(
    ("indicator", "satisfied", "short"),
    [(A_HELD_RATE, "95", "94.9"), (A_CEILING, "4", "4.1")],
)
def test_held_targets_are_on_track_or_behind_until_the_plan_is_over(
    indicator: Indicator, satisfied: str, short: str
) -> None:
    assert halfway(indicator, satisfied) == ON_TRACK
    assert halfway(indicator, short) == BEHIND
    assert at_the_end(indicator, satisfied) == MET
    assert at_the_end(indicator, short) == MISSED


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        (A_SUM, "99.99"),
        (A_LEVEL, "99.99"),
        (UNBASED, "99.99"),
        (SOME_SHARES, "13:41:46"),
        (indicator(RATE, target("90", MORE_THAN)), "90"),
        (indicator(RATE, target("4", LESS_THAN), better=LOWER), "4"),
    ],
)
def test_missed_once_the_plan_is_over(subject: Indicator, value: str) -> None:
    assert at_the_end(subject, value) == MISSED


def test_data_that_stop_before_the_end_decide_nothing_once_the_plan_has_ended() -> None:
    """Seven years after the plan, with data to its last month but one; while it runs it is behind."""
    assert status_of(A_SUM, observation("2021-01/2025-11", "60"), as_of="2025-12-31") == BEHIND
    late = status_of(A_SUM, observation("2021-01/2025-11", "60"), as_of="2032-12-31")
    assert late == INCOMPLETE


@pytest.mark.parametrize(("subject", "value"), [(UNBASED, "99"), (indicator(RATE, target("95")), "94")])
def test_a_level_that_started_nowhere_is_incomplete(subject: Indicator, value: str) -> None:
    assert halfway(subject, value) == INCOMPLETE


def test_shares_on_their_way_are_incomplete() -> None:
    assert halfway(SOME_SHARES, "13:41:46") == INCOMPLETE


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("60", AHEAD),  # exactly 10 points
        ("99.99", AHEAD),
        ("59.99", ON_TRACK),
        ("50", ON_TRACK),  # exactly as expected
        ("49.99", BEHIND),
        ("0", BEHIND),
    ],
)
def test_a_sum_is_ahead_from_ten_points_and_on_track_from_none(value: str, status: Status) -> None:
    assert halfway(A_SUM, value) == status


@pytest.mark.parametrize(("value", "status"), [("99", ON_TRACK), ("75", ON_TRACK), ("74.99", BEHIND)])
def test_a_level_is_never_ahead(value: str, status: Status) -> None:
    assert halfway(A_LEVEL, value) == status


@pytest.mark.parametrize(("value", "status"), [("3.5", ON_TRACK), ("4", ON_TRACK), ("4.01", BEHIND)])
def test_the_good_side_of_a_falling_path_is_below_it(value: str, status: Status) -> None:
    """From 5 to at most 3: 4 is expected halfway."""
    assert halfway(indicator(RATE, target("3", AT_MOST), better=LOWER, start="5"), value) == status


def test_ahead_is_measured_on_the_path_of_the_milestones() -> None:
    """10 a year at first: 25 is expected halfway, and 35 is 10 points ahead, short of the straight line's 50."""
    subject = indicator(milestones=[milestone(2021, "10"), milestone(2022, "10"), milestone(2023, "10")])
    assert halfway(subject, "35") == AHEAD
    assert halfway(subject, "34.9") == ON_TRACK


def test_short_of_the_milestones_is_behind_though_before_the_straight_line() -> None:
    """90 was planned for the first half: 60 is 30 points short of it."""
    subject = indicator(milestones=[milestone(2021, "40"), milestone(2022, "40"), milestone(2023, "20")])
    assert halfway(subject, "60") == BEHIND


def test_the_path_of_the_milestones_decides_what_is_on_track() -> None:
    """10 a year at first: 25 is expected halfway."""
    subject = indicator(milestones=[milestone(2021, "10"), milestone(2022, "10"), milestone(2023, "10")])
    assert halfway(subject, "25") == ON_TRACK
    assert halfway(subject, "24.9") == BEHIND


# The thresholds


def test_thresholds_are_those_of_the_reference() -> None:
    assert AHEAD_BY == 10
    assert STALE_AFTER == 12
    assert Rules() == Rules(ahead_by=Fraction(10), slack=Fraction(0), stale_after=12)


@pytest.mark.parametrize(
    ("ahead_by", "value", "status"),
    [("15", "64.9", ON_TRACK), ("15", "65", AHEAD), ("0", "50", AHEAD), ("0", "49.9", BEHIND), ("5", "55", AHEAD)],
)
def test_ahead_by_moves_where_ahead_begins(ahead_by: str, value: str, status: Status) -> None:
    assert halfway(A_SUM, value, rules=Rules(ahead_by=Fraction(ahead_by))) == status


@pytest.mark.parametrize(
    ("subject", "slack", "value", "status"),
    [
        (A_SUM, "5", "45", ON_TRACK),
        (A_SUM, "5", "44.99", BEHIND),
        # levels: points of the way of 50 from the baseline, so 5 points are 2.5
        (A_LEVEL, "5", "72.5", ON_TRACK),
        (A_LEVEL, "5", "72.49", BEHIND),
        # 5 to at most 3: 5 points of the way of 2 are 0.1
        (indicator(RATE, target("3", AT_MOST), better=LOWER, start="5"), "5", "4.1", ON_TRACK),
        (indicator(RATE, target("3", AT_MOST), better=LOWER, start="5"), "5", "4.11", BEHIND),
    ],
)
def test_slack_forgives_so_many_points_of_the_way(subject: Indicator, slack: str, value: str, status: Status) -> None:
    assert halfway(subject, value, rules=Rules(slack=Fraction(slack))) == status


@pytest.mark.parametrize(("value", "status"), [("100", ON_TRACK), ("99.99", BEHIND)])
def test_slack_is_nothing_where_there_is_no_way_to_go(value: str, status: Status) -> None:
    """More than 100, from 100: the path is level, and no share of it can be forgiven."""
    subject = indicator(STOCK, target("100", MORE_THAN), start="100")
    assert halfway(subject, value, rules=Rules(slack=Fraction(5))) == status


@pytest.mark.parametrize(("subject", "short"), [(A_HELD_RATE, "94.99"), (A_CEILING, "4.01"), (indicator(ANNUAL), "99")])
def test_slack_is_not_for_held_targets(subject: Indicator, short: str) -> None:
    assert status_of(subject, seen(subject.kind, "2021", short), rules=Rules(slack=Fraction(50))) == BEHIND


def test_slack_never_turns_a_miss_into_a_pass_once_the_plan_is_over() -> None:
    assert status_of(A_SUM, observation(WHOLE, "99"), rules=Rules(slack=Fraction(50))) == MISSED


# Pass and fail


@pytest.mark.parametrize(
    ("status", "passes"),
    [
        (MET, True),
        (AHEAD, True),
        (ON_TRACK, True),
        (BEHIND, False),
        (MISSED, False),
        (INCOMPLETE, None),
        (NO_DATA, None),
        (NO_TARGET, None),
    ],
)
def test_pass_is_true_or_false_only_where_the_verdict_decides(status: Status, passes: bool | None) -> None:
    assert status.passes is passes


# Bounds


def actual(value: str, bound: Bound, through: date) -> Actual:
    return Actual((Fraction(value),), bound, through, (), False, ())


def standing_verdict(
    indicator: Indicator,
    value: str,
    bound: Bound,
    expected: str,
    through: date | None = None,
    rules: Rules | None = None,
) -> Status:
    """The verdict on a sum that may carry any bound, halfway unless a day is given."""
    through = through or day(HALF)
    elapsed = Fraction(1) if through == END else Fraction(1, 2)
    lead = (Fraction(value) / Fraction(indicator.target.value) - elapsed) * 100
    known = actual(value, bound, through)
    in_force = target_in_force(plan(indicator), indicator, END, None)
    verdict_input = VerdictInput(
        in_force=in_force,
        over=through == END,
        actual=known,
        baseline=Fraction(0),
        expected=Fraction(expected),
        lead_points=lead,
    )
    return judge_actual(verdict_input, rules or Rules())[0]


@pytest.mark.parametrize(
    ("value", "bound", "status"),
    [
        ("100", AT_LEAST, MET),
        ("50", AT_LEAST, ON_TRACK),  # somewhere between on track and met
        ("49.99", AT_LEAST, INCOMPLETE),
        ("49.99", AT_MOST_BOUND, BEHIND),
        ("50", AT_MOST_BOUND, INCOMPLETE),
        ("100", AT_MOST_BOUND, INCOMPLETE),
        ("120", UNKNOWN, INCOMPLETE),
        ("10", UNKNOWN, INCOMPLETE),
    ],
)
def test_a_bounded_sum_on_its_way_gets_the_worst_verdict_if_all_agree(value: str, bound: Bound, status: Status) -> None:
    assert standing_verdict(A_SUM, value, bound, "50") == status


@pytest.mark.parametrize(
    ("value", "bound", "status"),
    [
        ("100", AT_LEAST, MET),
        ("99.99", AT_LEAST, INCOMPLETE),
        ("99.99", AT_MOST_BOUND, MISSED),
        ("100", AT_MOST_BOUND, INCOMPLETE),
        ("100", UNKNOWN, INCOMPLETE),
    ],
)
def test_a_bounded_sum_at_the_end_is_met_or_missed_only_for_certain(value: str, bound: Bound, status: Status) -> None:
    assert standing_verdict(A_SUM, value, bound, "100", END) == status


@pytest.mark.parametrize(
    ("aim", "value", "bound", "running", "over"),
    [
        (target("4", AT_MOST), "4", AT_MOST_BOUND, ON_TRACK, MET),
        (target("4", AT_MOST), "4.1", AT_MOST_BOUND, INCOMPLETE, INCOMPLETE),
        (target("4", AT_MOST), "4", AT_LEAST, INCOMPLETE, INCOMPLETE),
        (target("4", AT_MOST), "4.1", AT_LEAST, BEHIND, MISSED),
        (target("4", LESS_THAN), "4", AT_MOST_BOUND, INCOMPLETE, INCOMPLETE),
        (target("4", LESS_THAN), "4", AT_LEAST, BEHIND, MISSED),
    ],
)
def test_a_bounded_ceiling_is_judged_only_for_certain(
    aim: Target, value: str, bound: Bound, running: Status, over: Status
) -> None:
    subject = indicator(RATE, aim, better=LOWER)
    assert halfway(subject, value, bound) == running
    assert at_the_end(subject, value, bound) == over


@pytest.mark.parametrize(
    ("aim", "bound", "status"),
    [
        (target("98"), AT_LEAST, MET),  # ≥98 against ≥98
        (target("98", MORE_THAN), AT_LEAST, INCOMPLETE),  # 98 itself would not do
        (target("98"), AT_MOST_BOUND, INCOMPLETE),
        (target("98.1"), AT_LEAST, INCOMPLETE),
        (target("98.1"), AT_MOST_BOUND, MISSED),
    ],
)
def test_a_printed_bound_is_no_number(aim: Target, bound: Bound, status: Status) -> None:
    assert at_the_end(indicator(RATE, aim), "98", bound) == status


def test_a_bounded_level_without_a_baseline_is_incomplete_unless_satisfied() -> None:
    assert halfway(UNBASED, "100", AT_LEAST) == MET
    assert halfway(UNBASED, "99", AT_LEAST) == INCOMPLETE
    assert halfway(UNBASED, "99", AT_MOST_BOUND) == INCOMPLETE
    assert halfway(UNBASED, "101", AT_MOST_BOUND) == INCOMPLETE


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("100", MET),
        ("50", ON_TRACK),  # as much as is expected of the whole time until then
        ("49", INCOMPLETE),  # below it, and the year that is missing may have brought the rest
    ],
)
def test_a_partial_sum_is_never_behind(value: str, status: Status) -> None:
    """2021 is missing; the rest reaches to the middle of the plan."""
    assert status_of(A_SUM, observation("2022-01/2023-06", value)) == status


def test_a_partial_sum_at_the_end_is_never_missed() -> None:
    assert status_of(A_SUM, observation("2025", "99")) == INCOMPLETE
    assert status_of(A_SUM, observation("2025", "100")) == MET


def test_an_undecided_reason_names_the_gaps() -> None:
    found = assess_of(A_SUM, observation("2023", "49"))
    assert (found.reason.key, found.reason.details["missing"]) == ("reason.gaps_decide", "2021, 2022")
    bounded = assess_of(A_SUM, observation(HALFWAY, "49", bound=AT_LEAST))
    assert bounded.reason.key == "reason.bound_decides"
    assert bounded.reason.details["actual"] == "≥49"


def test_a_bound_satisfies_for_certain_only_where_every_value_does() -> None:
    def certain(value: str, bound: Bound) -> bool:
        return Certainty(target("98"), Better.HIGHER).satisfied((Decimal(value),), bound)

    assert certain("98", EXACT)
    assert certain("98", AT_LEAST)
    assert not certain("97", AT_LEAST)
    assert not certain("99", AT_MOST_BOUND)
    assert not certain("99", UNKNOWN)


@pytest.mark.parametrize(
    ("indicator", "value", "rests_on"),
    [
        (A_SUM, "100", {"actual": "100", "target": "100"}),
        (A_SUM, "60", {"actual": "60", "lead": "+10", "through": HALF}),
        (A_SUM, "50", {"actual": "50", "lead": "0", "expected": "50"}),
        (A_SUM, "40", {"actual": "40", "lead": "-10", "expected": "50"}),
        (A_LEVEL, "80", {"actual": "80", "expected": "75"}),
        (A_HELD_RATE, "94", {"actual": "94", "target": "95"}),
        (UNBASED, "99", {"actual": "99", "target": "100"}),
    ],
)
def test_the_reason_carries_the_numbers_that_the_verdict_rests_on(
    indicator: Indicator, value: str, rests_on: dict[str, str]
) -> None:
    details = assess_of(indicator, seen(indicator.kind, HALFWAY, value)).reason.details
    assert {name: details.get(name) for name in rests_on} == rests_on


def test_each_sort_of_verdict_has_its_own_reason() -> None:
    """Held targets, levels and sums get the same words for a status, but for different reasons."""
    reasons = {
        assess_of(one, seen(one.kind, HALFWAY, value)).reason.key
        for one, value in [
            (A_SUM, "100"),
            (A_SUM, "60"),
            (A_SUM, "50"),
            (A_SUM, "40"),
            (A_LEVEL, "80"),
            (A_LEVEL, "70"),
            (A_HELD_RATE, "96"),
            (A_HELD_RATE, "94"),
            (UNBASED, "99"),
        ]
    }
    assert len(reasons) == 9


# Annual targets

AN_ANNUAL = indicator(ANNUAL, target("10"))


@pytest.mark.parametrize(
    ("years", "as_of", "status"),
    [
        ({2021: "10"}, "2021-12-31", ON_TRACK),
        ({2021: "12", 2022: "10"}, "2022-12-31", ON_TRACK),
        ({2021: "12", 2022: "9.9"}, "2022-12-31", BEHIND),
        ({2021: "9", 2022: "30"}, "2022-12-31", BEHIND),  # a later year does not make up for an earlier one
        ({2021: "12", 2022: "10"}, "2025-06-30", ON_TRACK),  # judged where the data stop
        # every year of the plan
        (dict.fromkeys(range(2021, 2026), "10"), "2025-12-31", MET),
        ({**dict.fromkeys(range(2021, 2026), "10"), 2023: "9"}, "2025-12-31", MISSED),
        # a year without a figure
        ({2022: "10"}, "2022-12-31", INCOMPLETE),
        ({2021: "10", 2023: "10"}, "2023-12-31", INCOMPLETE),
        ({2021: "9", 2023: "10"}, "2023-12-31", BEHIND),
        ({2025: "10"}, "2025-12-31", INCOMPLETE),
        ({2021: "9", 2025: "10"}, "2025-12-31", MISSED),
        # as-of within a year: it is not complete yet
        ({2021: "10", 2022: "1"}, "2022-12-30", ON_TRACK),
    ],
)
def test_an_annual_target_is_judged_year_by_year(years: dict[int, str], as_of: str, status: Status) -> None:
    assert (
        status_of(AN_ANNUAL, *(observation(str(year), value) for year, value in years.items()), as_of=as_of) == status
    )


@pytest.mark.parametrize(
    ("bounded", "status"),
    [
        (observation("2022", "10", bound=AT_LEAST), ON_TRACK),
        (observation("2022", "9", bound=AT_LEAST), INCOMPLETE),
        (observation("2022", "9", bound=AT_MOST_BOUND), BEHIND),
        (observation("2022", "10", bound=AT_MOST_BOUND), INCOMPLETE),
    ],
)
def test_a_bounded_year_is_judged_only_for_certain(bounded: Observation, status: Status) -> None:
    assert status_of(AN_ANNUAL, observation("2021", "12"), bounded, as_of="2022-12-31") == status


def test_an_annual_ceiling_fails_in_the_year_that_exceeds_it() -> None:
    subject = indicator(ANNUAL, target("10", AT_MOST), better=LOWER)
    assert status_of(subject, observation("2021", "9"), observation("2022", "10")) == ON_TRACK
    assert status_of(subject, observation("2021", "9"), observation("2022", "11")) == BEHIND


def test_an_annual_target_with_no_complete_year_is_incomplete() -> None:
    assert status_of(AN_ANNUAL, observation("2021-H1", "4"), as_of="2021-06-30") == INCOMPLETE


@pytest.mark.parametrize(
    ("years", "key", "named"),
    [
        ({2021: "12", 2022: "9"}, "reason.years_failed", "2022"),
        ({2021: "12", 2023: "12"}, "reason.years_unknown", "2022"),
        ({2021: "12", 2022: "12"}, "reason.years_passed", "2021, 2022"),
    ],
)
def test_the_reason_names_the_years_that_decide(years: dict[int, str], key: str, named: str) -> None:
    reason = assess_of(AN_ANNUAL, *(observation(str(year), value) for year, value in years.items())).reason
    assert (reason.key, reason.details["years"]) == (key, named)


def test_the_running_year_of_an_annual_target_is_not_judged_yet() -> None:
    seen_so_far = observation("2021", "10"), observation("2022-01/2022-11", "4")
    assert status_of(AN_ANNUAL, *seen_so_far, as_of="2022-11-30") == ON_TRACK


def test_months_make_up_a_year_of_an_annual_target() -> None:
    halves = observation("2021-H1", "4"), observation("2021-H2", "6")
    assert status_of(AN_ANNUAL, *halves, as_of="2021-12-31") == ON_TRACK


# Laws


BEST_FIRST = (MET, AHEAD, ON_TRACK, BEHIND, MISSED)
amounts = st.integers(0, 20_000).map(lambda hundredths: Decimal(hundredths) / 100)
judged = st.sampled_from(
    [
        A_SUM,
        A_LEVEL,
        UNBASED,
        indicator(RATE, start="98"),
        indicator(RATE, target("95"), start="98"),
        indicator(RATE, target("60", AT_MOST), better=LOWER),
        indicator(RATE, target("60", LESS_THAN, hold=False), better=LOWER, start="110"),
        indicator(RATE, target("60", Comparator.ABOUT, tolerance="3"), better=LOWER),
        indicator(STOCK, target("90", MORE_THAN), start="20"),
        indicator(STOCK, target("60", Comparator.BETWEEN, high="80"), start="20"),
        indicator(milestones=[milestone(2021, "5"), milestone(2023, "40")]),
    ]
)


@settings(deadline=None, max_examples=300)
@given(
    judged,
    st.sampled_from([HALFWAY, WHOLE]),
    st.sampled_from([AT_LEAST, AT_MOST_BOUND]),
    amounts,
    amounts,
    st.sampled_from([Rules(), Rules(slack=Fraction(7)), Rules(ahead_by=Fraction(0))]),
)
def test_a_verdict_from_a_bound_holds_for_every_value_inside_the_bound(
    indicator: Indicator, period: str, bound: Bound, first: Decimal, second: Decimal, rules: Rules
) -> None:
    stated, true = sorted((first, second), reverse=bound is AT_MOST_BOUND)
    bounded = assess_of(indicator, seen(indicator.kind, period, str(stated), bound), rules=rules).status
    exact = assess_of(indicator, seen(indicator.kind, period, str(true)), rules=rules).status
    if bounded.passes is not None:
        assert exact.passes is bounded.passes
        assert BEST_FIRST.index(exact) <= BEST_FIRST.index(bounded)


@settings(deadline=None, max_examples=200)
@given(judged, st.sampled_from([HALFWAY, WHOLE]), amounts)
def test_a_bound_is_undecided_only_where_its_own_end_does_not_decide_it(
    indicator: Indicator, period: str, stated: Decimal
) -> None:
    """The bound on the good side leaves only better values: it passes exactly where its worst value does."""
    good = AT_MOST_BOUND if indicator.better is LOWER else AT_LEAST
    bounded = assess_of(indicator, seen(indicator.kind, period, str(stated), good)).status
    worst = assess_of(indicator, seen(indicator.kind, period, str(stated))).status
    assert (bounded.passes is True) == (worst.passes is True)
    assert bounded.passes is not False


GAPS = ("2021", "2022-H1", "2022-H2", "2023-Q1", "2023-Q2", "2024")


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from([A_SUM, indicator(aim=target("100", MORE_THAN)), AN_ANNUAL]),
    st.dictionaries(st.sampled_from(GAPS), amounts, min_size=1),
    st.dictionaries(st.sampled_from(GAPS), amounts),
)
def test_filling_a_gap_never_overturns_a_verdict(
    subject: Indicator, known: dict[str, Decimal], found_later: dict[str, Decimal]
) -> None:
    """Only gaps before `through` are filled: later figures would judge another day."""
    before = assess_of(subject, *(observation(period, str(value)) for period, value in known.items()))
    if before.actual is None:
        return
    last = before.actual.through
    fillings = {period: found_later[period] for period in found_later if observation(period, "0").span[1] <= last}
    after = assess_of(subject, *(observation(period, str(value)) for period, value in {**fillings, **known}.items()))
    if before.status.passes is not None:
        assert after.status.passes is before.status.passes


@settings(deadline=None, max_examples=150)
@given(judged, st.sampled_from([HALFWAY, WHOLE]), amounts, amounts)
def test_a_better_value_never_gets_a_worse_verdict(
    indicator: Indicator, period: str, first: Decimal, second: Decimal
) -> None:
    worse, improved = sorted((first, second), reverse=indicator.better is LOWER)
    before = assess_of(indicator, seen(indicator.kind, period, str(worse))).status
    after = assess_of(indicator, seen(indicator.kind, period, str(improved))).status
    ranking = (MET, AHEAD, ON_TRACK, INCOMPLETE, BEHIND, MISSED)
    assert ranking.index(after) <= ranking.index(before)


def test_milestones_lead_to_the_target_they_were_given_with_and_not_to_its_revision() -> None:
    """100 by 10, 15, 20, 25 and 30, revised to 120: two and a half years of five ask for 60."""
    steps = [milestone(2021 + index, amount) for index, amount in enumerate(("10", "15", "20", "25", "30"))]
    subject = indicator(aim=target("100"), milestones=steps, revisions=[revision(target("120"), "2023-01-01")])
    told = observation("2021-01/2023-06", "33")
    found = assess_of(subject, told, as_of="2023-06-30")
    assert found.value("expected") == 60
    assert "note.milestones_overtaken" in note_keys(found)
    assert [year.planned for year in pace_of(found).years] == [24] * 5
    before = assess_of(subject, observation("2021-01/2022-12", "33"), as_of="2022-12-31")
    assert before.value("expected") == 25
    assert "note.milestones_overtaken" not in note_keys(before)


def test_a_ceiling_on_a_sum_is_kept_and_never_regained() -> None:
    """At most 100: 74 leave nothing to do, 104 nothing that could be done."""
    subject = indicator(aim=target("100", Comparator.AT_MOST), better=Better.LOWER)
    kept = assess_of(subject, observation("2021", "74"), as_of="2021-12-31")
    assert kept.status is Status.ON_TRACK
    assert (kept.value("remaining"), kept.value("margin")) == (Fraction(0), Fraction(26))
    assert (kept.value("lead_points"), kept.reached_on) == (None, None)
    broken = assess_of(subject, observation("2021", "104"), as_of="2021-12-31")
    assert broken.status is Status.BEHIND
    assert broken.value("margin") == -4
    figures = [broken.value(name) for name in ("remaining", "required_per_year", "lead_months")]
    assert (*figures, broken.reached_on) == (None, None, None, None)
    assert all(year.required is None for year in pace_of(broken).years)
    over = assess_of(subject, observation("2021", "74"), observation("2022-01/2025-12", "20"))
    assert over.status is Status.MET
