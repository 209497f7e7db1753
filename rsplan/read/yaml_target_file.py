"""Target files: a whole `CITY.yaml` to its plans, or to every problem in it."""

from collections.abc import Iterator

import yaml

from rsplan.errors import InvalidInput, Problem
from rsplan.model.enums import State
from rsplan.model.input_places import InputFile
from rsplan.model.period import parse_day
from rsplan.model.plan import City, Document, Indicator, Plan, TargetFile
from rsplan.read.input_text import decode
from rsplan.read.yaml_baselines import with_baselines
from rsplan.read.yaml_indicator import NO_TEXT, IndicatorDraft
from rsplan.read.yaml_nodes import compose
from rsplan.read.yaml_plan import PlanDraft, read_plan
from rsplan.read.yaml_values import TargetNodes, identifier

_NO_CITY = City("", NO_TEXT)


def read_targets(name: str, data: bytes, file_number: int = 0) -> TargetFile:
    """Read the plans of one city from the bytes of a target file.

    `name` is the file's name in messages, `file_number` its place among the inputs.
    Raises InvalidInput with every problem of the file.
    """
    source = decode(name, data, ("utf-8-sig",))
    root = compose(source)
    nodes = TargetNodes(source, file_number)
    city, documents, plans = _read_file(nodes, root)
    if nodes.problems:
        raise InvalidInput(sorted(nodes.problems, key=lambda problem: (problem.line, problem.column)))
    assert city is not None  # a file without a city has a problem
    indicators = [indicator for plan in plans for indicator in plan.indicators]
    observations = sum(len(indicator.observed) for indicator in indicators)
    return TargetFile(InputFile(name, source.sha256, len(indicators), observations), city, documents, plans)


def texts_in_one_language(name: str, data: bytes) -> tuple[Problem, ...]:
    """The texts of a target file that it has in one language only, as warnings; raises InvalidInput for other bytes."""
    source = decode(name, data, ("utf-8-sig",))
    nodes = TargetNodes(source, 0)
    _read_file(nodes, compose(source))
    by_place = {(problem.line, problem.column): problem for problem in nodes.one_language}  # some are read twice
    return tuple(by_place[place] for place in sorted(by_place))


def _read_file(nodes: TargetNodes, root: yaml.Node) -> tuple[City | None, dict[str, Document], tuple[Plan, ...]]:
    fields = nodes.fields(root, ("city", "documents", "plans"))
    city = _city(nodes, fields.get("city"))
    documents = dict(_documents(nodes, fields.get("documents")))
    drafts: list[PlanDraft] = []
    ids: dict[str, str] = {}
    for item in nodes.items(fields.get("plans")):
        drafts.append(read_plan(nodes, item, city or _NO_CITY, documents))
        nodes.check_once(item, drafts[-1].plan.id, ids)
    if "plans" in fields and not drafts and not nodes.problems:
        nodes.report(fields["plans"], "empty_value")
    _check_series(nodes, [indicator for draft in drafts for indicator in draft.indicators])
    return city, documents, with_baselines(nodes, drafts)


def _city(nodes: TargetNodes, node: yaml.Node | None) -> City | None:
    if node is None:
        return None
    fields = nodes.fields(node, ("id", "name"))
    city_id, name = nodes.parsed(fields.get("id"), identifier), nodes.bilingual(fields.get("name"))
    return City(city_id, name) if city_id and name else None


def _documents(nodes: TargetNodes, node: yaml.Node | None) -> Iterator[tuple[str, Document]]:
    """The documents by their ids."""
    if not isinstance(node, yaml.MappingNode):
        if node is not None:
            nodes.report(node, "not_a_mapping", keys="plan, …")
        return
    keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    for key in keys:
        nodes.parsed(key, identifier)
    for document_id, value in nodes.fields(node, (), tuple(str(key.value) for key in keys)).items():
        fields = nodes.fields(value, ("title", "state"), ("issuer", "date", "number", "note"))
        document = Document(
            id=document_id,
            title=nodes.bilingual(fields.get("title")) or NO_TEXT,
            issuer=nodes.bilingual(fields.get("issuer")),
            state=nodes.word(fields.get("state"), State) or State.ISSUED,
            dated=nodes.parsed(fields.get("date"), parse_day),
            number=nodes.text(fields.get("number")),
            note=nodes.bilingual(fields.get("note")),
        )
        yield document_id, document


def _check_series(nodes: TargetNodes, drafts: list[IndicatorDraft]) -> None:
    """Report indicators of two plans with one id, which are one series, whose units or kinds differ."""
    first: dict[str, Indicator] = {}
    for draft in drafts:
        indicator = draft.indicator
        if not (draft.known and indicator.id):
            continue
        known = first.setdefault(indicator.id, indicator)
        if not known.unit.agrees_with(indicator.unit) or known.kind.is_additive != indicator.kind.is_additive:
            nodes.report(draft.node, "series_differs", id=indicator.id, first=str(known.at.line))
