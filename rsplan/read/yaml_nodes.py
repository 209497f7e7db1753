"""YAML as strict nodes: scalars as they are written, with their places, and every problem collected.

No type is guessed: `no`, `012` and `14:42:44` stay the text that stands in the file.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

import yaml

from rsplan.errors import MOST_PROBLEMS, BadText, InvalidInput, Problem
from rsplan.model.input_places import Place
from rsplan.read.input_text import Source, first_invisible, invisible_characters
from rsplan.suggest import nearest

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: A target file is nested 6 deep; the C parser recurses, so absurd nesting is refused before parsing.
_DEEPEST = 50
_ALIAS = re.compile(r"\*[\w-]", re.ASCII)
_BRACKETS = re.compile(r"[\[\]{}]")
_INDICATORS = re.compile(rf"^ *(?:[-?:] +){{{_DEEPEST}}}", re.MULTILINE)
_INDENTED = re.compile(rf"^ {{{_DEEPEST * 8},}}(?=\S)", re.MULTILINE)

#: Contexts of constructs that never end: the parser notices that lines below, where something cannot follow.
_BEGAN_EARLIER = ("while parsing a flow", "while scanning a quoted", "while scanning a simple key")

#: Every value takes memory for its place; a plan of a hundred indicators has some thousand values.
_MOST_VALUES = 200_000


def compose(source: Source) -> yaml.Node:
    """Parse the text to its root node; raises InvalidInput where it is not YAML that can be read safely."""
    invisible = list(islice(invisible_characters(source, tabs=True), MOST_PROBLEMS))
    problems = invisible or _too_many(source) or _too_deep(source)
    if problems:
        raise InvalidInput(problems)
    try:
        root = yaml.compose(source.text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if (error.context or "").startswith(_BEGAN_EARLIER):
            mark = error.context_mark or mark
        if mark and error.context_mark and mark.line > source.text.count("\n"):  # beyond the last line
            mark = error.context_mark
        last = source.text.count("\n")  # the parser notices at the end of the text what began at its last line
        line, column = (min(mark.line, last) + 1, mark.column + 1) if mark else (0, 0)
        detail = ", ".join(part for part in (error.context, error.problem) if part)
        raise InvalidInput([source.problem("not_yaml", line, column, detail=detail)]) from None
    except yaml.YAMLError as error:
        raise InvalidInput([source.problem("not_yaml", 0, 0, detail=str(error).split("\n")[0])]) from None
    if root is None:
        raise InvalidInput([source.problem("empty_file", 1, 1)])
    if aliases := _aliases(source):
        raise InvalidInput(aliases)
    return root


def written_values(node: yaml.Node) -> Any:
    """The mappings, lists and texts below the node, each text as it is written."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): written_values(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [written_values(item) for item in node.value]
    return node.value


def _aliases(source: Source) -> list[Problem]:
    """Problems of aliases: without them files stay readable, and finite when they are walked."""
    if not _ALIAS.search(source.text):
        return []
    events = yaml.parse(source.text, _Loader)
    marks = [event.start_mark for event in events if isinstance(event, yaml.AliasEvent) and event.start_mark]
    return [source.problem("alias", mark.line + 1, mark.column + 1) for mark in marks[:MOST_PROBLEMS]]


def _too_many(source: Source) -> list[Problem]:
    """The problem of a text that may have too many values; commas in texts count as if they divided values."""
    if sum(map(source.text.count, ",:\n")) < _MOST_VALUES:
        return []
    return [source.problem("too_many_values", 1, 1, most=str(_MOST_VALUES))]


def _too_deep(source: Source) -> list[Problem]:
    depth = 0
    for bracket in _BRACKETS.finditer(source.text):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > _DEEPEST:
            return [_deep(source, bracket.start())]
    steep = _INDICATORS.search(source.text) or _INDENTED.search(source.text)
    return [_deep(source, steep.start())] if steep else []


def _deep(source: Source, position: int) -> Problem:
    line = source.text.count("\n", 0, position) + 1
    column = position - source.text.rfind("\n", 0, position)
    return source.problem("too_deep", line, column, most=str(_DEEPEST))


