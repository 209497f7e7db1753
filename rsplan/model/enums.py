"""The closed sets of words that plans and observations use: kinds, comparators, bases, bounds and others.

Every decision on one of them names all members, so that a new member is an error of the type checker there.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never


class Kind(StrEnum):
    """The kind of quantity that an indicator measures; docs/methodology.md, section 1."""

    CUMULATIVE = "cumulative"
    ANNUAL = "annual"
    STOCK = "stock"
    RATE = "rate"
    COMPOSITION = "composition"
    GROWTH = "growth"
    CHANGE = "change"

    @property
    def is_additive(self) -> bool:
        """Whether observations are amounts within a period, rather than levels on a day."""
        match self:
            case Kind.CUMULATIVE | Kind.ANNUAL:
                return True
            case Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
                return False
            case _:
                assert_never(self)

    @property
    def sums_whole_plan(self) -> bool:
        """Whether the target is an amount over the whole plan, counted from zero at its start."""
        match self:
            case Kind.CUMULATIVE:
                return True
            case Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.COMPOSITION | Kind.GROWTH | Kind.CHANGE:
                return False
            case _:
                assert_never(self)

    @property
    def has_shares(self) -> bool:
        """Whether a value consists of several shares, rather than of one number."""
        match self:
            case Kind.COMPOSITION:
                return True
            case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.GROWTH | Kind.CHANGE:
                return False
            case _:
                assert_never(self)

    @property
    def states_change(self) -> bool:
        """Whether the target states how far a level is to move from its baseline, rather than the level itself."""
        match self:
            case Kind.GROWTH | Kind.CHANGE:
                return True
            case Kind.CUMULATIVE | Kind.ANNUAL | Kind.STOCK | Kind.RATE | Kind.COMPOSITION:
                return False
            case _:
                assert_never(self)


class By(StrEnum):
    """The measure of a change: points of the unit itself, or per cent of the baseline."""

    POINTS = "points"
    PERCENT = "percent"


class Better(StrEnum):
    """The direction in which an indicator is to develop."""

    HIGHER = "higher"
    LOWER = "lower"


class Comparator(StrEnum):
    """The condition that a target sets for the actual value; docs/methodology.md, section 1."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    ABOUT = "about"
    BETWEEN = "between"
    NONE = "none"

    @property
    def mirrored(self) -> "Comparator":
        """The condition on the negative: a fall of at least 30 is a change of at most -30."""
        match self:
            case Comparator.AT_LEAST:
                return Comparator.AT_MOST
            case Comparator.MORE_THAN:
                return Comparator.LESS_THAN
            case Comparator.AT_MOST:
                return Comparator.AT_LEAST
            case Comparator.LESS_THAN:
                return Comparator.MORE_THAN
            case Comparator.ABOUT | Comparator.BETWEEN | Comparator.NONE:
                return self
            case _:
                assert_never(self)

    @property
    def direction(self) -> Better | None:
        """The direction in which values satisfy the condition from some number on; None where there is none."""
        match self:
            case Comparator.AT_LEAST | Comparator.MORE_THAN:
                return Better.HIGHER
            case Comparator.AT_MOST | Comparator.LESS_THAN:
                return Better.LOWER
            case Comparator.ABOUT | Comparator.BETWEEN | Comparator.NONE:
                return None
            case _:
                assert_never(self)


class Says(StrEnum):
    """The sort of figure that the words around it name; docs/methodology.md, section 1."""

    SUM = "sum"
    ADDED = "added"
    YEARLY = "yearly"
    MEAN = "mean"
    GROWTH = "growth"
    POINTS = "points"
    PERCENT = "percent"


class Nature(StrEnum):
    """The force of a target: 约束性 (binding) or 预期性 (anticipatory)."""

    BINDING = "binding"
    ANTICIPATORY = "anticipatory"


class Scope(StrEnum):
    """The part of the document that sets a target: its main table, or its text and boxes."""

    HEADLINE = "headline"
    TEXT = "text"


class State(StrEnum):
    """The state of a document: issued, or a draft for comment."""

    ISSUED = "issued"
    DRAFT = "draft"


class Basis(StrEnum):
    """The span of days that a value counts; docs/methodology.md, section 2."""

    PERIOD = "period"
    YTD = "ytd"
    PTD = "ptd"
    LEVEL = "level"
    MEAN = "mean"

    @property
    def is_level(self) -> bool:
        """Whether the value is a level on a day, rather than an amount or a mean over a span."""
        match self:
            case Basis.LEVEL:
                return True
            case Basis.PERIOD | Basis.YTD | Basis.PTD | Basis.MEAN:
                return False
            case _:
                assert_never(self)


class Via(StrEnum):
    """The distance of a source from the body that issued the figure; nothing is said of a firm one."""

    OFFICIAL = "official"
    PRESS = "press"
    COPY = "copy"


class Judged(StrEnum):
    """The figures that a rate is judged by: the latest, those of year ends, or means, of a year or of the plan."""

    LATEST = "latest"
    YEAR_END = "year_end"
    MEAN = "mean"
    PLAN_MEAN = "plan_mean"

    @property
    def by_means(self) -> bool:
        """Whether means over whole years count, rather than levels."""
        match self:
            case Judged.MEAN | Judged.PLAN_MEAN:
                return True
            case Judged.LATEST | Judged.YEAR_END:
                return False
            case _:
                assert_never(self)


class Bound(StrEnum):
    """The relation of a value to the true figure: the figure itself, or only a bound on it."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    UNKNOWN = "unknown"

    @property
    def opposite(self) -> "Bound":
        """The bound of a figure that falls as this one rises."""
        match self:
            case Bound.AT_LEAST:
                return Bound.AT_MOST
            case Bound.AT_MOST:
                return Bound.AT_LEAST
            case Bound.EXACT | Bound.UNKNOWN:
                return self
            case _:
                assert_never(self)

    @property
    def may_be_stated(self) -> bool:
        """Whether an input may state the bound; an unknown one is only found where bounds are added up."""
        match self:
            case Bound.EXACT | Bound.AT_LEAST | Bound.AT_MOST:
                return True
            case Bound.UNKNOWN:
                return False
            case _:
                assert_never(self)


#: The bounds that an input may state.
STATED_BOUNDS = tuple(bound for bound in Bound if bound.may_be_stated)

#: The sign that stands before a figure with the bound.
BOUND_SIGNS: Mapping[Bound, str] = {
    Bound.EXACT: "",
    Bound.AT_LEAST: "≥",
    Bound.AT_MOST: "≤",
    Bound.UNKNOWN: "?",
}

#: The same in characters of a sure width, which every encoding has.
PLAIN_BOUND_SIGNS: Mapping[str, str] = {Bound.EXACT: "", Bound.AT_LEAST: ">=", Bound.AT_MOST: "<=", Bound.UNKNOWN: "?"}
