"""Observations to the actual to date: bases, overlaps, coverage, bounds, vintages; methodology.md, section 2."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.actuals import Actual, ActualHistory, KnownYear, known_years, level_history, sum_history
from rsplan.calc.chosen_observations import chosen_sum, sum_bound
from rsplan.calc.conflicts import Conflict
from rsplan.calc.conflicts import conflicts as conflicts_of
from rsplan.calc.effective_observations import Span, effective, effective_observations, outside_plan, vintage, was_known
from rsplan.model.bilingual import Text
from rsplan.model.enums import Basis, Bound, Kind
from rsplan.model.input_places import Place
from rsplan.model.observation_span import span_of
from rsplan.model.observations import Observation, in_columns
from rsplan.model.period import ONE_DAY, Period, month_end, parse_period, parse_published

LAW = settings(deadline=None, max_examples=150)

START, END = date(2021, 1, 1), date(2025, 12, 31)
PLAN = START, END
LATER = date(2030, 1, 1)
YEAR_2021 = date(2021, 1, 1), date(2021, 12, 31)


def seen(
    text: str | Period,
    *values: str | int | Decimal,
    basis: Basis = Basis.PERIOD,
    bound: Bound = Bound.EXACT,
    published: str | date | None = None,
    order: int = 0,
    provisional: bool = False,
    printed: str | None = None,
) -> Observation:
    """An observation beside the plan of 2021–2025; 1 stands for a value that does not matter."""
    period = parse_period(text) if isinstance(text, str) else text
    return Observation(
        period=period,
        span=span_of(period, basis, START if START <= period.end <= END else None),
        values=tuple(Decimal(value) for value in values or (1,)),
        basis=basis,
        bound=bound,
        provisional=provisional,
        printed=printed,
        source="",
        where=None,
        published=parse_published(published) if isinstance(published, str) else published,
        published_text=None,
        note=None,
        at=Place("data.csv", order),
        order=order,
    )


def level(text: str, *values: int) -> Observation:
    """A level at the period's end."""
    return seen(text, *values, basis=Basis.LEVEL)


def to_date(
    *observations: Observation, as_of: date = LATER, known_on: date | None = None, kind: Kind = Kind.CUMULATIVE
) -> Actual:
    """The actual to date, which must exist."""
    actual = past(observations, kind, as_of=as_of, known_on=known_on).actual
    assert actual is not None
    return actual


def known(
    observations: Sequence[Observation], plan: Span, as_of: date, known_on: date | None
) -> tuple[list[Observation], list[Observation]]:
    """The observations that count for the plan that day, and those that straddle one of its ends."""
    columns = in_columns(observations)
    counting = effective_observations(columns.metadata, plan, as_of, known_on)
    assert columns.select(counting.within) == effective(observations, plan, as_of, known_on)
    return columns.select(counting.within), columns.select(counting.straddling)


def past(
    observations: Sequence[Observation],
    kind: Kind = Kind.CUMULATIVE,
    plan: Span = PLAN,
    as_of: date = LATER,
    known_on: date | None = None,
) -> ActualHistory:
    """What was known after each observation day."""
    columns = in_columns(observations)
    counting = effective_observations(columns.metadata, plan, as_of, known_on)
    return sum_history(columns, counting, plan[0]) if kind.is_additive else level_history(columns, counting.within)


def years(within: Sequence[Observation], plan: Span) -> list[KnownYear]:
    """What is known of each year from observations that count."""
    columns = in_columns(within)
    return known_years(columns, effective_observations(columns.metadata, plan, date.max, None), plan)


def conflicts(within: Sequence[Observation], parts: Sequence[Observation]) -> list[Conflict]:
    """The conflicts of observations that count with those that were chosen of them."""
    return conflicts_of(in_columns(within), tuple(range(len(within))), tuple(within.index(part) for part in parts))


def names(actual: Actual) -> list[str]:
    """The periods that the actual stands on."""
    return [part.period.text for part in actual.parts]


def counted(within: Sequence[Observation]) -> list[str]:
    """Periods and values that count, as text."""
    return [f"{one.period.text}={one.value}" for one in within]


# --- which plan, as-of ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "basis", "counts", "noted"),
    [
        ("2021-01", Basis.PERIOD, True, False),
        ("2025-12", Basis.PERIOD, True, False),
        ("2021-01/2025-12", Basis.PERIOD, True, False),
        ("2020-12/2021-01", Basis.PERIOD, False, True),
        ("2025-12/2026-01", Basis.PERIOD, False, True),
        ("2020-01/2026-12", Basis.PERIOD, False, True),
        ("2020", Basis.PERIOD, False, False),
        ("2026-01", Basis.PERIOD, False, False),
        ("2023-06", Basis.YTD, True, False),
        ("2023-06", Basis.PTD, True, False),
        ("2021-01-01", Basis.LEVEL, True, False),
        ("2025", Basis.LEVEL, True, False),
        ("2020-12/2021-01", Basis.LEVEL, True, False),
        ("2025-12/2026-01", Basis.LEVEL, False, False),
        ("2020", Basis.LEVEL, False, False),
    ],
)
def test_an_observation_counts_for_the_plan_that_contains_its_whole_period(
    text: str, basis: Basis, counts: bool, noted: bool
) -> None:
    """Across the plan's first or last day it enters no figure and is a note; for a level the last day decides."""
    observation = seen(text, basis=basis)
    assert known([observation], PLAN, LATER, None) == ([observation] if counts else [], [observation] if noted else [])


