"""Plans with their documents, indicators and targets, as target files describe them; docs/methodology.md, section 1.

The values are immutable, know their file and line, and read nothing.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from rsplan.model.bilingual import Text
from rsplan.model.enums import Better, Bound, By, Comparator, Judged, Kind, Nature, Scope, State
from rsplan.model.input_places import InputFile, Place
from rsplan.model.observations import Observation


class City(NamedTuple):
    """A city with target files."""

    id: str
    name: Text


class Document(NamedTuple):
    """A document that figures are quoted from."""

    id: str
    title: Text
    issuer: Text | None
    state: State
    dated: date | None
    number: str | None
    note: Text | None


class Group(NamedTuple):
    """A group of rows in the plan's table, or a section of its text."""

    id: str
    name: Text


class Statement(NamedTuple):
    """A place of the document that states a figure, with the figure as printed there."""

    printed: str
    where: str
    at: Place
    name: str | None = None
    note: Text | None = None


#: What of a target may still be to be confirmed.
CONFIRMED_PARTS = (
    *("printed", "value", "kind", "better", "unit", "name", "number", "nature", "row", "column"),
    *("result", "earlier", "baseline", "milestones", "judged", "hold"),
)


class Unconfirmed(NamedTuple):
    """A part of a target that is still to be confirmed, one of CONFIRMED_PARTS, and why."""

    part: str
    reason: str
    at: Place


class RelativeTo(NamedTuple):
    """The series that a target is relative to: its value of the same days is the number to be attained.

    `comparator` and `tolerance` are those of the target; a tolerance of None is assumed. `indicator` is one of the same
    city, `series` its observations, once the data are read.
    """

    indicator: str
    comparator: Comparator
    tolerance: Decimal | None
    at: Place
    series: tuple[Observation, ...] = ()


class Target(NamedTuple):
    """A target with its meaning resolved; docs/methodology.md, section 1.

    `values` holds one number, or the shares of a composition, in the indicator's unit; of a growth or a change in per
    cent it is the percentage, below zero for a fall. `tolerance` is in the same
    unit and is set for the comparator `about` only. `hold` is None where the target file leaves it to the default
    whether this is a maintenance target. `in_words` says that there is a target, of which no number can be judged.
    `unconfirmed` are the parts that nobody has confirmed yet. A target that is `relative_to` another series stays in
    words until a figure of that series is known.
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
    in_words: bool = False
    unconfirmed: tuple[Unconfirmed, ...] = ()
    relative_to: RelativeTo | None = None

    @property
    def value(self) -> Decimal | Fraction:
        """The number of a target without shares (T)."""
        return self.values[0]


class Revision(NamedTuple):
    """A later target that replaces the original one from a date on."""

    target: Target
    since: date
    published: date | None
    reason: Text
    source: str


class Baseline(NamedTuple):
    """The level at the start of the plan (B); a bound other than exact is no number to calculate with."""

    values: tuple[Decimal | Fraction, ...]
    printed: str
    where: str
    day: date
    at: Place
    note: Text | None
    observation: Observation | None = None
    bound: Bound = Bound.EXACT


class ResultOf(NamedTuple):
    """The plan whose result is the baseline, where the target file itself has no printed result of it.

    `indicator` is the id there. Until the plans of all files are known, the plan may be one of another file; from then
    on the result is what is observed.
    """

    plan: str
    indicator: str
    note: Text | None
    at: Place


class Growth(NamedTuple):
    """A growth figure as the document prints it."""

    printed: str
    where: str
    at: Place


class Earlier(NamedTuple):
    """The earlier value that the document prints beside the target; `values` is empty for an empty cell.

    A bound other than exact is no number to calculate with. `parts` are the observations of the same days a year
    before, where the value is their sum, or the one level; a document prints none.
    """

    values: tuple[Decimal | Fraction, ...]
    printed: str
    where: str
    day: date
    at: Place
    growth: Growth | None
    bound: Bound = Bound.EXACT
    parts: tuple[Observation, ...] = ()


class Result(NamedTuple):
    """The result that a document prints in the target's row, and the completion rate beside it."""

    printed: str
    where: str
    at: Place
    completion: str | None
    note: Text | None


class Milestone(NamedTuple):
    """The amount planned for one year of the plan, or the level planned for the end of that year."""

    year: int
    value: Decimal
    source: str | None
    at: Place


class Break(NamedTuple):
    """A day from which on something else is counted, or seems to be; `declared` by the source itself or suspected."""

    since: date
    text: str
    reason: Text
    declared: bool
    at: Place


#: The cells of a terminal that a short name may take; a Chinese character takes two.
SHORT_NAME = 24


class Indicator(NamedTuple):
    """An indicator of a plan with its target, and with the figures of the target file.

    `signed` says that a rate states a change (降低, 增长), which may lie below 0 and above 100 %. `short` is a name for
    tables on a terminal, of at most `SHORT_NAME` cells; None where the name itself is short. `by` is the measure of a
    change; None for all other kinds. `year_of` is the plan's own kind where the indicator is one year of it.
    """

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
    breaks: tuple[Break, ...] = ()
    judged: Judged = Judged.LATEST
    baseline_refused: bool = False
    result_of: ResultOf | None = None
    signed: bool = False
    short: Text | None = None
    by: By | None = None
    year_of: Kind | None = None

    @property
    def kind_of_plan(self) -> Kind:
        """The kind that the plan states, also of one year of it."""
        return self.year_of or self.kind


class Footnote(NamedTuple):
    """A footnote to the plan's table, as its mark and its meaning."""

    mark: str
    where: str
    means: str
    note: Text | None
    at: Place = Place("", 0)


class Claim(NamedTuple):
    """A claim of the document about all of its targets."""

    printed: str
    where: str
    means: str
    at: Place


class Accepted(NamedTuple):
    """An audit finding that the curators accept, for one indicator or for the whole plan (None)."""

    code: str
    indicator: str | None
    reason: Text
    day: date
    at: Place


class Whole(NamedTuple):
    """The plan of another city whose targets a plan has a part of."""

    city: str
    plan: str


class Plan(NamedTuple):
    """A plan of a city with its period, its groups and its indicators.

    `part_of` is the plan whose targets were split, where this is a part of it.
    """

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
    part_of: Whole | None = None


class TargetFile(NamedTuple):
    """The contents of one target file."""

    source: InputFile
    city: City
    documents: Mapping[str, Document]
    plans: tuple[Plan, ...]
