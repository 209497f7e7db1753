"""methodology.md, sections 2 to 4: what is known on a day, the two dates, staleness and the notes."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from builders import (
    END,
    START,
    assess_of,
    day,
    figures_of,
    indicator,
    level,
    note_keys,
    observation,
    plan,
    revision,
    seen,
    target,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import Assessment, assess
from rsplan.calc.target_in_force import satisfies
from rsplan.calc.verdict import Rules, Status
from rsplan.model.bilingual import Text
from rsplan.model.enums import Basis, Better, Bound, Comparator, Kind
from rsplan.model.input_places import Place
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Result
from rsplan.report.records.common import target_record

LOWER = Better.LOWER
AT_MOST, ABOUT = Comparator.AT_MOST, Comparator.ABOUT
SUM, ANNUAL, STOCK, RATE, SHARES = Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE, Kind.COMPOSITION
YTD, PTD = Basis.YTD, Basis.PTD


def known_value(assessment: Assessment) -> Fraction | None:
    return assessment.actual.value if assessment.actual else None


def noted(assessment: Assessment, key: str) -> Message:
    return next(note for note in assessment.notes if isinstance(note, Message) and note.key == key)


# What is known on a day

FOUR_YEARS = tuple(observation(str(year), "20", published=f"{year + 1}-02-10") for year in range(2021, 2025))


@pytest.mark.parametrize(
    ("as_of", "value"),
    [
        ("2021-12-30", None),
        ("2021-12-31", 20),
        ("2022-12-30", 20),
        ("2022-12-31", 40),
        ("2024-12-31", 80),
        ("2032-06-30", 80),
    ],
)
def test_a_period_enters_on_its_last_day(as_of: str, value: int | None) -> None:
    assert known_value(assess_of(indicator(), *FOUR_YEARS, as_of=as_of)) == value


@pytest.mark.parametrize(
    ("known_on", "value"),
    [("2022-02-09", None), ("2022-02-10", 20), ("2023-02-09", 20), ("2023-02-10", 40), (None, 80)],
)
def test_known_on_shows_only_what_was_published_by_then(known_on: str | None, value: int | None) -> None:
    assert known_value(assess_of(indicator(), *FOUR_YEARS, known_on=known_on)) == value


@pytest.mark.parametrize(("known_on", "value"), [("2022-02-28", "34"), ("2022-06-30", "36"), (None, "36")])
def test_a_revised_figure_counts_from_its_publication_on(known_on: str | None, value: str) -> None:
    first = observation("2021", "34", published="2022-02")
    corrected = observation("2021-12", "36", YTD, published="2022-06", order=1)
    assert known_value(assess_of(indicator(), corrected, first, known_on=known_on)) == Fraction(value)


def test_without_a_date_of_publication_a_figure_was_always_known() -> None:
    assert known_value(assess_of(indicator(), observation("2021", "34"), known_on="2021-12-31")) == 34


def test_the_latest_level_counts_however_old_its_publication() -> None:
    levels = level("2022", "230", published="2025-01"), level("2023", "225", published="2024-01")
    found = assess_of(indicator(STOCK, start="200"), *levels)
    assert found.actual is not None
    assert found.actual.value == 225
    assert found.actual.through == day("2023-12-31")


def test_figures_of_another_plan_do_not_enter() -> None:
    subject = indicator()
    assert assess_of(subject, observation("2020", "50"), observation("2026", "50"), as_of="2026-12-31").actual is None


@pytest.mark.parametrize(
    ("subject", "straddling"),
    [
        (indicator(), observation("2020-07/2021-06", "50")),
        (indicator(), observation("2025-07/2026-06", "50")),
    ],
)
def test_a_figure_across_an_end_of_the_plan_is_a_note_and_no_figure(
    subject: Indicator, straddling: Observation
) -> None:
    found = assess_of(subject, straddling, as_of="2026-12-31")
    assert found.status is Status.NO_DATA
    assert noted(found, "note.outside_plan").details["period"] == straddling.period.text


@pytest.mark.parametrize("kind", [SUM, ANNUAL, STOCK, RATE])
def test_the_weakest_year_is_the_actual_of_an_annual_target_and_the_last_one_its_through(kind: Kind) -> None:
    values = {2021: "12", 2022: "9", 2023: "15"}
    found = assess_of(indicator(kind), *(seen(kind, str(year), value) for year, value in values.items()))
    assert found.actual is not None
    assert found.actual.value == {SUM: 36, ANNUAL: 9}.get(kind, 15)
    assert found.actual.through == day("2023-12-31")


def test_years_without_a_figure_are_missing_from_an_annual_target() -> None:
    found = assess_of(
        indicator(ANNUAL), observation("2022", "12"), observation("2024", "9"), observation("2025-H1", "5")
    )
    assert found.actual is not None
    assert found.actual.missing == ("2021", "2023")
    assert found.actual.through == day("2024-12-31")


def test_the_weakest_year_where_less_is_better_is_the_largest() -> None:
    subject = indicator(ANNUAL, target("10", AT_MOST), better=LOWER)
    assert known_value(assess_of(subject, observation("2021", "12"), observation("2022", "9"))) == 12


@pytest.mark.parametrize(
    ("first", "second", "bound"),
    [
        (("12", Bound.EXACT), ("9", Bound.AT_LEAST), Bound.AT_LEAST),
        (("12", Bound.AT_LEAST), ("9", Bound.EXACT), Bound.EXACT),  # 9 is the weaker one, however much more 12 is
        (("12", Bound.AT_MOST), ("9", Bound.EXACT), Bound.AT_MOST),  # the first may be weaker still
        (("12", Bound.EXACT), ("9", Bound.AT_MOST), Bound.AT_MOST),
        (("12", Bound.AT_MOST), ("9", Bound.AT_LEAST), Bound.UNKNOWN),
    ],
)
def test_the_weakest_year_is_bounded_by_what_could_be_weaker(
    first: tuple[str, Bound], second: tuple[str, Bound], bound: Bound
) -> None:
    years = observation("2021", first[0], bound=first[1]), observation("2022", second[0], bound=second[1])
    found = assess_of(indicator(ANNUAL), *years)
    assert found.actual is not None
    assert found.actual.value == 9
    assert found.actual.bound is bound


# Revised targets


def test_figures_use_the_target_in_force_and_the_note_names_what_stood_before() -> None:
    subject = indicator(aim=target("85", printed="[85]"), revisions=[revision(target("50"), "2023-07-01")])
    before, after = (assess_of(subject, *FOUR_YEARS, as_of=as_of) for as_of in ("2023-06-30", "2023-07-01"))
    assert before.value("completion_rate") == Fraction(40, 85)
    assert "note.revised" not in note_keys(before)
    assert after.value("completion_rate") == Fraction(40, 50)
    assert (before.revision, after.revision) == (None, subject.revisions[0])
    assert noted(after, "note.revised").details["before"] == "[85]"
    assert subject.revisions[0].reason in after.notes


def test_a_revision_not_yet_known_changes_nothing() -> None:
    subject = indicator(aim=target("85"), revisions=[revision(target("50"), "2023-07-01", "2024-01-15")])
    found = assess_of(subject, *FOUR_YEARS, as_of="2024-12-31", known_on="2024-01-14")
    assert found.revision is None
    assert found.value("planned_per_year") == 17  # 85 over five years


def test_a_revision_says_nothing_of_one_before_it_that_was_not_known_yet() -> None:
    """Of 2022 but published in 2024; by the end of 2023 the target of 2023 replaces the original."""
    subject = indicator(
        aim=target("85", printed="[85]"),
        revisions=[
            revision(target("60", printed="[60]"), "2022-07-01", "2024-01-15"),
            revision(target("50"), "2023-07-01"),
        ],
    )
    for known_on, before in (("2023-12-31", "[85]"), ("2024-01-15", "[60]")):
        found = assess_of(subject, *FOUR_YEARS, as_of="2024-12-31", known_on=known_on)
        assert noted(found, "note.revised").details["before"] == before
        revised_from = target_record(found)["revised_from"]
        assert isinstance(revised_from, dict)
        assert revised_from["printed"] == before


# Reached on

HALF_YEARS = (
    observation("2021", "40"),
    observation("2022-06", "30", YTD),
    observation("2022", "60"),
    observation("2023", "50"),
)


@pytest.mark.parametrize(
    ("aim", "reached_on"),
    [("40", "2021-12-31"), ("70", "2022-06-30"), ("71", "2022-12-31"), ("150", "2023-12-31"), ("150.01", None)],
)
def test_a_sum_is_reached_on_the_first_day_that_shows_it(aim: str, reached_on: str | None) -> None:
    assert assess_of(indicator(aim=target(aim)), *HALF_YEARS).reached_on == (day(reached_on) if reached_on else None)


def test_a_level_stays_reached_even_where_it_fell_again() -> None:
    levels = level("2021", "90"), level("2022-06", "101"), level("2022", "99")
    found = assess_of(indicator(STOCK, start="50"), *levels)
    assert (found.reached_on, found.status) == (day("2022-06-30"), Status.ON_TRACK)


@pytest.mark.parametrize(
    ("value", "bound", "reached_on"),
    [("100", Bound.AT_LEAST, "2022-12-31"), ("99", Bound.AT_LEAST, None), ("101", Bound.AT_MOST, None)],
)
def test_a_bound_reaches_the_target_only_for_certain(value: str, bound: Bound, reached_on: str | None) -> None:
    found = assess_of(indicator(STOCK), level("2022", value, bound=bound)).reached_on
    assert found == (day(reached_on) if reached_on else None)


def test_a_target_that_was_not_set_is_never_reached() -> None:
    assert assess_of(indicator(aim=target(None)), *FOUR_YEARS).reached_on is None


def test_shares_have_no_dates() -> None:
    """Section 3: for compositions everything is null but completion and verdict."""
    found = assess_of(indicator(SHARES, target("14:42:44")), level("2022", "14:42:44"))
    assert found.status is Status.MET
    assert (found.reached_on, found.reach_date) == (None, None)


# Reach date


@pytest.mark.parametrize(
    ("subject", "period", "value", "reach_date"),
    [
        # 50 in two years: 100 in four
        (indicator(), "2021-01/2022-12", "50", "2024-12-31"),
        # 40 in a year: 100 in 30 months
        (indicator(), "2021", "40", "2023-06-30"),
        # 30 in a year: 100 in 40 months; 40.1 months end within May 2024, on its 4th day (0.1 × 31 = 3.1)
        (indicator(), "2021", "30", "2024-04-30"),
        (indicator(aim=target("100.25")), "2021", "30", "2024-05-04"),
        # beyond the plan's end: 20 in two years
        (indicator(), "2021-01/2022-12", "20", "2030-12-31"),
        # more than 100 is wanted and 100 is known: the pace got to the limit on the last day known
        (indicator(aim=target("100", Comparator.MORE_THAN)), "2021-01/2022-12", "100", "2022-12-31"),
        # from 200 to 300 by 15 a year: 80 months
        (indicator(STOCK, target("300"), start="200"), "2022", "230", "2027-08-31"),
        # from 5 to 3 by 0.5 a year: 48 months
        (indicator(RATE, target("3", AT_MOST), better=LOWER, start="5"), "2022", "4", "2024-12-31"),
        # about 5 within 0.25: from 6 to 5.25 by 0.25 a year: 36 months
        (
            indicator(RATE, target("5", ABOUT, tolerance="0.25"), better=LOWER, start="6"),
            "2022",
            "5.5",
            "2023-12-31",
        ),
    ],
)
def test_reach_date_is_where_the_achieved_pace_gets_to_the_limit(
    subject: Indicator, period: str, value: str, reach_date: str
) -> None:
    assert assess_of(subject, seen(subject.kind, period, value)).reach_date == day(reach_date)


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        pytest.param(indicator(), "100", id="satisfied"),
        pytest.param(indicator(), "0", id="no pace"),
        pytest.param(indicator(STOCK, start="50"), "50", id="no pace of a level"),
        pytest.param(indicator(STOCK, start="50"), "40", id="the other way"),
        pytest.param(indicator(STOCK), "50", id="no baseline"),
        pytest.param(indicator(RATE, target("95"), start="98"), "94", id="held"),
        pytest.param(indicator(ANNUAL), "50", id="annual"),
        pytest.param(indicator(aim=target(None)), "50", id="no target"),
        pytest.param(indicator(RATE, target("95", hold=False), start="98"), "94", id="away from the target"),
    ],
)
def test_no_reach_date_where_the_pace_never_gets_there(subject: Indicator, value: str) -> None:
    assert assess_of(subject, seen(subject.kind, "2022", value)).reach_date is None


def test_without_data_there_are_no_dates() -> None:
    found = assess_of(indicator())
    assert (found.actual, found.reached_on, found.reach_date, found.stale) == (None, None, None, None)


# Figures


def test_a_figure_bears_its_name_and_its_rule_and_from_exact_data_no_bound() -> None:
    found = assess_of(indicator(), observation("2021", "20"))
    assert all(name == figure.name for name, figure in found.figures.items())
    assert {figure.bound for figure in found.figures.values()} == {Bound.EXACT}
    assert found.figures["completion_rate"].rule == found.completion_rule == "ratio"
    assert found.actuals.history.parts == (0,)


def test_a_baseline_within_the_tolerance_is_no_start_of_progress() -> None:
    """About 100 within 5 begins at 95: from 96 there is no way to go."""
    subject = indicator(STOCK, target("100", ABOUT, tolerance="5", hold=False), start="96")
    assert assess_of(subject, level("2022", "98")).value("progress") is None


def test_a_sum_is_compared_with_an_earlier_one_only_once_the_plan_is_over() -> None:
    """80 in the five years before: 100 are a quarter more; what is known of four years is no such sum."""
    subject = indicator(before="80")
    assert assess_of(subject, observation("2021-01/2025-12", "100")).value("growth") == Fraction(1, 4)
    assert assess_of(subject, observation("2021-01/2024-12", "100")).value("growth") is None


# Stale


@pytest.mark.parametrize(
    ("through", "as_of", "stale_after", "stale"),
    [
        ("2022-12", "2023-12-31", 12, False),  # exactly twelve months
        ("2022-12", "2024-01-01", 12, True),
        ("2022-06", "2023-06-30", 12, False),
        ("2022-06", "2023-07-01", 12, True),
        ("2022-06", "2022-06-30", 12, False),
        # after the plan its end counts
        ("2024-12", "2032-12-31", 12, False),
        ("2024-11", "2032-12-31", 12, True),
        ("2025-12", "2032-12-31", 12, False),
        # other rules
        ("2022-12", "2024-01-01", 13, False),
        ("2022-12", "2023-07-01", 6, True),
        ("2022-12", "2023-01-01", 0, True),
        ("2022-12", "2022-12-31", 0, False),
    ],
)
def test_stale_is_more_than_so_many_months_before_the_as_of_date_or_the_end_of_the_plan(
    through: str, as_of: str, stale_after: int, stale: bool
) -> None:
    found = assess_of(indicator(STOCK), level(through, "50"), as_of=as_of, rules=Rules(stale_after=stale_after))
    assert found.stale is stale


@pytest.mark.parametrize(
    ("through", "as_of", "months_between"),
    [("2022-06", "2022-12-31", 6), ("2023-02", "2024-02-29", 12), ("2022-11", "2023-01-31", 2)],
)
def test_from_month_end_to_month_end_is_a_whole_number_of_months(through: str, as_of: str, months_between: int) -> None:
    """July to December are six months, not more: months count by their covered days (section 3)."""
    found = assess_of(indicator(STOCK), level(through, "50"), as_of=as_of, rules=Rules(stale_after=months_between))
    assert found.stale is False


def test_stale_data_are_judged_all_the_same() -> None:
    found = assess_of(indicator(), observation("2021", "20"), as_of="2025-12-31")
    assert (found.status, found.stale) == (Status.ON_TRACK, True)


# Notes


@pytest.mark.parametrize(("assumed", "key"), [(True, "note.tolerance_assumed"), (False, "note.tolerance")])
def test_what_rests_on_a_tolerance_says_so(assumed: bool, key: str) -> None:
    aim = target("5", ABOUT, tolerance="0.25", tolerance_assumed=assumed)
    found = assess_of(indicator(RATE, aim, better=LOWER), level("2022", "5.2"))
    assert noted(found, key).details["tolerance"] == "0.25"


HELD = indicator(RATE, target("95"), start="98")


@pytest.mark.parametrize(
    ("subject", "levels", "breaches"),
    [
        (HELD, [level("2021", "94"), level("2022", "96")], ["2021-12-31"]),
        (HELD, [level("2021", "94"), level("2022", "93"), level("2023", "96")], ["2021-12-31", "2022-12-31"]),
        (HELD, [level("2021", "96"), level("2022", "94")], []),  # the verdict says it, not a note
        (HELD, [level("2021", "96"), level("2022", "97")], []),
        (HELD, [level("2021", "94", bound=Bound.AT_LEAST), level("2022", "96")], []),  # perhaps no breach
        (HELD, [level("2021", "94", bound=Bound.AT_MOST), level("2022", "96")], ["2021-12-31"]),
        (indicator(STOCK, start="50"), [level("2021", "60"), level("2022", "99")], []),  # not held
    ],
)
def test_an_earlier_breach_of_a_held_target_is_a_note(
    subject: Indicator, levels: list[Observation], breaches: list[str]
) -> None:
    found = assess_of(subject, *levels)
    seen_breaches = [note for note in found.notes if isinstance(note, Message) and note.key == "note.breach"]
    assert [note.details["through"] for note in seen_breaches] == breaches


def test_many_breaches_are_told_once_with_the_first_and_the_last() -> None:
    """94 % against at least 95 % at the end of each of the first four of five half-years; the last is none of them."""
    ends = ("2021-06", "2021-12", "2022-06", "2022-12")
    bad = [level(end, f"94.{place}") for place, end in enumerate(ends, 1)]
    found = assess_of(HELD, *bad, level("2023-06", "96"))
    told = [note for note in found.notes if isinstance(note, Message) and note.key.startswith("note.breach")]
    assert [note.key for note in told] == ["note.breaches"]
    assert told[0].details == {
        "number": "4",
        "first": "94.1",
        "first_day": "2021-06-30",
        "last": "94.4",
        "last_day": "2022-12-31",
    }


def test_a_breach_does_not_change_the_verdict_at_through() -> None:
    assert assess_of(HELD, level("2021", "94"), level("2022", "96")).status is Status.ON_TRACK


def test_an_empty_cell_is_no_data_and_says_so() -> None:
    subject = indicator(STOCK, result=Result("", "表1", Place("test.yaml", 2), None, None))
    found = assess_of(subject)
    assert found.status is Status.NO_DATA
    assert noted(found, "note.empty_result").details["where"] == "表1"


def test_the_notes_of_the_files_are_handed_on() -> None:
    """The note of an observation names its period, for there may be several."""
    subject = indicator()._replace(note=Text("口径有变", "counted otherwise"))
    found = assess_of(subject, observation("2021", "20")._replace(note=Text("初步数", "preliminary")))
    own, of_the_part = (note for note in found.notes if isinstance(note, Text))
    assert own == subject.note
    assert "2021" in of_the_part.zh
    assert "初步数" in of_the_part.zh
    assert "2021" in of_the_part.en
    assert "preliminary" in of_the_part.en


@pytest.mark.parametrize("kind", [SUM, ANNUAL])
def test_sums_that_contradict_each_other_are_a_note(kind: Kind) -> None:
    """The quarters add up to 21, the year was published as 20."""
    quarters = [observation(f"2021-Q{number}", value) for number, value in enumerate(["5", "5", "5", "6"], 1)]
    details = noted(assess_of(indicator(kind), observation("2021", "20"), *quarters), "note.conflict").details
    assert (details["chosen"], details["other"]) == ("20", "21")


# What the notes say: each detail that the catalogues fill in


def messages(assessment: Assessment) -> list[Message]:
    """The notes of the catalogues, with their details."""
    return [note for note in assessment.notes if isinstance(note, Message)]


def test_the_notes_stand_in_one_order_and_say_all_their_details() -> None:
    """The indicator, its target, its baseline, its result, what is known, what is not counted."""
    subject = indicator(
        RATE,
        target("6", ABOUT, tolerance="0.3", printed="6左右"),
        better=LOWER,
        start="7",
        revisions=[revision(target("5", ABOUT, tolerance="0.25", printed="5左右"), "2023-07-01")],
        result=Result(" ", "表1", Place("test.yaml", 2), None, None),
    )
    assert subject.baseline is not None
    own, of_baseline = Text("口径有变", "counted otherwise"), Text("年均", "mean of the year")
    subject = subject._replace(note=own, baseline=subject.baseline._replace(note=of_baseline))
    part = level("2023", "6.5")._replace(note=Text("初步数", "preliminary"))
    found = assess_of(subject, level("2020-07/2021-06", "8"), part)
    assert list(found.notes) == [
        own,
        Message("note.revised", {"since": "2023-07-01", "before": "6左右", "source": "中期评估"}),
        Text("中期调整", "中期调整"),
        Message("note.tolerance_assumed", {"tolerance": "0.25", "print": "5左右"}),
        of_baseline,
        Message("note.empty_result", {"where": "表1"}),
        Text("2023：初步数", "2023: preliminary"),
    ]


def test_a_result_that_is_printed_is_no_empty_cell() -> None:
    subject = indicator(STOCK, result=Result("85", "表1", Place("test.yaml", 2), None, None))
    assert note_keys(assess_of(subject)) == []


def test_what_does_not_enter_is_named_with_its_basis() -> None:
    """Across the plan's end, and before it in no plan that has the indicator."""
    across, lost = observation("2025-07/2026-06", "50"), observation("2019", "7", YTD)
    subject = indicator()
    found = assess(plan(subject), subject, [across], day("2026-12-31"), unassigned=[lost])
    assert messages(found) == [
        Message("note.outside_plan", {"period": "2025-07/2026-06", "basis": "period"}),
        Message("note.before_plan", {"start": "2019-01-01", "end": "2019-12-31"}),
    ]


