"""The history of an indicator: order of entries, replaced figures, changes of the verdict; docs/observations.md."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from builders import day, figures_of, indicator, level, observation, plan, revision, seen, target
from desk import HEADER, LATER, Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.assess import assess
from rsplan.calc.verdict import Status
from rsplan.errors import RsplanError
from rsplan.journal.history import IndicatorHistory, Step, flips, histories
from rsplan.model.enums import Basis, Bound, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Plan, Revision
from rsplan.read.plan_library import Library
from rsplan.report.tables.log import log_table
from rsplan.survey import EvaluationContext

LAW = settings(deadline=None, max_examples=80)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def log(
    desk: Desk, indicator: str = "jobs", evaluation: EvaluationContext = LATER, plans: tuple[str, ...] = ("14fyp",)
) -> IndicatorHistory:
    (found,) = histories(desk.loaded(), evaluation, plans, "linhai", indicator)
    return found


def of(
    indicator: Indicator,
    *observations: Observation,
    evaluation: EvaluationContext = LATER,
    also: Sequence[Plan] = (),
    plans: str = "14fyp",
) -> IndicatorHistory:
    """The history of an indicator of the plan of 2021 to 2025."""
    own = plan(indicator)
    library = Library((own.city,), (*also, own), {(own.city.id, indicator.id): observations}, ())
    (found,) = histories(library, evaluation, (plans,), own.city.id, indicator.id)
    return found


def test_the_table_says_as_of_which_day_its_verdicts_are(desk: Desk) -> None:
    desk.record("jobs 2021 12", published="2022-01-20")
    (note,) = log_table(log(desk), LATER, "zh", 80).footnotes
    assert note.startswith("各行评价均截至2025-12-31")
    on_the_day = EvaluationContext(date(2022, 1, 20))
    assert log_table(log(desk, evaluation=on_the_day), on_the_day, "en", 80).footnotes == ()


def test_an_annual_target_has_the_year_of_its_figure_in_each_row(desk: Desk) -> None:
    """12 a year: 11 in 2022 is the weakest year from then on; of the first year alone there is a day."""
    for known in ("trained 2021 13", "trained 2022 11", "trained 2023 14"):
        desk.record(known)
    (section,) = log_table(log(desk, "trained"), LATER, "zh", 120).sections
    assert [str(row[5]) for row in section.rows] == ["13 至2021-12-31", "11 最低年份2022年", "11 最低年份2022年"]


def values(history: IndicatorHistory) -> list[Decimal]:
    return [step.event.value for step in history.steps if isinstance(step.event, Observation)]


def statuses(history: IndicatorHistory) -> list[Status]:
    return [step.after.status for step in history.steps]


# --- a history worked out by hand ------------------------------------------------------------------------------------


@pytest.fixture
def revised(desk: Desk) -> IndicatorHistory:
    """The straight line is one a month: 60 in the 60 months of the plan.

    6 in six months, 12.5 in a year: on track. The year revised to 11.5: behind. 24.1 in two years: on track.
    """
    desk.record("jobs 2022 12.6", published="2023-01-20")
    desk.record("jobs 2021 12.5", published="2022-01-20")
    desk.record("jobs 2021-06 6", basis="ytd")
    desk.record("jobs 2021 11.5", published="2022-06")
    return log(desk)


def test_entries_are_in_the_order_in_which_they_became_known(revised: IndicatorHistory) -> None:
    """Without a date an observation is known since its last day; a published month stands for its last day."""
    assert values(revised) == [Decimal(one) for one in ("6", "12.5", "11.5", "12.6")]
    dates = [step.known_since for step in revised.steps]
    assert dates == [day("2021-06-30"), day("2022-01-20"), day("2022-06-30"), day("2023-01-20")]


def test_each_entry_has_the_actual_and_the_verdict_of_its_time(revised: IndicatorHistory) -> None:
    actuals = [step.after.actual.value for step in revised.steps if step.after.actual]
    assert actuals == [Fraction(one) for one in ("6", "12.5", "11.5", "24.1")]
    assert statuses(revised) == [Status.ON_TRACK, Status.ON_TRACK, Status.BEHIND, Status.ON_TRACK]
    assert [step.before for step in revised.steps] == [Status.NO_DATA, *statuses(revised)[:-1]]


def test_a_revision_names_what_it_replaced(revised: IndicatorHistory) -> None:
    assert [step.replaces.value if step.replaces else None for step in revised.steps] == [
        *(None, None, Decimal("12.5"), None)
    ]


def test_a_verdict_that_turns_from_pass_to_fail_or_back_is_marked(revised: IndicatorHistory) -> None:
    assert [step.flips for step in revised.steps] == [False, False, True, True]
    assert [step.moves for step in revised.steps] == [True, False, True, True]


def test_an_observation_counts_only_while_it_is_part_of_the_actual(revised: IndicatorHistory) -> None:
    assert [step.counted for step in revised.steps] == [True, True, True, True]
    assert revised.last.actual is not None
    assert [part.value for part in revised.last.actual.parts] == [Decimal("11.5"), Decimal("12.6")]


@pytest.mark.parametrize(
    ("before", "after", "flip"),
    [
        (Status.ON_TRACK, Status.BEHIND, True),
        (Status.MISSED, Status.MET, True),
        (Status.ON_TRACK, Status.AHEAD, False),
        (Status.INCOMPLETE, Status.BEHIND, False),
        (Status.NO_DATA, Status.MET, False),
        (Status.MET, Status.INCOMPLETE, False),
    ],
)
def test_only_a_verdict_of_pass_or_fail_can_flip(before: Status, after: Status, flip: bool) -> None:
    assert flips(before, after) is flip


# --- order and replacement -------------------------------------------------------------------------------------------


def test_of_equal_dates_the_place_decides(desk: Desk, tmp_path: Path) -> None:
    """Lines of one file, then the next file; the file's name says nothing."""
    other = tmp_path / "a.csv"
    other.write_text(f"{HEADER}linhai,jobs,2021,12.1,,,,2022-01-20,,\n", encoding="utf-8")
    for value in ("12.3", "12.2"):
        desk.record(f"jobs 2021 {value}", published="2022-01-20")
    (found,) = histories(desk.loaded(str(other)), LATER, ("14fyp",), "linhai", "jobs")
    assert values(found) == [Decimal(one) for one in ("12.3", "12.2", "12.1")]
    assert [step.replaces.value if step.replaces else None for step in found.steps] == [
        *(None, Decimal("12.3"), Decimal("12.2"))
    ]


