"""The notes beside the figures: doubts about the data, and facts of the document; methodology.md, section 2."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import assert_never

from rsplan.calc.actuals import Actual, Actuals
from rsplan.calc.conflicts import Conflict, conflicts
from rsplan.calc.target_in_force import TargetInForce, target_before
from rsplan.calc.verdict import bounded
from rsplan.model.bilingual import ShakingText, Text
from rsplan.model.enums import Bound, Comparator, Kind
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.period import months
from rsplan.model.plan import Indicator
from rsplan.model.rounding import shown

#: A rate of a whole; more is possible for some, but worth a second look.
_WHOLE = 100

#: A hundred times what is needed is a mistaken unit: persons for 万人.
_HUNDREDFOLD = 100

#: No month has more days, so no span of a day or longer is a smaller part of one.
_DAYS_OF_MONTH = 31
_DOWN = Context(prec=9, rounding=ROUND_FLOOR)

#: More breaches than these are summed up in one note.
_FEW = 3

Note = Message | Text

#: The messages that shake the figure itself, and those that say something about it; notes of the files say which.
_SHAKES: Mapping[str, bool] = {
    "note.milestones_overtaken": False,
    "note.revised": False,
    "note.relative": False,
    "note.relative_later": False,
    "note.tolerance": False,
    "note.tolerance_assumed": True,
    "note.empty_result": False,
    "note.no_number": False,
    "note.unknown_bound": True,
    "note.more_than": False,
    "note.less_than": False,
    "note.above_whole": True,
    "note.hundredfold": True,
    "note.breach": False,
    "note.breaches": False,
    "note.outside_plan": True,
    "note.before_plan": False,
    "note.no_plan": True,
    "note.falling": True,
    "note.conflict": True,
}


def shakes(note: Note) -> bool:
    """Whether the note casts doubt on the figure, rather than saying something about it.

    Doubtful are figures that look mistaken, contradict each other, were left out, or rest on an assumption, and what
    curators mark as such.
    """
    return _SHAKES[note.key] if isinstance(note, Message) else isinstance(note, ShakingText)


def notes_on(in_force: TargetInForce, actuals: Actuals, unassigned: Sequence[Observation]) -> list[Note]:
    """Every note on the target and its actuals, in the order of the report.

    `unassigned` are observations of the indicator that lie in no plan that has it.
    """
    return [
        *_on_target(in_force),
        *_on_reference(in_force, actuals),
        *_on_actual(in_force, actuals.actual),
        *_on_breaches(in_force, actuals),
        *(_on_period("note.outside_plan", one) for one in actuals.straddling if one not in actuals.subtracted),
        *_on_unassigned(in_force.plan.start, [one for one in unassigned if one not in actuals.subtracted]),
        *_on_conflicts(in_force, actuals),
    ]


def _on_target(in_force: TargetInForce) -> Iterator[Note]:
    indicator, target = in_force.indicator, in_force.stated
    if in_force.milestones_overtaken:
        yield Message("note.milestones_overtaken")
    if indicator.note:
        yield indicator.note
    yield from _on_revision(in_force)
    if target.tolerance is not None:
        key = "note.tolerance_assumed" if target.tolerance_assumed else "note.tolerance"
        yield Message(key, {"tolerance": shown(target.tolerance, None), "print": target.printed})
    if indicator.baseline and indicator.baseline.note:
        yield indicator.baseline.note
    yield from _on_printed_bounds(indicator)
    if indicator.result and not indicator.result.printed.strip():
        yield Message("note.empty_result", {"where": indicator.result.where})


def _on_reference(in_force: TargetInForce, actuals: Actuals) -> Iterator[Message]:
    """The number that another series gives the target, and the figures that none of its own stand beside."""
    relative, reference = in_force.target.relative_to, in_force.reference
    if relative is None or reference is None:
        return
    details = {"print": in_force.target.printed, "reference": relative.indicator, "period": reference.period.text}
    yield Message("note.relative", details | {"value": shown(reference.value, None)})
    later = [one for one in actuals.observations if one.span[1] > reference.span[1]]
    if later:
        yield Message("note.relative_later", details | {"later": later[-1].period.text})


def _on_printed_bounds(indicator: Indicator) -> Iterator[Message]:
    """A baseline or an earlier value that is printed as a bound, about or a range gives no figure."""
    printed = {
        given.printed: given.where
        for given in (indicator.baseline, indicator.earlier)
        if given is not None and given.bound is not Bound.EXACT
    }
    for figure, where in printed.items():
        yield Message("note.no_number", {"print": figure, "where": where})


def _on_revision(in_force: TargetInForce) -> Iterator[Note]:
    revision = in_force.revision
    if revision is not None:
        before = target_before(in_force.indicator, revision)
        details = {"since": str(revision.since), "before": before.printed, "source": revision.source}
        yield Message("note.revised", details)
        yield revision.reason


def _on_actual(in_force: TargetInForce, actual: Actual | None) -> Iterator[Note]:
    if actual is None:
        return
    if actual.bound is Bound.UNKNOWN:
        yield Message("note.unknown_bound")
    yield from _on_equality(in_force, actual)
    if not in_force.has_shares:
        yield from _on_typos(in_force, actual)
    for part in actual.parts:
        if part.note:
            at_break = any(one.since == part.period.start for one in in_force.indicator.breaks)
            sort = ShakingText if at_break else type(part.note)
            yield sort(f"{part.period.text}：{part.note.zh}", f"{part.period.text}: {part.note.en}")


def _on_equality(in_force: TargetInForce, actual: Actual) -> Iterator[Message]:
    """A strict comparator is not satisfied by the target itself."""
    target = in_force.target
    match target.comparator:
        case Comparator.MORE_THAN | Comparator.LESS_THAN:
            if actual.values == (Fraction(target.value),):
                yield Message(f"note.{target.comparator}", {"target": shown(target.value, None)})
        case Comparator.AT_LEAST | Comparator.AT_MOST | Comparator.ABOUT | Comparator.BETWEEN | Comparator.NONE:
            return
        case _:
            assert_never(target.comparator)


def _on_typos(in_force: TargetInForce, actual: Actual) -> Iterator[Message]:
    """Figures that look like data-entry errors: a rate above 100 %, a hundred times what the target would need."""
    indicator, target = in_force.indicator, in_force.target
    of_whole = in_force.kind is Kind.RATE and indicator.unit.zh in ("%", "％")
    if of_whole and actual.parts[0].value > _WHOLE:
        yield Message("note.above_whole", _figure(actual.parts[0], indicator))
        return
    needed = _HUNDREDFOLD * Fraction(target.value) if len(target.values) == 1 else Fraction(0)
    if needed <= 0:
        return
    if in_force.accumulates:
        needed /= months(in_force.plan.start, in_force.plan.end)
    # No part is shorter than a day, so most are seen to be no typo without their months.
    least = _DOWN.divide(Decimal(needed.numerator), _DAYS_OF_MONTH * needed.denominator)
    for part in actual.parts:
        if part.values[0] >= least:
            share = months(*part.span) if in_force.accumulates else 1
            if part.value >= needed * share:
                yield Message("note.hundredfold", _figure(part, indicator))


def _figure(part: Observation, indicator: Indicator) -> dict[str, str]:
    return {"period": part.period.text, "value": shown(part.value, None), "unit": indicator.unit.zh}


def _on_breaches(in_force: TargetInForce, actuals: Actuals) -> Iterator[Message]:
    """The earlier days on which a maintenance target was broken: each where they are few, else how many and which.

    An annual target is judged year by year instead, a mean over the plan by all of its years together.
    """
    if not in_force.maintenance or in_force.kind is Kind.ANNUAL or in_force.averages:
        return
    certainty = in_force.certainty
    steps = list(actuals.history.steps)
    broken = [(day, bounded(values, bound)) for day, values, bound in steps[:-1] if certainty.missed(values, bound)]
    if len(broken) <= _FEW:
        for day, figure in broken:
            yield Message("note.breach", {"actual": figure, "through": str(day)})
        return
    (first_day, first), (last_day, last) = broken[0], broken[-1]
    details = {"number": str(len(broken)), "first": first, "first_day": str(first_day)}
    yield Message("note.breaches", details | {"last": last, "last_day": str(last_day)})


def _on_period(key: str, observation: Observation) -> Message:
    return Message(key, {"period": observation.period.text, "basis": str(observation.basis)})


def _on_unassigned(start: date, unassigned: Sequence[Observation]) -> Iterator[Message]:
    """One note on all figures of before the plan, which forecasts go by, and one on each of the others."""
    earlier = [one.span for one in unassigned if one.span[1] < start]
    if earlier:
        first, last = min(span[0] for span in earlier), max(span[1] for span in earlier)
        yield Message("note.before_plan", {"start": str(first), "end": str(last)})
    yield from (_on_period("note.no_plan", one) for one in unassigned if one.span[1] >= start)


def _on_conflicts(in_force: TargetInForce, actuals: Actuals) -> Iterator[Message]:
    if in_force.kind.is_additive:
        for conflict in conflicts(actuals.columns, actuals.effective.within, actuals.history.parts):
            yield _on_conflict(conflict)


def _on_conflict(conflict: Conflict) -> Message:
    first, last = conflict.span
    details = {
        "start": str(first),
        "end": str(last),
        "chosen": shown(conflict.chosen, None),
        "other": shown(conflict.other, None),
        "earlier": str(conflict.falls_from or ""),
    }
    return Message("note.falling" if conflict.falls_from else "note.conflict", details)