def test_year_to_date_and_plan_to_date_tell_from_which_day_the_value_is_counted() -> None:
    assert seen("2023-06", basis=Basis.YTD).span == (date(2023, 1, 1), date(2023, 6, 30))
    assert seen("2023-06", basis=Basis.PTD).span == (START, date(2023, 6, 30))
    assert seen("2023-06", basis=Basis.PERIOD).span == (date(2023, 6, 1), date(2023, 6, 30))
    assert seen("2023-06", basis=Basis.LEVEL).span == (date(2023, 6, 30), date(2023, 6, 30))


def test_only_periods_that_end_on_or_before_the_as_of_date_enter() -> None:
    may, june = seen("2023-05"), seen("2023-06")
    assert known([may, june], PLAN, date(2023, 6, 29), None)[0] == [may]
    assert known([may, june], PLAN, date(2023, 6, 30), None)[0] == [may, june]
    assert known([may, june], PLAN, date(2023, 5, 30), None)[0] == []


def test_what_straddles_the_plan_is_noted_only_once_it_is_over_and_known() -> None:
    across = seen("2020-12/2021-01", published="2021-03-01")
    assert known([across], PLAN, date(2021, 1, 30), None) == ([], [])
    assert known([across], PLAN, LATER, date(2021, 2, 28)) == ([], [])
    assert known([across], PLAN, LATER, date(2021, 3, 1)) == ([], [across])


@pytest.mark.parametrize("plan", [(date(2021, 6, 30), date(2025, 12, 31)), (date(2020, 1, 1), date(2021, 6, 1))])
def test_a_period_that_has_one_day_in_the_plan_lies_across_its_end(plan: Span) -> None:
    """June 2021 beside a plan from 30 June on, and beside one until 1 June."""
    june = seen("2021-06")
    assert known([june], plan, LATER, None) == ([], [june])


@pytest.mark.parametrize(
    ("text", "basis", "outside"),
    [
        ("2020", Basis.PERIOD, True),
        ("2020-12-31", Basis.LEVEL, True),
        ("2021-01-01", Basis.LEVEL, False),
        ("2025-12-31", Basis.LEVEL, False),
        ("2026-01-01", Basis.LEVEL, True),
        ("2026", Basis.PERIOD, True),
        ("2020-12/2021-01", Basis.PERIOD, False),
        ("2025-12/2026-01", Basis.PERIOD, False),
        ("2020-01/2026-12", Basis.PERIOD, False),
        ("2023", Basis.PERIOD, False),
    ],
)
def test_beyond_the_plan_is_what_has_no_day_in_it(text: str, basis: Basis, outside: bool) -> None:
    columns = in_columns([seen(text, basis=basis)])
    assert outside_plan(columns.metadata, PLAN) == ((0,) if outside else ())


@pytest.mark.parametrize(
    ("published", "known_on", "was"),
    [
        ("2022-02-10", None, True),
        (None, "2021-12-30", False),
        (None, "2021-12-31", True),
        ("2022-02-10", "2022-02-09", False),
        ("2022-02-10", "2022-02-10", True),
        ("2022-02-10", "2022-02-11", True),
    ],
)
def test_a_figure_is_known_since_its_publication_or_its_last_day(
    published: str | None, known_on: str | None, was: bool
) -> None:
    assert was_known(seen("2021", published=published), date.fromisoformat(known_on) if known_on else None) is was


def test_the_order_of_becoming_known_is_publication_then_place() -> None:
    """No date of publication is older than any."""
    undated, early = seen("2021", order=9), seen("2021", published="2022-01-31", order=7)
    late, later_line = seen("2021", published="2022-02-01", order=1), seen("2021", published="2022-02-01", order=2)
    assert vintage(undated) < vintage(early) < vintage(late) < vintage(later_line)
    assert vintage(late) == (date(2022, 2, 1), 1)


# --- the observations as a sequence -----------------------------------------------------------------------------


def test_the_observations_of_an_indicator_are_a_sequence_like_any_other() -> None:
    every = [seen("2021", 1), seen("2022", 2), seen("2023", 3)]
    found = in_columns(every)
    assert (len(found), list(found)) == (3, every)
    assert [found[index] for index in range(-3, 3)] == every + every
    assert (found[1:], found[:-2], found[::-1], found[5:]) == (every[1:], every[:1], every[::-1], [])
    for index in (-4, 3):
        with pytest.raises(IndexError, match=str(index)):
            found[index]
    assert found.select((2, 0)) == [every[2], every[0]]


def test_what_is_said_of_an_observation_is_all_but_its_number_and_its_place() -> None:
    observation = seen(
        "2021", 5, published="2022-02-01", printed="5左右", provisional=True, bound=Bound.AT_LEAST, order=4
    )
    observation = observation._replace(source="公报", where="表1", published_text="2022-02", note=Text("口径", "how"))
    (said,) = in_columns([observation]).metadata.each
    assert said._asdict() == {
        name: value
        for name, value in observation._asdict().items()
        if name not in ("values", "at", "order", "value_at", "difference_of", "retracts")
    }