def test_an_observation_of_the_same_days_is_replaced_however_it_is_spelt() -> None:
    found = of(
        indicator(),
        observation("2021", "20", published="2022-01", order=1),
        observation("2021-12", "21", Basis.YTD, published="2022-02", order=2),
        observation("2021-12", "22", Basis.PTD, published="2022-03", order=3),
        observation("2021-01/2021-06", "9", published="2022-04", order=4),
    )
    assert [step.replaces.value if step.replaces else None for step in found.steps] == [
        *(None, Decimal(20), Decimal(21), None)
    ]


def test_an_older_figure_that_is_entered_later_replaces_nothing() -> None:
    found = of(
        indicator(),
        observation("2021", "20", published="2022-06", order=1),
        observation("2021", "19", published="2022-01", order=2),
    )
    assert values(found) == [Decimal(19), Decimal(20)]
    assert [step.replaces.value if step.replaces else None for step in found.steps] == [None, Decimal(19)]


# --- entries of the history ------------------------------------------------------------------------------------------


def test_observations_not_known_on_the_day_are_left_out(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", published="2022-01-20")
    desk.record("jobs 2021 11.5", published="2022-06-01")
    assert values(log(desk, evaluation=EvaluationContext(LATER.as_of, day("2022-05-31")))) == [Decimal("12.5")]


def test_an_observation_that_ends_after_the_as_of_date_is_listed_and_changes_nothing(desk: Desk) -> None:
    desk.record("jobs 2021 12.5")
    desk.record("jobs 2022 3")
    found = log(desk, evaluation=EvaluationContext(day("2021-12-31")))
    assert statuses(found) == [Status.ON_TRACK, Status.ON_TRACK]
    assert [step.counted for step in found.steps] == [True, False]


def test_observations_of_other_plans_are_counted_not_shown(desk: Desk) -> None:
    desk.record("jobs 2016 10")
    desk.record("jobs 2021 12.5")
    desk.record("jobs 2020-07/2021-06 11")  # lies across both
    # known since the last days that they count: 2021-06-30 before 2021-12-31
    found = log(desk)
    assert (values(found), found.elsewhere) == ([Decimal(11), Decimal("12.5")], 1)
    found = log(desk, plans=("13fyp",))
    assert (values(found), found.elsewhere) == ([Decimal(10), Decimal(11)], 1)


def test_an_unassigned_observation_is_listed_and_changes_nothing(desk: Desk) -> None:
    desk.record("jobs 2021 12.5")
    desk.record("jobs 2026-01 1")
    found = log(desk)
    assert (values(found), found.elsewhere) == ([Decimal("12.5"), Decimal(1)], 0)
    assert not found.steps[-1].counted


def test_the_plan_is_the_one_that_runs_else_the_latest_that_has_the_indicator(desk: Desk) -> None:
    desk.record("jobs 2021 12.5")
    assert log(desk, plans=()).last.plan.id == "14fyp"
    assert log(desk, evaluation=EvaluationContext(day("2019-06-30")), plans=()).last.plan.id == "13fyp"
    assert log(desk, "rate", EvaluationContext(day("2019-06-30")), ()).last.plan.id == "14fyp"
    found = histories(desk.loaded(), LATER, ("all",), "linhai", "jobs")
    assert [one.last.plan.id for one in found] == ["13fyp", "14fyp"]


def test_an_indicator_that_the_named_plan_does_not_have_is_answered_with_its_plans(desk: Desk) -> None:
    desk.record("jobs 2021 12.5")
    with pytest.raises(RsplanError) as caught:
        log(desk, "rate", plans=("13fyp",))
    assert (caught.value.key, caught.value.details["known"]) == ("error.not_in_plan", "14fyp")


@pytest.mark.parametrize(("name", "key", "near"), [("job", "_near", "jobs"), ("zzz", "", "")])
def test_an_unknown_indicator_is_answered_with_the_nearest(desk: Desk, name: str, key: str, near: str) -> None:
    desk.record("jobs 2021 12.5")
    with pytest.raises(RsplanError) as caught:
        log(desk, name)
    assert (caught.value.key, caught.value.details["near"]) == (f"error.unknown_indicator{key}", near)


def test_without_observations_there_are_no_entries() -> None:
    found = of(indicator())
    assert (found.steps, found.last.status) == ([], Status.NO_DATA)


# --- a target that is revised ----------------------------------------------------------------------------------------


def test_a_revised_target_is_an_entry_of_its_own() -> None:
    """100 in five years: 25 in the first are ahead of 20 by 5 points; of 150 it would have to be 30."""
    subject = indicator(revisions=[revision(target("150"), "2023-01-01", "2023-03-15")])
    found = of(
        subject,
        observation("2021", "25", published="2022-01-20", order=1),
        observation("2021-01/2021-06", "13", published="2023-05-01", order=2),
    )
    events = ["target" if isinstance(step.event, Revision) else "observation" for step in found.steps]
    assert events == ["observation", "target", "observation"]
    assert found.steps[1].known_since == day("2023-03-15")
    assert statuses(found) == [Status.ON_TRACK, Status.BEHIND, Status.BEHIND]
    assert [step.flips for step in found.steps] == [False, True, False]
    assert not found.steps[1].counted


def test_a_revised_target_without_a_date_of_publication_is_known_from_its_date_in_force() -> None:
    subject = indicator(revisions=[revision(target("150"), "2023-01-01")])
    assert of(subject).steps[0].known_since == day("2023-01-01")


def test_a_target_that_is_not_in_force_yet_is_no_entry() -> None:
    subject = indicator(revisions=[revision(target("150"), "2023-01-01")])
    assert of(subject, evaluation=EvaluationContext(day("2022-12-31"))).steps == []


# --- laws ------------------------------------------------------------------------------------------------------------

MONTHS = [f"2022-{month:02d}" for month in range(1, 13)]
PUBLISHED = st.sampled_from([None, "2022-06", "2022-12-31", "2023-01-15", "2023-03"])


@st.composite
def observed(draw: st.DrawFn) -> list[Observation]:
    found = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["2021", "2022", *MONTHS]),
                st.integers(1, 30),
                st.sampled_from([Basis.PERIOD, Basis.YTD]),
                st.sampled_from([Bound.EXACT, Bound.AT_LEAST]),
                PUBLISHED,
            ),
            max_size=8,
        )
    )
    return [
        observation(period, str(value), basis, bound=bound, published=published, order=order)
        for order, (period, value, basis, bound, published) in enumerate(found)
    ]


