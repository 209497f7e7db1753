"""The user's mapping of a table's words: a YAML file, or NAME=ID arguments; docs/import-export.md.

The file has the keys `names`, `units`, `skip` and `convert` under `rsplan_map`; one of `their name: id` lines is read
as its names.
"""

from collections.abc import Iterable
from typing import NamedTuple

import yaml

from rsplan.errors import InvalidInput, RsplanError
from rsplan.name_matching import SKIP, folded_name
from rsplan.read.input_text import decode, printable, read_bytes
from rsplan.read.yaml_nodes import Nodes, compose
from rsplan.suggest import nearest

_MOST_BYTES = 1_000_000

_ROOT, _NAMES, _UNITS, _SKIP, _CONVERT = "rsplan_map", "names", "units", "skip", "convert"


class TableMapping(NamedTuple):
    """The ids by name, with `skip` for what is left out; the units by folded name; whether 人 may become 万人."""

    ids: dict[str, str]
    units: dict[str, str]
    convert: bool = False


def read_mappings(arguments: Iterable[str], skipped: Iterable[str], known: set[str]) -> TableMapping:
    """Read files and NAME=ID pairs; later ones take precedence, `known` are the ids there are.

    The id `skip` leaves out a name's figures, as do the `skipped` words. Raises InvalidInput and RsplanError for an
    unknown id.
    """
    mapping = TableMapping({}, {})
    for argument in arguments:
        name, equals, indicator = argument.rpartition("=")
        if argument.lower().endswith((".yaml", ".yml")) or not equals:
            mapping = _joined(mapping, _read_file(argument, known))
            continue
        _check_id(indicator.strip(), known)
        mapping.ids[name.strip()] = indicator.strip()
    mapping.ids.update((word.strip(), SKIP) for word in skipped)
    return mapping


def _joined(first: TableMapping, other: TableMapping) -> TableMapping:
    return TableMapping(first.ids | other.ids, first.units | other.units, first.convert or other.convert)


def _check_id(indicator: str, known: set[str]) -> None:
    if indicator not in known and indicator != SKIP:
        near = nearest(indicator, known)
        key = "error.unknown_mapped_near" if near else "error.unknown_mapped"
        raise RsplanError(key, id=printable(indicator), near=near or "")


def _read_file(path: str, known: set[str]) -> TableMapping:
    nodes = Nodes(decode(path, read_bytes(path, path, _MOST_BYTES), ("utf-8-sig", "gb18030")))
    root = compose(nodes.source)
    if not isinstance(root, yaml.MappingNode):
        nodes.report(root, "import_mapping_form")
        raise InvalidInput(nodes.problems)
    inner = next((value for key, value in root.value if nodes.text(key) == _ROOT), None)
    mapping = TableMapping(_read_ids(nodes, root, known), {}) if inner is None else _read_keys(nodes, inner, known)
    if nodes.problems:
        raise InvalidInput(nodes.problems)
    return mapping


def _read_keys(nodes: Nodes, node: yaml.Node, known: set[str]) -> TableMapping:
    """The keys of `rsplan_map`; problems are reported to the nodes."""
    mapping = TableMapping({}, {})
    if not isinstance(node, yaml.MappingNode):
        nodes.report(node, "import_mapping_form")
        return mapping
    for key, value in node.value:
        name = nodes.text(key)
        if name == _NAMES and isinstance(value, yaml.MappingNode):
            mapping.ids.update(_read_ids(nodes, value, known))
        elif name == _UNITS and isinstance(value, yaml.MappingNode):
            mapping.units.update({folded_name(one): unit for one, unit in _read_pairs(nodes, value).items()})
        elif name == _SKIP and isinstance(value, yaml.SequenceNode):
            mapping.ids.update((text, SKIP) for item in value.value if (text := nodes.text(item)) is not None)
        elif name == _CONVERT and nodes.text(value) in ("true", "false"):
            mapping = mapping._replace(convert=nodes.text(value) == "true")
        else:
            nodes.report(key, "import_mapping_key", key=name or "")
    return mapping


def _read_ids(nodes: Nodes, root: yaml.MappingNode, known: set[str]) -> dict[str, str]:
    """The ids by name; problems are reported to the nodes."""
    ids = _read_pairs(nodes, root)
    for _, value in root.value:
        indicator = nodes.text(value)
        if indicator is not None and indicator not in known and indicator != SKIP:
            near = nearest(indicator, known)
            code = "unknown_indicator_near" if near else "unknown_indicator"
            nodes.report(value, code, word=indicator, near=near or "")
    return ids


def _read_pairs(nodes: Nodes, root: yaml.MappingNode) -> dict[str, str]:
    """The texts by name; a name that stands twice is reported."""
    pairs: dict[str, str] = {}
    for key, value in root.value:
        name, text = nodes.text(key), nodes.text(value)
        if name is None or text is None:
            continue
        if name in pairs:
            nodes.report(key, "import_name_twice", name=name)
        pairs[name] = text
    return pairs