def test_observations_in_columns_stay_as_they_are() -> None:
    every = in_columns([seen("2021")])
    assert in_columns(every) is every


# --- revisions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observation", "other"),
    [
        (seen("2021"), seen("2021-12", basis=Basis.YTD)),
        (seen("2021"), seen("2021-01/2021-12")),
        (seen("2021-H1"), seen("2021-Q2", basis=Basis.YTD)),
        (seen("2021-12", basis=Basis.PTD), seen("2021", basis=Basis.YTD)),
        (seen("2023-01"), seen("2023-01", basis=Basis.YTD)),
        (level("2021"), level("2021-12-31")),
        (level("2021-Q4"), level("2021-12")),
    ],
)
def test_observations_of_the_same_days_are_one_however_they_are_spelt(
    observation: Observation, other: Observation
) -> None:
    old, new = observation._replace(published=date(2022, 1, 1)), other._replace(published=date(2022, 2, 1))
    assert known([old, new], PLAN, LATER, None)[0] == [new]
    assert known([new, old], PLAN, LATER, None)[0] == [new]


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        (("2022-02-01", 1), ("2022-03-01", 2), "second"),
        (("2022-03-01", 1), ("2022-02-01", 2), "first"),
        (("2022-02-28", 1), ("2022-02", 2), "second"),  # a month is its last day: equal, so the later line
        (("2022-02-27", 2), ("2022-02", 1), "second"),
        (("2022-02-01", 1), ("2022-02-01", 2), "second"),
        (("2022-02-01", 2), ("2022-02-01", 1), "first"),
        ((None, 9), ("2022-02-01", 1), "second"),  # no date: older than any dated one
        ((None, 1), (None, 2), "second"),
        ((None, 2), (None, 1), "first"),
    ],
)
def test_the_one_published_last_counts_and_the_later_line_among_equals(
    first: tuple[str | None, int], second: tuple[str | None, int], counts: str
) -> None:
    observation = seen("2021", 1, published=first[0], order=first[1])
    two = seen("2021", 2, published=second[0], order=second[1])
    expected = [{"first": observation, "second": two}[counts]]
    assert known([observation, two], PLAN, LATER, None)[0] == expected
    assert known([two, observation], PLAN, LATER, None)[0] == expected


def test_known_on_shows_the_figures_as_they_were_known_that_day() -> None:
    undated = seen("2021", 30, order=9)
    early = seen("2021", 31, published="2022-02-10")
    late = seen("2021", 32, published="2022-04")  # stands for 30 April
    every = [late, early, undated]
    for day, count in [
        (date(2022, 2, 9), "2021=30"),
        (date(2022, 2, 10), "2021=31"),
        (date(2022, 4, 29), "2021=31"),
        (date(2022, 4, 30), "2021=32"),
        (None, "2021=32"),
    ]:
        assert counted(known(every, PLAN, LATER, day)[0]) == [count]


# --- levels -----------------------------------------------------------------------------------------------------


def test_of_levels_the_latest_counts_complete_and_with_nothing_missing() -> None:
    actual = to_date(level("2023-06-30", 250), level("2021", 240), kind=Kind.STOCK)
    assert actual.values == (Fraction(250),)
    assert (actual.through, actual.missing, actual.bound) == (date(2023, 6, 30), (), Bound.EXACT)
    assert names(actual) == ["2023-06-30"]


def test_a_level_stands_on_one_observation_and_nothing_known_on_none() -> None:
    assert past([level("2021", 240), level("2022", 260)], Kind.STOCK).parts == (1,)
    assert past([], Kind.STOCK).parts == ()
    assert past([]).parts == ()


def test_a_level_keeps_its_bound_and_its_provisional_mark() -> None:
    observation = seen("2023", "98", basis=Basis.LEVEL, bound=Bound.AT_LEAST, provisional=True)
    actual = to_date(level("2022", 97), observation, kind=Kind.RATE)
    assert (actual.bound, actual.provisional) == (Bound.AT_LEAST, True)
    assert to_date(observation, level("2024", 97), kind=Kind.RATE).provisional is False


def test_shares_stay_together() -> None:
    actual = to_date(level("2023", 13, 41, 46), kind=Kind.COMPOSITION)
    assert actual.values == (Fraction(13), Fraction(41), Fraction(46))


def test_the_actual_of_a_level_is_known_after_each_day() -> None:
    found = past([level("2021", 240), level("2022", 260), level("2023", 250)], Kind.STOCK)
    assert [(day.year, int(value)) for day, (value,) in zip(found.days, found.figures, strict=True)] == [
        (2021, 240),
        (2022, 260),
        (2023, 250),
    ]