def test_bounds_both_ways_are_said() -> None:
    half = observation("2021-H1", "5", bound=Bound.AT_MOST), observation("2021-H2", "6", bound=Bound.AT_LEAST)
    assert messages(assess_of(indicator(), *half)) == [Message("note.unknown_bound")]


@pytest.mark.parametrize(
    ("comparator", "better", "value", "said"),
    [
        (Comparator.MORE_THAN, Better.HIGHER, "95", [Message("note.more_than", {"target": "95"})]),
        (Comparator.LESS_THAN, LOWER, "95", [Message("note.less_than", {"target": "95"})]),
        (Comparator.MORE_THAN, Better.HIGHER, "95.1", []),
        (Comparator.LESS_THAN, LOWER, "94.9", []),
        (Comparator.AT_LEAST, Better.HIGHER, "95", []),
        (AT_MOST, LOWER, "95", []),
    ],
)
def test_exactly_at_a_strict_target_it_is_said_that_this_does_not_satisfy(
    comparator: Comparator, better: Better, value: str, said: list[Message]
) -> None:
    subject = indicator(RATE, target("95", comparator), better=better)
    assert messages(assess_of(subject, level("2022", value))) == said


def test_figures_that_disagree_are_told_with_their_days() -> None:
    """20 or 9 + 12 in 2021; 20 by June 2022 and only 18 by September."""
    halves = observation("2021", "20"), observation("2021-H1", "9"), observation("2021-H2", "12")
    falling = observation("2022-06", "20", YTD), observation("2022-09", "18", YTD)
    disagree = {"start": "2021-01-01", "end": "2021-12-31", "chosen": "20", "other": "21", "earlier": ""}
    fall = {"start": "2022-01-01", "end": "2022-09-30", "chosen": "18", "other": "20", "earlier": "2022-06-30"}
    assert [one for one in messages(assess_of(indicator(), *halves)) if one.key == "note.conflict"] == [
        Message("note.conflict", disagree)
    ]
    assert messages(assess_of(indicator(), *falling)) == [Message("note.falling", fall)]


