"""Target files: `targets/CITY.yaml` to plans, or to every problem in the file."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

import yaml

from rsplan.errors import BadText, InvalidInput
from rsplan.model.meaning import Stated, by_default, contradictions, impossible, resolve
from rsplan.model.notation import Reading, number, plain, read_figure
from rsplan.model.period import ONE_DAY, parse_day, parse_period, parse_published
from rsplan.model.plan import (
    Accepted,
    Baseline,
    Basis,
    Better,
    Bound,
    City,
    Claim,
    Comparator,
    Document,
    Earlier,
    Footnote,
    Group,
    Growth,
    Indicator,
    InputFile,
    Kind,
    Milestone,
    Nature,
    Observation,
    Place,
    Plan,
    Result,
    Revision,
    Scope,
    State,
    Statement,
    Target,
    TargetFile,
    Text,
)
from rsplan.model.spans import basis_fits, default_basis, names_a_day, span_of
from rsplan.read.source import LINES_PER_FILE, decode
from rsplan.read.yaml_nodes import Nodes, compose

T = TypeVar("T")

_UNKNOWN_START = date(1900, 1, 1)
_NO_TEXT = Text("", "")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_AUDIT_CODE = re.compile(r"RS[1-9][0-9]{2}", re.ASCII)
_FOOTNOTE_MEANINGS = ("cumulative", "no_target", "capped", "scope", "other")
_CLAIM_MEANINGS = ("all_met", "all_exceeded")


def read_targets(name: str, data: bytes, file_number: int = 0) -> TargetFile:
    """The plans of one city from the bytes of a target file.

    `name` is how messages call the file, `file_number` its place among the inputs.
    Raises InvalidInput with every problem of the file.
    """
    source = decode(name, data, ("utf-8-sig",))
    root = compose(source)
    reader = _TargetReader(Nodes(source), file_number)
    city, documents, plans = reader.read(root)
    if reader.nodes.problems:
        raise InvalidInput(sorted(reader.nodes.problems, key=lambda problem: (problem.line, problem.column)))
    assert city is not None  # without one there is a problem
    count = sum(len(plan.indicators) for plan in plans)
    observed = sum(len(indicator.observed) for plan in plans for indicator in plan.indicators)
    return TargetFile(InputFile(name, source.sha256, count, observed), city, documents, plans)


class _Frame(NamedTuple):
    """What an indicator needs to know of the plan around it."""

    document: Document
    start: date
    end: date
    groups: dict[str, Group]
    marked: bool


class _Draft(NamedTuple):
    """An indicator whose baseline is still to be found among the other plans."""

    indicator: Indicator
    node: yaml.Node
    baseline: yaml.Node | None
    known: bool
    sound: bool


class _TargetReader:
    def __init__(self, nodes: Nodes, file_number: int) -> None:
        self.nodes = nodes
        self._first_order = file_number * LINES_PER_FILE

    def read(self, root: yaml.Node) -> tuple[City | None, dict[str, Document], tuple[Plan, ...]]:
        fields = self.nodes.fields(root, ("city", "documents", "plans"))
        city = self._city(fields.get("city"))
        documents = self._documents(fields.get("documents"))
        drafts: list[tuple[Plan, list[_Draft]]] = []
        ids: dict[str, str] = {}
        for node in self.nodes.items(fields.get("plans")):
            plan = self._plan(node, city or City("", _NO_TEXT), documents)
            self._once(node, plan[0].id, ids)
            drafts.append(plan)
        if "plans" in fields and not drafts and not self.nodes.problems:
            self.nodes.report(fields["plans"], "empty_value")
        self._check_series([draft for _, found in drafts for draft in found])
        return city, documents, tuple(self._with_baselines(plan, found, drafts) for plan, found in drafts)

    def _city(self, node: yaml.Node | None) -> City | None:
        if node is None:
            return None
        fields = self.nodes.fields(node, ("id", "name"))
        city_id, name = self.nodes.parsed(fields.get("id"), _identifier), self._text(fields.get("name"))
        return City(city_id, name) if city_id and name else None

    def _documents(self, node: yaml.Node | None) -> dict[str, Document]:
        if not isinstance(node, yaml.MappingNode):
            if node is not None:
                self.nodes.report(node, "not_a_mapping", keys="plan, …")
            return {}
        keys = tuple(str(key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        found = {}
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                self.nodes.parsed(key_node, _identifier)
        for key, value in self.nodes.fields(node, (), keys).items():
            fields = self.nodes.fields(value, ("title", "state"), ("issuer", "date", "number", "note"))
            title = self._text(fields.get("title"))
            found[key] = Document(
                key,
                title or _NO_TEXT,
                self._text(fields.get("issuer")),
                self.nodes.word(fields.get("state"), State) or State.ISSUED,
                self.nodes.parsed(fields.get("date"), parse_day),
                self.nodes.text(fields.get("number")),
                self._text(fields.get("note")),
            )
        return found

    def _plan(self, node: yaml.Node, city: City, documents: dict[str, Document]) -> tuple[Plan, list[_Draft]]:
        fields = self.nodes.fields(
            node,
            ("id", "title", "document", "state", "start", "end", "indicators"),
            ("parents", "note", "groups", "footnotes", "claims", "accepted"),
        )
        plan_id = self.nodes.parsed(fields.get("id"), _identifier)
        title = self._text(fields.get("title"))
        document = self._reference(fields.get("document"), documents)
        state = self.nodes.word(fields.get("state"), State)
        start = self.nodes.parsed(fields.get("start"), parse_day)
        end = self.nodes.parsed(fields.get("end"), parse_day)
        if start and end and end < start:
            self.nodes.report(fields["end"], "plan_backwards", start=str(start), end=str(end))
        groups = self._groups(fields.get("groups"))
        footnotes = [self._footnote(one) for one in self.nodes.items(fields.get("footnotes"))]
        claims = [self._claim(one) for one in self.nodes.items(fields.get("claims"))]
        parents = [self._text(one) for one in self.nodes.items(fields.get("parents"))]
        # Where the head of the plan is at fault, its indicators are still read, for their own problems.
        frame = _Frame(
            document or Document("", _NO_TEXT, None, State.ISSUED, None, None, None),
            start or _UNKNOWN_START,
            end or date(2199, 12, 31),
            groups,
            any(note is not None and note.means == "cumulative" for note in footnotes),
        )
        drafts: list[_Draft] = []
        ids: dict[str, str] = {}
        numbers: dict[str, str] = {}
        for indicator_node in self.nodes.items(fields.get("indicators")):
            draft = self._indicator(indicator_node, frame)
            self._once(indicator_node, draft.indicator.id, ids)
            self._once(indicator_node, draft.indicator.number or "", numbers)
            drafts.append(draft)
        plan = Plan(
            city,
            plan_id or "",
            title or _NO_TEXT,
            frame.document,
            state or State.ISSUED,
            frame.start,
            frame.end,
            tuple(one for one in parents if one),
            self._text(fields.get("note")),
            tuple(groups.values()),
            tuple(one for one in footnotes if one),
            tuple(one for one in claims if one),
            tuple(draft.indicator for draft in drafts),
            self.nodes.place(node),
            tuple(self._accepted(fields.get("accepted"), ids)),
        )
        return plan, drafts

    def _groups(self, node: yaml.Node | None) -> dict[str, Group]:
        groups: dict[str, Group] = {}
        ids: dict[str, str] = {}
        for item in self.nodes.items(node):
            fields = self.nodes.fields(item, ("id", "zh", "en"))
            found = self.nodes.parsed(fields.get("id"), _identifier) or ""
            zh, en = self.nodes.text(fields.get("zh")), self.nodes.text(fields.get("en"))
            self._once(item, found, ids)
            groups[found] = Group(found, Text(zh or "", en or ""))
        return groups

    def _footnote(self, node: yaml.Node) -> Footnote | None:
        fields = self.nodes.fields(node, ("mark", "where", "means"), ("note",))
        mark, where = self.nodes.text(fields.get("mark")), self.nodes.text(fields.get("where"))
        means = self.nodes.parsed(fields.get("means"), _one_of(_FOOTNOTE_MEANINGS))
        note = self._text(fields.get("note"))
        return Footnote(mark, where, means, note, self.nodes.place(node)) if mark and where and means else None

    def _claim(self, node: yaml.Node) -> Claim | None:
        fields = self.nodes.fields(node, ("printed", "where", "means"))
        printed, where = self.nodes.text(fields.get("printed")), self.nodes.text(fields.get("where"))
        means = self.nodes.parsed(fields.get("means"), _one_of(_CLAIM_MEANINGS))
        return Claim(printed, where, means, self.nodes.place(node)) if printed and where and means else None

    def _accepted(self, node: yaml.Node | None, ids: dict[str, str]) -> Iterator[Accepted]:
        for item in self.nodes.items(node):
            fields = self.nodes.fields(item, ("code", "reason", "date"), ("indicator",))
            code = self.nodes.parsed(fields.get("code"), _audit_code)
            indicator = self._reference(fields.get("indicator"), {found: found for found in ids})
            reason = self._text(fields.get("reason"))
            day = self.nodes.parsed(fields.get("date"), parse_day)
            if code and reason and day:
                yield Accepted(code, indicator, reason, day, self.nodes.place(item))

    def _indicator(self, node: yaml.Node, frame: _Frame) -> _Draft:
        before = len(self.nodes.problems)
        fields = self.nodes.fields(
            node,
            ("id", "name", "unit", "kind", "better", "target"),
            (
                *("number", "scope", "group", "footnote", "nature", "completion", "statements", "result", "reported"),
                *("earlier", "baseline", "observed", "milestones", "revised", "note"),
            ),
        )
        found = self.nodes.parsed(fields.get("id"), _identifier)
        name, unit, note = (self._text(fields.get(key)) for key in ("name", "unit", "note"))
        kind = self.nodes.word(fields.get("kind"), Kind)
        better = self.nodes.word(fields.get("better"), Better)
        scope = self.nodes.word(fields.get("scope"), Scope, Scope.HEADLINE)
        ratio = self.nodes.parsed(fields.get("completion"), _one_of(("ratio",)))
        group = self._reference(fields.get("group"), frame.groups)
        nature = self.nodes.word(fields.get("nature"), Nature)
        number_in_table = self.nodes.text(fields.get("number"))
        footnote = self.nodes.text(fields.get("footnote"))
        statements = self._statements(fields.get("statements"))
        reported = self._statements(fields.get("reported"))
        # Where the sort of quantity is at fault, the rest is still read, for what is wrong with any sort.
        known = bool(kind and better and unit and scope)
        sure = len(self.nodes.problems)
        kind, better, unit, scope = (
            kind or Kind.STOCK,
            better or Better.HIGHER,
            unit or _NO_TEXT,
            scope or Scope.HEADLINE,
        )
        marked = frame.marked and scope is Scope.HEADLINE
        target = self._target(fields.get("target"), kind, better, unit.zh, note is not None, marked)
        observed = [self._observation(one, kind, frame) for one in self.nodes.items(fields.get("observed"))]
        result, own = self._result(fields.get("result"), kind, frame, target)
        if target is not None:
            self._check_statements(statements, target, better, unit.zh, note is not None)
        indicator = Indicator(
            found or "",
            number_in_table,
            scope,
            group,
            name or Text("", ""),
            footnote,
            unit,
            nature,
            kind,
            better,
            ratio is not None,
            target or _NO_TARGET,
            tuple(self._revisions(fields.get("revised"), kind, better, unit.zh)),
            tuple(one for _, one in statements),
            result,
            tuple(one for _, one in reported),
            self._earlier(fields.get("earlier"), kind, frame),
            None,
            tuple(self._milestones(fields.get("milestones"), kind, better, frame, target, note is not None)),
            tuple(one for one in (own, *observed) if one is not None),
            note,
            self.nodes.place(node),
        )
        if not known:
            self.nodes.problems[sure:] = [one for one in self.nodes.problems[sure:] if one.code not in _RESTS_ON_SORT]
        return _Draft(indicator, node, fields.get("baseline"), known, len(self.nodes.problems) == before)

    def _target(
        self, node: yaml.Node | None, kind: Kind, better: Better, unit: str, noted: bool, marked: bool
    ) -> Target | None:
        if node is None:
            return None
        fields = self.nodes.fields(
            node, ("printed", "where"), ("comparator", "value", "high", "tolerance", "hold", "note")
        )
        return self._target_of(node, fields, kind, better, unit, noted or "note" in fields, marked)

    def _target_of(
        self,
        node: yaml.Node,
        fields: "Fields",
        kind: Kind,
        better: Better,
        unit: str,
        noted: bool,
        marked: bool,
    ) -> Target | None:
        printed = self.nodes.text(fields.get("printed"))
        where = self.nodes.text(fields.get("where"))
        reading = self.nodes.parsed(fields.get("printed"), read_figure)
        stated = Stated(
            self.nodes.word(fields.get("comparator"), Comparator),
            self._values(fields.get("value")),
            self.nodes.parsed(fields.get("high"), number),
            self.nodes.parsed(fields.get("tolerance"), number),
        )
        hold = self.nodes.flag(fields.get("hold"))
        if printed is None or where is None or reading is None:
            return None
        meaning = resolve(reading, stated, better)
        spot = fields["printed"]
        wrong = list(impossible(meaning, kind, better))
        if not noted:
            wrong += contradictions(reading, meaning, kind, better, unit, marked=marked)
        if stated.tolerance is not None and (meaning.comparator is not Comparator.ABOUT or stated.tolerance < 0):
            wrong.append(("tolerance_without_about", {}))
        for code, details in wrong:
            self.nodes.report(spot, code, print=printed, **details)
        if any(code in _FATAL for code, _ in wrong):
            return None
        return Target(
            printed,
            where,
            self.nodes.place(node),
            meaning.comparator,
            meaning.values if meaning.comparator is not Comparator.NONE else (),
            meaning.high,
            meaning.tolerance,
            meaning.tolerance_assumed,
            hold,
        )

    def _revisions(self, node: yaml.Node | None, kind: Kind, better: Better, unit: str) -> list[Revision]:
        found = []
        for item in self.nodes.items(node):
            fields = self.nodes.fields(
                item,
                ("printed", "where", "date", "reason", "source"),
                ("published", "comparator", "value", "high", "tolerance", "hold", "note"),
            )
            target = self._target_of(item, fields, kind, better, unit, "note" in fields, False)
            since = self.nodes.parsed(fields.get("date"), parse_day)
            published = self.nodes.parsed(fields.get("published"), parse_published)
            reason, source = self._text(fields.get("reason")), self.nodes.text(fields.get("source"))
            if target and since and reason and source:
                found.append(Revision(target, since, published, reason, source))
        return sorted(found, key=lambda revision: revision.since)

    def _statements(self, node: yaml.Node | None) -> list[tuple[yaml.Node, Statement]]:
        found = []
        for item in self.nodes.items(node):
            fields = self.nodes.fields(item, ("printed", "where"), ("name", "note"))
            printed, where = self.nodes.text(fields.get("printed")), self.nodes.text(fields.get("where"))
            self.nodes.parsed(fields.get("printed"), read_figure)
            name, note = self.nodes.text(fields.get("name")), self._text(fields.get("note"))
            if printed and where:
                found.append((item, Statement(printed, where, self.nodes.place(item), name, note)))
        return found

    def _check_statements(
        self,
        statements: list[tuple[yaml.Node, Statement]],
        target: Target,
        better: Better,
        unit: str,
        noted: bool,
    ) -> None:
        """A statement that says something else than the target needs a note."""
        if noted:
            return
        for spot, statement in statements:
            reading = _read_or_none(statement.printed)
            if reading is None or statement.note is not None:
                continue
            if reading.values != target.values or by_default(reading.comparator, better) is not target.comparator:
                self.nodes.report(spot, "statement_differs", print=statement.printed, target=target.printed)
            if reading.unit and not plain(unit).startswith(reading.unit):
                self.nodes.report(spot, "unit_differs", print=statement.printed, printed=reading.unit, unit=unit)

    def _result(
        self, node: yaml.Node | None, kind: Kind, frame: _Frame, target: Target | None
    ) -> tuple[Result | None, Observation | None]:
        """The printed result, and the observation that it is (none for an empty cell)."""
        if node is None:
            return None, None
        fields = self.nodes.fields(node, ("printed",), ("where", "period", "completion", "note"))
        printed = self.nodes.text(fields.get("printed"), empty=True)
        where = self.nodes.text(fields.get("where")) or (target.where if target else "")
        completion = self.nodes.text(fields.get("completion"))
        if completion is not None:
            self.nodes.parsed(fields.get("completion"), _percentage)
        period = self.nodes.parsed(fields.get("period"), parse_period)
        if printed is None:
            return None, None
        note = self._text(fields.get("note"))
        result = Result(printed, where, self.nodes.place(node), completion, note)
        reading = self.nodes.parsed(fields["printed"], read_figure) if printed.strip() else Reading()
        if reading is None or not reading.values:
            return result, None
        if period is None:
            if "period" not in fields:
                self.nodes.report(node, "missing_key", key="period")
            return result, None
        if not self._shares_fit(fields["printed"], reading.values, kind):
            return result, None
        if kind.is_additive and reading.values[0] < 0:
            self.nodes.report(fields["printed"], "negative_sum", value=format(reading.values[0], "f"))
        basis = Basis.PTD if kind.is_additive else Basis.LEVEL
        observation = Observation(
            period,
            span_of(period, basis, frame.start),
            reading.values,
            basis,
            reading.bound,
            False,
            printed,
            frame.document.title.zh,
            where,
            frame.document.dated,
            str(frame.document.dated) if frame.document.dated else None,
            note,
            self.nodes.place(node),
            self._first_order + node.start_mark.line,
        )
        return result, observation

    def _earlier(self, node: yaml.Node | None, kind: Kind, frame: _Frame) -> Earlier | None:
        if node is None:
            return None
        fields = self.nodes.fields(node, ("printed",), ("date", "where", "growth"))
        printed = self.nodes.text(fields.get("printed"), empty=True)
        reading = self.nodes.parsed(fields.get("printed"), read_figure) if printed else Reading()
        day = self._day_before(fields, frame.start)
        growth = None
        if "growth" in fields:
            inner = self.nodes.fields(fields["growth"], ("printed", "where"))
            text, place = self.nodes.text(inner.get("printed")), self.nodes.text(inner.get("where"))
            self.nodes.parsed(inner.get("printed"), _percentage)
            growth = Growth(text, place, self.nodes.place(fields["growth"])) if text and place else None
        if printed is None or day is None or reading is None:
            return None
        if reading.values:
            self._shares_fit(fields["printed"], reading.values, kind)
        where = self.nodes.text(fields.get("where")) or "表1"
        return Earlier(reading.values, printed, where, day, self.nodes.place(node), growth)

    def _milestones(
        self,
        node: yaml.Node | None,
        kind: Kind,
        better: Better,
        frame: _Frame,
        target: Target | None,
        noted: bool,
    ) -> list[Milestone]:
        found: dict[int, Milestone] = {}
        for item in self.nodes.items(node):
            fields = self.nodes.fields(item, ("year", "value"), ("source", "note"))
            year = self.nodes.parsed(fields.get("year"), parse_period)
            value = self.nodes.parsed(fields.get("value"), number)
            source = self.nodes.text(fields.get("source"))
            self._text(fields.get("note"))
            if year is None or value is None:
                continue
            if len(year.text) != 4 or not frame.start.year <= year.start.year <= frame.end.year:
                self.nodes.report(fields["year"], "milestone_year", year=year.text)
            elif year.start.year in found:
                self.nodes.report(item, "milestone_twice", year=year.text)
            elif kind.is_additive and value < 0:
                self.nodes.report(fields["value"], "negative_sum", value=format(value, "f"))
            else:
                found[year.start.year] = Milestone(year.start.year, value, source, self.nodes.place(fields["value"]))
        if node is not None and found and target is not None and not noted:
            self._check_milestones(node, found, kind, better, frame, target)
        return [found[year] for year in sorted(found)]

    def _check_milestones(
        self,
        node: yaml.Node,
        found: dict[int, Milestone],
        kind: Kind,
        better: Better,
        frame: _Frame,
        target: Target,
    ) -> None:
        if kind is Kind.COMPOSITION or kind is Kind.ANNUAL:
            self.nodes.report(node, "milestones_and_kind", kind=str(kind))
        elif kind is Kind.CUMULATIVE and target.values:
            total = sum((milestone.value for milestone in found.values()), Decimal(0))
            whole = len(found) == frame.end.year - frame.start.year + 1
            if total > target.value or (whole and total != target.value):
                self.nodes.report(node, "milestones_and_target", total=format(total, "f"), target=target.printed)
        elif target.values:
            goal = Decimal(str(target.value))
            for milestone in found.values():
                beyond = milestone.value > goal if better is Better.HIGHER else milestone.value < goal
                last = milestone.year == frame.end.year and milestone.value != goal
                if beyond or last:
                    details = {"value": format(milestone.value, "f"), "target": target.printed}
                    self.nodes.report(node, "milestone_beyond_target", **details)

    def _observation(self, node: yaml.Node, kind: Kind, frame: _Frame) -> Observation | None:
        fields = self.nodes.fields(
            node,
            ("period", "value", "source"),
            ("basis", "bound", "provisional", "printed", "where", "published", "note"),
        )
        period = self.nodes.parsed(fields.get("period"), parse_period)
        values = self._values(fields.get("value"))
        basis = self.nodes.word(fields.get("basis"), Basis, default_basis(kind))
        bound = self.nodes.word(fields.get("bound"), Bound, Bound.EXACT)
        provisional = self.nodes.flag(fields.get("provisional"))
        source = self.nodes.text(fields.get("source"))
        published = self.nodes.parsed(fields.get("published"), parse_published)
        note = self._text(fields.get("note"))
        if bound is Bound.UNKNOWN:
            self.nodes.report(fields["bound"], "unknown_word", word="unknown", words="exact, at_least, at_most")
        if basis is not None and not basis_fits(basis, kind):
            spot = fields.get("basis", node)
            self.nodes.report(spot, "basis_and_kind", basis=str(basis), kind=str(kind))
        if period is None or values is None or basis is None or bound is None or source is None:
            return None
        if kind.is_additive and min(values) < 0:
            self.nodes.report(fields["value"], "negative_sum", value=format(values[0], "f"))
        if names_a_day(period, basis):
            self.nodes.report(fields["period"], "day_of_sum", text=period.text)
        if not self._shares_fit(fields["value"], values, kind):
            return None
        inside = frame.start <= period.end <= frame.end
        return Observation(
            period,
            span_of(period, basis, frame.start if inside else None),
            values,
            basis,
            bound,
            bool(provisional),
            self.nodes.text(fields.get("printed")),
            source,
            self.nodes.text(fields.get("where")),
            published,
            self.nodes.text(fields.get("published")),
            note,
            self.nodes.place(node),
            self._first_order + node.start_mark.line,
            self.nodes.place(fields["value"]),
        )

    def _shares_fit(self, node: yaml.Node, values: tuple[Decimal, ...], kind: Kind) -> bool:
        if (len(values) > 1) != (kind is Kind.COMPOSITION):
            self.nodes.report(node, "shares_and_kind", kind=str(kind))
            return False
        if kind is Kind.COMPOSITION and (min(values) < 0 or sum(values) == 0):
            self.nodes.report(node, "bad_shares")
            return False
        return True

    def _values(self, node: yaml.Node | None) -> tuple[Decimal, ...] | None:
        """One number, or a list of them for shares."""
        if isinstance(node, yaml.SequenceNode):
            found = [self.nodes.parsed(one, number) for one in node.value]
            if not found:
                self.nodes.report(node, "empty_value")
            return tuple(one for one in found if one is not None) if None not in found and found else None
        value = self.nodes.parsed(node, number)
        return None if value is None else (value,)

    def _text(self, node: yaml.Node | None) -> Text | None:
        if node is None:
            return None
        fields = self.nodes.fields(node, ("zh", "en"))
        zh, en = self.nodes.text(fields.get("zh")), self.nodes.text(fields.get("en"))
        return Text(zh, en) if zh and en else None

    def _reference(self, node: yaml.Node | None, known: dict[str, T]) -> T | None:
        text = self.nodes.text(node)
        if text is None or node is None:
            return None
        if text not in known:
            self.nodes.report(node, "unknown_reference", name=text, known=", ".join(known) or "-")
        return known.get(text)

    def _once(self, node: yaml.Node, found: str, ids: dict[str, str]) -> None:
        if not found:
            return
        if found in ids:
            self.nodes.report(node, "duplicate_id", id=found, first=ids[found])
        ids.setdefault(found, str(self.nodes.place(node).line))

    def _check_series(self, drafts: list[_Draft]) -> None:
        """The same id in two plans is one series: one unit, one sort of quantity."""
        first: dict[str, Indicator] = {}
        for draft in drafts:
            indicator = draft.indicator
            if not (draft.known and indicator.id):
                continue
            known = first.setdefault(indicator.id, indicator)
            if known.unit != indicator.unit or known.kind.is_additive != indicator.kind.is_additive:
                self.nodes.report(draft.node, "series_differs", id=indicator.id, first=str(known.at.line))

    def _with_baselines(self, plan: Plan, drafts: list[_Draft], all_drafts: list[tuple[Plan, list[_Draft]]]) -> Plan:
        results = {(other.id, draft.indicator.id): draft for other, found in all_drafts for draft in found}
        indicators = []
        for draft in drafts:
            baseline = self._baseline(draft, plan, results)
            indicators.append(draft.indicator._replace(baseline=baseline))
        return plan._replace(indicators=tuple(indicators))

    def _baseline(self, draft: _Draft, plan: Plan, results: dict[tuple[str, str], _Draft]) -> Baseline | None:
        indicator, node = draft.indicator, draft.baseline
        before = len(self.nodes.problems)
        baseline = self._baseline_of(indicator, node, plan, results)
        if not draft.known:
            self.nodes.problems[before:] = [
                one for one in self.nodes.problems[before:] if one.code not in _RESTS_ON_SORT
            ]
        return baseline

    def _baseline_of(
        self, indicator: Indicator, node: yaml.Node | None, plan: Plan, results: dict[tuple[str, str], _Draft]
    ) -> Baseline | None:
        if node is None:
            earlier = indicator.earlier
            if earlier is None or not earlier.values or indicator.kind is Kind.CUMULATIVE:
                return None
            return Baseline(earlier.values, earlier.printed, earlier.where, earlier.day, earlier.at, None)
        fields = self.nodes.fields(node, (), ("result_of", "indicator", "printed", "where", "date", "note"))
        note = self._text(fields.get("note"))
        if indicator.kind.is_additive:
            self.nodes.report(node, "baseline_of_sum", kind=str(indicator.kind))
            return None
        if "result_of" in fields:
            return self._baseline_from_result(fields, indicator, plan, results, note)
        for key in ("printed", "where"):
            if key not in fields:
                self.nodes.report(node, "missing_key", key=key)
        reading = self.nodes.parsed(fields.get("printed"), read_figure)
        printed, where = self.nodes.text(fields.get("printed")), self.nodes.text(fields.get("where"))
        day = self._day_before(fields, plan.start)
        if not (reading and printed and where and day):
            return None
        if not reading.values or not self._shares_fit(fields["printed"], reading.values, indicator.kind):
            return None
        return Baseline(reading.values, printed, where, day, self.nodes.place(node), note)

    def _day_before(self, fields: "Fields", start: date) -> date | None:
        """The day of a figure from before the plan: the last one before it unless the file says another."""
        if "date" not in fields:
            return start - ONE_DAY
        day = self.nodes.parsed(fields["date"], parse_day)
        if day is not None:
            self._check_before(fields["date"], day, start)
        return day

    def _check_before(self, node: yaml.Node, day: date, start: date) -> None:
        if day >= start > _UNKNOWN_START:
            self.nodes.report(node, "baseline_within_plan", date=str(day), start=str(start))

    def _baseline_from_result(
        self,
        fields: "Fields",
        indicator: Indicator,
        plan: Plan,
        results: dict[tuple[str, str], _Draft],
        note: Text | None,
    ) -> Baseline | None:
        plan_id, other_id = self.nodes.text(fields["result_of"]), indicator.id
        if "indicator" in fields:
            other_id = self.nodes.text(fields["indicator"]) or other_id
        for key in ("printed", "where", "date"):
            if key in fields:
                self.nodes.report(fields[key], "baseline_twice", key=key)
        draft = results.get((plan_id or "", other_id))
        if draft is not None and not draft.sound:
            return None  # what is wrong there is told there
        other = draft.indicator if draft else None
        own = next((one for one in other.observed if one.printed is not None), None) if other else None
        if other is None or own is None or other.result is None:
            self.nodes.report(fields["result_of"], "no_such_result", plan=plan_id or "", id=other_id)
            return None
        if other.unit != indicator.unit or (len(own.values) > 1) != (indicator.kind is Kind.COMPOSITION):
            self.nodes.report(fields["result_of"], "series_differs", id=other_id, first=str(other.at.line))
            return None
        self._check_before(fields["result_of"], own.span[1], plan.start)
        return Baseline(own.values, own.printed or "", other.result.where, own.span[1], other.result.at, note)


Fields = Mapping[str, yaml.Node]

#: Problems that rest on kind, better, unit or scope: not told where these are at fault.
_RESTS_ON_SORT = {
    *("shares_and_kind", "bad_shares", "negative_sum", "mark_on_other_kind", "sum_without_mark", "comparator_differs"),
    *("wrong_way", "unit_differs", "statement_differs", "basis_and_kind", "milestones_and_kind"),
    *("milestones_and_target", "baseline_of_sum", "series_differs"),
}
_NO_TARGET = Target("", "", Place("", 0), Comparator.NONE, (), None, None, False, None)
_FATAL = {"target_without_figure", "shares_and_kind", "bad_shares", "range_backwards"}


def _identifier(text: str) -> str:
    if not _ID.fullmatch(text):
        raise BadText("text.not_an_id", text=text)
    return text


def _audit_code(text: str) -> str:
    if not _AUDIT_CODE.fullmatch(text):
        raise BadText("text.not_an_audit_code", text=text)
    return text


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise BadText("text.unknown_word", word=text, words=", ".join(words))
        return text

    return parse


def _percentage(text: str) -> Decimal:
    return number(text.removesuffix("%").removesuffix("％"))


def _read_or_none(printed: str) -> Reading | None:
    try:
        return read_figure(printed)
    except BadText:
        return None
