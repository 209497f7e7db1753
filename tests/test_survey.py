"""Which plans and indicators a report is about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pytest
from builders import DEFAULTS, day, indicator, level, note_keys, observation, plan, target, text

from rsplan.calc.notes import shakes
from rsplan.calc.verdict import Rules, Status
from rsplan.errors import RsplanError
from rsplan.model.enums import Kind, Nature, Scope
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.plan import City, Group, Indicator, Plan
from rsplan.read.plan_library import Library
from rsplan.survey import CompleteSurvey, EvaluationContext, Filters, assess_all, choose_plans, wanted

NANJING, SUZHOU = City("nanjing", text("南京市")), City("suzhou", text("苏州市"))


def one_plan(city: City, name: str, start: int, *indicators: Indicator, last: int | None = None) -> Plan:
    """A plan of whole years, five of them unless its last year is given."""
    end = date(last if last is not None else start + 4, 12, 31)
    found = plan(*indicators, start=date(start, 1, 1), end=end, name=name)
    groups = tuple(dict.fromkeys(one.group for one in indicators if one.group))
    return found._replace(city=city, groups=groups)


def library(*plans: Plan, observed: Mapping[tuple[str, str], Sequence[Observation]] | None = None) -> Library:
    cities = tuple(dict.fromkeys(one.city for one in plans))
    return Library(cities, plans, {key: tuple(found) for key, found in (observed or {}).items()}, ())


def chosen(found: Library, as_of: str, *names: str) -> list[tuple[str, str]]:
    return [(one.city.id, one.id) for one in choose_plans(found, names, day(as_of))]


FOUR = library(
    one_plan(NANJING, "13fyp", 2016),
    one_plan(NANJING, "14fyp", 2021),
    one_plan(SUZHOU, "13fyp", 2016),
    one_plan(SUZHOU, "15fyp", 2026),
)


# --- which plans -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "plans"),
    [
        ("2016-01-01", [("nanjing", "13fyp"), ("suzhou", "13fyp")]),
        ("2020-12-31", [("nanjing", "13fyp"), ("suzhou", "13fyp")]),
        ("2021-01-01", [("nanjing", "14fyp"), ("suzhou", "13fyp")]),
        ("2025-12-31", [("nanjing", "14fyp"), ("suzhou", "13fyp")]),
        ("2026-01-01", [("nanjing", "14fyp"), ("suzhou", "15fyp")]),
        ("2199-12-31", [("nanjing", "14fyp"), ("suzhou", "15fyp")]),
    ],
)
def test_each_citys_plan_is_the_running_one_else_the_latest_begun(as_of: str, plans: list[tuple[str, str]]) -> None:
    assert chosen(FOUR, as_of) == plans


def test_a_city_whose_plans_have_not_begun_is_left_out() -> None:
    found = library(one_plan(NANJING, "13fyp", 2016), one_plan(SUZHOU, "14fyp", 2021))
    assert chosen(found, "2018-06-30") == [("nanjing", "13fyp")]


def test_before_every_plan_it_is_an_error_that_names_the_plans() -> None:
    with pytest.raises(RsplanError) as caught:
        choose_plans(FOUR, (), day("2015-12-31"))
    assert caught.value.key == "error.no_plan_begun"
    assert caught.value.details == {"as_of": "2015-12-31", "known": "13fyp, 14fyp, 15fyp"}


def test_of_plans_that_run_at_once_the_later_one_counts() -> None:
    found = library(one_plan(NANJING, "long", 2021, last=2035), one_plan(NANJING, "short", 2024))
    assert chosen(found, "2024-06-30") == [("nanjing", "short")]
    assert chosen(found, "2023-06-30") == [("nanjing", "long")]


def test_a_running_plan_counts_before_one_that_has_ended_although_it_began_earlier() -> None:
    found = library(one_plan(NANJING, "long", 2021, last=2035), one_plan(NANJING, "short", 2022, last=2024))
    assert chosen(found, "2030-06-30") == [("nanjing", "long")]


def test_a_plan_that_is_named_is_chosen_whatever_the_date() -> None:
    assert chosen(FOUR, "2000-01-01", "13fyp") == [("nanjing", "13fyp"), ("suzhou", "13fyp")]
    assert chosen(FOUR, "2000-01-01", "15fyp", "14fyp") == [("nanjing", "14fyp"), ("suzhou", "15fyp")]


def test_all_names_every_plan() -> None:
    assert chosen(FOUR, "2000-01-01", "all") == [(one.city.id, one.id) for one in FOUR.plans]
    assert chosen(FOUR, "2000-01-01", "13fyp", "all") == [(one.city.id, one.id) for one in FOUR.plans]


def test_an_unknown_plan_is_an_error_with_the_nearest() -> None:
    with pytest.raises(RsplanError) as caught:
        choose_plans(FOUR, ("13fyp", "14fpy"), day("2024-01-01"))
    assert caught.value.key.startswith("error.unknown_plan")
    assert caught.value.details["plan"] == "14fpy"
    assert caught.value.details["near"] == "14fyp"
    assert caught.value.details["known"] == "13fyp, 14fyp, 15fyp, all"


# --- which indicators ------------------------------------------------------------------------------------------------

EMPLOYMENT, TALENT = Group("employment", text("就业创业")), Group("talent", text("人才人事"))
JOBS = indicator(name="jobs")._replace(group=EMPLOYMENT, nature=Nature.ANTICIPATORY)
RATE = indicator(Kind.RATE, target("95"), name="rate")._replace(group=EMPLOYMENT, nature=Nature.BINDING)
POSTDOCS = indicator(name="postdocs", unit="人")._replace(group=TALENT)
BOXED = indicator(name="boxed")._replace(scope=Scope.TEXT, number=None, group=None)
EVERY = (JOBS, RATE, POSTDOCS, BOXED)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(), ["jobs", "rate", "postdocs"]),
        (Filters(every_scope=True), ["jobs", "rate", "postdocs", "boxed"]),
        (Filters(groups=("employment",)), ["jobs", "rate"]),
        (Filters(groups=("人才人事",)), ["postdocs"]),
        (Filters(groups=("talent", "employment")), ["jobs", "rate", "postdocs"]),
        (Filters(groups=("talent",), every_scope=True), ["postdocs"]),
        (Filters(natures=(Nature.BINDING,)), ["rate"]),
        (Filters(natures=(Nature.BINDING, Nature.ANTICIPATORY)), ["jobs", "rate"]),
        (Filters(kinds=(Kind.CUMULATIVE,)), ["jobs", "postdocs"]),
        (Filters(kinds=(Kind.RATE,), groups=("talent",)), []),
        (Filters(kinds=(Kind.CUMULATIVE,), natures=(Nature.ANTICIPATORY,), groups=("就业创业",)), ["jobs"]),
    ],
)
def test_filters_leave_what_fits_all_of_them(filters: Filters, ids: list[str]) -> None:
    assert [one.id for one in EVERY if wanted(one, filters)] == ids


def survey(
    found: Library, as_of: str = "2025-12-31", *, filters: Filters = Filters(), rules: Rules = DEFAULTS
) -> CompleteSurvey:
    return assess_all(found, EvaluationContext(day(as_of), None, rules), filters=filters)


def ids(found: CompleteSurvey) -> list[str]:
    return [one.indicator.id for own in found.plans for one in own.assessments]


OBSERVED = {
    ("nanjing", "jobs"): [observation("2021", "120")],
    ("nanjing", "rate"): [level("2021", "90")],
    ("suzhou", "postdocs"): [observation("2021", "120")],
}


def test_only_leaves_the_verdicts_asked_for() -> None:
    found = library(one_plan(NANJING, "14fyp", 2021, *EVERY), observed=OBSERVED)
    assert ids(survey(found, filters=Filters(only=(Status.MET,)))) == ["jobs"]
    assert ids(survey(found, filters=Filters(only=(Status.NO_DATA, Status.MET)))) == ["jobs", "postdocs"]
    assert ids(survey(found, filters=Filters(only=(Status.MISSED,)))) == []


def test_an_unknown_group_is_an_error_that_names_the_groups() -> None:
    found = library(one_plan(NANJING, "14fyp", 2021, *EVERY))
    with pytest.raises(RsplanError) as caught:
        survey(found, filters=Filters(groups=("employmnt",)))
    assert caught.value.key.startswith("error.unknown_group")
    assert caught.value.details["group"] == "employmnt"
    assert caught.value.details["known"] == "employment, talent"


def test_a_group_of_one_citys_plan_is_no_error_for_the_other() -> None:
    found = library(one_plan(NANJING, "14fyp", 2021, JOBS), one_plan(SUZHOU, "14fyp", 2021, POSTDOCS))
    assert ids(survey(found, filters=Filters(groups=("talent",)))) == ["postdocs"]


# --- what is assessed ------------------------------------------------------------------------------------------------


def test_observations_count_for_their_own_city_alone() -> None:
    found = library(
        one_plan(NANJING, "14fyp", 2021, *EVERY), one_plan(SUZHOU, "14fyp", 2021, *EVERY), observed=OBSERVED
    )
    nanjing, suzhou = survey(found).plans
    assert [one.status for one in nanjing.assessments] == [Status.MET, Status.INCOMPLETE, Status.NO_DATA]
    assert [one.status for one in suzhou.assessments] == [Status.NO_DATA, Status.NO_DATA, Status.MET]


def test_plans_are_counted_by_what_decides_and_by_verdict() -> None:
    found = library(one_plan(NANJING, "14fyp", 2021, *EVERY), observed=OBSERVED)
    own = survey(found).plans[0]
    assert (own.tally.count(True), own.tally.count(False), own.tally.count(None)) == (1, 0, 2)
    assert own.tally.by_status() == {Status.MET: 1, Status.INCOMPLETE: 1, Status.NO_DATA: 1}


def test_verdicts_are_counted_in_the_order_of_the_verdicts() -> None:
    missed = indicator(Kind.STOCK, name="missed")
    found = library(
        one_plan(NANJING, "14fyp", 2021, missed, *EVERY),
        observed={**OBSERVED, ("nanjing", "missed"): [level("2025", "9")]},
    )
    own = survey(found).plans[0]
    assert list(own.tally.by_status()) == [Status.MET, Status.MISSED, Status.INCOMPLETE, Status.NO_DATA]


def test_the_rules_of_the_moment_decide() -> None:
    # 28 of 100 at the end of the first of five years: 8 points before the straight line
    found = library(one_plan(NANJING, "14fyp", 2021, JOBS), observed={("nanjing", "jobs"): [observation("2021", "28")]})
    assert survey(found, "2021-12-31").plans[0].assessments[0].status is Status.ON_TRACK
    eager = Rules(ahead_by=DEFAULTS.ahead_by - 2)
    assert survey(found, "2021-12-31", rules=eager).plans[0].assessments[0].status is Status.AHEAD


def test_an_observation_in_no_plan_of_its_indicator_is_a_note_in_each_plan_that_has_it() -> None:
    lost = observation("2010", "5", plan_start=date(2010, 1, 1))
    found = library(one_plan(NANJING, "14fyp", 2021, JOBS), observed={("nanjing", "jobs"): [lost]})
    assessment = survey(found).plans[0].assessments[0]
    assert assessment.status is Status.NO_DATA
    assert note_keys(assessment) == ["note.before_plan"]


def test_the_figures_of_before_the_plan_are_one_note_that_doubts_nothing() -> None:
    """Forecasts go by them: a planner who enters the years before has not made a mistake ten times."""
    before = [observation(str(year), "5", plan_start=date(year, 1, 1), order=year) for year in (2012, 2010, 2011)]
    figures = [*before, observation("2021", "20")]
    found = library(one_plan(NANJING, "14fyp", 2021, JOBS), observed={("nanjing", "jobs"): figures})
    assessment = survey(found, "2021-12-31").plans[0].assessments[0]
    (note,) = assessment.notes
    assert note == Message("note.before_plan", {"start": "2010-01-01", "end": "2012-12-31"})
    assert not shakes(note)


@pytest.mark.parametrize(
    ("as_of", "known_on", "notes"),
    [
        ("2030-12-30", None, []),
        ("2030-12-31", None, ["note.no_plan"]),
        ("2031-06-30", "2031-01-19", []),
        ("2031-06-30", "2031-01-20", ["note.no_plan"]),
    ],
)
def test_nothing_is_said_of_an_observation_before_it_ended_or_was_published(
    as_of: str, known_on: str | None, notes: list[str]
) -> None:
    """The year 2030, in no plan, published on 20 January 2031."""
    lost = observation("2030", "5", published="2031-01-20", plan_start=date(2030, 1, 1))
    found = library(one_plan(NANJING, "14fyp", 2021, JOBS), observed={("nanjing", "jobs"): [lost]})
    evaluation = EvaluationContext(day(as_of), None if known_on is None else day(known_on))
    assert note_keys(assess_all(found, evaluation).plans[0].assessments[0]) == notes


def test_an_observation_in_another_plan_of_its_indicator_is_no_note() -> None:
    before = observation("2018", "5", plan_start=date(2016, 1, 1))
    found = library(
        one_plan(NANJING, "13fyp", 2016, JOBS),
        one_plan(NANJING, "14fyp", 2021, JOBS),
        observed={("nanjing", "jobs"): [before]},
    )
    assert note_keys(survey(found).plans[0].assessments[0]) == []


def test_progress_sees_every_plan_once() -> None:
    seen: list[str] = []

    def watch(plans: list[Plan]) -> Iterable[Plan]:
        for plan_seen in plans:
            seen.append(plan_seen.city.id)
            yield plan_seen

    found = library(one_plan(NANJING, "14fyp", 2021, JOBS), one_plan(SUZHOU, "14fyp", 2021, JOBS))
    assert len(assess_all(found, EvaluationContext(day("2024-01-01")), progress=watch).plans) == 2
    assert seen == ["nanjing", "suzhou"]


def test_indicators_keep_the_order_of_the_plan() -> None:
    order = (POSTDOCS, BOXED, JOBS, RATE)
    found = library(one_plan(NANJING, "14fyp", 2021, *order))
    assert ids(survey(found, filters=Filters(every_scope=True))) == ["postdocs", "boxed", "jobs", "rate"]