def test_no_figure_in_a_note_is_rounded() -> None:
    """They are looked for where they were published."""
    halves = observation("2021", "20.1234567"), observation("2021-H1", "9.1234567"), observation("2021-H2", "12")
    details = noted(assess_of(indicator(), *halves), "note.conflict").details
    assert (details["chosen"], details["other"]) == ("20.1234567", "21.1234567")
    about = indicator(STOCK, target("5", ABOUT, tolerance="0.1234567"))
    assert noted(assess_of(about), "note.tolerance_assumed").details["tolerance"] == "0.1234567"
    slip = assess_of(indicator(RATE, target("95"), unit="%"), level("2021", "982.1234567"))
    assert noted(slip, "note.above_whole").details["value"] == "982.1234567"
    strict = assess_of(indicator(RATE, target("95.1234567", Comparator.MORE_THAN)), level("2022", "95.1234567"))
    assert noted(strict, "note.more_than").details["target"] == "95.1234567"


def test_levels_do_not_add_up_so_none_contradicts_another() -> None:
    found = assess_of(indicator(STOCK), level("2021", "20"), level("2021-06", "30"), level("2022", "10"))
    assert (messages(found), found.years) == ([], ())


def test_up_to_three_earlier_breaches_are_told_one_by_one() -> None:
    """The last day is judged by the verdict."""
    levels = [level("2021", "94"), level("2022", "93.5", bound=Bound.AT_MOST), level("2023", "92"), level("2024", "91")]
    assert messages(assess_of(HELD, *levels)) == [
        Message("note.breach", {"actual": "94", "through": "2021-12-31"}),
        Message("note.breach", {"actual": "≤93.5", "through": "2022-12-31"}),
        Message("note.breach", {"actual": "92", "through": "2023-12-31"}),
    ]


