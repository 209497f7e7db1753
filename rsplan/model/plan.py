"""The values that everything speaks of, named with the field's words; methodology.md, section 1.

Frozen and typed; they know their file and line, and do no I/O.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, assert_never

from rsplan.model.period import Period
from rsplan.text import Language


class Kind(StrEnum):
    """What sort of quantity an indicator is."""

    CUMULATIVE = "cumulative"
    ANNUAL = "annual"
    STOCK = "stock"
    RATE = "rate"
    COMPOSITION = "composition"

    @property
    def is_additive(self) -> bool:
        """Whether observations are amounts within a period, rather than levels at a day."""
        return self in (Kind.CUMULATIVE, Kind.ANNUAL)


class Comparator(StrEnum):
    """How the actual is held against the target."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    ABOUT = "about"
    BETWEEN = "between"
    NONE = "none"


class Better(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class Nature(StrEnum):
    """约束性 or 预期性."""

    BINDING = "binding"
    ANTICIPATORY = "anticipatory"


class Scope(StrEnum):
    """A row of the plan's main table, or a target of the text and the boxes."""

    HEADLINE = "headline"
    TEXT = "text"


class State(StrEnum):
    """Whether a document was issued or is a draft for comment."""

    ISSUED = "issued"
    DRAFT = "draft"


class Basis(StrEnum):
    """Which span an observation's value is counted over; methodology.md, section 2."""

    PERIOD = "period"
    YTD = "ytd"
    PTD = "ptd"
    LEVEL = "level"


class Bound(StrEnum):
    """Whether a value is the figure itself or only a bound on it."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    UNKNOWN = "unknown"

    @property
    def opposite(self) -> "Bound":
        """The bound of a figure that falls as this one rises."""
        return _OPPOSITES.get(self, self)


_OPPOSITES = {Bound.AT_LEAST: Bound.AT_MOST, Bound.AT_MOST: Bound.AT_LEAST}

#: The sign that stands before a figure with the bound.
BOUND_SIGNS: Mapping[Bound, str] = {
    Bound.EXACT: "",
    Bound.AT_LEAST: "≥",
    Bound.AT_MOST: "≤",
    Bound.UNKNOWN: "?",
}


class Text(NamedTuple):
    """A name or note in every language of the texts: a field for each."""

    zh: str
    en: str

    @classmethod
    def made(cls, say: Callable[[Language], str]) -> "Text":
        """The text that the function gives for each language."""
        return cls(zh=say("zh"), en=say("en"))

    def in_(self, lang: Language) -> str:
        """The text in the language."""
        match lang:
            case "zh":
                return self.zh
            case "en":
                return self.en
            case _:
                assert_never(lang)


class Place(NamedTuple):
    """A line of an input file."""

    file: str
    line: int


class City(NamedTuple):
    """A city whose plans are known."""

    id: str
    name: Text


class Document(NamedTuple):
    """A document that figures are read from."""

    id: str
    title: Text
    issuer: Text | None
    state: State
    dated: date | None
    number: str | None
    note: Text | None


class Group(NamedTuple):
    """A group of rows of the plan's table, or a section of its text."""

    id: str
    name: Text


class Statement(NamedTuple):
    """One place of the document that states a figure, as printed there."""

    printed: str
    where: str
    at: Place
    name: str | None = None
    note: Text | None = None


class Target(NamedTuple):
    """What is to be attained, with its meaning resolved; `values` holds one number, or shares.

    `tolerance` is in the target's unit and set for `about` only; `hold` is None where the
    default of methodology.md, section 1, applies.
    """

    printed: str
    where: str
    at: Place
    comparator: Comparator
    values: tuple[Decimal | Fraction, ...]
    high: Decimal | None
    tolerance: Decimal | Fraction | None
    tolerance_assumed: bool
    hold: bool | None

    @property
    def value(self) -> Decimal | Fraction:
        """The single number of the target (T)."""
        return self.values[0]


class Revision(NamedTuple):
    """A later target that replaces the original, from its date on."""

    target: Target
    since: date
    published: date | None
    reason: Text
    source: str


class Baseline(NamedTuple):
    """The level from which the plan starts (B)."""

    values: tuple[Decimal | Fraction, ...]
    printed: str
    where: str
    day: date
    at: Place
    note: Text | None


class Growth(NamedTuple):
    """A growth figure printed in the text."""

    printed: str
    where: str
    at: Place


class Earlier(NamedTuple):
    """The earlier value that the document prints beside the target; `values` empty for an empty cell."""

    values: tuple[Decimal, ...]
    printed: str
    where: str
    day: date
    at: Place
    growth: Growth | None


class Observation(NamedTuple):
    """What was published for a period; methodology.md, section 2.

    `span` is the first and last day that the value is counted over (one day for levels);
    `order` is the place among all observations read: files as given, lines within them;
    `value_at` is the line of the value where that is not the observation's first.
    """

    period: Period
    span: tuple[date, date]
    values: tuple[Decimal, ...]
    basis: Basis
    bound: Bound
    provisional: bool
    printed: str | None
    source: str
    where: str | None
    published: date | None
    published_text: str | None
    note: Text | None
    at: Place
    order: int
    value_at: Place | None = None

    @property
    def value(self) -> Decimal:
        """The single number observed."""
        return self.values[0]


class Result(NamedTuple):
    """The result that the plan document prints in the target's row, with its completion rate."""

    printed: str
    where: str
    at: Place
    completion: str | None
    note: Text | None


class Milestone(NamedTuple):
    """What a year of the plan is to bring: its amount (sums) or its year-end level."""

    year: int
    value: Decimal
    source: str | None
    at: Place


class Indicator(NamedTuple):
    """One indicator of a plan with its target and what is known of it."""

    id: str
    number: str | None
    scope: Scope
    group: Group | None
    name: Text
    footnote: str | None
    unit: Text
    nature: Nature | None
    kind: Kind
    better: Better
    completion_ratio: bool
    target: Target
    revisions: tuple[Revision, ...]
    statements: tuple[Statement, ...]
    result: Result | None
    reported: tuple[Statement, ...]
    earlier: Earlier | None
    baseline: Baseline | None
    milestones: tuple[Milestone, ...]
    observed: tuple[Observation, ...]
    note: Text | None
    at: Place


class Footnote(NamedTuple):
    """A remark under the plan's table, as a fact."""

    mark: str
    where: str
    means: str
    note: Text | None
    at: Place = Place("", 0)


class Claim(NamedTuple):
    """What the document's text claims about all targets."""

    printed: str
    where: str
    means: str
    at: Place


class Accepted(NamedTuple):
    """A finding of the audit that the curators accept: of one indicator, or wherever the plan has it (None)."""

    code: str
    indicator: str | None
    reason: Text
    day: date
    at: Place


class Plan(NamedTuple):
    """A plan of a city for a period."""

    city: City
    id: str
    title: Text
    document: Document
    state: State
    start: date
    end: date
    parents: tuple[Text, ...]
    note: Text | None
    groups: tuple[Group, ...]
    footnotes: tuple[Footnote, ...]
    claims: tuple[Claim, ...]
    indicators: tuple[Indicator, ...]
    at: Place
    accepted: tuple[Accepted, ...] = ()


class InputFile(NamedTuple):
    """An input as it was read: for the trust in the outputs."""

    path: str
    sha256: str
    indicators: int
    observations: int


class TargetFile(NamedTuple):
    """All that one target file holds."""

    source: InputFile
    city: City
    documents: Mapping[str, Document]
    plans: tuple[Plan, ...]
