"""An audit of chosen plans: every check on every plan, with accepted and ignored findings set apart."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.audit.ambition import Ambition, ComparisonKey, most_ambitious, with_baselines
from rsplan.audit.checks import (
    data_quality,
    differing_statements,
    marks_and_units,
    parts_and_wholes,
    recomputed_figures,
    target_strength,
    yearly_jumps,
)
from rsplan.audit.context import AuditContext
from rsplan.audit.findings import SEVERITIES, Finding, Quote, Severity, phrase
from rsplan.audit.former_plans import FormerPlans, former_plans
from rsplan.audit.indicator_traits import is_binding
from rsplan.audit.recomputed_rates import PublishedRate, published_rates
from rsplan.model.bilingual import Text
from rsplan.model.input_places import InputFile
from rsplan.model.observations import Observation
from rsplan.model.plan import Accepted, Plan
from rsplan.model.series_key import SeriesKey
from rsplan.read.plan_library import Library
from rsplan.survey import EvaluationContext, Filters, PlanSurvey, assess_all, choose_plans

Check = Callable[[AuditContext], Iterable[Finding]]

#: Every check, in the order of the codes.
CHECKS: tuple[Check, ...] = (
    recomputed_figures.rate_that_no_rule_gives,
    recomputed_figures.rate_without_target,
    recomputed_figures.rate_against_the_remark,
    recomputed_figures.growth_recomputed,
    recomputed_figures.claims_against_rows,
    recomputed_figures.worse_than_at_the_start,
    marks_and_units.mark_on_a_level,
    marks_and_units.marks_of_one_row,
    marks_and_units.sum_without_mark,
    marks_and_units.sign_without_footnote,
    marks_and_units.unit_against_name,
    marks_and_units.units_of_statements,
    marks_and_units.mark_on_what_is_read_as_a_level,
    differing_statements.other_value,
    differing_statements.other_qualifier,
    differing_statements.other_name,
    differing_statements.series_renamed,
    differing_statements.other_result,
    differing_statements.claim_without_figure,
    differing_statements.one_figure_two_names,
    target_strength.no_stronger_than_known,
    target_strength.less_than_another_city,
    target_strength.exceeded_by_far,
    data_quality.empty_cell,
    data_quality.nothing_observed,
    yearly_jumps.jump,
    data_quality.contradictory,
    data_quality.partial_sum,
    data_quality.provisional,
    data_quality.stale,
    data_quality.slips,
    data_quality.without_reference,
    parts_and_wholes.shares_that_miss_the_whole,
    parts_and_wholes.range_backwards,
    parts_and_wholes.part_above_whole,
    parts_and_wholes.more_than_all,
    parts_and_wholes.implied_labour_forces,
    parts_and_wholes.split_targets,
)

_RANK = {severity: index for index, severity in enumerate(Severity)}


class Silenced(NamedTuple):
    """An accepted finding with its reason and date, or an ignored one, which has no date."""

    finding: Finding
    reason: Text
    day: date | None


class PlanAudit(NamedTuple):
    """The findings in one plan, the gravest first, and the rules of its printed completion rates."""

    plan: Plan
    published: tuple[PublishedRate, ...]
    findings: tuple[Finding, ...]
    accepted: tuple[Silenced, ...]


class Audit(NamedTuple):
    """The findings in the audited plans."""

    evaluation: EvaluationContext
    inputs: tuple[InputFile, ...]
    plans: tuple[PlanAudit, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All open findings."""
        return tuple(one for plan in self.plans for one in plan.findings)

    def fails(self, least: Severity = Severity.WARNING) -> bool:
        """Whether an open finding is of that severity or a graver one."""
        return any(_RANK[one.severity] <= _RANK[least] for one in self.findings)


def audit(
    library: Library,
    evaluation: EvaluationContext,
    plans: tuple[str, ...] = (),
    filters: Filters = Filters(),
    ignored: frozenset[str] = frozenset(),
    peers: Library | None = None,
) -> Audit:
    """Run every check on the named plans; without names, on all plans read from the current plan's document.

    `peers` has the plans that targets are compared with (the library unless given), `ignored`
    the codes silenced for this run. Raises RsplanError for an unknown plan or group.
    """
    library = library.as_known(evaluation.known_on)
    chosen = _chosen_plans(library, plans, evaluation.as_of)
    names = tuple(dict.fromkeys(plan.id for plan in chosen))
    keys = {(plan.city.id, plan.id) for plan in chosen}
    auditor = auditor_of(library, evaluation, filters, ignored, peers)
    surveys = assess_all(library, evaluation, names, filters).plans
    audits = [auditor.audited(one) for one in surveys if (one.plan.city.id, one.plan.id) in keys]
    return Audit(evaluation, library.inputs, tuple(audits))


def _chosen_plans(library: Library, names: tuple[str, ...], as_of: date) -> list[Plan]:
    """The named plans, else those whose figures are printed in the same document as the current plan."""
    chosen = choose_plans(library, names, as_of)
    if names:
        return chosen
    documents = {(plan.city.id, plan.document.id, plan.at.file) for plan in chosen}
    return [plan for plan in library.plans if (plan.city.id, plan.document.id, plan.at.file) in documents]