def test_more_than_three_earlier_breaches_are_counted_from_the_first_to_the_last() -> None:
    levels = [level(f"2021-{month:02}", str(90 + month)) for month in range(1, 5)]
    details = {"number": "4", "first": "91", "first_day": "2021-01-31", "last": "94", "last_day": "2021-04-30"}
    assert messages(assess_of(HELD, *levels, level("2021-05", "97"))) == [Message("note.breaches", details)]


def test_an_annual_target_tells_its_failed_years_and_no_breaches() -> None:
    failed = assess_of(indicator(ANNUAL), observation("2021", "90"), observation("2022", "110"))
    assert (failed.status, messages(failed)) == (Status.BEHIND, [])


# A year that counts and the ones beside it


def test_the_actual_of_an_annual_target_stands_on_all_years_that_count() -> None:
    """The first half of 2023 is short of the year and of the target, so it decides nothing."""
    years = observation("2021", "120", provisional=True), observation("2022", "110"), observation("2023-H1", "60")
    found = assess_of(indicator(ANNUAL), *years)
    assert found.actual is not None
    assert [part.period.text for part in found.actual.parts] == ["2021", "2022"]
    assert found.actual.provisional
    assert found.actual.value == 110
    assert [one.period.text for one in found.observations] == ["2021", "2022", "2023-H1"]
    certain = assess_of(indicator(ANNUAL), observation("2021", "120"), observation("2022", "110"))
    assert certain.actual is not None
    assert certain.actual.provisional is False


