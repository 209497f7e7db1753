"""One plan of a target file: its period, groups, footnotes, claims and accepted findings, and its indicators."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import yaml

from rsplan.model.bilingual import Text
from rsplan.model.enums import State
from rsplan.model.period import parse_day
from rsplan.model.plan import Accepted, City, Claim, Document, Footnote, Group, Plan, Whole
from rsplan.read.yaml_figures import UNKNOWN_START, PlanFrame
from rsplan.read.yaml_indicator import NO_TEXT, IndicatorDraft, read_indicator
from rsplan.read.yaml_values import Fields, TargetNodes, audit_code, identifier, one_of

#: Meanings that a footnote or a claim may have.
_FOOTNOTE_MEANINGS = ("cumulative", "no_target", "capped", "scope", "other")
_CLAIM_MEANINGS = ("all_met", "all_exceeded")

_UNKNOWN_END = date(2199, 12, 31)
_NO_DOCUMENT = Document(id="", title=NO_TEXT, issuer=None, state=State.ISSUED, dated=None, number=None, note=None)


class PlanDraft(NamedTuple):
    """A plan whose indicators have no baselines yet."""

    plan: Plan
    indicators: Sequence[IndicatorDraft]


def read_plan(nodes: TargetNodes, node: yaml.Node, city: City, documents: Mapping[str, Document]) -> PlanDraft:
    """Read a plan; where its head has problems, its indicators are still read for their own."""
    fields = nodes.fields(
        node,
        ("id", "title", "document", "state", "start", "end", "indicators"),
        ("parents", "part_of", "note", "groups", "footnotes", "claims", "accepted"),
    )
    plan_id = nodes.parsed(fields.get("id"), identifier)
    title = nodes.bilingual(fields.get("title"))
    document = nodes.reference(fields.get("document"), documents)
    state = nodes.word(fields.get("state"), State)
    start, end = _period(nodes, fields)
    groups = _groups(nodes, fields.get("groups"))
    footnotes = [_footnote(nodes, item) for item in nodes.items(fields.get("footnotes"))]
    claims = [_claim(nodes, item) for item in nodes.items(fields.get("claims"))]
    parents = [nodes.bilingual(item) for item in nodes.items(fields.get("parents"))]
    marked = any(footnote is not None and footnote.means == "cumulative" for footnote in footnotes)
    frame = PlanFrame(document or _NO_DOCUMENT, start, end, groups, marked)
    drafts = _indicators(nodes, fields.get("indicators"), frame)
    plan = Plan(
        city=city,
        id=plan_id or "",
        title=title or NO_TEXT,
        document=frame.document,
        state=state or State.ISSUED,
        start=frame.start,
        end=frame.end,
        parents=tuple(parent for parent in parents if parent),
        note=nodes.bilingual(fields.get("note")),
        groups=tuple(groups.values()),
        footnotes=tuple(footnote for footnote in footnotes if footnote),
        claims=tuple(claim for claim in claims if claim),
        indicators=tuple(draft.indicator for draft in drafts),
        at=nodes.place(node),
        accepted=tuple(_accepted(nodes, fields.get("accepted"), [draft.indicator.id for draft in drafts])),
        part_of=_whole(nodes, fields.get("part_of")),
    )
    return PlanDraft(plan, drafts)


def _whole(nodes: TargetNodes, node: yaml.Node | None) -> Whole | None:
    """The city and the plan that a plan is a part of."""
    if node is None:
        return None
    fields = nodes.fields(node, ("city", "plan"))
    city, plan = (nodes.parsed(fields.get(key), identifier) for key in ("city", "plan"))
    return Whole(city, plan) if city and plan else None


def _period(nodes: TargetNodes, fields: Fields) -> tuple[date, date]:
    """The first and the last day of the plan; unknown ones are far away."""
    start = nodes.parsed(fields.get("start"), parse_day)
    end = nodes.parsed(fields.get("end"), parse_day)
    if start and end and end < start:
        nodes.report(fields["end"], "plan_backwards", start=str(start), end=str(end))
    return start or UNKNOWN_START, end or _UNKNOWN_END


def _indicators(nodes: TargetNodes, node: yaml.Node | None, frame: PlanFrame) -> list[IndicatorDraft]:
    drafts: list[IndicatorDraft] = []
    ids: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for item in nodes.items(node):
        draft = read_indicator(nodes, item, frame)
        nodes.check_once(item, draft.indicator.id, ids)
        nodes.check_once(item, draft.indicator.number or "", numbers)
        drafts.append(draft)
    return drafts


def _groups(nodes: TargetNodes, node: yaml.Node | None) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    ids: dict[str, str] = {}
    for item in nodes.items(node):
        fields = nodes.fields(item, ("id",), ("zh", "en"))
        group_id = nodes.parsed(fields.get("id"), identifier) or ""
        nodes.check_once(item, group_id, ids)
        groups[group_id] = Group(group_id, nodes.text_of(item, fields) or Text("", ""))
    return groups


def _footnote(nodes: TargetNodes, node: yaml.Node) -> Footnote | None:
    fields = nodes.fields(node, ("mark", "where", "means"), ("note",))
    mark, where = nodes.text(fields.get("mark")), nodes.text(fields.get("where"))
    means = nodes.parsed(fields.get("means"), one_of(_FOOTNOTE_MEANINGS))
    note = nodes.bilingual(fields.get("note"))
    return Footnote(mark, where, means, note, nodes.place(node)) if mark and where and means else None


def _claim(nodes: TargetNodes, node: yaml.Node) -> Claim | None:
    fields = nodes.fields(node, ("printed", "where", "means"))
    printed, where = nodes.text(fields.get("printed")), nodes.text(fields.get("where"))
    means = nodes.parsed(fields.get("means"), one_of(_CLAIM_MEANINGS))
    return Claim(printed, where, means, nodes.place(node)) if printed and where and means else None


def _accepted(nodes: TargetNodes, node: yaml.Node | None, indicators: Sequence[str]) -> Iterator[Accepted]:
    for item in nodes.items(node):
        fields = nodes.fields(item, ("code", "reason", "date"), ("indicator",))
        code = nodes.parsed(fields.get("code"), audit_code)
        indicator = nodes.reference(fields.get("indicator"), {name: name for name in indicators if name})
        reason = nodes.bilingual(fields.get("reason"))
        day = nodes.parsed(fields.get("date"), parse_day)
        if code and reason and day:
            yield Accepted(code, indicator, reason, day, nodes.place(item))