# --- sums: overlaps ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("observations", "chosen", "value"),
    [
        # the most days
        ([seen("2021", 10), seen("2021-01/2022-03", 12)], ["2021-01/2022-03"], 12),
        ([seen("2021-H1", 5), seen("2021-03/2021-12", 9)], ["2021-03/2021-12"], 9),
        ([seen("2021-H1", 5), seen("2021-H2", 6), seen("2021-02/2021-11", 9)], ["2021-H1", "2021-H2"], 11),
        # a monthly bulletin counts from January: the last one, not the sum of all
        ([seen(f"2021-{month:02}", month, basis=Basis.YTD) for month in range(1, 6)], ["2021-05"], 5),
        # plan to date and the years after it
        ([seen("2022", 20, basis=Basis.PTD), seen("2022", 11), seen("2023", 12)], ["2022", "2023"], 32),
        # as many days: without bounds
        ([seen("2021", 11, bound=Bound.AT_LEAST), seen("2021-H1", 5), seen("2021-H2", 6)], ["2021-H1", "2021-H2"], 11),
        ([seen("2021", 12), seen("2021-H1", 5, bound=Bound.AT_LEAST), seen("2021-H2", 6)], ["2021"], 12),
        # but days come first, even with a bound
        ([seen("2021", 11, bound=Bound.AT_LEAST), seen("2021-H1", 5)], ["2021"], 11),
        # as many days, no bounds: the fewest observations, even if published earlier
        (
            [seen("2021", 12, published="2022-01"), seen("2021-H1", 5, published="2022-09"), seen("2021-H2", 6)],
            ["2021"],
            12,
        ),
        # as many days, bounds and observations: published last
        (
            [
                seen("2021-01/2021-04", 1, published="2021-05"),
                seen("2021-05/2021-12", 2, published="2022-02"),
                seen("2021-01/2021-08", 4, published="2021-09"),
                seen("2021-09/2021-12", 8, published="2022-01"),
            ],
            ["2021-01/2021-04", "2021-05/2021-12"],
            3,
        ),
        # a single day in common is a day in common
        ([seen("2021-H1", 5), seen("2021-06-30", 1), seen("2021-07-01", 1)], ["2021-H1", "2021-07-01"], 6),
    ],
)
def test_of_all_sets_that_share_no_day_the_best_counts(
    observations: list[Observation], chosen: list[str], value: int
) -> None:
    actual = to_date(*observations)
    assert (names(actual), actual.value) == (chosen, Fraction(value))


@pytest.mark.parametrize(
    ("observations", "missing", "through"),
    [
        (["2021"], (), date(2021, 12, 31)),
        (["2021", "2022-Q1"], (), date(2022, 3, 31)),
        (["2023", "2024", "2025"], ("2021", "2022"), date(2025, 12, 31)),
        (["2021", "2022-H1", "2023-Q1", "2025"], ("2022-H2", "2023-04/2023-12", "2024"), date(2025, 12, 31)),
        (["2021-02"], ("2021-01",), date(2021, 2, 28)),
        (["2022-10"], ("2021", "2022-01/2022-09"), date(2022, 10, 31)),
        (["2021-H1", "2022-H2"], ("2021-H2", "2022-H1"), date(2022, 12, 31)),
    ],
)
def test_missing_names_the_gaps_from_the_plans_start_to_the_last_day_known(
    observations: list[str], missing: tuple[str, ...], through: date
) -> None:
    actual = to_date(*(seen(text) for text in observations))
    assert (actual.missing, actual.through) == (missing, through)
    assert actual.bound is (Bound.AT_LEAST if missing else Bound.EXACT)


def test_the_published_figures_of_nanjing_make_a_lower_bound() -> None:
    """超34万 for 2021, 11.83 for the first half of 2022, 5.3 for a quarter of 2023, 21.9 expected for 2025."""
    actual = to_date(
        seen("2021", "34", bound=Bound.AT_LEAST, published="2022-04-08"),
        seen("2022-H1", "11.83", published="2022-08-04"),
        seen("2023-Q1", "5.3", published="2023-04-26"),
        seen("2025", "21.9", published="2026-01-30", provisional=True),
    )
    assert actual.value == Fraction(7303, 100)  # 34 + 11.83 + 5.3 + 21.9
    assert actual.bound is Bound.AT_LEAST
    assert actual.missing == ("2022-H2", "2023-04/2023-12", "2024")
    assert actual.provisional


E_, GE, LE, UNKNOWN = Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST, Bound.UNKNOWN


@pytest.mark.parametrize(
    ("bounds", "gaps", "bound"),
    [
        ([E_], False, E_),
        ([E_, E_], False, E_),
        ([E_, GE], False, GE),
        ([GE, GE], False, GE),
        ([E_, LE], False, LE),
        ([GE, LE], False, UNKNOWN),
        ([E_, GE, LE], False, UNKNOWN),
        ([E_, E_], True, GE),
        ([GE], True, GE),
        ([LE], True, UNKNOWN),
        ([E_, LE], True, UNKNOWN),
        ([UNKNOWN], False, UNKNOWN),
        ([UNKNOWN, E_], True, UNKNOWN),
    ],
)
def test_a_bound_is_carried_through_the_sum(bounds: list[Bound], gaps: bool, bound: Bound) -> None:
    """Exact parts and gaps give at_least; bounds both ways, or at_most with a gap, give unknown."""
    assert sum_bound(bounds, gaps=gaps) is bound
    assert sum_bound(reversed(bounds), gaps=gaps) is bound


def test_a_sum_is_provisional_when_any_part_is() -> None:
    assert to_date(seen("2021"), seen("2022", provisional=True)).provisional
    assert not to_date(seen("2021"), seen("2022")).provisional
    # the provisional quarter does not enter, so it does not count
    assert not to_date(seen("2021"), seen("2021-Q1", provisional=True)).provisional