@pytest.mark.parametrize(
    ("told", "missing", "through"),
    [
        ({"2021": "110", "2022-H2": "120"}, ("2022-H1",), "2022-12-31"),
        ({"2021-H1": "120"}, (), "2021-06-30"),
        ({"2021-H1": "120", "2022": "110"}, ("2021-H2",), "2022-12-31"),
    ],
)
def test_a_year_reached_before_its_end_misses_only_what_lies_before_the_last_day_known(
    told: dict[str, str], missing: tuple[str, ...], through: str
) -> None:
    found = assess_of(indicator(ANNUAL), *(observation(period, value) for period, value in told.items()))
    assert found.actual is not None
    assert (found.actual.missing, found.actual.through) == (missing, day(through))


def test_an_annual_target_is_reached_with_the_first_year_even_where_a_later_one_fails() -> None:
    """As of the end of 2021 the weakest year is 120."""
    found = assess_of(indicator(ANNUAL), observation("2021", "120"), observation("2022", "90"))
    assert found.reached_on == day("2021-12-31")


# Slips


@pytest.mark.parametrize(
    ("subject", "told", "said"),
    [
        # 100 over 60 months need 1.666… a month and a hundred times that is 166.666…
        (indicator(), observation("2021-06", "166"), None),
        (indicator(), observation("2021-06", "167"), ("2021-06", "167", "万人")),
        # a day of June is a thirtieth: 5.555…; a day of January a thirty-first: 5.376…
        (indicator(), observation("2021-06-30", "5.55"), None),
        (indicator(), observation("2021-06-30", "5.56"), ("2021-06-30", "5.56", "万人")),
        (indicator(), observation("2021-01-31", "5.37"), None),
        (indicator(), observation("2021-01-31", "5.38"), ("2021-01-31", "5.38", "万人")),
        (indicator(), observation("2021-01-31", "5.376344086"), None),  # 5.376344086021…
        (indicator(), observation("2021-01-31", "5.376344087"), ("2021-01-31", "5.376344087", "万人")),
        (indicator(), observation("2021-H1", "1000"), ("2021-H1", "1000", "万人")),
        (indicator(STOCK, target("0.5")), level("2021", "50"), ("2021", "50", "万人")),
        (indicator(STOCK, target("0.5")), level("2021", "49.99"), None),
        (indicator(STOCK, target("0.01")), level("2021", "1"), ("2021", "1", "万人")),
        # 18.6 over 60 months: a hundred times a month is 31, a day of January exactly 1
        (indicator(aim=target("18.6")), observation("2021-01-31", "1"), ("2021-01-31", "1", "万人")),
        (indicator(ANNUAL), observation("2021", "10000"), ("2021", "10000", "万人")),
        # of nothing a hundred times is nothing, and a target that is not set needs nothing
        (indicator(STOCK, target("0", AT_MOST), better=LOWER), level("2021", "50"), None),
        (indicator(STOCK, target("0", AT_MOST), better=LOWER), level("2021", "0"), None),
        (indicator(STOCK, target(None)), level("2021", "50000"), None),
        (indicator(SHARES, target("14:42:44")), level("2021", "1400:4200:4400"), None),
    ],
)
def test_a_hundred_times_what_is_needed_in_these_days_is_told_as_a_slip(
    subject: Indicator, told: Observation, said: tuple[str, str, str] | None
) -> None:
    expected = [Message("note.hundredfold", dict(zip(("period", "value", "unit"), said, strict=True)))] if said else []
    assert messages(assess_of(subject, told)) == expected


