"""Figures of a table compared with what is known: which are new, which one each replaces, which cannot be right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from enum import StrEnum
from typing import NamedTuple, assert_never

from rsplan.errors import Problem
from rsplan.journal.candidate import Candidate, IndicatorHistory, Plans
from rsplan.journal.indicator_plans import plans_with
from rsplan.journal.plausibility import circumstances, forced_note, is_timely
from rsplan.journal.recording import assessed
from rsplan.journal.slips import BESIDE_OTHERS, ON_ITS_OWN, Check, doubtful, unsuspicious
from rsplan.model.bilingual import Text
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.plan import Plan
from rsplan.model.series_key import SeriesKey
from rsplan.read.plan_library import Library
from rsplan.survey import EvaluationContext
from rsplan.table_import.known_figures import KnownFigures, figure
from rsplan.table_import.lines_to_add import DataRow, ReadRow


class Outcome(StrEnum):
    """The outcome of importing one figure of the table."""

    ENTERED = "entered"  # the first for its days
    REPLACES = "replaces"  # is effective from now on instead of another
    CONFIRMS = "confirms"  # says the same with another source or date
    OLDER = "older"  # a figure published later stays effective
    RETRACTS = "retracts"  # withdraws a line before it, as an export has them
    THERE = "there"  # known already, and not entered again

    @property
    def is_new(self) -> bool:
        """Whether the figure is entered into the data file."""
        match self:
            case Outcome.ENTERED | Outcome.REPLACES | Outcome.CONFIRMS | Outcome.OLDER | Outcome.RETRACTS:
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
    new: Sequence[ReadRow] = reconciler.new(consistent)
    for checks in (ON_ITS_OWN, BESIDE_OTHERS):  # a value that is refused is not held against those beside it
        new = reconciler.plausible(new, checks)
    new = reconciler.noted(new)
    rows = list(reconciler.outcomes(consistent, new, as_of))
    return Reconciled(tuple(reconciler.with_conflicts(rows, new, as_of)), tuple(reconciler.problems))


class _Entering(NamedTuple):
    """Figures among all that will be known once they are entered.

    `fine` are the ids of the observations with which nothing can be wrong there; `all_fine` says that it is all.
    """

    rows: Sequence[ReadRow]
    histories: Mapping[SeriesKey, IndicatorHistory]
    fine: Mapping[SeriesKey, Set[int]]
    all_fine: bool

    def candidate(self, read_row: ReadRow) -> Candidate:
        """The figure beside all the others."""
        return Candidate(read_row.observation, self.histories[read_row.row.key])

    def is_fine(self, read_row: ReadRow) -> bool:
        """Whether nothing can be wrong with the figure: it is the only one of its days, too."""
        return id(read_row.observation) in self.fine[read_row.row.key]


class _Reconciler:
    """The figures of one table beside the library, with the problems of those that cannot be imported."""

    def __init__(self, library: Library, force: str) -> None:
        self.problems: list[Problem] = []
        self._library, self._force = library, force
        self._plans_of: dict[str, list[Plan]] = {}
        for plan in library.plans:
            self._plans_of.setdefault(plan.city.id, []).append(plan)
        self._plans_with: dict[SeriesKey, Plans] = {}
        self._entered: _Entering | None = None
        self._apart: Sequence[ReadRow] | None = None  # rows of which no two are of the same days
        self._overruled: dict[int, list[Problem]] = {}  # by the order of the observation

    def consistent(self, read_rows: Sequence[ReadRow]) -> Sequence[ReadRow]:
        """Leave out figures that contradict another of the same days, unless they are vintages.

        Rows that each state another date of publication tell how a figure was revised; any others cannot both be right.
        """
        if _differ_in_days(read_rows):
            self._apart = read_rows
            return read_rows
        by_days: dict[tuple[SeriesKey, object], list[ReadRow]] = {}
        for read_row in read_rows:
            if read_row.row.snapshot:
                by_days.setdefault(read_row.days, []).append(read_row)
        contradicting = {
            id(read_row.observation)
            for same in by_days.values()
            if len(same) > 1
            and len({figure(read_row.observation) for read_row in same}) > 1
            and not _are_vintages(same)
            for read_row in same
        }
        if not contradicting:
            return read_rows
        for read_row in read_rows:
            if id(read_row.observation) in contradicting:
                self._report_contradiction(read_row, by_days[read_row.days])
        return [read_row for read_row in read_rows if id(read_row.observation) not in contradicting]

    def _report_contradiction(self, read_row: ReadRow, same_days: Sequence[ReadRow]) -> None:
        others = [other.row for other in same_days if other.observation is not read_row.observation]
        addresses = ", ".join(other.address for other in others)
        period = read_row.observation.period.text
        self._report(read_row.row, "import_contradiction", others=addresses, period=period)

    def new(self, read_rows: Sequence[ReadRow]) -> Sequence[ReadRow]:
        """Leave out figures that are known already."""
        if read_rows is self._apart and not any(map(self._ever_known, {row.key for row, _ in read_rows})):
            return read_rows
        known: dict[SeriesKey, KnownFigures] = {}
        new = []
        for read_row in read_rows:
            row, key = read_row.row, read_row.row.key
            if key not in known:
                known[key] = KnownFigures(self._ever_known(key), as_lines=row.from_data_file)
            if not known[key].contain(read_row.observation, row):
                new.append(read_row)
        return new

    def plausible(self, new: Sequence[ReadRow], checks: Sequence[Check]) -> Sequence[ReadRow]:
        """Leave out figures that fail a check beside all that will be known, unless a reason overrules it.

        Those of a whole data file, and those that say they were forced, have been through this once.
        """
        entering = self._entering(new)
        if entering.all_fine:
            return new
        kept: list[ReadRow] = []
        for read_row in new:
            row, observation = read_row
            if entering.is_fine(read_row) or row.from_data_file or observation.is_forced:
                kept.append(read_row)
                continue
            candidate = entering.candidate(read_row)
            problems = [problem for check in checks for problem in check(candidate)]
            if problems and not self._force:
                for problem in problems:
                    self._report(row, problem.code, **problem.details)
            else:
                if problems:
                    self._overruled.setdefault(observation.order, []).extend(problems)
                kept.append(read_row)
        return kept if len(kept) < len(new) else new

    def noted(self, new: Sequence[ReadRow]) -> Sequence[ReadRow]:
        """The rows with the problems that were overruled, and the reason, in the notes of their observations."""
        return [self._noted(*read_row) for read_row in new] if self._overruled else new

    def _noted(self, row: DataRow, observation: Observation) -> ReadRow:
        problems = self._overruled.get(observation.order)
        if not problems:
            return ReadRow(row, observation)
        note = forced_note(problems, self._force, observation.note.zh if observation.note else "")
        return ReadRow(row, observation._replace(note=Text(note, note)))

    def outcomes(self, read_rows: Sequence[ReadRow], new: Sequence[ReadRow], as_of: date) -> Iterator[ImportedRow]:
        """Yield the outcome of each figure that is known already or new and plausible."""
        entering = self._entering(new)
        if new is read_rows and entering.all_fine:
            within = {key for key, history in entering.histories.items() if history.is_within_a_plan}
            outcome = Outcome.ENTERED
            for row, read in read_rows:
                if row.key in within and is_timely(read, as_of):  # nearly all
                    yield ImportedRow(row, read, outcome, None)
                else:
                    yield _only_one(row, read, entering.histories[row.key], as_of)
            return
        as_entered = {read_row.observation.order: read_row for read_row in new}
        refused = {problem.cell for problem in self.problems}
        known = self._histories(_by_key(read_rows))
        none_retracts = not any(read.retracts for _, read in read_rows)
        for row, read in read_rows:
            entered = as_entered.get(read.order)
            history = known[row.key]
            if entered is None:
                candidate = Candidate(read, history)
                if row.address not in refused:
                    messages = tuple(self._retracted_since(row.key, candidate)) or tuple(_replaced_since(candidate))
                    yield ImportedRow(row, read, Outcome.THERE, candidate.current, messages)
            elif none_retracts and entering.is_fine(entered):
                yield _only_one(row, entered.observation, entering.histories[row.key], as_of)
            else:
                candidate = Candidate(entered.observation, history)
                history.add(candidate.observation)
                yield _entered(row, candidate, entering.candidate(entered), as_of)

    def with_conflicts(self, rows: list[ImportedRow], new: Sequence[ReadRow], as_of: date) -> list[ImportedRow]:
        """The rows, with a warning at the last one of the days over which sums disagree only since the import."""
        histories = self._entering(new).histories.items()
        may_disagree = {key for key, history in histories if self._has_sums(key) and not history.effective.is_simple}
        entered: dict[SeriesKey, list[int]] = {}
        for at, row in enumerate(rows if may_disagree else ()):
            if row.outcome.is_new and row.data_row.key in may_disagree:
                entered.setdefault(row.data_row.key, []).append(at)
        for key, indexes in entered.items():
            if any(rows[at].outcome is Outcome.RETRACTS for at in indexes):
                continue
            for message in self._new_conflicts(key, [rows[at].observation for at in indexes], as_of):
                start, end = (date.fromisoformat(message.details[name]) for name in ("start", "end"))
                spans = {at: rows[at].observation.span for at in indexes}
                last = max(
                    (at for at, span in spans.items() if start <= span[0] and span[1] <= end), default=indexes[-1]
                )
                rows[last] = rows[last]._replace(warnings=(*rows[last].warnings, message))
        return rows

    def _has_sums(self, key: SeriesKey) -> bool:
        return self._plans(key).each[0].indicator.kind.is_additive

    def _new_conflicts(self, key: SeriesKey, new: Sequence[Observation], as_of: date) -> Iterator[Message]:
        plans, known = self._plans(key), self._known(key)
        evaluation = EvaluationContext(as_of)
        for plan_indicator in plans.each:
            before = assessed(self._library, evaluation, plan_indicator, known).notes
            for note in assessed(self._library, evaluation, plan_indicator, (*known, *new)).notes:
                if isinstance(note, Message) and note.key == "note.conflict" and note not in before:
                    yield note

    def _entering(self, new: Sequence[ReadRow]) -> _Entering:
        """The figures among all that will be known once these are entered; found once for the same rows."""
        if self._entered is None or self._entered.rows is not new:
            entering = _by_key(new)
            histories = self._histories(entering)
            for key, observations in entering.items():
                histories[key].add_all(observations)
            fine = {key: unsuspicious(history) for key, history in histories.items()}
            all_fine = all(fine[key].issuperset(map(id, observations)) for key, observations in entering.items())
            self._entered = _Entering(new, histories, fine, all_fine)
        return self._entered

    def _histories(self, keys: Iterable[SeriesKey]) -> dict[SeriesKey, IndicatorHistory]:
        """What is known of each indicator before the import."""
        return {key: IndicatorHistory(self._plans(key), self._known(key)) for key in keys}

    def _plans(self, key: SeriesKey) -> Plans:
        if key not in self._plans_with:
            self._plans_with[key] = Plans(plans_with(self._plans_of[key[0]], *key))
        return self._plans_with[key]

    def _known(self, key: SeriesKey) -> Sequence[Observation]:
        return self._library.observations.get(key, ())

    def _ever_known(self, key: SeriesKey) -> Sequence[Observation]:
        """The known observations, those that were withdrawn and the lines that withdraw them included."""
        retractions = self._library.retractions.get(key, ())
        return [*self._known(key), *(one for each in retractions for one in (*each.withdrawn, each.line))]

    def _retracted_since(self, key: SeriesKey, candidate: Candidate) -> Iterator[Message]:
        """The warning about a figure that was known and has been withdrawn."""
        new = candidate.observation
        if new.retracts or (candidate.current is not None and figure(candidate.current) == figure(new)):
            return
        for retraction in self._library.retractions.get(key, ()):
            if any(one.span == new.span and figure(one) == figure(new) for one in retraction.withdrawn):
                at = retraction.line.at
                yield Message("import.retracted_since", {"place": f"{at.file}:{at.line}"})
                return

    def _report(self, row: DataRow, code: str, /, **details: str) -> None:
        self.problems.append(row.problem(code, **details))


def _by_key(read_rows: Sequence[ReadRow]) -> dict[SeriesKey, list[Observation]]:
    """The observations by indicator, in order."""
    by_key: dict[SeriesKey, list[Observation]] = {}
    last, same = None, list[Observation]()
    for row, observation in read_rows:
        if row.key is not last:  # most rows follow one of the same indicator
            last = row.key
            same = by_key.setdefault(last, [])
        same.append(observation)
    return by_key


def _differ_in_days(read_rows: Sequence[ReadRow]) -> bool:
    """Whether no two figures are of one indicator and the same days."""
    return all(len({one.span for one in same}) == len(same) for same in _by_key(read_rows).values())


def _are_vintages(same: Sequence[ReadRow]) -> bool:
    """Whether each row states another date of publication."""
    stated = [read_row.observation.published for read_row in same if "published" in read_row.row.cells]
    return len(stated) == len(same) == len(set(stated))


def _entered(row: DataRow, candidate: Candidate, among: Candidate, as_of: date) -> ImportedRow:
    """The outcome of a figure that was not known beside what was; its size is compared `among` all that is entered."""
    new, current = candidate.observation, candidate.current
    if new.retracts:
        return ImportedRow(row, new, Outcome.RETRACTS, current)
    return ImportedRow(row, new, _outcome(candidate), current, (*circumstances(candidate, as_of), *doubtful(among)))


def _only_one(row: DataRow, new: Observation, history: IndicatorHistory, as_of: date) -> ImportedRow:
    """The outcome of the only figure of its days, with which nothing is wrong."""
    return ImportedRow(row, new, Outcome.ENTERED, None, tuple(circumstances(Candidate(new, history), as_of)))


def _outcome(candidate: Candidate) -> Outcome:
    if candidate.current is None:
        return Outcome.ENTERED
    if candidate.outdated:
        return Outcome.OLDER
    return Outcome.CONFIRMS if figure(candidate.current) == figure(candidate.observation) else Outcome.REPLACES


def _replaced_since(candidate: Candidate) -> Iterator[Message]:
    """The warning about a figure that is known, but no longer effective."""
    if candidate.observation.retracts or candidate.current is None:
        return
    if figure(candidate.current) != figure(candidate.observation):
        value = ":".join(format(value, "f") for value in candidate.current.values)
        yield Message("import.replaced_since", {"value": value})
