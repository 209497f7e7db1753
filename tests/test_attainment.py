"""methodology.md, section 1: the target in force, its limit, what satisfies it, and which targets are held."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import assess_of, day, decimals, indicator, level, plan, revision, target
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.target_in_force import is_maintenance_target, limit_of, satisfies, target_in_force
from rsplan.model.enums import Better, Comparator, Kind
from rsplan.model.plan import Target
from rsplan.model.printed_figure_reading import read_figure
from rsplan.model.target_meaning import Stated, resolve

HIGHER, LOWER = Better.HIGHER, Better.LOWER
AT_LEAST, MORE_THAN, AT_MOST = Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.AT_MOST
LESS_THAN, ABOUT, BETWEEN = Comparator.LESS_THAN, Comparator.ABOUT, Comparator.BETWEEN
NO_TARGET = target(None)


def about(value: str, tolerance: str, *, hold: bool | None = None) -> Target:
    return target(value, ABOUT, tolerance=tolerance, hold=hold)


# The limit


@pytest.mark.parametrize(
    ("aim", "better", "limit"),
    [
        (target("85"), HIGHER, "85"),
        (target("90", MORE_THAN), HIGHER, "90"),
        (target("3", AT_MOST), LOWER, "3"),
        (target("4", LESS_THAN), LOWER, "4"),
        (about("5", "0.25"), LOWER, "5.25"),
        (about("5", "0.25"), HIGHER, "4.75"),
        (about("5", "0"), LOWER, "5"),
        (target("5", BETWEEN, high="6"), HIGHER, "5"),
        (target("0", AT_MOST), LOWER, "0"),
    ],
)
def test_limit_is_the_target_moved_by_the_tolerance_to_the_lenient_side(
    aim: Target, better: Better, limit: str
) -> None:
    assert limit_of(aim, better) == Fraction(limit)


@pytest.mark.parametrize("aim", [NO_TARGET, target("14:42:44")])
def test_no_limit_without_a_single_number(aim: Target) -> None:
    assert limit_of(aim, HIGHER) is None


@pytest.mark.parametrize(
    ("printed", "stated", "tolerance", "assumed"),
    [
        ("5左右", Stated(), "0.25", True),  # 5 % of 5
        ("1180左右", Stated(), "59", True),  # 5 % of 1180
        ("5左右", Stated(tolerance=Decimal("0.5")), "0.5", False),
        ("5", Stated(), None, False),
        ("5以内", Stated(), None, False),
    ],
)
def test_about_is_five_percent_wide_unless_the_file_gives_a_tolerance(
    printed: str, stated: Stated, tolerance: str | None, assumed: bool
) -> None:
    meaning = resolve(read_figure(printed), stated, LOWER)
    assert meaning.tolerance == (None if tolerance is None else Decimal(tolerance))
    assert meaning.tolerance_assumed is assumed


# What satisfies


@pytest.mark.parametrize(
    ("aim", "better", "value", "satisfied"),
    [
        (target("85"), HIGHER, "84.999", False),
        (target("85"), HIGHER, "85", True),
        (target("85"), HIGHER, "86", True),
        (target("90", MORE_THAN), HIGHER, "90", False),
        (target("90", MORE_THAN), HIGHER, "90.001", True),
        (target("3", AT_MOST), LOWER, "3", True),
        (target("3", AT_MOST), LOWER, "3.001", False),
        (target("0", AT_MOST), LOWER, "0", True),
        (target("0", AT_MOST), LOWER, "1", False),
        (target("4", LESS_THAN), LOWER, "4", False),
        (target("4", LESS_THAN), LOWER, "3.999", True),
        (about("5", "0.25"), LOWER, "5.25", True),
        (about("5", "0.25"), LOWER, "5.2501", False),
        (about("5", "0.25"), LOWER, "2", True),
        (about("5", "0.25"), HIGHER, "4.75", True),
        (about("5", "0.25"), HIGHER, "4.7499", False),
        (about("5", "0.25"), HIGHER, "8", True),
        (target("5", BETWEEN, high="6"), HIGHER, "4.999", False),
        (target("5", BETWEEN, high="6"), HIGHER, "5", True),
        (target("5", BETWEEN, high="6"), HIGHER, "6", True),
    ],
)
def test_target_begins_to_be_satisfied_at_its_limit_and_strict_ones_beyond_it(
    aim: Target, better: Better, value: str, satisfied: bool
) -> None:
    assert satisfies(aim, better, [Fraction(value)]) is satisfied


@pytest.mark.parametrize(
    ("shares", "satisfied"),
    [
        ("14:42:44", True),
        ("28:84:88", True),  # the same shares out of 200
        ("15:41:44", True),  # 15 ≥ 14 and 15 + 41 = 14 + 42
        ("20:40:40", True),
        ("13:41:46", False),  # 13 < 14
        ("14:41:45", False),  # 14 + 41 < 14 + 42
        ("13:50:37", False),  # enough of the two upper grades, too few of the first
    ],
)
def test_shares_satisfy_where_no_sum_from_the_top_falls_short(shares: str, satisfied: bool) -> None:
    assert satisfies(target("14:42:44"), HIGHER, [Fraction(one) for one in decimals(shares)]) is satisfied


def test_nothing_satisfies_a_target_that_was_not_set() -> None:
    assert satisfies(NO_TARGET, HIGHER, [Fraction(100)]) is False


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from([AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN, ABOUT, BETWEEN]),
    st.fractions(-50, 50),
    st.fractions(0, 100),
)
def test_a_better_value_satisfies_what_a_worse_one_does(
    comparator: Comparator, worse: Fraction, step: Fraction
) -> None:
    better = LOWER if comparator in (AT_MOST, LESS_THAN) else HIGHER
    aim = target("10", comparator, high="12", tolerance="0.5" if comparator is ABOUT else None)
    improved = worse + step if better is HIGHER else worse - step
    assert satisfies(aim, better, [improved]) or not satisfies(aim, better, [worse])


# Guard rails


@pytest.mark.parametrize(
    ("kind", "aim", "better", "start", "maintenance"),
    [
        # a baseline decides: satisfied already, or not
        (Kind.RATE, target("95"), HIGHER, "98.6", True),
        (Kind.RATE, target("99"), HIGHER, "99", True),
        (Kind.RATE, target("99", MORE_THAN), HIGHER, "99", False),
        (Kind.RATE, target("96.5"), HIGHER, "96.1", False),
        (Kind.STOCK, target("429"), HIGHER, "426.25", False),
        (Kind.STOCK, target("429"), HIGHER, "430", True),
        (Kind.RATE, target("3.5", AT_MOST), LOWER, "1.9", True),
        (Kind.RATE, target("3.5", AT_MOST), LOWER, "4", False),
        (Kind.RATE, target("4", LESS_THAN), LOWER, "4", False),
        (Kind.RATE, about("5", "0.25"), LOWER, "5.25", True),
        (Kind.RATE, about("5", "0.25"), LOWER, "5.5", False),
        (Kind.COMPOSITION, target("14:42:44"), HIGHER, "15:42:43", True),
        (Kind.COMPOSITION, target("14:42:44"), HIGHER, "13:41:46", False),
        # no baseline: only ceilings are guard rails
        (Kind.RATE, target("95"), HIGHER, None, False),
        (Kind.STOCK, target("420"), HIGHER, None, False),
        (Kind.RATE, target("4", AT_MOST), LOWER, None, True),
        (Kind.RATE, target("4", LESS_THAN), LOWER, None, True),
        (Kind.RATE, about("5", "0.25"), LOWER, None, True),
        (Kind.RATE, about("5", "0.25"), HIGHER, None, False),
        # kinds that leave no choice
        (Kind.ANNUAL, target("10"), HIGHER, None, True),
        (Kind.CUMULATIVE, target("85"), HIGHER, None, False),
        (Kind.CUMULATIVE, target("85", AT_MOST), LOWER, None, True),
    ],
)
def test_hold_defaults_to_what_the_baseline_already_satisfies_and_to_ceilings(
    kind: Kind, aim: Target, better: Better, start: str | None, maintenance: bool
) -> None:
    assert is_maintenance_target(indicator(kind, aim, better=better, start=start), aim) is maintenance


@pytest.mark.parametrize(
    ("kind", "aim", "better", "start", "maintenance"),
    [
        (Kind.RATE, target("95", hold=False), HIGHER, "98.6", False),
        (Kind.RATE, target("4", AT_MOST, hold=False), LOWER, None, False),
        (Kind.RATE, target("90", hold=True), HIGHER, None, True),
        (Kind.RATE, target("90", hold=True), HIGHER, "80", True),
        (Kind.ANNUAL, target("10", hold=False), HIGHER, None, True),
    ],
)
def test_a_stated_hold_replaces_the_default_except_for_annual_targets(
    kind: Kind, aim: Target, better: Better, start: str | None, maintenance: bool
) -> None:
    assert is_maintenance_target(indicator(kind, aim, better=better, start=start), aim) is maintenance


# Revisions

ORIGINAL, FIRST, SECOND = target("85"), target("75", printed="[75]"), target("70", printed="[70]")


@pytest.mark.parametrize(
    ("as_of", "known_on", "in_force_then"),
    [
        ("2023-06-30", None, ORIGINAL),
        ("2023-07-01", None, FIRST),
        ("2024-12-31", None, FIRST),
        ("2025-01-01", None, SECOND),
        # the first was published two weeks after its day, the second with no date: known from its day on
        ("2023-12-31", "2023-07-14", ORIGINAL),
        ("2023-12-31", "2023-07-15", FIRST),
        ("2025-06-30", "2024-12-31", FIRST),
        ("2025-06-30", "2025-01-01", SECOND),
        ("2025-06-30", "2023-01-01", ORIGINAL),
    ],
)
def test_the_target_in_force_on_the_day_and_known_on_the_day_counts(
    as_of: str, known_on: str | None, in_force_then: Target
) -> None:
    subject = indicator(
        aim=ORIGINAL, revisions=[revision(FIRST, "2023-07-01", "2023-07-15"), revision(SECOND, "2025-01-01")]
    )
    found = target_in_force(plan(subject), subject, day(as_of), day(known_on) if known_on else None)
    assert found.target is in_force_then
    assert (found.revision is None) is (in_force_then is ORIGINAL)


def test_a_revision_published_before_its_day_waits_for_its_day() -> None:
    subject = indicator(aim=ORIGINAL, revisions=[revision(FIRST, "2023-07-01", "2023-01")])
    assert target_in_force(plan(subject), subject, date(2023, 6, 30), date(2023, 6, 30)).target is ORIGINAL


def test_whether_a_revised_target_is_held_follows_from_the_revised_one() -> None:
    """98.6 satisfied 95 before the plan began, but not the 99 that replaced it."""
    subject = indicator(Kind.RATE, target("95"), start="98.6", revisions=[revision(target("99"), "2023-07-01")])
    seen = level("2022", "98.7")
    assert assess_of(subject, seen, as_of="2023-06-30").maintenance is True
    assert assess_of(subject, seen, as_of="2023-07-01").maintenance is False