def test_of_several_parts_only_the_slip_is_told() -> None:
    """A hundred times a year's need of 20 is 2000."""
    parts = observation("2021", "20"), observation("2022", "2100"), observation("2023", "21")
    assert messages(assess_of(indicator(), *parts)) == [
        Message("note.hundredfold", {"period": "2022", "value": "2100", "unit": "万人"})
    ]


@pytest.mark.parametrize(
    ("kind", "unit", "value", "said"),
    [
        (RATE, "%", "100", []),
        (RATE, "%", "100.01", ["note.above_whole"]),
        (RATE, "％", "100.01", ["note.above_whole"]),
        (RATE, "%", "9500", ["note.above_whole"]),  # told once
        (RATE, "‰", "101", []),
        (RATE, "‰", "9500", ["note.hundredfold"]),
        (STOCK, "%", "101", []),
    ],
)
def test_only_a_rate_of_a_whole_cannot_be_more_than_the_whole(
    kind: Kind, unit: str, value: str, said: list[str]
) -> None:
    found = assess_of(indicator(kind, target("95"), unit=unit), level("2021", value))
    assert messages(found) == [Message(key, {"period": "2021", "value": value, "unit": unit}) for key in said]


# Laws

KINDS = (SUM, ANNUAL, STOCK, RATE)
PERIODS = tuple(
    f"{year}{part}" for year in range(2021, 2026) for part in ("", "-H1", "-H2", "-Q1", "-Q3", "-02", "-11")
)
amounts = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
publications = st.none() | st.dates(date(2021, 1, 1), date(2026, 12, 31)).map(str)
any_day = st.dates(START, END + timedelta(days=400))