def test_the_printed_figure_is_the_actual_only_where_it_stands_alone() -> None:
    assert to_date(seen("2021", "142.85", printed="〔142.85〕")).printed == "〔142.85〕"
    assert to_date(seen("2021", printed="1"), seen("2022", printed="1")).printed is None


def test_decimals_add_up_exactly() -> None:
    tenths = [seen(f"2021-{month:02}", "0.1") for month in range(1, 11)]
    assert to_date(*tenths).value == 1


def test_the_largest_and_the_smallest_number_add_up_exactly() -> None:
    """15 digits before the point and 15 places after it."""
    both = seen("2021", "999999999999999"), seen("2022", "0.000000000000001")
    assert to_date(*both).value == 999999999999999 + Fraction(1, 10**15)


def test_nothing_known_is_nothing_rather_than_zero() -> None:
    for kind in (Kind.CUMULATIVE, Kind.STOCK):
        found = past([], kind)
        assert (found.actual, *found.days, *found.figures) == (None,)


def test_a_day_with_several_observations_has_one_actual() -> None:
    """The actual as of 31 December is the exact 5 + 4 = 9; ≥ 10 for the year, less good, never was the actual."""
    year = seen("2021", 10, bound=Bound.AT_LEAST)
    halves = [seen("2021-H1", 5), seen("2021-H2", 4)]
    found = past([year, *halves])
    assert [*found.days] == [date(2021, 6, 30), date(2021, 12, 31)]
    assert [int(value) for (value,) in found.figures] == [5, 9]


# --- years ------------------------------------------------------------------------------------------------------


def test_each_year_is_known_from_the_observations_inside_it_and_what_longer_ones_leave() -> None:
    within = [
        seen("2021-H1", 5),
        seen("2021-H2", 6),
        seen("2022", 20, basis=Basis.PTD),
        seen("2023-Q3", 7, basis=Basis.YTD),
        seen("2024-Q2", 3),
        seen("2025-H2", 8),
    ]
    found = years(sorted(within, key=lambda observation: (observation.span[1], observation.span[0])), PLAN)
    assert [one.year for one in found] == [2021, 2022, 2023, 2024, 2025]
    assert [one.actual.value if one.actual else None for one in found] == [11, 9, 7, 3, 8]  # 20 - 5 - 6 in 2022
    assert [one.complete for one in found] == [True, True, False, False, False]
    assert found[3].actual is not None
    assert found[3].actual.missing == ("2024-Q1",)


def test_a_year_of_which_the_plan_has_a_part_is_complete_over_that_part() -> None:
    found = years([seen("2022-H1", 4)], (date(2021, 7, 1), date(2022, 6, 30)))
    assert [(one.year, one.span, one.complete) for one in found] == [
        (2021, (date(2021, 7, 1), date(2021, 12, 31)), False),
        (2022, (date(2022, 1, 1), date(2022, 6, 30)), True),
    ]


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ([], ["2021"]),
        (["2021-H1"], ["2021-H2"]),
        (["2021-H2"], ["2021-H1"]),
        (["2021-Q2"], ["2021-Q1", "2021-H2"]),
        (["2021-01", "2021-03"], ["2021-02", "2021-04/2021-12"]),
        (["2021"], []),
    ],
)
def test_the_parts_of_a_year_without_a_figure_are_named(told: list[str], missing: list[str]) -> None:
    """Before, between and after what is known."""
    (found,) = years([seen(text) for text in told], YEAR_2021)
    assert found.missing == missing


@pytest.mark.parametrize(
    ("text", "bound", "known_as"),
    [
        ("2021", Bound.EXACT, Bound.EXACT),
        ("2021", Bound.AT_MOST, Bound.AT_MOST),
        ("2021-H1", Bound.EXACT, Bound.AT_LEAST),
        ("2021-H2", Bound.EXACT, Bound.AT_LEAST),
        ("2021-H1", Bound.AT_MOST, Bound.UNKNOWN),
    ],
)
def test_a_part_of_a_year_is_a_lower_bound_of_the_year(text: str, bound: Bound, known_as: Bound) -> None:
    (found,) = years([seen(text, 5, bound=bound)], YEAR_2021)
    assert found.known is not None
    assert (found.known.value, found.known.bound) == (Fraction(5), known_as)


def test_nothing_is_known_of_a_year_without_a_figure() -> None:
    (found,) = years([], YEAR_2021)
    assert (found.actual, found.known, found.parts) == (None, None, ())


# --- conflicts --------------------------------------------------------------------------------------------------


def found_conflicts(*observations: Observation) -> list[Conflict]:
    """Warnings about the sum of the observations."""
    within, _ = known(observations, PLAN, LATER, None)
    return conflicts(within, to_date(*within).parts)


def quarters(*values: int, bound: Bound = Bound.EXACT) -> list[Observation]:
    return [seen(f"2021-Q{number}", value, bound=bound) for number, value in enumerate(values, 1)]


