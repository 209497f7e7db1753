"""Reports as plain records for machines: the keys that scripts rely on, always all present; interface.md."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rsplan.calc.actuals import Actual
from rsplan.calc.assess import Assessment
from rsplan.calc.attainment import target_before
from rsplan.calc.explain.derivation import Derivation
from rsplan.calc.explain.figures import explain
from rsplan.calc.pace import YearPace, pace_of
from rsplan.calc.year import YearAssessment
from rsplan.model.message import Message
from rsplan.model.notation import number, plain
from rsplan.model.plan import Baseline, Indicator, InputFile, Observation, Plan, Revision, Text
from rsplan.model.rounding import exactly, output
from rsplan.survey import PlanSurvey, Survey
from rsplan.text import say
from rsplan.version import __version__

Value = None | bool | int | str | Decimal | Sequence["Value"] | Mapping[str, "Value"] | Iterator["Value"]
Record = dict[str, Value]

#: What reports call the program that made them.
GENERATOR = f"rsplan {__version__}"


def status_record(survey: Survey[Iterable[PlanSurvey]]) -> Record:
    """The report of `rsplan status`."""
    return _report("status", survey) | {"plans": _each(survey, _status_of_plan)}


def _status_of_plan(found: PlanSurvey) -> Record:
    return plan_record(found) | {
        "indicators": [
            indicator_record(one) | {"year": year_record(found.years.get(one.indicator.id))}
            for one in found.assessments
        ]
    }


def _each(survey: Survey[Iterable[PlanSurvey]], record: Callable[[PlanSurvey], Record]) -> Value:
    """The records of the plans: all at once, or one after the other where the plans pass by."""
    records = map(record, survey.plans)
    return records if isinstance(survey.plans, Iterator) else list(records)


def year_record(found: YearAssessment | None) -> Record | None:
    """Where the target stands within the year asked for; None where none was."""
    if found is None:
        return None
    standing = found.standing
    target: Record = {
        "value": _values(standing.target.values),
        "origin": found.origin,
        "source": found.milestone.source if found.milestone else None,
    }
    names = ("completion_rate", "elapsed", "lead_points", "expected", "remaining")
    return {
        "year": found.year,
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "target": target,
        "actual": actual_record(standing.actual),
        **{name: _figure(standing, name) for name in names},
        "status": str(standing.status),
        "pass": standing.status.passes,
        "reason": message_record(standing.reason),
    }


def pace_record(survey: Survey[Iterable[PlanSurvey]]) -> Record:
    """The report of `rsplan pace`."""
    return _report("pace", survey) | {"plans": _each(survey, _pace_of_plan)}


def _pace_of_plan(found: PlanSurvey) -> Record:
    return plan_record(found) | {"indicators": [pace_indicator_record(one) for one in found.assessments]}


def _report(name: str, survey: Survey[Iterable[PlanSurvey]]) -> Record:
    evaluation = survey.evaluation
    return {
        "schema": f"rsplan.{name}/1",
        "generator": GENERATOR,
        "as_of": evaluation.as_of.isoformat(),
        "known_on": _day(evaluation.known_on),
        "rules": {
            "ahead_by": output(evaluation.rules.ahead_by),
            "slack": output(evaluation.rules.slack),
            "stale_after": evaluation.rules.stale_after,
        },
        "inputs": inputs_record(survey.inputs),
    }


def inputs_record(inputs: Iterable[InputFile]) -> list[Record]:
    """Which files were read, as they were."""
    return [
        {
            "path": one.path,
            "sha256": one.sha256,
            "indicators": one.indicators,
            "observations": one.observations,
        }
        for one in inputs
    ]


def plan_record(found: PlanSurvey) -> Record:
    """A plan with the tally of its verdicts."""
    plan = found.plan
    return {
        "city": {"id": plan.city.id, **_text(plan.city.name)},
        "plan": plan.id,
        "title": _text(plan.title),
        "state": str(plan.state),
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "document": {
            "title": _text(plan.document.title),
            "state": str(plan.document.state),
            "date": _day(plan.document.dated),
        },
        "summary": {
            "total": len(found.assessments),
            "pass": found.count(True),
            "fail": found.count(False),
            "undetermined": found.count(None),
            "by_status": {str(status): count for status, count in found.by_status().items()},
        },
    }


def indicator_record(assessment: Assessment) -> Record:
    """One indicator of the status report."""
    indicator = assessment.indicator
    return {
        **_head(indicator),
        "nature": str(indicator.nature) if indicator.nature else None,
        "kind": str(indicator.kind),
        "better": str(indicator.better),
        "target": target_record(assessment),
        "statements": statements_record(assessment),
        "baseline": _baseline(indicator.baseline),
        "actual": actual_record(assessment.actual),
        "completion_rate": _figure(assessment, "completion_rate"),
        "completion_rule": assessment.completion_rule,
        "raw_ratio": _figure(assessment, "raw_ratio"),
        "published_completion": _published_completion(indicator),
        **{name: _figure(assessment, name) for name in _FIGURES},
        "status": str(assessment.status),
        "pass": assessment.status.passes,
        "reason": message_record(assessment.reason),
        "stale": assessment.stale,
        "reached_on": _day(assessment.reached_on),
        "pace": {
            **{name: _figure(assessment, name) for name in _PACE},
            "reach_date": _day(assessment.reach_date),
        },
        "notes": [_text(note) if isinstance(note, Text) else message_record(note) for note in assessment.notes],
    }


_FIGURES = ("elapsed", "lead_points", "lead_months", "progress", "growth", "expected", "margin")
_PACE = (
    *("planned_per_year", "achieved_per_year", "required_per_year"),
    *("remaining", "required_growth", "projected"),
)


def _head(indicator: Indicator) -> Record:
    return {
        "id": indicator.id,
        "number": indicator.number,
        "scope": str(indicator.scope),
        "where": indicator.target.where,
        "name": _text(indicator.name),
        "group": _text(indicator.group.name) if indicator.group else None,
        "unit": _text(indicator.unit),
    }


def target_record(assessment: Assessment) -> Record:
    """The target in force, with its meaning."""
    target = assessment.target
    return {
        "printed": target.printed,
        "comparator": str(target.comparator),
        "value": _values(target.values),
        "high": _number(target.high),
        "tolerance": _number(target.tolerance),
        "limit": None if assessment.limit is None else exactly(assessment.limit),
        "hold": assessment.maintenance,
        "revised_from": _revised(assessment.indicator, assessment.revision),
    }


def statements_record(assessment: Assessment) -> list[Record]:
    """Every place of the document that states the target."""
    target = assessment.indicator.target
    first: Record = {"where": target.where, "printed": target.printed, "name": None, "note": None}
    others: list[Record] = [
        {
            "where": statement.where,
            "printed": statement.printed,
            "name": statement.name,
            "note": _text(statement.note) if statement.note else None,
        }
        for statement in assessment.indicator.statements
    ]
    return [first, *others]


def actual_record(actual: Actual | None) -> Record | None:
    """What is known, with the observations it stands on."""
    if actual is None:
        return None
    return {
        "value": _values(actual.values),
        "bound": str(actual.bound),
        "printed": actual.printed,
        "through": actual.through.isoformat(),
        "coverage": "partial" if actual.missing else "complete",
        "missing": list(actual.missing),
        "provisional": actual.provisional,
        "parts": [observation_record(part) for part in actual.parts],
    }


def observation_record(part: Observation) -> Record:
    """One observation with its source."""
    return {
        "period": part.period.text,
        "basis": str(part.basis),
        "value": _values(part.values),
        "bound": str(part.bound),
        "provisional": part.provisional,
        "published": part.published_text,
        "source": part.source,
        "where": part.where,
        "printed": part.printed,
        "file": part.at.file,
        "line": part.at.line,
    }


def pace_indicator_record(assessment: Assessment) -> Record:
    """One indicator of the pace report."""
    pace = pace_of(assessment)
    return {
        **_head(assessment.indicator),
        "kind": str(assessment.indicator.kind),
        "target": target_record(assessment),
        "actual": actual_record(assessment.actual),
        "status": str(assessment.status),
        "step": _number(pace.step),
        "remaining": _figure(assessment, "remaining"),
        "required_per_year": _figure(assessment, "required_per_year"),
        "years": [_year_record(year) for year in pace.years],
    }


def _year_record(year: YearPace) -> Record:
    return {
        "year": year.year,
        "start": year.start.isoformat(),
        "end": year.end.isoformat(),
        "planned": _number(year.planned),
        "actual": _number(year.actual),
        "actual_bound": str(year.actual_bound) if year.actual_bound else None,
        "complete": year.complete,
        "required": _number(year.required),
        "required_bound": str(year.required_bound) if year.required_bound else None,
    }


def list_record(plans: Iterable[tuple[Plan, list[Indicator]]], inputs: Iterable[InputFile]) -> Record:
    """What is loaded: the plans with those of their indicators that are asked for."""
    return {
        "schema": "rsplan.list/1",
        "generator": GENERATOR,
        "inputs": inputs_record(inputs),
        "plans": [
            {
                "city": {"id": plan.city.id, **_text(plan.city.name)},
                "plan": plan.id,
                "title": _text(plan.title),
                "state": str(plan.state),
                "start": plan.start.isoformat(),
                "end": plan.end.isoformat(),
                "indicators": [
                    {
                        **_head(indicator),
                        "nature": str(indicator.nature) if indicator.nature else None,
                        "kind": str(indicator.kind),
                        "printed": indicator.target.printed,
                    }
                    for indicator in indicators
                ],
            }
            for plan, indicators in plans
        ],
    }


def show_record(survey: Survey[Iterable[PlanSurvey]]) -> Record:
    """Everything about one indicator, in each plan asked for that has it."""
    return _report("show", survey) | {
        "plans": [
            plan_record(found) | {"indicators": [_everything(one) for one in found.assessments]}
            for found in survey.plans
        ]
    }


def _everything(assessment: Assessment) -> Record:
    """The status record with all observations, and with what else the document prints."""
    indicator = assessment.indicator
    earlier = indicator.earlier
    counted = set(assessment.actual.parts if assessment.actual else ())
    return indicator_record(assessment) | {
        "year": None,
        "result": {"printed": indicator.result.printed, "where": indicator.result.where} if indicator.result else None,
        "reported": [{"where": said.where, "printed": said.printed} for said in indicator.reported],
        "earlier": {
            "printed": earlier.printed,
            "where": earlier.where,
            "date": earlier.day.isoformat(),
            "growth": earlier.growth.printed if earlier.growth else None,
        }
        if earlier
        else None,
        "file": indicator.at.file,
        "line": indicator.at.line,
        "observations": [
            observation_record(found) | {"counted": found in counted} for found in assessment.observations
        ],
    }


def explain_record(survey: Survey[Iterable[PlanSurvey]]) -> Record:
    """Each figure of one indicator as a tree that ends in printed figures."""
    return _report("explain", survey) | {
        "plans": [
            plan_record(found)
            | {
                "indicators": [
                    {
                        **_head(one.indicator),
                        "status": str(one.status),
                        "reason": message_record(one.reason),
                        "figures": [derivation_record(figure) for figure in explain(one)],
                    }
                    for one in found.assessments
                ]
            }
            for found in survey.plans
        ]
    }


def derivation_record(found: Derivation) -> Record:
    """A number with its formula and the numbers put in, or with its origin; `exact` is the unrounded fraction.

    `condition` says why this formula applies where another could; `date` is what a number of months leads to.
    """
    origin = found.origin
    return {
        "name": found.name,
        "value": _number(found.value),
        "exact": None if found.value is None else str(found.value),
        "bound": str(found.bound),
        "formula": str(found.formula) if found.formula else None,
        "rule": found.rule or None,
        "condition": found.condition,
        "date": _day(found.day),
        "inputs": {symbol: derivation_record(inner) for symbol, inner in found.inputs.items()},
        "origin": None
        if origin is None
        else {
            "source": origin.source,
            "where": origin.where,
            "printed": origin.printed,
            "share": origin.share,
            "read_from": str(origin.read_from),
            "period": origin.period,
            "basis": origin.basis,
            "start": _day(origin.span[0]) if origin.span else None,
            "end": _day(origin.span[1]) if origin.span else None,
            "file": origin.at.file,
            "line": origin.at.line,
        },
    }


def rows(report: Record) -> Iterator[Record]:
    """One indicator a row, with `city` and `plan` before it."""
    plans = report["plans"]
    assert isinstance(plans, Iterable)
    for plan in plans:
        assert isinstance(plan, dict)
        for indicator in plan["indicators"]:
            yield {"city": plan["city"]["id"], "plan": plan["plan"], **indicator}


def figure_rows(report: Record) -> Iterator[Record]:
    """One figure of one indicator a row, for a table of the derivations."""
    for row in rows(report):
        figures = row.pop("figures")
        assert isinstance(figures, list)
        for figure in figures:
            yield row | {f"figure_{key}": figure[key] for key in _FIGURE_COLUMNS}


def figure_columns(report: Record) -> Record:
    """A row without a figure: the columns of `figure_rows` where no figure has a value."""
    row = next(rows(report))
    del row["figures"]
    return row | {f"figure_{key}": None for key in _FIGURE_COLUMNS}


_FIGURE_COLUMNS = ("name", "value", "exact", "bound", "formula", "rule", "condition", "date")


def year_rows(report: Record) -> Iterator[Record]:
    """One year of one indicator a row, for a table of the pace report."""
    for row in rows(report):
        years = row.pop("years")
        assert isinstance(years, list)
        for year in years:
            yield row | {key if key == "year" else f"year_{key}": value for key, value in year.items()}


def message_record(message: Message) -> Record:
    """A text in both languages."""
    return {lang: say(lang, message.key, message.details) for lang in ("zh", "en")}


def _baseline(baseline: Baseline | None) -> Record | None:
    if baseline is None:
        return None
    return {
        "value": _values(baseline.values),
        "date": baseline.day.isoformat(),
        "note": _text(baseline.note) if baseline.note else None,
        "printed": baseline.printed,
        "where": baseline.where,
    }


def _published_completion(indicator: Indicator) -> Record | None:
    printed = indicator.result.completion if indicator.result else None
    if printed is None:
        return None
    return {"printed": printed, "value": output(Fraction(number(plain(printed).removesuffix("%"))) / 100)}


def _revised(indicator: Indicator, revision: Revision | None) -> Record | None:
    if revision is None:
        return None
    before = target_before(indicator, revision)
    return {
        "printed": before.printed,
        "value": _values(before.values),
        "date": revision.since.isoformat(),
        "reason": _text(revision.reason),
        "source": revision.source,
    }


def _figure(assessment: Assessment, name: str) -> Value:
    return _number(assessment.value(name))


def _number(value: Fraction | Decimal | None) -> Decimal | None:
    return None if value is None else output(value)


def _values(values: Sequence[Fraction | Decimal]) -> Value:
    """One number, a list for shares, None for no target."""
    if not values:
        return None
    return exactly(values[0]) if len(values) == 1 else [exactly(value) for value in values]


def _text(text: Text) -> Record:
    return {"zh": text.zh, "en": text.en}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