class Nodes:
    """Reads the nodes of one file and collects their problems."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def report(self, node: yaml.Node, code: str, /, **details: str) -> None:
        """Add a problem at the node."""
        mark = node.start_mark
        if len(self.problems) < MOST_PROBLEMS:
            problem = self.source.problem(code, mark.line + 1, mark.column + 1, **details)
            if problem not in self.problems:  # some values are read twice
                self.problems.append(problem)

    def place(self, node: yaml.Node) -> Place:
        """The line of the node."""
        return Place(self.source.name, node.start_mark.line + 1)

    def fields(
        self, node: yaml.Node, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> Mapping[str, yaml.Node]:
        """The values of a mapping by key; unknown, repeated and missing keys are reported."""
        if not isinstance(node, yaml.MappingNode):
            self.report(node, "not_a_mapping", keys=", ".join(required + optional))
            return {}
        values: dict[str, yaml.Node] = {}
        known = required + optional
        for key, value in node.value:
            if len(self.problems) >= MOST_PROBLEMS:
                break
            if not isinstance(key, yaml.ScalarNode):
                self.report(key, "key_not_text")
            elif character := first_invisible(key.value):
                self.report(key, "deceiving_character", character=character)
            elif key.value in values:
                self._report_twice(node, key)
            elif key.value not in known:
                near = nearest(key.value, known)
                code = "unknown_key_near" if near else "unknown_key"
                self.report(key, code, key=key.value, near=near or "", keys=", ".join(known))
            else:
                values[key.value] = value
        for name in required:
            if name not in values:
                self.report(node, "missing_key", key=name)
        return values

    def _report_twice(self, node: yaml.MappingNode, key: yaml.ScalarNode) -> None:
        first = next(known for known, _ in node.value if known.value == key.value)
        self.report(key, "duplicate_key", key=key.value, first=str(self.place(first).line))

    def items(self, node: yaml.Node | None) -> list[yaml.Node]:
        """The elements of a list; empty for no node, and after a problem."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.report(node, "not_a_list")
            return []
        return list(node.value)

    def text(self, node: yaml.Node | None, *, empty: bool = False) -> str | None:
        """The scalar as it is written; None for no node, and after a problem.

        `empty` allows a quoted '' (an empty cell of a document), never a value left out.
        """
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            written = self.source.text[node.start_mark.index : node.end_mark.index]
            short = isinstance(node, yaml.SequenceNode) and node.flow_style and "\n" not in written
            self.report(node, "unquoted_brackets" if short else "not_a_text", text=written if short else "")
            return None
        if node.style in ("|", ">"):
            self.report(node, "block_text")
            return None
        if character := first_invisible(node.value):  # written as an escape, or as a line break inside quotes
            self.report(node, "deceiving_character", character=character)
            return None
        if not node.value.strip() and not (empty and node.style in ("'", '"')):
            self.report(node, "empty_value")
            return None
        return str(node.value)

    def parsed(self, node: yaml.Node | None, parse: Callable[[str], T]) -> T | None:
        """The result of `parse` for the scalar; None for no node, and after a problem; a BadText is reported as one."""
        text = self.text(node)
        if text is None or node is None:
            return None
        try:
            return parse(text)
        except BadText as error:
            self.report(node, error.key.removeprefix("text."), **error.details)
            return None

    def word(self, node: yaml.Node | None, words: type[Word], default: Word | None = None) -> Word | None:
        """The member of an enumeration that the scalar names; `default` for no node, None after a problem."""
        if node is None:
            return default
        text = self.text(node)
        if text is None:
            return None
        known = [str(word) for word in words]
        if text not in known:
            near = nearest(text, known)
            code = "unknown_word_near" if near else "unknown_word"
            self.report(node, code, word=text, near=near or "", words=", ".join(known))
            return None
        return words(text)

    def flag(self, node: yaml.Node | None) -> bool | None:
        """The value of `true` or `false`; None for no node, and after a problem."""
        text = self.text(node)
        if text is None or node is None:
            return None
        if text not in ("true", "false"):
            self.report(node, "not_a_flag", text=text)
            return None
        return text == "true"
