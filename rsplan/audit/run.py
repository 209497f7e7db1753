"""The audit of the plans asked for: every check on every plan, and what is accepted of what they find."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.audit import arithmetic, data, marks, published, statements, strength
from rsplan.audit.context import AuditContext
from rsplan.audit.findings import SEVERITIES, Finding, Quote, Severity, found, phrase
from rsplan.audit.known import former_plans, most_demanding
from rsplan.audit.published import Published, published_rates
from rsplan.model.bilingual import Text
from rsplan.model.enums import Nature
from rsplan.model.inputs import InputFile
from rsplan.model.plan import Plan
from rsplan.read.library import Library
from rsplan.survey import EvaluationContext, Filters, assess_all, choose_plans

Check = Callable[[AuditContext], Iterable[Finding]]

#: Every check, in the order of the codes.
CHECKS: tuple[Check, ...] = (
    published.rate_that_no_rule_gives,
    published.rate_without_target,
    published.rate_against_the_remark,
    published.growth_recomputed,
    published.claims_against_rows,
    marks.mark_on_a_level,
    marks.marks_of_one_row,
    marks.sum_without_mark,
    marks.sign_without_footnote,
    marks.unit_against_name,
    marks.units_of_statements,
    statements.other_value,
    statements.other_qualifier,
    statements.other_name,
    statements.series_renamed,
    statements.other_result,
    statements.claim_without_figure,
    statements.one_figure_two_names,
    strength.no_stronger_than_known,
    strength.less_than_another_city,
    data.empty_cell,
    data.nothing_observed,
    data.jump,
    data.contradictory,
    data.partial_sum,
    data.provisional,
    data.stale,
    arithmetic.shares_that_miss_the_whole,
    arithmetic.range_backwards,
    arithmetic.part_above_whole,
    arithmetic.more_than_all,
)

_WEIGHT = {severity: index for index, severity in enumerate(Severity)}


class Silenced(NamedTuple):
    """A finding that is accepted, with the reason; no date where it was ignored on the command line."""

    finding: Finding
    reason: Text
    day: date | None


class PlanAudit(NamedTuple):
    """What was found in one plan, the gravest first."""

    plan: Plan
    published: tuple[Published, ...]
    findings: tuple[Finding, ...]
    accepted: tuple[Silenced, ...]


class Audit(NamedTuple):
    """What was found in the plans asked for."""

    evaluation: EvaluationContext
    inputs: tuple[InputFile, ...]
    plans: tuple[PlanAudit, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings that are not accepted."""
        return tuple(one for plan in self.plans for one in plan.findings)

    def fails(self) -> bool:
        """Whether there is a finding that is more than a note."""
        return any(one.severity is not Severity.NOTE for one in self.findings)


def audit(
    library: Library,
    evaluation: EvaluationContext,
    plans: tuple[str, ...] = (),
    filters: Filters = Filters(),
    ignored: frozenset[str] = frozenset(),
    peers: Sequence[Plan] | None = None,
) -> Audit:
    """Run every check on the plans asked for: without names, on all plans read from the current plan's document.

    `peers` are the plans that targets are compared with (those of the library unless given), `ignored`
    the codes silenced for this run. Raises RsplanError for an unknown plan or group.
    """
    every = library.plans if peers is None else tuple(peers)
    wanted = _wanted(library, plans, evaluation.as_of)
    names = tuple(dict.fromkeys(plan.id for plan in wanted))
    keys = {(plan.city.id, plan.id) for plan in wanted}
    former = former_plans(every)
    demands = most_demanding(every, former)
    audits = []
    for plan_survey in assess_all(library, evaluation, names, filters).plans:
        plan = plan_survey.plan
        if (plan.city.id, plan.id) in keys:
            assessments = {seen.indicator.id: seen for seen in plan_survey.assessments}
            before = former.get((plan.city.id, plan.start))
            context = AuditContext(plan, assessments, library.observations, before, demands, evaluation)
            audits.append(_audited(context, filters, ignored))
    return Audit(evaluation, library.inputs, tuple(audits))


def _wanted(library: Library, names: tuple[str, ...], as_of: date) -> list[Plan]:
    """The plans named, else those whose figures are printed in the same document as the current plan."""
    chosen = choose_plans(library, names, as_of)
    if names:
        return chosen
    documents = {(plan.city.id, plan.document.id, plan.at.file) for plan in chosen}
    return [plan for plan in library.plans if (plan.city.id, plan.document.id, plan.at.file) in documents]


def _audited(context: AuditContext, filters: Filters, ignored: frozenset[str]) -> PlanAudit:
    every = [one for check in CHECKS for one in check(context)]
    open_, accepted = _parted(context, every, ignored)
    idle, silenced = _parted(context, _unused(context, accepted, filters), ignored)
    order = {one.id: index for index, one in enumerate(context.plan.indicators)}
    return PlanAudit(
        context.plan,
        tuple(published_rates(context)),
        tuple(sorted(open_ + idle, key=lambda finding: _rank(finding, order))),
        tuple(sorted(accepted + silenced, key=lambda accepted: _rank(accepted.finding, order))),
    )


def _rank(finding: Finding, order: Mapping[str, int]) -> tuple[int, str, bool, int]:
    """The gravest first, then by code, binding targets first, then as in the document."""
    indicator = finding.indicator
    binding = indicator is not None and indicator.nature is Nature.BINDING
    return _WEIGHT[finding.severity], finding.code, not binding, order[indicator.id] if indicator else -1


def _parted(
    context: AuditContext, every: Iterable[Finding], ignored: frozenset[str]
) -> tuple[list[Finding], list[Silenced]]:
    """What stays open, and what is accepted in the file or ignored on the command line."""
    open_: list[Finding] = []
    accepted: list[Silenced] = []
    for finding in every:
        name = finding.indicator.id if finding.indicator else None
        entry = next(
            (it for it in context.plan.accepted if it.code == finding.code and it.indicator in (None, name)), None
        )
        if entry is not None:
            accepted.append(Silenced(finding, entry.reason, entry.day))
        elif finding.code in ignored:
            accepted.append(Silenced(finding, phrase("audit.ignored"), None))
        else:
            open_.append(finding)
    return open_, accepted


def _unused(context: AuditContext, accepted: Sequence[Silenced], filters: Filters) -> list[Finding]:
    """RS508: entries that accept what was not found; only where all they may concern was looked at."""
    used = {(one.finding.code, one.finding.indicator.id if one.finding.indicator else None) for one in accepted}
    whole = filters == Filters(every_scope=True)
    findings = []
    for entry in context.plan.accepted:
        looked_at = whole if entry.indicator is None else entry.indicator in context.assessments
        idle = not any(code == entry.code and entry.indicator in (None, name) for code, name in used)
        if looked_at and idle:
            indicator = context.assessments[entry.indicator].indicator if entry.indicator else None
            key = "unknown" if entry.code not in SEVERITIES else ""
            spot = Quote(entry.code, None, entry.at)
            findings.append(found("RS508", context.plan, indicator, spot, case=key, day=str(entry.day)))
    return findings