@pytest.mark.parametrize(
    ("observations", "chosen_and_others"),
    [
        ([seen("2021", 34), *quarters(8, 9, 8, 8)], [(34, 33)]),
        ([seen("2021", 34), *quarters(8, 9, 8, 9)], []),
        # the lowest and the highest of 20 + 15, 8 + 9 + 8 + 8, 20 + 8 + 8 and 8 + 9 + 15
        ([seen("2021", 34), seen("2021-H1", 20), seen("2021-H2", 15), *quarters(8, 9, 8, 8)], [(34, 32), (34, 36)]),
        ([seen("2021", 34), *quarters(8, 9, 8)], []),  # another span is no rival
        ([seen("2021", 34)], []),
    ],
)
def test_another_set_over_the_same_days_with_another_sum_is_a_warning(
    observations: list[Observation], chosen_and_others: list[tuple[int, int]]
) -> None:
    expected = [Conflict(YEAR_2021, Decimal(chosen), Decimal(other)) for chosen, other in chosen_and_others]
    assert found_conflicts(*observations) == expected


def test_errors_of_two_years_that_cancel_out_are_still_a_warning() -> None:
    """The years say 10 + 10, the halves 9 + 11: the totals agree, the years do not."""
    halves = [seen("2021-H1", 4), seen("2021-H2", 5), seen("2022-H1", 5), seen("2022-H2", 6)]
    both = date(2021, 1, 1), date(2022, 12, 31)
    assert found_conflicts(seen("2021", 10), seen("2022", 10), *halves) == [
        Conflict(both, Decimal(20), Decimal(19)),
        Conflict(both, Decimal(20), Decimal(21)),
    ]


def test_days_on_either_side_of_a_gap_are_compared_apart() -> None:
    observed = [seen("2021", 10), seen("2023", 10), seen("2023-H1", 4), seen("2023-H2", 5)]
    assert found_conflicts(*observed) == [
        Conflict((date(2023, 1, 1), date(2023, 12, 31)), Decimal(10), Decimal(9)),
    ]


def test_a_revised_figure_is_no_warning() -> None:
    assert found_conflicts(seen("2021", 33, published="2022-01"), seen("2021", 34, published="2022-03")) == []


def test_a_bounded_year_beside_it_hides_no_warning() -> None:
    """超34万 for 2021 says nothing about 2022, which is 20 as a year and 9 + 10 in halves."""
    year = seen("2021", 34, bound=Bound.AT_LEAST)
    assert found_conflicts(year, seen("2022", 20), seen("2022-H1", 9), seen("2022-H2", 10)) == [
        Conflict((date(2022, 1, 1), date(2022, 12, 31)), Decimal(20), Decimal(19)),
    ]


def test_an_exact_sum_below_a_published_lower_bound_is_a_warning() -> None:
    """Quarters that add up to 32 contradict 超34万 for the year; quarters of 35 do not."""
    year = seen("2021", 34, bound=Bound.AT_LEAST)
    assert found_conflicts(year, *quarters(8, 8, 8, 8)) == [Conflict(YEAR_2021, Decimal(32), Decimal(34))]


def test_an_exact_sum_above_a_published_lower_bound_is_none() -> None:
    assert found_conflicts(seen("2021", 34, bound=Bound.AT_LEAST), *quarters(8, 9, 9, 9)) == []


def test_a_year_to_date_figure_that_falls_is_a_warning() -> None:
    """Sums are never negative: 20 by June cannot become 18 by September."""
    june, september = seen("2021-06", 20, basis=Basis.YTD), seen("2021-09", 18, basis=Basis.YTD)
    assert found_conflicts(june, september) == [
        Conflict((date(2021, 1, 1), date(2021, 9, 30)), Decimal(18), Decimal(20), date(2021, 6, 30)),
    ]
    assert found_conflicts(june, september._replace(values=(Decimal(20),))) == []


def test_falling_figures_are_told_in_the_order_of_the_days_on_which_it_shows() -> None:
    """From January 2022 9, then 8 by June; from the plan's start 50 by March, then 40 by September."""
    of_year = seen("2022-02", 9, basis=Basis.YTD), seen("2022-06", 8, basis=Basis.YTD)
    of_plan = seen("2022-03", 50, basis=Basis.PTD), seen("2022-09", 40, basis=Basis.PTD)
    assert found_conflicts(*of_plan, *of_year) == [
        Conflict((date(2022, 1, 1), date(2022, 6, 30)), Decimal(8), Decimal(9), date(2022, 2, 28)),
        Conflict((START, date(2022, 9, 30)), Decimal(40), Decimal(50), date(2022, 3, 31)),
    ]


def test_each_run_of_days_has_its_own_warnings() -> None:
    """2021 is 10 or 4 + 5, 2023 is 10 or 4 + 7; nothing is known of 2022."""
    told = [seen("2021", 10), seen("2021-H1", 4), seen("2021-H2", 5)]
    told += [seen("2023", 10), seen("2023-H1", 4), seen("2023-H2", 7)]
    assert found_conflicts(*told) == [
        Conflict(YEAR_2021, Decimal(10), Decimal(9)),
        Conflict((date(2023, 1, 1), date(2023, 12, 31)), Decimal(10), Decimal(11)),
    ]