class Auditor(NamedTuple):
    """The basis of the checks of every plan: the figures of all, the plans before, and the targets of other cities."""

    observations: Mapping[SeriesKey, Sequence[Observation]]
    evaluation: EvaluationContext
    filters: Filters
    ignored: frozenset[str]
    parts: Mapping[tuple[str, str], Sequence[Plan]]
    former: FormerPlans
    ambitions: Mapping[ComparisonKey, Sequence[Ambition]]

    def audited(self, survey: PlanSurvey) -> PlanAudit:
        """The findings in one plan that was assessed with the same dates and filters."""
        plan = survey.plan
        by_id = {assessment.indicator.id: assessment for assessment in survey.assessments}
        before = self.former.get((plan.city.id, plan.start))
        context = AuditContext(plan, by_id, self.observations, before, self.ambitions, self.evaluation)
        parts = self.parts.get((plan.city.id, plan.id), ())
        return _audited(context._replace(parts=parts), self.filters, self.ignored)


def auditor_of(
    library: Library,
    evaluation: EvaluationContext,
    filters: Filters = Filters(),
    ignored: frozenset[str] = frozenset(),
    peers: Library | None = None,
) -> Auditor:
    """The auditor of plans that are assessed one by one; `peers` and `ignored` as in `audit`."""
    library = library.as_known(evaluation.known_on)
    known_peers = (peers or library).as_known(evaluation.known_on)
    compared = [
        with_baselines(plan, known_peers.observations, evaluation.as_of, evaluation.known_on)
        for plan in known_peers.plans
    ]
    former = former_plans(compared)
    parts: dict[tuple[str, str], list[Plan]] = {}
    for plan in known_peers.plans:
        if plan.part_of is not None:
            parts.setdefault(plan.part_of, []).append(plan)
    return Auditor(
        observations=library.observations,
        evaluation=evaluation,
        filters=filters,
        ignored=ignored,
        parts=parts,
        former=former,
        ambitions=most_ambitious(compared, former),
    )


def _audited(context: AuditContext, filters: Filters, ignored: frozenset[str]) -> PlanAudit:
    findings = [finding for check in CHECKS for finding in check(context)]
    open_, silenced = _split(context, findings, ignored)
    open_unused, silenced_unused = _split(context, _unused_entries(context, silenced, filters), ignored)
    order = {one.id: index for index, one in enumerate(context.plan.indicators)}
    return PlanAudit(
        context.plan,
        tuple(published_rates(context)),
        tuple(sorted(open_ + open_unused, key=lambda finding: _rank(finding, order))),
        tuple(sorted(silenced + silenced_unused, key=lambda accepted: _rank(accepted.finding, order))),
    )


def _rank(finding: Finding, order: Mapping[str, int]) -> tuple[int, str, bool, int]:
    """The gravest first, then by code, binding targets first, then as in the document."""
    indicator = finding.indicator
    binding = indicator is not None and is_binding(indicator)
    return _RANK[finding.severity], finding.code, not binding, order[indicator.id] if indicator else -1


def _split(
    context: AuditContext, findings: Iterable[Finding], ignored: frozenset[str]
) -> tuple[list[Finding], list[Silenced]]:
    """The open findings, and those accepted in the file or ignored on the command line."""
    open_: list[Finding] = []
    silenced: list[Silenced] = []
    for finding in findings:
        entry = _accepting_entry(context.plan, finding)
        if entry is not None:
            silenced.append(Silenced(finding, entry.reason, entry.day))
        elif finding.code in ignored:
            silenced.append(Silenced(finding, phrase("audit.ignored"), None))
        else:
            open_.append(finding)
    return open_, silenced


def _accepting_entry(plan: Plan, finding: Finding) -> Accepted | None:
    id_ = finding.indicator.id if finding.indicator else None
    entries = (one for one in plan.accepted if one.code == finding.code and one.indicator in (None, id_))
    return next(entries, None)


def _unused_entries(context: AuditContext, silenced: Sequence[Silenced], filters: Filters) -> list[Finding]:
    """RS508: entries that accept a finding that was not made; only where everything they may concern was audited."""
    used = {(one.finding.code, one.finding.indicator.id if one.finding.indicator else None) for one in silenced}
    whole = filters == Filters(every_scope=True)
    findings = []
    for entry in context.plan.accepted:
        audited = whole if entry.indicator is None else entry.indicator in context.assessments
        unused = not any(code == entry.code and entry.indicator in (None, id_) for code, id_ in used)
        if audited and unused:
            indicator = context.assessments[entry.indicator].indicator if entry.indicator else None
            case = "unknown" if entry.code not in SEVERITIES else ""
            quotation = Quote(entry.code, None, entry.at)
            findings.append(context.finding("RS508", indicator, quotation, case=case, day=str(entry.day)))
    return findings
