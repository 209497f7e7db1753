"""Findings of an audit as values, with their codes and severities."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol, assert_never

from rsplan.model.bilingual import Text
from rsplan.model.input_places import Place
from rsplan.model.plan import Indicator, Plan
from rsplan.text import Language, say


class Severity(StrEnum):
    """The severity of a finding, the gravest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def fails(self) -> bool:
        """Whether a finding of this severity fails a strict audit."""
        match self:
            case Severity.ERROR | Severity.WARNING:
                return True
            case Severity.NOTE:
                return False
            case _:
                assert_never(self)


#: Every code with its severity. An error is a contradiction between figures or with the document's own rule,
#: a warning a weak or doubtful statement, a note a fact that readers have to know.
SEVERITIES: Mapping[str, Severity] = {
    # published figures recomputed
    "RS101": Severity.ERROR,
    "RS102": Severity.ERROR,
    "RS103": Severity.ERROR,
    "RS104": Severity.WARNING,
    "RS105": Severity.ERROR,
    "RS106": Severity.ERROR,
    "RS107": Severity.ERROR,
    "RS108": Severity.NOTE,
    "RS109": Severity.WARNING,
    # marks against meaning
    "RS201": Severity.ERROR,
    "RS202": Severity.ERROR,
    "RS203": Severity.WARNING,
    "RS204": Severity.WARNING,
    "RS205": Severity.WARNING,
    "RS206": Severity.WARNING,
    "RS207": Severity.WARNING,
    # statements against each other
    "RS301": Severity.ERROR,
    "RS302": Severity.WARNING,
    "RS303": Severity.WARNING,
    "RS304": Severity.NOTE,
    "RS305": Severity.ERROR,
    "RS306": Severity.ERROR,
    "RS307": Severity.NOTE,
    # strength of targets
    "RS401": Severity.WARNING,
    "RS402": Severity.NOTE,
    "RS403": Severity.WARNING,
    "RS404": Severity.NOTE,
    "RS405": Severity.WARNING,
    # data
    "RS501": Severity.WARNING,
    "RS502": Severity.WARNING,
    "RS503": Severity.WARNING,
    "RS504": Severity.WARNING,
    "RS505": Severity.NOTE,
    "RS506": Severity.WARNING,
    "RS507": Severity.WARNING,
    "RS508": Severity.NOTE,
    "RS509": Severity.WARNING,
    "RS510": Severity.WARNING,
    # shares, ranges, units
    "RS601": Severity.ERROR,
    "RS602": Severity.ERROR,
    "RS603": Severity.ERROR,
    "RS604": Severity.WARNING,
    "RS605": Severity.WARNING,
    "RS606": Severity.ERROR,
}

Detail = str | Text


class HasPlace(Protocol):
    """Anything printed at a place of the document that stands at a line of an input file."""

    @property
    def printed(self) -> str | None: ...
    @property
    def where(self) -> str | None: ...
    @property
    def at(self) -> Place: ...


class Quote(NamedTuple):
    """A piece of a document that is no value of the model."""

    printed: str | None
    where: str | None
    at: Place


class Finding(NamedTuple):
    """A finding: the printed text with its place, and the text that would be `expected` there.

    `indicator` is None where the finding concerns the whole plan; `key` names a text of the
    catalogues, `details` fills it in.
    """

    code: str
    plan: Plan
    indicator: Indicator | None
    printed: str | None
    where: str | None
    at: Place
    expected: str | None
    key: str
    details: Mapping[str, Detail]

    @property
    def severity(self) -> Severity:
        """The severity of the code."""
        return SEVERITIES[self.code]

    def message(self, lang: Language) -> str:
        """The finding in a language."""
        quoted = {"printed": (self.printed or "").strip(), "where": self.where or "", "expected": self.expected or ""}
        return say(lang, self.key, quoted | {name: _in(lang, detail) for name, detail in self.details.items()})

    def why(self, lang: Language) -> str:
        """The reason why it matters, in a language."""
        return say(lang, f"audit.{self.code}.why")


def phrase(key: str, **details: Detail) -> Text:
    """A text of the catalogues in every language, to be put into a message."""
    return Text.made(lambda lang: say(lang, key, {name: _in(lang, detail) for name, detail in details.items()}))


def _in(lang: Language, detail: Detail) -> str:
    return detail.in_(lang) if isinstance(detail, Text) else detail