@pytest.mark.parametrize(
    ("exact", "halves", "bound", "others"),
    [
        # quarters of 9 + 9 + 9 + 9 = 36; halves of at least 20 + 19 = 39, the highest with a bound
        ((9, 9, 9, 9), (20, 19), Bound.AT_LEAST, (36, 39)),
        # quarters of 8 + 8 + 8 + 8 = 32; halves of at most 14 + 15 = 29, the lowest with a bound
        ((8, 8, 8, 8), (14, 15), Bound.AT_MOST, (29, 32)),
    ],
)
def test_an_exact_sum_is_told_beside_one_with_bounds(
    exact: tuple[int, ...], halves: tuple[int, int], bound: Bound, others: tuple[int, int]
) -> None:
    bounded = [seen(f"2021-H{number}", value, bound=bound) for number, value in enumerate(halves, 1)]
    assert found_conflicts(seen("2021", 34), *quarters(*exact), *bounded) == [
        Conflict(YEAR_2021, Decimal(34), Decimal(other)) for other in others
    ]


@pytest.mark.parametrize(
    ("halves", "bound", "others"),
    [
        ((17, 17), Bound.AT_LEAST, []),  # at least 34, at most 34: no contradiction
        ((17, 17), Bound.AT_MOST, []),
        ((16, 17), Bound.AT_LEAST, []),
        ((17, 18), Bound.AT_MOST, []),
        ((17, 18), Bound.AT_LEAST, [35]),
        ((16, 17), Bound.AT_MOST, [33]),
    ],
)
def test_bounds_contradict_an_exact_figure_only_beyond_it(
    halves: tuple[int, int], bound: Bound, others: list[int]
) -> None:
    bounded = [seen(f"2021-H{number}", value, bound=bound) for number, value in enumerate(halves, 1)]
    assert found_conflicts(seen("2021", 34), *bounded) == [
        Conflict(YEAR_2021, Decimal(34), Decimal(other)) for other in others
    ]


# --- laws -------------------------------------------------------------------------------------------------------

MONTHS = range(1, 13)
amounts = st.decimals(min_value=0, max_value=1000, places=2)
#: A partition of the year: after which months it is cut.
cuts = st.sets(st.integers(1, 11))


def block(first: int, last: int) -> str:
    """A span of months of 2022, in the name that an author would use."""
    named = {(1, 12): "2022", (1, 6): "2022-H1", (7, 12): "2022-H2"}
    named |= {(3 * quarter - 2, 3 * quarter): f"2022-Q{quarter}" for quarter in range(1, 5)}
    named |= {(month, month): f"2022-{month:02}" for month in MONTHS}
    return named.get((first, last), f"2022-{first:02}/2022-{last:02}")


def partition(monthly: Sequence[Decimal], cut: set[int]) -> list[Observation]:
    """The year's monthly amounts, put together to the parts between the cuts."""
    edges = [0, *sorted(cut), 12]
    return [seen(block(before + 1, after), sum(monthly[before:after], Decimal(0))) for before, after in pairwise(edges)]


@given(st.lists(amounts, min_size=12, max_size=12), cuts, cuts)
@LAW
def test_a_year_has_the_same_sum_in_whatever_parts_it_is_told(
    monthly: list[Decimal], parted: set[int], other: set[int]
) -> None:
    """Months, quarters, halves, any mixture, and two mixtures at once."""
    whole = (date(2022, 1, 1), date(2022, 12, 31))
    for told in (
        partition(monthly, parted),
        partition(monthly, other),
        partition(monthly, parted) + partition(monthly, other),
    ):
        within, _ = known(told, whole, LATER, None)
        actual = past(within, plan=whole).actual
        assert actual is not None
        assert actual.value == Fraction(sum(monthly))
        assert (actual.bound, actual.missing, actual.through) == (Bound.EXACT, (), whole[1])
        assert conflicts(within, actual.parts) == []


@given(st.lists(amounts, min_size=12, max_size=12))
@LAW
def test_bulletins_from_january_agree_with_monthly_amounts(monthly: list[Decimal]) -> None:
    """The year to date after each month is the sum of the months until then."""
    amount = [seen(f"2021-{month:02}", monthly[month - 1]) for month in MONTHS]
    bulletins = [seen(f"2021-{month:02}", sum(monthly[:month]), basis=Basis.YTD) for month in MONTHS]
    by_amounts, by_bulletins = past(amount), past(bulletins)
    assert (by_bulletins.days, by_bulletins.figures) == (by_amounts.days, by_amounts.figures)


def day_of(month: int, *, last: bool) -> date:
    year, index = divmod(month, 12)
    return month_end(2021 + year, index + 1) if last else date(2021 + year, index + 1, 1)


def month_span(first: int, length: int) -> Period:
    """A span of months, counted from the plan's first."""
    start, end = day_of(first, last=False), day_of(first + length, last=True)
    return Period(start, end, f"{start:%Y-%m}/{end:%Y-%m}")


spans = st.builds(month_span, st.integers(0, 17), st.integers(0, 8))
bounds = st.sampled_from([Bound.EXACT, Bound.EXACT, Bound.AT_LEAST])
publications = st.none() | st.dates(date(2022, 1, 1), date(2022, 1, 5))
drawn = st.builds(
    lambda period, value, bound, published: seen(period, value, bound=bound, published=published),
    spans,
    st.integers(0, 50),
    bounds,
    publications,
)


