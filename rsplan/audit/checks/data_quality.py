"""RS5xx: observations that are missing, old, provisional or contradictory; RS503 is in yearly_jumps."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from rsplan.audit.bounded_intervals import interval_of, is_below
from rsplan.audit.context import AuditContext
from rsplan.audit.findings import Finding, Quote, phrase
from rsplan.audit.indicator_traits import has_empty_result, is_composition, is_cumulative
from rsplan.calc.conflicts import Conflict, conflicts
from rsplan.calc.effective_observations import Span, effective, vintage, was_known
from rsplan.calc.verdict import bounded
from rsplan.errors import Problem
from rsplan.journal.indicator_plans import PlanIndicator
from rsplan.journal.slips import slips_among
from rsplan.model.bilingual import Text
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator
from rsplan.model.rounding import places_of, rounded, shown
from rsplan.text import say


def empty_cell(context: AuditContext) -> Iterator[Finding]:
    """RS501: an empty cell of the document, each its own finding; an empty result under a claim is RS306."""
    for indicator in context.indicators:
        for cell in (indicator.result, indicator.earlier):
            is_told = cell is indicator.result and context.plan.claims
            if cell is not None and not cell.printed.strip() and not is_told:
                yield context.finding("RS501", indicator, cell)


def nothing_observed(context: AuditContext) -> Iterator[Finding]:
    """RS502: the indicators of the plan without any observation, in one finding; an empty result is RS306 or RS501."""
    if context.evaluation.as_of < context.plan.start:
        return
    bare = [indicator for indicator in context.indicators if _is_unobserved(context, indicator)]
    if bare:
        counts = {"count": str(len(bare)), "total": str(len(context.indicators))}
        yield context.finding("RS502", None, Quote(None, None, context.plan.at), names=_names(bare), **counts)


def _is_unobserved(context: AuditContext, indicator: Indicator) -> bool:
    return not context.assessments[indicator.id].observations and not has_empty_result(indicator)


def _names(indicators: Sequence[Indicator]) -> Text:
    """The rows of the table by their numbers, then the number of the other indicators."""
    numbers = [indicator.number for indicator in indicators if indicator.number]
    others = len(indicators) - len(numbers)
    parts = []
    if numbers:
        parts.append(phrase("audit.rows", numbers=", ".join(numbers)))
    if others:
        parts.append(phrase("audit.others", count=str(others)))
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def contradictory(context: AuditContext) -> Iterator[Finding]:
    """RS504: observations of the same days that do not agree, and of which none replaces the other."""
    for indicator in context.indicators:
        for used, other in _contradicting(context, indicator):
            quotation = Quote(_text(other), indicator.target.where, other.at)
            sources = {"used": _text(used), "source": used.source, "other_source": other.source}
            days = {"start": str(used.span[0]), "end": str(used.span[1])}
            yield context.finding("RS504", indicator, quotation, _text(used), **sources, **days)
        if indicator.kind.is_additive:
            yield from _contradicting_sums(context, indicator)


def _contradicting_sums(context: AuditContext, indicator: Indicator) -> Iterator[Finding]:
    """Sets of observations that cover the same days with different sums."""
    actuals = context.assessments[indicator.id].actuals
    chosen = actuals.history.parts if is_cumulative(indicator.kind) else ()
    forced = [one.span for one in actuals.columns.select(actuals.effective.within) if one.is_forced]
    for conflict in conflicts(actuals.columns, actuals.effective.within, chosen):
        if _is_forced_fall(conflict, forced):
            continue
        quotation = Quote(shown(conflict.other, None), indicator.target.where, indicator.at)
        days = {"start": str(conflict.span[0]), "end": str(conflict.span[1])}
        yield context.finding("RS504", indicator, quotation, shown(conflict.chosen, None), case="sums", **days)


def _is_forced_fall(conflict: Conflict, forced: Sequence[Span]) -> bool:
    """Whether a reason was given for the sum to fall, then or on the way."""
    fell, (first, last) = conflict.falls_from, conflict.span
    return fell is not None and any(start == first and fell < end <= last for start, end in forced)


def _contradicting(context: AuditContext, indicator: Indicator) -> Iterator[tuple[Observation, Observation]]:
    """The effective observation with each other one of the same days that contradicts it."""
    evaluation, plan = context.evaluation, context.plan
    observations = context.observations.get((plan.city.id, indicator.id), ())
    counting = effective(observations, (plan.start, plan.end), evaluation.as_of, evaluation.known_on)
    by_span = {used.span: used for used in counting}
    for other in observations:
        used = by_span.get(other.span)
        if used is None or used is other or not was_known(other, evaluation.known_on):
            continue
        if _contradicts(used, other):
            yield used, other


def _contradicts(used: Observation, other: Observation) -> bool:
    """Whether two observations of the same days cannot both be true and neither replaces the other.

    The later publication (else entry) replaces the earlier one, which a figure without a date always is; a final
    figure replaces a provisional one, and a figure may be published once more with fewer digits.
    """
    (used_day, _), (other_day, _) = vintage(used), vintage(other)
    if used_day != other_day or (other.provisional and not used.provisional):
        return False
    if len(used.values) > 1:
        return used.values != other.values
    first, second = (interval_of(Fraction(each.value), each.bound) for each in (used, other))
    if first.is_exact and second.is_exact:
        coarse, fine = sorted((used.value, other.value), key=places_of)
        return rounded(Fraction(fine), places_of(coarse)) != coarse
    return is_below(first, second) or is_below(second, first)


def _text(observation: Observation) -> str:
    """The figure as printed, else with the sign of its bound."""
    return observation.printed or bounded(observation.values, observation.bound)


def partial_sum(context: AuditContext) -> Iterator[Finding]:
    """RS505: a total or a row of years with gaps: no more than a lower bound."""
    for indicator in context.indicators:
        actual = context.assessments[indicator.id].actual
        if actual is not None and actual.missing and indicator.kind.is_additive:
            quotation = Quote(bounded(actual.values, actual.bound), indicator.target.where, indicator.at)
            missing = ", ".join(actual.missing)
            yield context.finding("RS505", indicator, quotation, missing=missing, through=str(actual.through))


def provisional(context: AuditContext) -> Iterator[Finding]:
    """RS506: a provisional figure that is still effective."""
    for indicator in context.indicators:
        actual = context.assessments[indicator.id].actual
        for part in actual.parts if actual else ():
            if part.provisional:
                quotation = Quote(_text(part), indicator.target.where, part.at)
                published = part.published_text or "-"
                details = {"period": part.period.text, "published": published, "as_of": str(context.evaluation.as_of)}
                yield context.finding("RS506", indicator, quotation, **details)


def stale(context: AuditContext) -> Iterator[Finding]:
    """RS507: a series that ended long before the plan did, or before the day of the audit."""
    for indicator in context.indicators:
        assessment = context.assessments[indicator.id]
        if assessment.stale and assessment.actual:
            actual = assessment.actual
            quotation = Quote(bounded(actual.values, actual.bound), indicator.target.where, actual.parts[-1].at)
            until = str(min(context.evaluation.as_of, context.plan.end))
            limit = str(context.evaluation.rules.stale_after)
            yield context.finding("RS507", indicator, quotation, through=str(actual.through), until=until, limit=limit)


def without_reference(context: AuditContext) -> Iterator[Finding]:
    """RS510: figures that the series which the target is relative to has no figures of the same days beside."""
    for indicator in context.indicators:
        assessment, relative = context.assessments[indicator.id], indicator.target.relative_to
        if relative is None:
            continue
        reference = assessment.in_force.reference
        since = reference.span[1] if reference else date.min
        alone = [one for one in assessment.observations if one.span[1] > since]
        if alone:
            quotation = Quote(indicator.target.printed, indicator.target.where, indicator.target.at)
            periods = ", ".join(dict.fromkeys(one.period.text for one in alone))
            yield context.finding("RS510", indicator, quotation, reference=relative.indicator, periods=periods)


#: Slips that are contradictions with findings of their own: RS504 has sums that fall.
_TOLD_ELSEWHERE = {"sum_falls"}

#: RS601 has shares that miss 100.
_TOLD_OF_SHARES = {"shares_miss_whole"}


def slips(context: AuditContext) -> Iterator[Finding]:
    """RS509: a figure that is probably not the one that was meant, beside the others, the target and the baseline."""
    evaluation = context.evaluation
    for indicator in context.indicators:
        told = _TOLD_OF_SHARES if is_composition(indicator.kind) else _TOLD_ELSEWHERE
        observations = context.observations.get((context.plan.city.id, indicator.id), ())
        known = effective(observations, (date.min, date.max), evaluation.as_of, evaluation.known_on)
        for observation, problem in slips_among(known, [PlanIndicator(context.plan, indicator)]):
            within = context.plan.start <= observation.span[0] and observation.span[1] <= context.plan.end
            if within and problem.code not in told:
                quotation = Quote(_text(observation), indicator.target.where, observation.at)
                yield context.finding(
                    "RS509", indicator, quotation, period=observation.period.text, slip=_told(problem)
                )


def _told(problem: Problem) -> Text:
    """What the problem says, without its remedy."""
    return Text.made(lambda lang: say(lang, f"problem.{problem.code}", problem.details).split("\n")[0])
