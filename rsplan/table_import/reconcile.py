"""Figures of a table compared with what is known: which are new, which one each replaces, which cannot be right."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import NamedTuple, assert_never

from rsplan.errors import Problem
from rsplan.journal.effective_figures import EffectiveFigures
from rsplan.journal.indicator_plans import PlanIndicator, plans_with
from rsplan.journal.plausibility import Candidate, Check, falling, unusual, warnings
from rsplan.model.bilingual import Text
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.series_key import SeriesKey
from rsplan.read.plan_library import Library
from rsplan.table_import.known_figures import KnownFigures, figure
from rsplan.table_import.lines_to_add import DataRow, ReadRow

#: Cells that are named beside one that contradicts them.
_MOST_OTHERS = 5


class Outcome(StrEnum):
    """The outcome of importing one figure of the table."""

    ENTERED = "entered"  # the first for its days
    REPLACES = "replaces"  # is effective from now on instead of another
    CONFIRMS = "confirms"  # says the same with another source or date
    OLDER = "older"  # a figure published later stays effective
    THERE = "there"  # known already, and not entered again

    @property
    def is_new(self) -> bool:
        """Whether the figure is entered into the data file."""
        match self:
            case Outcome.ENTERED | Outcome.REPLACES | Outcome.CONFIRMS | Outcome.OLDER:
                return True
            case Outcome.THERE:
                return False
            case _:
                assert_never(self)


class ImportedRow(NamedTuple):
    """A figure of the table, its outcome, and the effective observation of its days before the import."""

    data_row: DataRow
    observation: Observation
    outcome: Outcome
    before: Observation | None
    warnings: tuple[Message, ...] = ()


class Reconciled(NamedTuple):
    """The figures that can be imported, in the order of the table, and the problems of the others."""

    rows: tuple[ImportedRow, ...]
    problems: tuple[Problem, ...]


def reconcile(read_rows: Sequence[ReadRow], library: Library, as_of: date, force: str) -> Reconciled:
    """Decide the outcome of each figure, given what the library holds.

    A reason to `force` overrules the plausibility checks of a figure and stands in its note.
    """
    reconciler = _Reconciler(library, force)
    consistent = reconciler.consistent(read_rows)
    new = reconciler.new(consistent)
    for check in (unusual, falling):
        new = reconciler.plausible(new, check)
    return Reconciled(tuple(reconciler.outcomes(consistent, new, as_of)), tuple(reconciler.problems))


class _Reconciler:
    """The figures of one table beside the library, with the problems of those that cannot be imported."""

    def __init__(self, library: Library, force: str) -> None:
        self.problems: list[Problem] = []
        self._library, self._force = library, force
        self._plans_with: dict[SeriesKey, Sequence[PlanIndicator]] = {}

    def consistent(self, read_rows: Sequence[ReadRow]) -> list[ReadRow]:
        """Leave out figures that contradict another of the same days, unless they are vintages.

        Rows that each state another date of publication tell how a figure was revised; any others cannot both be right.
        """
        by_days: dict[tuple[SeriesKey, object], list[ReadRow]] = {}
        for read_row in read_rows:
            if read_row.row.snapshot:
                by_days.setdefault(read_row.days, []).append(read_row)
        contradicting = {
            id(read_row.observation)
            for same in by_days.values()
            if len({figure(read_row.observation) for read_row in same}) > 1 and not _are_vintages(same)
            for read_row in same
        }
        for read_row in read_rows:
            if id(read_row.observation) in contradicting:
                self._report_contradiction(read_row, by_days[read_row.days])
        return [read_row for read_row in read_rows if id(read_row.observation) not in contradicting]

    def _report_contradiction(self, read_row: ReadRow, same_days: Sequence[ReadRow]) -> None:
        others = (other.row.address for other in same_days if other.observation is not read_row.observation)
        addresses = ", ".join([*islice(others, _MOST_OTHERS), *(["…"] if len(same_days) > _MOST_OTHERS + 1 else [])])
        period = read_row.observation.period.text
        self._report(read_row.row, "import_contradiction", others=addresses, period=period)

    def new(self, read_rows: Sequence[ReadRow]) -> list[ReadRow]:
        """Leave out figures that are known already."""
        known: dict[SeriesKey, KnownFigures] = {}
        new = []
        for row, observation in read_rows:
            if row.key not in known:
                known[row.key] = KnownFigures(self._known(row.key))
            if not known[row.key].contain(observation, row):
                new.append(ReadRow(row, observation))
        return new

    def plausible(self, new: Sequence[ReadRow], check: Check) -> list[ReadRow]:
        """Leave out figures that fail the check beside all that will be known; those of a data file stay as given."""
        known = self._effective(new)
        for row, observation in new:
            known[row.key].add(observation)
        kept: list[ReadRow] = []
        for row, observation in new:
            candidate = self._candidate(row, observation, known)
            problems = [] if row.from_data_file else list(check(candidate))
            if problems and not self._force:
                self._report(row, problems[0].code, **problems[0].details)
            else:
                kept.append(ReadRow(row, self._forced(observation, problems)))
        return kept

    def _forced(self, observation: Observation, problems: Sequence[Problem]) -> Observation:
        """The observation with the overruled problems and the reason in its note."""
        if not problems:
            return observation
        before = observation.note.zh if observation.note else ""
        forced = f"forced ({', '.join(one.code for one in problems)}): {self._force}"
        note = f"{before}; {forced}" if before else forced
        return observation._replace(note=Text(note, note))

    def outcomes(self, read_rows: Sequence[ReadRow], new: Sequence[ReadRow], as_of: date) -> Iterator[ImportedRow]:
        """Yield the outcome of each figure that is known already or new and plausible."""
        entering = {observation.order: observation for _, observation in new}
        refused = {problem.cell for problem in self.problems}
        known = self._effective(read_rows)
        for row, read in read_rows:
            candidate = self._candidate(row, entering.get(read.order, read), known)
            if read.order in entering:
                known[row.key].add(candidate.observation)
                yield _entered(row, candidate, as_of)
            elif row.address not in refused:
                yield ImportedRow(row, read, Outcome.THERE, candidate.current, tuple(_replaced_since(candidate)))

    def _effective(self, read_rows: Sequence[ReadRow]) -> dict[SeriesKey, EffectiveFigures]:
        """What is known of each indicator of the rows."""
        return {key: EffectiveFigures(self._known(key)) for key in dict.fromkeys(row.key for row, _ in read_rows)}

    def _candidate(
        self, row: DataRow, observation: Observation, known: Mapping[SeriesKey, EffectiveFigures]
    ) -> Candidate:
        effective = known[row.key].beside(observation)
        return Candidate(observation, effective, effective, self._plans(row.key))

    def _plans(self, key: SeriesKey) -> Sequence[PlanIndicator]:
        if key not in self._plans_with:
            self._plans_with[key] = plans_with(self._library.plans, *key)
        return self._plans_with[key]

    def _known(self, key: SeriesKey) -> Sequence[Observation]:
        return self._library.observations.get(key, ())

    def _report(self, row: DataRow, code: str, /, **details: str) -> None:
        self.problems.append(row.problem(code, **details))


def _are_vintages(same: Sequence[ReadRow]) -> bool:
    """Whether each row states another date of publication."""
    stated = [read_row.observation.published for read_row in same if "published" in read_row.row.cells]
    return len(stated) == len(same) == len(set(stated))


def _entered(row: DataRow, candidate: Candidate, as_of: date) -> ImportedRow:
    outcome, messages = _outcome(candidate), tuple(warnings(candidate, as_of))
    return ImportedRow(row, candidate.observation, outcome, candidate.current, messages)


def _outcome(candidate: Candidate) -> Outcome:
    if candidate.current is None:
        return Outcome.ENTERED
    if candidate.outdated:
        return Outcome.OLDER
    return Outcome.CONFIRMS if figure(candidate.current) == figure(candidate.observation) else Outcome.REPLACES


def _replaced_since(candidate: Candidate) -> Iterator[Message]:
    """The warning about a figure that is known, but no longer effective."""
    if candidate.current is not None and figure(candidate.current) != figure(candidate.observation):
        value = ":".join(format(value, "f") for value in candidate.current.values)
        yield Message("import.replaced_since", {"value": value})
