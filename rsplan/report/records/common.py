"""Parts that the reports of several commands share; docs/json.md.

A record type declares the keys of a record once, in their order: mypy checks the code that builds the record, and the
columns of CSV follow from the type of a row. Every key is always present; what is unknown or does not apply is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar, cast

from rsplan.calc.assess import Assessment
from rsplan.calc.target_in_force import TargetInForce, target_before
from rsplan.model.bilingual import Text
from rsplan.model.enums import Bound, Comparator
from rsplan.model.input_places import InputFile
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.plan import City, Indicator, Plan, Revision
from rsplan.model.rounding import exactly, output, output_beside
from rsplan.read.csv_format import RETRACTED
from rsplan.report.reasons import reason_text
from rsplan.report.records.bounds import Figures, StandingBounds
from rsplan.survey import EvaluationContext, PlanSurvey, Survey, Tally
from rsplan.text import say
from rsplan.version import __version__

if TYPE_CHECKING:
    from rsplan.report.records.common_types import (
        ActualRecord,
        AssessedHead,
        ChangeRecord,
        CityRecord,
        DatedHead,
        EvidenceRecord,
        IndicatorHead,
        InputRecord,
        NotedObservation,
        ObservationRecord,
        PlanHead,
        PlanRecord,
        PlanSummary,
        ProgramHead,
        RelativeRecord,
        ReportHead,
        RevisedRecord,
        RowHead,
        StandingRecord,
        TargetHead,
        TargetRecord,
        TextRecord,
        VerdictRecord,
    )

#: The name of the program in reports.
GENERATOR = f"rsplan {__version__}"


ReportT = TypeVar("ReportT")
RowT = TypeVar("RowT")
PlanT = TypeVar("PlanT")
PartT = TypeVar("PartT")


class Rows(NamedTuple, Generic[ReportT, RowT]):
    """The rows of a report: their type, which gives the columns, and the function that takes them from the report.

    `narrow` are the columns of CSV that people read, with the keys of their headings; without any they are all. `marks`
    are columns that say what a row is, and are there whatever columns are asked for.
    """

    row: Callable[[], type[RowT]]
    of: Callable[[ReportT], Iterable[RowT]]
    narrow: Mapping[str, str] = {}
    marks: tuple[str, ...] = ()


#: The first columns that people read of an indicator.
NARROW_HEAD = {"number": "csv.number", "name_zh": "column.indicator", "unit_zh": "column.unit"}


def part(record: Mapping[str, object], kind: type[PartT]) -> PartT:
    """The keys of the record that a smaller record type declares."""
    return cast(PartT, {key: record[key] for key in kind.__annotations__})


# --- values ----------------------------------------------------------------------------------------------------------


def text_record(text: Text) -> TextRecord:
    """A text of the files in every language."""
    return {"zh": text.zh, "en": text.en}


def optional_text(text: Text | None) -> TextRecord | None:
    """The text in every language, None where there is none."""
    return text_record(text) if text else None


def message_record(message: Message | Text) -> TextRecord:
    """A message of the catalogues, or a text that the files give, in every language."""
    if isinstance(message, Text):
        return text_record(message)
    return text_record(Text.made(lambda lang: say(lang, message.key, message.details)))


def day(date_: date | None) -> str | None:
    """A day as `2025-12-31`."""
    return date_.isoformat() if date_ else None


def number(value: Fraction | Decimal | None, limits: Iterable[Fraction | int] = ()) -> Decimal | None:
    """A computed figure, rounded once to six places, but not onto one of the limits; methodology.md, section 3."""
    if value is None:
        return None
    return output_beside(value, limits) if isinstance(value, Fraction) else output(value)


def figures(values: Iterable[Fraction | Decimal]) -> Figures:
    """Figures that were read: as exactly as they are known."""
    numbers = [exactly(value) for value in values]
    return numbers if len(numbers) > 1 else next(iter(numbers), None)


# --- the head of a report --------------------------------------------------------------------------------------------


def program_head(name: str) -> ProgramHead:
    """The first lines of every report; `name` is that of its schema."""
    return {"schema": f"rsplan.{name}/1", "generator": GENERATOR}


def report_head(name: str, inputs: Iterable[InputFile]) -> ReportHead:
    """The head of a report that does not depend on a date."""
    return {**program_head(name), "inputs": input_records(inputs)}


def dated_head(name: str, evaluation: EvaluationContext) -> DatedHead:
    """The head of a report with its dates."""
    return {
        **program_head(name),
        "as_of": evaluation.as_of.isoformat(),
        "known_on": day(evaluation.known_on),
    }


def assessed_head(name: str, evaluation: EvaluationContext, inputs: Iterable[InputFile]) -> AssessedHead:
    """The head of a report that holds verdicts: the dates, the thresholds, and what was read."""
    return {
        **dated_head(name, evaluation),
        "rules": {
            "ahead_by": output(evaluation.rules.ahead_by),
            "slack": output(evaluation.rules.slack),
            "stale_after": evaluation.rules.stale_after,
        },
        "inputs": input_records(inputs),
    }


def input_records(inputs: Iterable[InputFile]) -> list[InputRecord]:
    """The files that were read, as they were."""
    return [
        {
            "path": source.path,
            "sha256": source.sha256,
            "indicators": source.indicators,
            "observations": source.observations,
            "blocks": source.blocks,
        }
        for source in inputs
    ]


# --- plans -----------------------------------------------------------------------------------------------------------


def city_record(city: City) -> CityRecord:
    """A city with its name in every language."""
    return {"id": city.id, **text_record(city.name)}


def plan_head(plan: Plan) -> PlanHead:
    """A plan with its period."""
    return {
        "city": city_record(plan.city),
        "plan": plan.id,
        "title": text_record(plan.title),
        "state": str(plan.state),
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
    }


def plan_record(survey: PlanSurvey) -> PlanRecord:
    """A plan with the tally of its verdicts."""
    document = survey.plan.document
    return {
        **plan_head(survey.plan),
        "document": {
            "title": text_record(document.title),
            "state": str(document.state),
            "date": day(document.dated),
        },
        "summary": summary_record(survey.tally),
        "unconfirmed": survey.unconfirmed,
    }


def summary_record(tally: Tally) -> PlanSummary:
    """The number of targets by verdict."""
    return {
        "total": tally.total,
        "pass": tally.count(True),
        "fail": tally.count(False),
        "undetermined": tally.count(None),
        "by_status": {str(status): count for status, count in tally.by_status().items()},
    }


def plan_records(survey: Survey[Iterable[PlanSurvey]], record: Callable[[PlanSurvey], PlanT]) -> Iterable[PlanT]:
    """The records of the plans: a list, or an iterator where the plans are assessed one after another."""
    records = map(record, survey.plans)
    return records if isinstance(survey.plans, Iterator) else list(records)


def row_head(plan: PlanHead) -> RowHead:
    """The city and the plan that stand before an indicator in a row."""
    return {"city": plan["city"]["id"], "plan": plan["plan"]}


# --- indicators ------------------------------------------------------------------------------------------------------


#: A verdict with its reason; `pass` is None where the verdict does not decide.


def indicator_head(indicator: Indicator) -> IndicatorHead:
    """The indicator by name, with the place of its target in the document."""
    return {
        "id": indicator.id,
        "number": indicator.number,
        "scope": str(indicator.scope),
        "where": indicator.target.where,
        "name": text_record(indicator.name),
        "group": optional_text(indicator.group.name if indicator.group else None),
        "unit": text_record(indicator.unit),
    }


def target_head(assessment: Assessment) -> TargetHead:
    """The indicator with its target in force."""
    return {
        **indicator_head(assessment.indicator),
        "kind": str(assessment.indicator.kind),
        "target": target_record(assessment),
    }


def target_record(assessment: Assessment) -> TargetRecord:
    """The target in force, with its meaning."""
    target = assessment.target
    return {
        "printed": target.printed,
        "comparator": str(assessment.in_force.stated.comparator),
        "value": figures(target.values),
        "high": number(target.high),
        "tolerance": number(target.tolerance),
        "change": change_record(assessment.in_force),
        "relative_to": _relative(assessment.in_force),
        "limit": None if assessment.limit is None else exactly(assessment.limit),
        "hold": assessment.maintenance,
        "revised_from": _revised(assessment.indicator, assessment.revision),
        "confirm": [{"part": part.part, "reason": part.reason} for part in assessment.indicator.target.unconfirmed],
    }


def change_record(in_force: TargetInForce) -> ChangeRecord | None:
    """How far the level is to move from the baseline, as the plan states it; None for a target that is a level."""
    stated, kind = in_force.stated, in_force.kind
    if not kind.states_change or stated.comparator is Comparator.NONE:
        return None
    return {
        "by": str(in_force.indicator.by or kind),
        "value": exactly(Fraction(stated.value)),
        "high": number(stated.high),
        "tolerance": number(stated.tolerance),
    }


def _relative(in_force: TargetInForce) -> RelativeRecord | None:
    relative, reference = in_force.target.relative_to, in_force.reference
    if relative is None:
        return None
    return {"indicator": relative.indicator, "figure": observation_record(reference) if reference else None}


def _revised(indicator: Indicator, revision: Revision | None) -> RevisedRecord | None:
    if revision is None:
        return None
    before = target_before(indicator, revision)
    return {
        "printed": before.printed,
        "value": figures(before.values),
        "date": revision.since.isoformat(),
        "reason": text_record(revision.reason),
        "source": revision.source,
    }


def actual_record(assessment: Assessment) -> ActualRecord | None:
    """The actual to date, with the observations that it rests on; None where nothing is known."""
    actual, across = assessment.actual, assessment.across_break
    if actual is None:
        return None
    before, after = (across.before, across.after) if across else (None, None)
    return {
        "value": figures(actual.values),
        "bound": str(actual.bound),
        "printed": actual.printed,
        "through": actual.through.isoformat(),
        "coverage": "partial" if actual.missing else "complete",
        "missing": list(actual.missing),
        "provisional": actual.provisional,
        "before_break": exactly(before.value) if before else None,
        "before_break_bound": str(before.bound) if before else None,
        "after_break": exactly(after.value) if after else None,
        "after_break_bound": str(after.bound) if after else None,
        "parts": [observation_record(observation) for observation in actual.parts],
    }


def observation_record(observation: Observation) -> ObservationRecord:
    """One observation with its source."""
    return {
        "period": observation.period.text,
        "basis": str(observation.basis),
        "value": figures(observation.values),
        "bound": RETRACTED if observation.retracts else str(observation.bound),
        "provisional": observation.provisional,
        "published": observation.published_text,
        "via": str(observation.via) if observation.via else None,
        "entered": day(observation.entered),
        "source": observation.source,
        "where": observation.where,
        "printed": observation.printed,
        "file": observation.at.file,
        "line": observation.at.line,
    }


def noted_observation(observation: Observation) -> NotedObservation:
    """One observation with its source, its note and the person who entered it."""
    note = optional_text(observation.note)
    return {**observation_record(observation), "note": note, "by": observation.by or None}


def verdict_record(assessment: Assessment) -> VerdictRecord:
    """The verdict with its reason."""
    return {
        "status": str(assessment.status),
        "pass": assessment.status.passes,
        "reason": text_record(Text.made(lambda lang: reason_text(assessment, lang))),
    }


def standing_record(assessment: Assessment) -> StandingRecord:
    """The standing of a target at one state of knowledge."""
    return {
        "actual": actual_record(assessment),
        "completion_rate": figure(assessment, "completion_rate"),
        "elapsed": figure(assessment, "elapsed"),
        "lead_points": figure(assessment, "lead_points"),
        "expected": figure(assessment, "expected"),
        **verdict_record(assessment),
        "bounds": bounds_record(assessment, StandingBounds),
        "evidence": evidence_record(assessment),
    }


def figure(assessment: Assessment, name: str) -> Decimal | None:
    """A figure of the assessment by its name in `calc.figure_formulas`."""
    return number(assessment.value(name), assessment.limits_of(name))


def bounds_record(assessment: Assessment, kind: type[PartT]) -> PartT:
    """The bounds of the figures that the record type names; None where the figure has no value."""
    return cast(PartT, {name: _bound(assessment, name) for name in kind.__annotations__})


def _bound(assessment: Assessment, name: str) -> str | None:
    if name == "reach_date":
        return None if assessment.reach_date is None else str(assessment.reach_bound)
    if name == "margin_change":  # it is made of exact figures only
        record = assessment.maintenance_record
        return None if record is None or record.margin_change is None else str(Bound.EXACT)
    return None if assessment.value(name) is None else str(assessment.figures[name].bound)


def evidence_record(assessment: Assessment) -> EvidenceRecord | None:
    """How firm the figures are that the assessment rests on; None without a target or a figure."""
    evidence = assessment.evidence
    return {"grade": evidence.grade, "reasons": [str(doubt) for doubt in evidence.doubts]} if evidence else None
