"""What names a table uses for the indicators: a YAML file of `their name: id`, or NAME=ID on the command line."""

import yaml

from rsplan.errors import InvalidInput, RsplanError
from rsplan.names import SKIP
from rsplan.read.source import decode, printable, read_bytes
from rsplan.read.yaml_nodes import Nodes, compose
from rsplan.suggest import nearest

_MOST_BYTES = 1_000_000


def read_mappings(given: tuple[str, ...], known: set[str]) -> dict[str, str]:
    """The ids by name; `given` are files and pairs, later ones before earlier ones, `known` the ids there are.

    The id `skip` leaves a name's figures aside. Raises InvalidInput and RsplanError for an unknown id.
    """
    found: dict[str, str] = {}
    for argument in given:
        name, equals, meant = argument.rpartition("=")
        if argument.lower().endswith((".yaml", ".yml")) or not equals:
            found |= _read_file(argument, known)
            continue
        _check(meant.strip(), known)
        found[name.strip()] = meant.strip()
    return found


def _check(meant: str, known: set[str]) -> None:
    if meant not in known and meant != SKIP:
        near = nearest(meant, known)
        key = "error.unknown_mapped_near" if near else "error.unknown_mapped"
        raise RsplanError(key, id=printable(meant), near=near or "")


def _read_file(path: str, known: set[str]) -> dict[str, str]:
    nodes = Nodes(decode(path, read_bytes(path, path, _MOST_BYTES), ("utf-8-sig", "gb18030")))
    root = compose(nodes.source)
    found: dict[str, str] = {}
    if not isinstance(root, yaml.MappingNode):
        nodes.report(root, "import_mapping_form")
        raise InvalidInput(nodes.problems)
    for key, value in root.value:
        name, meant = nodes.text(key), nodes.text(value)
        if name is None or meant is None:
            continue
        if name in found:
            nodes.report(key, "import_name_twice", name=name)
        if meant not in known and meant != SKIP:
            near = nearest(meant, known)
            code = "unknown_indicator_near" if near else "unknown_indicator"
            nodes.report(value, code, word=meant, near=near or "")
        found[name] = meant
    if nodes.problems:
        raise InvalidInput(nodes.problems)
    return found