REVISED = indicator(revisions=[revision(target("140"), "2022-07-01", "2023-01-10")])


@pytest.mark.slow
@LAW
@given(observed(), st.sampled_from([None, "2022-06-30", "2022-12-31", "2023-02-01"]))
def test_the_last_entry_has_the_verdict_of_status(observations: list[Observation], known_on: str | None) -> None:
    evaluation = EvaluationContext(LATER.as_of, day(known_on) if known_on else None)
    last = of(REVISED, *observations, evaluation=evaluation).last
    now = assess(plan(REVISED), REVISED, observations, evaluation.as_of, evaluation.known_on)
    assert (last.status, figures_of(last)) == (now.status, figures_of(now))
    assert (last.actual, last.target) == (now.actual, now.target)


@pytest.mark.slow
@LAW
@given(observed())
def test_the_last_entry_of_a_day_has_the_verdict_of_known_on_that_day(
    observations: list[Observation],
) -> None:
    ends: dict[date, Step] = {step.known_since: step for step in of(REVISED, *observations).steps if step.known_since}
    for known_on, step in ends.items():
        then = assess(plan(REVISED), REVISED, observations, LATER.as_of, known_on)
        assert (step.after.status, figures_of(step.after)) == (then.status, figures_of(then))


@pytest.mark.slow
@LAW
@given(observed())
def test_every_observation_is_an_entry_once(observations: list[Observation]) -> None:
    steps = of(indicator(), *observations).steps
    assert sorted(step.event.order for step in steps if isinstance(step.event, Observation)) == list(
        range(len(observations))
    )


def test_levels_and_years_have_a_history_too() -> None:
    """A guard rail of at least 90 that is kept, then broken; 100 in each year, one of which fails."""
    rail = indicator(Kind.RATE, target("90"), start="91")
    found = of(rail, level("2021", "92", published="2022-01"), level("2022", "89", published="2023-01", order=1))
    assert statuses(found) == [Status.ON_TRACK, Status.BEHIND]
    yearly = indicator(Kind.ANNUAL)
    found = of(yearly, seen(Kind.ANNUAL, "2021", "100"), seen(Kind.ANNUAL, "2022", "99")._replace(order=1))
    assert statuses(found) == [Status.ON_TRACK, Status.BEHIND]
    assert found.steps[1].flips