def placed(observations: Sequence[Observation]) -> list[Observation]:
    """The observations with their places as they stand."""
    return [one._replace(order=place, at=Place("data.csv", place)) for place, one in enumerate(observations, 1)]


several = st.lists(drawn, min_size=1, max_size=8).map(placed)


def covered(parts: Sequence[Observation]) -> int:
    return sum((part.span[1] - part.span[0]).days + 1 for part in parts)


def chosen(observations: Sequence[Observation], as_of: date = LATER) -> list[Observation]:
    """The observations that cover the most days, whatever their sum."""
    columns = in_columns(observations)
    counting = effective_observations(columns.metadata, PLAN, as_of, None)
    return columns.select(chosen_sum(columns.metadata, counting.within, START).parts)


def last_day(parts: Sequence[Observation]) -> date:
    return max(part.span[1] for part in parts)


def disjoint(parts: Sequence[Observation]) -> bool:
    each = sorted(part.span for part in parts)
    return all(before[1] < after[0] for before, after in pairwise(each))


@given(several)
@LAW
def test_no_day_is_counted_twice(observations: list[Observation]) -> None:
    for day in sorted({one.span[1] for one in known(observations, PLAN, LATER, None)[0]}):
        actual = to_date(*observations, as_of=day)
        assert disjoint(actual.parts)
        assert actual.value == sum(part.value for part in actual.parts)
        parts = chosen(observations, day)
        assert actual.through == parts[-1].span[1] == max(part.span[1] for part in parts)


@given(several)
@LAW
def test_the_chosen_set_is_the_best_of_all_sets(observations: list[Observation]) -> None:
    """Every set is tried: the most days, none with bounds, the fewest, the one that reaches farther, the latest."""
    within, _ = known(observations, PLAN, LATER, None)
    counting = chosen(observations)
    sets = [some for size in range(1, len(within) + 1) for some in combinations(within, size) if disjoint(some)]
    most = max(map(covered, sets))
    assert covered(counting) == most
    exact = [some for some in sets if covered(some) == most and all(one.bound is Bound.EXACT for one in some)]
    if exact:
        fewest = min(map(len, exact))
        assert all(one.bound is Bound.EXACT for one in counting)
        assert len(counting) == fewest
        reaching = [some for some in exact if len(some) == fewest]
        farthest = max(map(last_day, reaching))
        assert last_day(counting) == farthest
        equal = [some for some in reaching if last_day(some) == farthest]
        newest = max(max(one.published or date.min for one in some) for some in equal)
        assert max(one.published or date.min for one in counting) == newest


@given(several)
@LAW
def test_covered_and_missing_days_make_up_the_time_until_through(observations: list[Observation]) -> None:
    actual = to_date(*observations)
    missing = [parse_period(name) for name in actual.missing]
    days = {
        start + timedelta(offset)
        for start, end in [*(part.span for part in chosen(observations)), *((gap.start, gap.end) for gap in missing)]
        for offset in range((end - start).days + 1)
    }
    assert (
        len(days)
        == (actual.through - START).days + 1
        == covered(chosen(observations)) + sum((gap.end - gap.start).days + 1 for gap in missing)
    )
    assert max(days) + ONE_DAY == min(days) + timedelta(len(days))


@given(several, drawn)
@LAW
def test_another_observation_never_lowers_the_days_covered(observations: list[Observation], more: Observation) -> None:
    assert covered(chosen(placed([*observations, more]))) >= covered(chosen(observations))


@given(several, st.randoms(use_true_random=False))
@LAW
def test_the_order_of_reading_does_not_matter_where_the_places_are_the_same(
    observations: list[Observation], chance: Random
) -> None:
    shuffled = list(observations)
    chance.shuffle(shuffled)
    assert known(shuffled, PLAN, LATER, None)[0] == known(observations, PLAN, LATER, None)[0]


@given(st.lists(drawn, min_size=1, max_size=8), st.randoms(use_true_random=False))
@LAW
def test_places_do_not_matter_where_the_days_of_publication_differ(
    observations: list[Observation], chance: Random
) -> None:
    dated = [one._replace(published=date(2026, 1, number)) for number, one in enumerate(observations, 1)]
    shuffled = list(dated)
    chance.shuffle(shuffled)
    ordered, other = to_date(*placed(dated)), to_date(*placed(shuffled))
    assert [part._replace(order=0, at=Place("", 0)) for part in ordered.parts] == [
        part._replace(order=0, at=Place("", 0)) for part in other.parts
    ]
    assert ordered._replace(parts=()) == other._replace(parts=())


@given(several)
@LAW
def test_the_history_is_what_would_have_been_said_each_day(observations: list[Observation]) -> None:
    """One actual for each day on which something ends: that which only the observations until then give."""
    within, _ = known(observations, PLAN, LATER, None)
    found = past(observations)
    expected = [to_date(*observations, as_of=end) for end in sorted({one.span[1] for one in within})]
    assert [*zip(found.figures, found.bounds, strict=True)] == [(one.values, one.bound) for one in expected]
    assert all(day >= one.through for day, one in zip(found.days, expected, strict=True))
    assert found.actual == expected[-1]
