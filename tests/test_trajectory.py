"""methodology.md, section 3, `expected`: the way from the start of a plan to its target."""

from datetime import date
from fractions import Fraction

import pytest
from builders import (
    END,
    START,
    assess_of,
    indicator,
    level,
    milestone,
    observation,
    plan,
    target,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.target_in_force import TargetInForce, target_in_force
from rsplan.calc.trajectory import Point, expected, planned_trajectory, year_ends
from rsplan.model.enums import Better, Comparator, Kind
from rsplan.model.period import months
from rsplan.model.plan import Indicator, Milestone, Plan

LOWER = Better.LOWER


def in_force(subject: Indicator, within: Plan | None = None) -> TargetInForce:
    """The indicator's own target in its plan."""
    return target_in_force(within or plan(subject), subject, END, None)


def expected_at(indicator: Indicator, through: str, within: Plan | None = None) -> Fraction | None:
    """`expected` where the data reach to the end of a period; the observed value itself plays no part."""
    seen = observation(through, "1") if indicator.kind.is_additive else level(through, "1")
    return assess_of(indicator, seen, within=within).value("expected")


# The straight line


@pytest.mark.parametrize(
    ("through", "months_done"),
    [("2021", 12), ("2021-01/2022-06", 18), ("2021-01/2023-12", 36), ("2021-01/2025-12", 60)],
)
def test_a_sum_is_expected_in_step_with_time(through: str, months_done: int) -> None:
    assert expected_at(indicator(aim=target("85")), through) == Fraction(85) * months_done / 60


@pytest.mark.parametrize(
    ("through", "value"),
    [
        ("2021", "340"),  # 320 + 100 × 1/5
        ("2022-06", "350"),  # 320 + 100 × 18/60
        ("2023-06-15", "2215/6"),  # 29 months and 15 of June's 30 days: 320 + 100 × 29.5/60
        ("2025", "420"),
    ],
)
def test_a_level_is_expected_on_the_line_from_baseline_to_target(through: str, value: str) -> None:
    assert expected_at(indicator(Kind.STOCK, target("420"), start="320"), through) == Fraction(value)


def test_a_level_that_is_to_fall_is_expected_on_the_falling_line() -> None:
    subject = indicator(Kind.RATE, target("3", Comparator.AT_MOST), better=LOWER, start="5")
    assert expected_at(subject, "2023-06") == 4  # 5 − 2 × 30/60


def test_an_amount_about_the_target_is_expected_towards_the_target_not_its_limit() -> None:
    subject = indicator(aim=target("100", Comparator.ABOUT, tolerance="5"))
    assert expected_at(subject, "2021") == 20


@pytest.mark.parametrize(
    ("subject", "limit"),
    [
        (indicator(Kind.RATE, target("95"), start="98"), 95),
        (indicator(Kind.RATE, target("4", Comparator.AT_MOST), better=LOWER), 4),
        (indicator(Kind.RATE, target("5", Comparator.ABOUT, tolerance="0.25"), better=LOWER), Fraction(21, 4)),
        (indicator(Kind.ANNUAL, target("10")), 10),
        (indicator(Kind.RATE, target("95"), start="98", milestones=[milestone(2021, "97")]), 95),
    ],
)
def test_a_held_target_expects_its_limit_all_the_time(subject: Indicator, limit: Fraction) -> None:
    assert expected_at(subject, "2021") == limit
    assert expected_at(subject, "2023" if subject.kind is Kind.ANNUAL else "2023-06") == limit


@pytest.mark.parametrize(
    "subject",
    [
        indicator(Kind.STOCK, target("420")),
        indicator(Kind.RATE, target("95")),
        indicator(aim=target(None)),
        indicator(Kind.STOCK, target(None), start="320"),
    ],
)
def test_without_a_baseline_or_a_target_there_is_nothing_to_expect(subject: Indicator) -> None:
    assert expected_at(subject, "2022") is None


@pytest.mark.parametrize("start", [None, "13:41:46"])
def test_shares_have_no_path(start: str | None) -> None:
    subject = indicator(Kind.COMPOSITION, target("14:42:44"), start=start)
    assert assess_of(subject, level("2022", "13:42:45")).value("expected") is None


def test_no_date_no_expectation() -> None:
    assert assess_of(indicator()).value("expected") is None


# Milestones


@pytest.mark.parametrize(
    ("through", "value"),
    [
        ("2021-01/2021-06", "5"),  # half of 10
        ("2021", "10"),
        ("2021-01/2022-06", "25"),  # 10 + 30/2
        ("2021-01/2022-12", "40"),
        ("2021-01/2023-12", "60"),  # the remaining 60 over three years: 20 a year
        ("2021-01/2024-03", "65"),  # 60 + 20/4
        ("2021-01/2025-12", "100"),
    ],
)
def test_milestones_of_sums_are_amounts_and_the_other_years_share_the_rest(through: str, value: str) -> None:
    subject = indicator(milestones=[milestone(2021, "10"), milestone(2022, "30")])
    assert expected_at(subject, through) == Fraction(value)


@pytest.mark.parametrize(
    ("through", "value"),
    [
        ("2021", "115"),  # halfway from 100 to 130
        ("2022", "130"),
        ("2023-12", "460/3"),  # 130 + 70 × 12/36
        ("2024-06", "165"),  # 130 + 70 × 18/36
        ("2025", "200"),
    ],
)
def test_milestones_of_levels_are_year_end_levels_joined_by_straight_lines(through: str, value: str) -> None:
    subject = indicator(Kind.STOCK, target("200"), start="100", milestones=[milestone(2022, "130")])
    assert expected_at(subject, through) == Fraction(value)


def test_milestones_are_a_path_even_where_no_baseline_is_known() -> None:
    subject = indicator(Kind.STOCK, target("200"), milestones=[milestone(2022, "130")])
    assert expected_at(subject, "2022") == 130
    assert expected_at(subject, "2024-06") == 165


# The path itself


def points(*pairs: tuple[int, int]) -> list[Point]:
    return [(Fraction(months_done), Fraction(value)) for months_done, value in pairs]


def test_year_ends_are_cut_at_the_end_of_the_plan() -> None:
    assert year_ends(plan(start=date(2021, 7, 1), end=date(2023, 6, 30))) == [
        date(2021, 12, 31),
        date(2022, 12, 31),
        date(2023, 6, 30),
    ]


@pytest.mark.parametrize(
    ("milestones", "path"),
    [
        # 48 over 24 months: 2 a month
        ([], points((0, 0), (6, 12), (18, 36), (24, 48))),
        # 48 − 30 = 18 over the 6 + 6 months of the other years
        ([milestone(2022, "30")], points((0, 0), (6, 9), (18, 39), (24, 48))),
    ],
)
def test_years_that_the_plan_cuts_take_part_by_their_months(milestones: list[Milestone], path: list[Point]) -> None:
    within = plan(start=date(2021, 7, 1), end=date(2023, 6, 30))
    subject = indicator(aim=target("48"), milestones=milestones)
    assert planned_trajectory(in_force(subject, within)) == path


def test_path_of_a_level_without_a_baseline_begins_at_its_first_milestone() -> None:
    subject = indicator(Kind.STOCK, target("190"), milestones=[milestone(2022, "130"), milestone(2024, "150")])
    assert planned_trajectory(in_force(subject)) == points((24, 130), (36, 140), (48, 150), (60, 190))


def test_expected_names_the_numbers_that_only_the_path_needs() -> None:
    subject = indicator(milestones=[milestone(2021, "10"), milestone(2022, "30")])
    choice, numbers = expected(in_force(subject), date(2022, 6, 30))
    assert choice is not None
    assert sorted(numbers.values(), key=lambda number: number or 0) == [10, 12, 24, 40]
    assert set(numbers) <= set(choice.formula.names())


amounts = st.dictionaries(st.integers(2021, 2024), st.integers(0, 25), max_size=4)
days = st.dates(START, END)


@settings(deadline=None, max_examples=100)
@given(amounts)
def test_a_path_of_sums_starts_at_nothing_never_falls_and_ends_at_the_target(given_years: dict[int, int]) -> None:
    """Four years with at most 25 each leave something of 100 for the last."""
    subject = indicator(milestones=[milestone(year, str(amount)) for year, amount in sorted(given_years.items())])
    path = planned_trajectory(in_force(subject))
    assert [path[0], path[-1]] == points((0, 0), (60, 100))
    assert path == sorted(path)
    assert [value for _, value in path] == sorted(value for _, value in path)


@settings(deadline=None, max_examples=50)
@given(days)
def test_without_milestones_a_sum_is_expected_as_its_elapsed_share(through: date) -> None:
    subject = indicator(aim=target("85"))
    assert expected_at(subject, f"{through}") == 85 * months(START, through) / 60
