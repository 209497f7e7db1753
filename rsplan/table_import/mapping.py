"""The user's mapping of a table's names to indicators: a YAML file of `their name: id`, or NAME=ID arguments."""

import yaml

from rsplan.errors import InvalidInput, RsplanError
from rsplan.name_matching import SKIP
from rsplan.read.input_text import decode, printable, read_bytes
from rsplan.read.yaml_nodes import Nodes, compose
from rsplan.suggest import nearest

_MOST_BYTES = 1_000_000


def read_mappings(arguments: tuple[str, ...], known: set[str]) -> dict[str, str]:
    """Read the ids by name from files and NAME=ID pairs; later ones take precedence, `known` are the ids there are.

    The id `skip` leaves out a name's figures. Raises InvalidInput and RsplanError for an unknown id.
    """
    ids: dict[str, str] = {}
    for argument in arguments:
        name, equals, indicator = argument.rpartition("=")
        if argument.lower().endswith((".yaml", ".yml")) or not equals:
            ids |= _read_file(argument, known)
            continue
        _check_id(indicator.strip(), known)
        ids[name.strip()] = indicator.strip()
    return ids


def _check_id(indicator: str, known: set[str]) -> None:
    if indicator not in known and indicator != SKIP:
        near = nearest(indicator, known)
        key = "error.unknown_mapped_near" if near else "error.unknown_mapped"
        raise RsplanError(key, id=printable(indicator), near=near or "")


def _read_file(path: str, known: set[str]) -> dict[str, str]:
    nodes = Nodes(decode(path, read_bytes(path, path, _MOST_BYTES), ("utf-8-sig", "gb18030")))
    root = compose(nodes.source)
    if not isinstance(root, yaml.MappingNode):
        nodes.report(root, "import_mapping_form")
        raise InvalidInput(nodes.problems)
    ids = _read_pairs(nodes, root, known)
    if nodes.problems:
        raise InvalidInput(nodes.problems)
    return ids


def _read_pairs(nodes: Nodes, root: yaml.MappingNode, known: set[str]) -> dict[str, str]:
    """The ids by name; problems are reported to the nodes."""
    ids: dict[str, str] = {}
    for key, value in root.value:
        name, indicator = nodes.text(key), nodes.text(value)
        if name is None or indicator is None:
            continue
        if name in ids:
            nodes.report(key, "import_name_twice", name=name)
        if indicator not in known and indicator != SKIP:
            near = nearest(indicator, known)
            code = "unknown_indicator_near" if near else "unknown_indicator"
            nodes.report(value, code, word=indicator, near=near or "")
        ids[name] = indicator
    return ids