@st.composite
def published(draw: st.DrawFn, kind: Kind) -> list[Observation]:
    """Observations of one indicator, some over the same days, published in any order."""
    found = []
    for order in range(draw(st.integers(0, 8))):
        basis = draw(st.sampled_from([Basis.PERIOD, YTD, PTD])) if kind.is_additive else Basis.LEVEL
        found.append(
            observation(
                draw(st.sampled_from(PERIODS)),
                str(draw(amounts)),
                basis,
                published=draw(publications),
                bound=draw(st.sampled_from([Bound.EXACT, Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST])),
                order=order,
            )
        )
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[Indicator, list[Observation]]:
    kind = draw(st.sampled_from(KINDS))
    start = None if kind.is_additive else draw(st.sampled_from([None, "20", "95"]))
    return indicator(kind, target(draw(st.sampled_from(["30", "90"]))), start=start), draw(published(kind))


def outcome(assessment: Assessment) -> tuple[object, ...]:
    """All that an assessment says, but the formulas, which are new objects each time."""
    return (
        figures_of(assessment),
        assessment.actual,
        assessment.status,
        assessment.reason,
        assessment.stale,
        assessment.reached_on,
        assessment.reach_date,
        assessment.notes,
    )


@settings(deadline=None, max_examples=100)
@given(cases(), any_day)
def test_known_on_in_the_past_never_sees_later_publications(
    case: tuple[Indicator, list[Observation]], known_on: date
) -> None:
    subject, every = case
    by_then = [seen_one for seen_one in every if seen_one.known_since <= known_on]
    assert outcome(assess_of(subject, *every, known_on=str(known_on))) == outcome(assess_of(subject, *by_then))


@settings(deadline=None, max_examples=100)
@given(cases(), any_day)
def test_as_of_never_sees_later_periods(case: tuple[Indicator, list[Observation]], as_of: date) -> None:
    subject, every = case
    by_then = [seen_one for seen_one in every if seen_one.span[1] <= as_of]
    whole, cut = (assess_of(subject, *found, as_of=str(as_of)) for found in (every, by_then))
    assert outcome(whole) == outcome(cut)


@settings(deadline=None, max_examples=100)
@given(cases(), any_day, any_day)
def test_through_never_moves_back_as_the_as_of_date_moves_on(
    case: tuple[Indicator, list[Observation]], first: date, second: date
) -> None:
    subject, every = case
    before, after = (assess_of(subject, *every, as_of=str(as_of)).actual for as_of in sorted((first, second)))
    if before is not None:
        assert before.through <= min(first, second)
    if before is not None and subject.kind is not ANNUAL:  # a revised year may be decided no more
        assert after is not None
        assert before.through <= after.through


@settings(deadline=None, max_examples=100)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_inputs_does_not_matter(case: tuple[Indicator, list[Observation]], random: Random) -> None:
    subject, every = case
    shuffled = every.copy()
    random.shuffle(shuffled)
    assert outcome(assess_of(subject, *every)) == outcome(assess_of(subject, *shuffled))


