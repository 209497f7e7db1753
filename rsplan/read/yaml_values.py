"""The kinds of values that all parts of a target file share: ids, bilingual texts, references, numbers and shares."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

import yaml

from rsplan.errors import BadText, Problem
from rsplan.model.bilingual import Text
from rsplan.model.enums import Kind
from rsplan.model.plain_text import number
from rsplan.model.printed_figure_reading import share_texts
from rsplan.read.input_text import LINES_PER_FILE, Source
from rsplan.read.yaml_nodes import Nodes

T = TypeVar("T")

Fields = Mapping[str, yaml.Node]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_AUDIT_CODE = re.compile(r"RS[1-9][0-9]{2}", re.ASCII)

#: Problems that rest on kind, better, unit or scope, and are not reported where one of these is wrong itself.
_OF_QUANTITY = {
    *("shares_and_kind", "bad_shares", "negative_sum", "negative_persons", "mark_on_other_kind"),
    *("sum_without_mark", "comparator_differs", "signed_and_kind"),
    *("wrong_way", "unit_differs", "statement_differs", "basis_and_kind", "milestones_and_kind"),
    *("milestones_and_target", "baseline_of_sum", "series_differs", "judged_and_kind", "words_and_kind", "by_and_kind"),
}


class TargetNodes(Nodes):
    """Reads the nodes of one target file; `file_number` is the place of the file among the inputs."""

    def __init__(self, source: Source, file_number: int) -> None:
        super().__init__(source)
        self._first_order = file_number * LINES_PER_FILE
        #: The texts that stand in one language only.
        self.one_language: list[Problem] = []

    def order(self, node: yaml.Node) -> int:
        """The place of the node among the observations of all inputs."""
        return self._first_order + node.start_mark.line

    def bilingual(self, node: yaml.Node | None) -> Text | None:
        """A text in one language or both; None for no node, and after a problem."""
        return None if node is None else self.text_of(node, self.fields(node, (), ("zh", "en")))

    def text_of(self, node: yaml.Node, fields: Fields) -> Text | None:
        """The text of a mapping that has it under its languages; what only one of them has stands for the other."""
        if isinstance(node, yaml.MappingNode) and not ("zh" in fields or "en" in fields):
            self.report(node, "missing_key", key="zh")
        if ("zh" in fields) != ("en" in fields):
            given, missing = ("zh", "en") if "zh" in fields else ("en", "zh")
            mark = node.start_mark
            details = {"text": self.text(fields[given]) or "", "missing": missing}
            problem = self.source.problem("one_language", mark.line + 1, mark.column + 1, **details)
            if any(sign.isalpha() for sign in details["text"]):  # % is of no language
                self.one_language.append(problem._replace(warning=True))
        return Text.known(self.text(fields.get("zh")), self.text(fields.get("en")))

    def reference(self, node: yaml.Node | None, known: Mapping[str, T]) -> T | None:
        """The value that the node names; None for no node, and after a problem."""
        text = self.text(node)
        if text is None or node is None:
            return None
        if text not in known:
            self.report(node, "unknown_reference", name=text, known=", ".join(known) or "-")
        return known.get(text)

    def check_once(self, node: yaml.Node, name: str, first_lines: dict[str, str]) -> None:
        """Report a name that an earlier node has, too; `first_lines` is the line of each name, and gets this one."""
        if not name:
            return
        if name in first_lines:
            self.report(node, "duplicate_id", id=name, first=first_lines[name])
        first_lines.setdefault(name, str(self.place(node).line))

    def numbers(self, node: yaml.Node | None) -> tuple[Decimal, ...] | None:
        """One number, or the list of the shares of a composition; None for no node, and after a problem."""
        if isinstance(node, yaml.SequenceNode):
            values = [self.parsed(item, number) for item in node.value]
            if not values:
                self.report(node, "empty_value")
            return tuple(value for value in values if value is not None) if None not in values and values else None
        value = self.parsed(node, number)
        return None if value is None else (value,)

    def shares(self, node: yaml.Node | None) -> tuple[Decimal, ...] | None:
        """The shares of a composition, as a list or as a data file has them, 14∶42∶44; None after a problem."""
        if isinstance(node, yaml.SequenceNode):
            return self.numbers(node)
        return self.parsed(node, lambda text: tuple(number(share.strip()) for share in share_texts(text)))

    def shares_fit(self, node: yaml.Node, values: tuple[Decimal, ...], kind: Kind) -> bool:
        """Whether the kind can have these numbers; where it cannot, this is reported."""
        if (len(values) > 1) != kind.has_shares:
            self.report(node, "shares_and_kind", kind=str(kind))
            return False
        if kind.has_shares and (min(values) < 0 or sum(values) == 0):
            self.report(node, "bad_shares")
            return False
        return True

    def forget_quantity(self, first: int) -> None:
        """Drop those problems, from the one with the index on, that rest on a wrong kind, better, unit or scope."""
        self.problems[first:] = [problem for problem in self.problems[first:] if problem.code not in _OF_QUANTITY]


def identifier(text: str) -> str:
    """An id: small letters and digits, with single hyphens between them; raises BadText for any other text."""
    if not _ID.fullmatch(text):
        raise BadText("text.not_an_id", text=text)
    return text


def audit_code(text: str) -> str:
    """The code of an audit finding, as RS101; raises BadText for any other text."""
    if not _AUDIT_CODE.fullmatch(text):
        raise BadText("text.not_an_audit_code", text=text)
    return text


def one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    """A parser that accepts the words and raises BadText for any other text."""

    def parse(text: str) -> str:
        if text not in words:
            raise BadText("text.unknown_word", word=text, words=", ".join(words))
        return text

    return parse


def percentage(text: str) -> Decimal:
    """A number with or without a percent sign; raises BadText for any other text."""
    return number(text.removesuffix("%").removesuffix("％"))
