"""The types of records that several reports share; nothing but CSV and type checkers needs them at run time."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypedDict

from rsplan.report.records.bounds import Figures, StandingBounds


class TextRecord(TypedDict):
    """A text in every language."""

    zh: str
    en: str


class InputRecord(TypedDict):
    """A file that was read, as it was; `blocks` are the digests of a data file's observations, a thousand at a time."""

    path: str
    sha256: str
    indicators: int
    observations: int
    blocks: Sequence[str] | None


class ProgramHead(TypedDict):
    """The schema of a report and the program that made it."""

    schema: str
    generator: str


class ReportHead(ProgramHead):
    """The head of a report that does not depend on a date."""

    inputs: list[InputRecord]


class DatedHead(ProgramHead):
    """The dates of a report."""

    as_of: str
    known_on: str | None


class RulesRecord(TypedDict):
    """The thresholds of the verdict."""

    ahead_by: Decimal
    slack: Decimal
    stale_after: int


class AssessedHead(DatedHead):
    """The head of a report that holds verdicts."""

    rules: RulesRecord
    inputs: list[InputRecord]


class _Identified(TypedDict):
    id: str


class CityRecord(_Identified, TextRecord):
    """A city with its name in every language."""


class PlanHead(TypedDict):
    """A plan with its period."""

    city: CityRecord
    plan: str
    title: TextRecord
    state: str
    start: str
    end: str


class DocumentRecord(TypedDict):
    """The document of a plan."""

    title: TextRecord
    state: str
    date: str | None


PlanSummary = TypedDict(
    "PlanSummary",
    {"total": int, "pass": int, "fail": int, "undetermined": int, "by_status": Mapping[str, int]},
)


class PlanRecord(PlanHead):
    """A plan with the tally of the verdicts on its targets."""

    document: DocumentRecord
    summary: PlanSummary
    unconfirmed: int


class RowHead(TypedDict):
    """The city and the plan that stand before an indicator in a row."""

    city: str
    plan: str


class IndicatorHead(TypedDict):
    """The indicator by name, with the place of its target in the document."""

    id: str
    number: str | None
    scope: str
    where: str
    name: TextRecord
    group: TextRecord | None
    unit: TextRecord


class RevisedRecord(TypedDict):
    """The target that a revision replaced."""

    printed: str
    value: Figures
    date: str
    reason: TextRecord
    source: str


class UnconfirmedRecord(TypedDict):
    """A part of a target that nobody has confirmed yet, and why."""

    part: str
    reason: str


class ChangeRecord(TypedDict):
    """The growth a year, or the change against the baseline, that a target states."""

    by: str
    value: Decimal
    high: Decimal | None
    tolerance: Decimal | None


class TargetRecord(TypedDict):
    """The target in force, with its meaning."""

    printed: str
    comparator: str
    value: Figures
    high: Decimal | None
    tolerance: Decimal | None
    change: ChangeRecord | None
    relative_to: "RelativeRecord | None"
    limit: Decimal | None
    hold: bool
    revised_from: RevisedRecord | None
    confirm: list["UnconfirmedRecord"]


class RelativeRecord(TypedDict):
    """The series that a target is relative to, with its figure, None where none is known for the same days."""

    indicator: str
    figure: "ObservationRecord | None"


class ObservationRecord(TypedDict):
    """One observation with its source."""

    period: str
    basis: str
    value: Figures
    bound: str
    provisional: bool
    published: str | None
    via: str | None
    entered: str | None
    source: str
    where: str | None
    printed: str | None
    file: str
    line: int


class NotedObservation(ObservationRecord):
    """One observation with its source, its note and the person who entered it."""

    note: TextRecord | None
    by: str | None


class ActualRecord(TypedDict):
    """The actual to date, with the observations that it rests on, and its parts before and after a break."""

    value: Figures
    bound: str
    printed: str | None
    through: str
    coverage: str
    missing: list[str]
    provisional: bool
    before_break: Decimal | None
    before_break_bound: str | None
    after_break: Decimal | None
    after_break_bound: str | None
    parts: list[ObservationRecord]


VerdictRecord = TypedDict("VerdictRecord", {"status": str, "pass": bool | None, "reason": TextRecord})


class EvidenceRecord(TypedDict):
    """How firm the figures are: the weakest grade, and every reason from the lightest to the gravest."""

    grade: str
    reasons: list[str]


class _StandingFigures(TypedDict):
    actual: ActualRecord | None
    completion_rate: Decimal | None
    elapsed: Decimal | None
    lead_points: Decimal | None
    expected: Decimal | None


class StandingRecord(_StandingFigures, VerdictRecord):
    """The standing of a target at one state of knowledge."""

    bounds: StandingBounds
    evidence: EvidenceRecord | None


class TargetHead(IndicatorHead):
    """The indicator with its target in force."""

    kind: str
    target: TargetRecord