@settings(deadline=None, max_examples=150)
@given(published(SUM), published(SUM), st.sampled_from(["1", "30", "90"]))
def test_more_data_never_turn_met_into_no_data(known: list[Observation], more: list[Observation], aim: str) -> None:
    """Corrections may lower a sum, but never make it unknown."""
    subject = indicator(aim=target(aim))
    if assess_of(subject, *known).status is Status.MET:
        assert assess_of(subject, *known, *more).status is not Status.NO_DATA


@settings(deadline=None, max_examples=100)
@given(
    st.dictionaries(st.sampled_from(["2021", "2022-H1", "2022-H2", "2023", "2024", "2025"]), amounts, min_size=1),
    st.sampled_from(["2021", "2022-H1", "2022-H2", "2023", "2024", "2025"]),
    amounts,
)
def test_what_is_met_stays_met_when_other_periods_are_added(
    known: dict[str, Decimal], period: str, value: Decimal
) -> None:
    subject = indicator(aim=target("90"))
    added = known if period in known else {**known, period: value}
    before, after = (
        assess_of(subject, *(observation(key, str(amount)) for key, amount in found.items())).status
        for found in (known, added)
    )
    assert after is Status.MET or before is not Status.MET


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from([SUM, ANNUAL]),
    st.dictionaries(st.integers(2021, 2025), st.lists(amounts, min_size=12, max_size=12), min_size=1),
    st.integers(2021, 2025),
)
def test_splitting_a_year_into_its_months_changes_no_figure(
    kind: Kind, months_of: dict[int, list[Decimal]], split: int
) -> None:
    subject = indicator(kind, target("900"))

    def whole(year: int) -> list[Observation]:
        return [observation(str(year), str(sum(months_of[year])))]

    def by_month(year: int) -> list[Observation]:
        return [observation(f"{year}-{month:02}", str(value)) for month, value in enumerate(months_of[year], 1)]

    def judged(of_split: Callable[[int], list[Observation]]) -> Assessment:
        return assess_of(
            subject, *(found for year in months_of for found in (of_split if year == split else whole)(year))
        )

    years, months = judged(whole), judged(by_month)
    assert figures_of(years) == figures_of(months)
    assert (years.status, years.stale) == (months.status, months.stale)
    assert years.actual is not None
    assert months.actual is not None
    assert years.actual._replace(parts=()) == months.actual._replace(parts=())


@settings(deadline=None, max_examples=100)
@given(published(SUM), st.sampled_from(["10", "60", "150"]))
def test_reached_on_is_the_first_day_as_of_which_the_target_is_satisfied(every: list[Observation], aim: str) -> None:
    """By the words of the reference: look at the actual as of each day on which a period ends."""
    subject = indicator(aim=target(aim))
    exact = [found._replace(bound=Bound.EXACT) for found in every]
    ends = sorted({found.span[1] for found in exact})
    satisfied = [end for end in ends if satisfied_as_of(subject, exact, end)]
    assert assess_of(subject, *exact).reached_on == (satisfied[0] if satisfied else None)


def satisfied_as_of(indicator: Indicator, every: list[Observation], as_of: date) -> bool:
    actual = assess_of(indicator, *every, as_of=str(as_of)).actual
    return actual is not None and satisfies(indicator.target, indicator.better, actual.values)


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from([indicator(), indicator(STOCK, start="40"), indicator(RATE, target("95", hold=False), start="98")]),
    st.sampled_from(["2021", "2022", "2023", "2024-12-07"]),
    amounts,
)
def test_a_reach_date_never_lies_before_the_data_end(subject: Indicator, period: str, value: Decimal) -> None:
    basis = PTD if subject.kind is SUM else Basis.LEVEL
    found = assess_of(subject, observation(period, str(value), basis))
    assert found.actual is not None
    assert found.reach_date is None or found.reach_date >= found.actual.through


def test_a_plan_in_another_period_is_judged_in_its_own_days() -> None:
    """A plan of one year: 59 of 100 by the middle of 2022."""
    subject = indicator()
    year = plan(subject, start=date(2022, 1, 1), end=date(2022, 12, 31))
    found = assess_of(subject, observation("2021", "40"), observation("2022-H1", "59"), within=year)
    assert known_value(found) == 59
    assert found.value("elapsed") == Fraction(1, 2)


@pytest.mark.parametrize(
    ("kind", "unit", "aim", "value", "slip"),
    [
        (Kind.RATE, "%", "95", "98.2", None),
        (Kind.RATE, "%", "95", "100", None),
        (Kind.RATE, "%", "95", "982", "note.above_whole"),
        (Kind.STOCK, "万人", "100", "9999", None),
        (Kind.STOCK, "万人", "100", "10000", "note.hundredfold"),
        (Kind.CUMULATIVE, "万人", "100", "1999", None),  # a year needs 20
        (Kind.CUMULATIVE, "万人", "100", "2000", "note.hundredfold"),
    ],
)
def test_a_figure_that_looks_like_a_slip_is_said(kind: Kind, unit: str, aim: str, value: str, slip: str | None) -> None:
    subject = indicator(kind, target(aim), unit=unit)
    keys = set(note_keys(assess_of(subject, seen(kind, "2021", value)))) & {"note.above_whole", "note.hundredfold"}
    assert keys == ({slip} if slip else set())
