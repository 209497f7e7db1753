"""Plans, indicators and observations in a few words, for tests; every default is the plain case.

The plan runs from 2021 to 2025, the indicator is a sum of which more is better, the target is
at least 100, an observation is exact and published at no known date.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rsplan.calc.actuals import Actual, sum_history
from rsplan.calc.assess import Assessment, assess
from rsplan.calc.effective_observations import effective_observations
from rsplan.calc.verdict import Rules
from rsplan.model.bilingual import Text
from rsplan.model.enums import Basis, Better, Bound, Comparator, Kind, Scope, State
from rsplan.model.input_places import Place
from rsplan.model.observation_span import span_of
from rsplan.model.observations import Observation, in_columns
from rsplan.model.period import parse_period, parse_published
from rsplan.model.plan import Baseline, City, Document, Earlier, Indicator, Milestone, Plan, Result, Revision, Target
from rsplan.survey import CompleteSurvey, EvaluationContext, PlanSurvey, Survey

PLACE = Place("test.yaml", 1)
START, END = date(2021, 1, 1), date(2025, 12, 31)
DEFAULTS = Rules()


def text(words: str) -> Text:
    """A text that reads the same in both languages."""
    return Text(words, words)


def day(written: str) -> date:
    """A date from `2023-06-30`."""
    return date.fromisoformat(written)


def decimals(written: str) -> tuple[Decimal, ...]:
    """One number, or shares as in `14:42:44`."""
    return tuple(Decimal(one) for one in written.split(":"))


def target(
    value: str | None = "100",
    comparator: Comparator = Comparator.AT_LEAST,
    *,
    high: str | None = None,
    tolerance: str | None = None,
    tolerance_assumed: bool = True,
    hold: bool | None = None,
    printed: str | None = None,
) -> Target:
    """A target; None for one that the plan does not set."""
    return Target(
        printed if printed is not None else value or "**",
        "表1",
        PLACE,
        comparator if value is not None else Comparator.NONE,
        decimals(value) if value is not None else (),
        None if high is None else Decimal(high),
        None if tolerance is None else Decimal(tolerance),
        tolerance is not None and tolerance_assumed,
        hold,
    )


def revision(to: Target, since: str, published: str | None = None, reason: str = "中期调整") -> Revision:
    """A later target in force from a day on."""
    return Revision(to, day(since), parse_published(published) if published else None, text(reason), "中期评估")


def baseline(value: str, on: str = "2020-12-31", bound: Bound = Bound.EXACT) -> Baseline:
    """The level from which the plan starts."""
    return Baseline(decimals(value), value, "表1", day(on), PLACE, None, bound=bound)


def earlier(value: str, on: str = "2020-12-31") -> Earlier:
    """The earlier value printed beside the target."""
    return Earlier(decimals(value), value, "表1", day(on), PLACE, None)


def milestone(year: int, value: str) -> Milestone:
    """What a year is to bring: its amount for sums, its year-end level for the others."""
    return Milestone(year, Decimal(value), None, PLACE)


def indicator(
    kind: Kind = Kind.CUMULATIVE,
    aim: Target | None = None,
    *,
    better: Better = Better.HIGHER,
    start: str | None = None,
    before: str | None = None,
    milestones: Sequence[Milestone] = (),
    revisions: Sequence[Revision] = (),
    completion_ratio: bool = False,
    result: Result | None = None,
    unit: str = "万人",
    name: str = "urban-new-jobs",
) -> Indicator:
    """An indicator with its target; `start` is its baseline, `before` the earlier value of a growth figure."""
    return Indicator(
        id=name,
        number="1",
        scope=Scope.HEADLINE,
        group=None,
        name=text(name),
        footnote=None,
        unit=text(unit),
        nature=None,
        kind=kind,
        better=better,
        completion_ratio=completion_ratio,
        target=aim if aim is not None else target(),
        revisions=tuple(revisions),
        statements=(),
        result=result,
        reported=(),
        earlier=earlier(before) if before is not None else None,
        baseline=baseline(start) if start is not None else None,
        milestones=tuple(milestones),
        observed=(),
        note=None,
        at=PLACE,
    )


def plan(*indicators: Indicator, start: date = START, end: date = END, name: str = "14fyp") -> Plan:
    """A plan of a city."""
    document = Document("plan", text("规划"), None, State.ISSUED, None, None, None)
    city = City("nanjing", text("南京市"))
    return Plan(
        city, name, text("规划"), document, State.ISSUED, start, end, (), None, (), (), (), tuple(indicators), PLACE
    )


def observation(
    period: str,
    value: str,
    basis: Basis = Basis.PERIOD,
    *,
    bound: Bound = Bound.EXACT,
    published: str | None = None,
    provisional: bool = False,
    order: int = 0,
    plan_start: date = START,
) -> Observation:
    """An amount within a period, unless the basis says otherwise."""
    parsed = parse_period(period)
    return Observation(
        parsed,
        span_of(parsed, basis, plan_start),
        decimals(value),
        basis,
        bound,
        provisional,
        None,
        "统计公报",
        None,
        parse_published(published) if published else None,
        published,
        None,
        PLACE,
        order,
    )


def level(
    period: str, value: str, *, bound: Bound = Bound.EXACT, published: str | None = None, order: int = 0
) -> Observation:
    """A level at the end of a period."""
    return observation(period, value, Basis.LEVEL, bound=bound, published=published, order=order)


def seen(kind: Kind, period: str, value: str, bound: Bound = Bound.EXACT) -> Observation:
    """An observation on the basis that the kind has by default."""
    return observation(period, value, Basis.PERIOD if kind.is_additive else Basis.LEVEL, bound=bound)


def assess_of(
    indicator: Indicator,
    *observations: Observation,
    as_of: str = "2025-12-31",
    known_on: str | None = None,
    rules: Rules = DEFAULTS,
    within: Plan | None = None,
) -> Assessment:
    """Where the indicator's target stands, in the plan of 2021 to 2025 unless another is given."""
    return assess(
        within if within is not None else plan(indicator),
        indicator,
        observations,
        day(as_of),
        day(known_on) if known_on else None,
        rules,
    )


def figures_of(assessment: Assessment) -> dict[str, tuple[Fraction | None, Bound]]:
    """Every figure with its bound: what two assessments are compared by."""
    return {name: (figure.value, figure.bound) for name, figure in assessment.figures.items()}


def note_keys(assessment: Assessment) -> list[str]:
    """The keys of the notes that come from the catalogues."""
    return [note.key for note in assessment.notes if not isinstance(note, Text)]


def survey_of(
    *assessments: Assessment, within: Plan | None = None, as_of: str = "2025-12-31", rules: Rules = DEFAULTS
) -> CompleteSurvey:
    """The report on one plan; the plan is that of the assessments unless another is given."""
    shown = within if within is not None else assessments[0].plan
    return Survey(EvaluationContext(day(as_of), None, rules), (), (PlanSurvey(shown, assessments),))


def summed(observations: Sequence[Observation], start: date, end: date) -> Actual:
    """The sum of a plan's observations at its end, which must exist."""
    columns = in_columns(observations)
    actual = sum_history(columns, effective_observations(columns.metadata, (start, end), end, None), start).actual
    assert actual is not None
    return actual
