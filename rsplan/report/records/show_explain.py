"""The report of `rsplan show --explain` as a record; docs/json.md, A derivation as a tree."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation, Origin
from rsplan.calc.explain.figure_derivations import explain
from rsplan.calc.explain.year_derivations import numbers_of_year
from rsplan.calc.firmness import Flip, flips_of
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.calc.forecast.values import END_VALUES
from rsplan.calc.year_assessment import YearAssessment
from rsplan.report.records.common import (
    Rows,
    assessed_head,
    day,
    indicator_head,
    number,
    observation_record,
    part,
    plan_record,
    row_head,
    verdict_record,
)
from rsplan.report.records.common_types import (
    AssessedHead,
    IndicatorHead,
    ObservationRecord,
    PlanRecord,
    RowHead,
    TextRecord,
)
from rsplan.report.records.status import breaches_record, years_record
from rsplan.report.records.status_types import BreachesRecord, YearsRecord
from rsplan.survey import PlanSurvey, Survey


class OriginRecord(TypedDict):
    """The place where a number was read."""

    source: str
    where: str | None
    printed: str | None
    share: int | None
    read_from: str
    period: str | None
    basis: str | None
    via: str | None
    start: str | None
    end: str | None
    file: str
    line: int


class DerivationRecord(TypedDict):
    """A number with its formula and the numbers put in, or with its origin."""

    name: str
    value: Decimal | None
    exact: str | None
    bound: str
    formula: str | None
    rule: str | None
    condition: str | None
    date: str | None
    inputs: Mapping[str, "DerivationRecord"]
    origin: OriginRecord | None


class ExplainedHead(IndicatorHead):
    """One indicator with its verdict."""

    status: str
    reason: TextRecord


class ExplainedYear(TypedDict):
    """A calendar year of the indicator with its verdict and the derivation of each figure."""

    year: int
    status: str
    reason: TextRecord
    figures: list[DerivationRecord]


class FlipRecord(TypedDict):
    """The smallest change of one number that would give another verdict."""

    lever: str
    value: Decimal | None
    change: Decimal | None
    flipped: Decimal | None
    step: Decimal | None
    before: str
    after: str
    days: list[str]
    observation: ObservationRecord | None


class ExplainedIndicator(ExplainedHead):
    """One indicator with the derivation of each figure, and the counts of a target to be kept.

    `forecast` are the derivations of its forecast, none where nothing is forecast; `firmness` the smallest changes
    that would flip the verdict.
    """

    breaches: BreachesRecord | None
    years: YearsRecord | None
    figures: list[DerivationRecord]
    forecast: list[DerivationRecord]
    firmness: list[FlipRecord]
    year: ExplainedYear | None


class ExplainedPlan(PlanRecord):
    """One plan with the indicator."""

    indicators: list[ExplainedIndicator]


class ExplainReport(AssessedHead):
    """The whole report."""

    plans: list[ExplainedPlan]


class ExplainRow(RowHead, ExplainedIndicator):
    """The indicator in one plan a row."""


class FigureRow(RowHead, ExplainedHead):
    """One figure of the indicator a row."""

    figure_year: int | None
    figure_name: str
    figure_value: Decimal | None
    figure_exact: str | None
    figure_bound: str
    figure_formula: str | None
    figure_rule: str | None
    figure_condition: str | None
    figure_date: str | None


def explain_record(survey: Survey[Iterable[PlanSurvey]]) -> ExplainReport:
    """The report of `rsplan show --explain`: each figure as a tree that ends in printed figures."""
    known_on = survey.evaluation.known_on
    return {
        **assessed_head("explain", survey.evaluation, survey.inputs),
        "plans": [_plan(plan_survey, known_on) for plan_survey in survey.plans],
    }


def _plan(survey: PlanSurvey, known_on: date | None) -> ExplainedPlan:
    return {**plan_record(survey), "indicators": [_indicator(one, survey, known_on) for one in survey.assessments]}


def _indicator(assessment: Assessment, survey: PlanSurvey, known_on: date | None) -> ExplainedIndicator:
    limits = () if assessment.limit is None else (assessment.limit,)
    forecast = forecast_of(assessment, known_on).derivations
    return {
        **indicator_head(assessment.indicator),
        "status": str(assessment.status),
        "reason": verdict_record(assessment)["reason"],
        "breaches": breaches_record(assessment.maintenance_record),
        "years": years_record(assessment.maintenance_record),
        "figures": [derivation_record(derivation, assessment.limits_of) for derivation in explain(assessment)],
        "forecast": [derivation_record(one, lambda name: limits if name in END_VALUES else ()) for one in forecast],
        "firmness": [flip_record(flip) for flip in flips_of(assessment, known_on)],
        "year": _year(assessment, survey.years.get(assessment.indicator.id)),
    }


def _year(assessment: Assessment, year: YearAssessment | None) -> ExplainedYear | None:
    if year is None:
        return None
    standing, given = year.standing, numbers_of_year(assessment, year)
    return {
        "year": year.year,
        "status": str(standing.status),
        "reason": verdict_record(standing)["reason"],
        "figures": [derivation_record(derivation, standing.limits_of) for derivation in explain(standing, given)],
    }


def flip_record(flip: Flip) -> FlipRecord:
    """The smallest change of one number that would give another verdict."""
    return {
        "lever": str(flip.lever),
        "value": number(flip.value),
        "change": number(flip.change),
        "flipped": number(flip.flipped),
        "step": number(flip.step),
        "before": str(flip.before),
        "after": str(flip.after),
        "days": list(flip.days),
        "observation": observation_record(flip.observation) if flip.observation else None,
    }


def derivation_record(
    derivation: Derivation, limits_of: Callable[[str], Iterable[Fraction | int]] = lambda name: ()
) -> DerivationRecord:
    """A number with its formula and the numbers put in, or with its origin; `exact` is the unrounded fraction.

    `limits_of` gives the values that a figure is not rounded onto, by its name.

    `condition` says why this formula applies where another could; `date` is the day that a number of months leads to.
    """
    return {
        "name": derivation.name,
        "value": number(derivation.value, limits_of(derivation.name)),
        "exact": None if derivation.value is None else str(derivation.value),
        "bound": str(derivation.bound),
        "formula": str(derivation.formula) if derivation.formula else None,
        "rule": derivation.rule or None,
        "condition": derivation.condition,
        "date": day(derivation.day),
        "inputs": {symbol: derivation_record(inner, limits_of) for symbol, inner in derivation.inputs.items()},
        "origin": _origin(derivation.origin),
    }


def _origin(origin: Origin | None) -> OriginRecord | None:
    if origin is None:
        return None
    start, end = origin.span or (None, None)
    return {
        "source": origin.source,
        "where": origin.where,
        "printed": origin.printed,
        "share": origin.share,
        "read_from": str(origin.read_from),
        "period": origin.period,
        "basis": origin.basis,
        "via": str(origin.via) if origin.via else None,
        "start": day(start),
        "end": day(end),
        "file": origin.at.file,
        "line": origin.at.line,
    }


def explain_rows(report: ExplainReport) -> Iterator[ExplainRow]:
    """The indicator in one plan a row, with its figures as a list of trees."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            yield {**row_head(plan), **indicator}


def figure_rows(report: ExplainReport) -> Iterator[FigureRow]:
    """One figure of the indicator a row."""
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            of_year = indicator["year"]
            figures: list[tuple[int | None, DerivationRecord]] = [
                (None, found) for found in (*indicator["figures"], *indicator["forecast"])
            ]
            figures += [(of_year["year"], found) for found in of_year["figures"]] if of_year else []
            for year, derivation in figures:
                yield {
                    **row_head(plan),
                    **part(indicator, ExplainedHead),
                    "figure_year": year,
                    "figure_name": derivation["name"],
                    "figure_value": derivation["value"],
                    "figure_exact": derivation["exact"],
                    "figure_bound": derivation["bound"],
                    "figure_formula": derivation["formula"],
                    "figure_rule": derivation["rule"],
                    "figure_condition": derivation["condition"],
                    "figure_date": derivation["date"],
                }


EXPLAIN_ROWS = Rows(lambda: ExplainRow, explain_rows)
FIGURE_ROWS = Rows(lambda: FigureRow, figure_rows)
