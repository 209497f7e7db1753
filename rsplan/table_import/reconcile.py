"""Figures of a table held against what is known: what is new, what it replaces, what cannot be right."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rsplan.calc.effective import Span, vintage
from rsplan.documents.cells import CellTable
from rsplan.errors import Problem
from rsplan.journal.export import Identity, identity, once
from rsplan.journal.history import plans_with
from rsplan.journal.plausibility import Candidate, Home, falling, unusual, warnings
from rsplan.model.bilingual import Text
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.series_key import SeriesKey
from rsplan.read.library import Library
from rsplan.table_import.rows import DataRow

Found = tuple[DataRow, Observation]
Check = Callable[[Candidate], Iterator[Problem]]


class Outcome(StrEnum):
    """What becomes of a figure of the table."""

    ENTERED = "entered"  # the first for its days
    REPLACES = "replaces"  # counts from now on instead of another
    CONFIRMS = "confirms"  # says the same with another source or date
    OLDER = "older"  # what was published later goes on counting
    THERE = "there"  # known already, and not entered again


class ImportedRow(NamedTuple):
    """A figure of the table, what becomes of it, and the one that counted before for its days."""

    row: DataRow
    observation: Observation
    outcome: Outcome
    before: Observation | None
    warnings: tuple[Message, ...] = ()


class Reconciled(NamedTuple):
    """The figures that can be taken, in the order of the table, and the problems of the others."""

    taken: tuple[ImportedRow, ...]
    problems: tuple[Problem, ...]


def reconcile(table: CellTable, found: Sequence[Found], library: Library, as_of: date, force: str) -> Reconciled:
    """What becomes of each figure, for what the library knows.

    A reason to `force` overrules what speaks against a figure and stands in its note.
    """
    sieve = _Reconciler(table, library, force)
    consistent = sieve.consistent(found)
    new = sieve.new(consistent)
    for check in (unusual, falling):
        new = sieve.sound(new, check)
    return Reconciled(tuple(sieve.outcomes(consistent, new, as_of)), tuple(sieve.problems))


class _Reconciler:
    def __init__(self, table: CellTable, library: Library, force: str) -> None:
        self.problems: list[Problem] = []
        self._table, self._library, self._force = table, library, force
        self._plans_with: dict[SeriesKey, Sequence[Home]] = {}

    def consistent(self, found: Sequence[Found]) -> list[Found]:
        """The figures without those that say two things of the same days where there can be only one."""
        by_days: dict[tuple[SeriesKey, object], list[Found]] = {}
        for row, observation in found:
            if row.snapshot:
                by_days.setdefault((row.key, observation.span), []).append((row, observation))
        wrong = {
            id(observation)
            for same in by_days.values()
            if len({figure(observation) for _, observation in same}) > 1
            for _, observation in same
        }
        for row, observation in found:
            if id(observation) in wrong:
                same = by_days[row.key, observation.span]
                others = ", ".join(
                    self._table.address(other.cell("value").row, other.cell("value").column)
                    for other, seen in same
                    if seen is not observation
                )
                self._report(row, "import_contradiction", others=others, period=observation.period.text)
        return [one for one in found if id(one[1]) not in wrong]

    def new(self, found: Sequence[Found]) -> list[Found]:
        """The figures that are not known yet."""
        known: dict[SeriesKey, _Known] = {}
        return [
            one
            for one in found
            if not known.setdefault(one[0].key, _Known(self._known(one[0].key))).has(one[0], one[1])
        ]

    def sound(self, new: Sequence[Found], check: Check) -> list[Found]:
        """The figures that nothing speaks against beside all that will be known; those of a data file are as given."""
        known = {row.key: _Counting(self._known(row.key)) for row, _ in new}
        for row, observation in new:
            known[row.key].add(observation)
        kept: list[Found] = []
        for row, observation in new:
            against = [] if row.own else list(check(known[row.key].beside(observation, self._homes(row.key))))
            if against and not self._force:
                self._report(row, against[0].code, **against[0].details)
            else:
                kept.append((row, self._forced(observation, against)))
        return kept

    def _forced(self, observation: Observation, against: Sequence[Problem]) -> Observation:
        if not against:
            return observation
        note = "; ".join(
            part
            for part in (
                observation.note.zh if observation.note else "",
                f"forced ({', '.join(one.code for one in against)}): {self._force}",
            )
            if part
        )
        return observation._replace(note=Text(note, note))

    def outcomes(self, found: Sequence[Found], new: Sequence[Found], as_of: date) -> Iterator[ImportedRow]:
        """What becomes of the figures that are known already and of those that are new."""
        entering = {observation.order: observation for _, observation in new}
        refused = {problem.cell for problem in self.problems}
        known = {row.key: _Counting(self._known(row.key)) for row, _ in found}
        for row, read in found:
            candidate = known[row.key].beside(entering.get(read.order, read), self._homes(row.key))
            if read.order in entering:
                known[row.key].add(candidate.observation)
                yield ImportedRow(
                    row, candidate.observation, _outcome(candidate), candidate.rival, tuple(warnings(candidate, as_of))
                )
            elif self._address(row) not in refused:
                yield ImportedRow(row, read, Outcome.THERE, candidate.rival, tuple(_replaced_since(candidate)))

    def _homes(self, key: SeriesKey) -> Sequence[Home]:
        if key not in self._plans_with:
            self._plans_with[key] = plans_with(self._library, *key)
        return self._plans_with[key]

    def _known(self, key: SeriesKey) -> Sequence[Observation]:
        return self._library.observations.get(key, ())

    def _address(self, row: DataRow) -> str:
        cell = row.cell("value")
        return self._table.address(cell.row, cell.column)

    def _report(self, row: DataRow, code: str, /, **details: str) -> None:
        cell = row.cell("value")
        self.problems.append(self._table.problem(code, cell.row, cell.column, **details))


class _Counting:
    """What counts of one indicator, one observation a span."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self._all: dict[Span, list[Observation]] = {}
        self._best: dict[Span, Observation] = {}
        for observation in observations:
            self.add(observation)

    def add(self, observation: Observation) -> None:
        """It is known from now on."""
        self._all.setdefault(observation.span, []).append(observation)
        best = self._best.get(observation.span)
        if best is None or vintage(best) <= vintage(observation):
            self._best[observation.span] = observation

    def beside(self, new: Observation, homes: Sequence[Home]) -> Candidate:
        """The observation beside what counts without it."""
        others = [best for span, best in self._best.items() if span != new.span]
        same = [one for one in self._all.get(new.span, ()) if one is not new]
        counting = [*others, max(same, key=vintage)] if same else others
        return Candidate(new, counting, counting, homes)


class _Known:
    """What is known of one indicator, and what this table adds to it."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self._observations = list(observations)
        self._left = Counter(map(identity, once(sorted(observations, key=lambda observation: observation.order))))
        self._before: dict[object, Identity] = {}

    def has(self, row: DataRow, new: Observation) -> bool:
        """Whether the figure says nothing new; if it does, it is known from now on.

        A table that does not say where its figures were published adds nothing by repeating what counted then.
        One that does is held against every line once: a figure revised and revised back is three lines.
        """
        said, sequence = identity(new), (new.span, new.published)
        before = self._before.get(sequence)
        self._before[sequence] = said
        if before == said:  # the line before it once more, which is exported once too
            return True
        if self._left[said]:
            self._left[said] -= 1
            return True
        if not row.sourced and (self._counts(new) or (new.published is None and self._was_said(new))):
            return True
        self._observations.append(new)
        return False

    def _was_said(self, new: Observation) -> bool:
        """Whether the figure was known for its days at any time: an old table without dates revises nothing back."""
        return any(one.span == new.span and figure(one) == figure(new) for one in self._observations)

    def _counts(self, new: Observation) -> bool:
        """Whether the figure is what counted for its days when it was published."""
        rivals = [
            one
            for one in self._observations
            if one.span == new.span and (not one.published or not new.published or one.published <= new.published)
        ]
        latest = max(rivals, key=vintage, default=None)
        return latest is not None and figure(latest) == figure(new)


def figure(observation: Observation) -> tuple[object, ...]:
    """What the observation says of its days, whoever said it and when."""
    return tuple(value.normalize() for value in observation.values), observation.bound, observation.provisional


def _outcome(candidate: Candidate) -> Outcome:
    if candidate.rival is None:
        return Outcome.ENTERED
    if candidate.outdated:
        return Outcome.OLDER
    return Outcome.CONFIRMS if figure(candidate.rival) == figure(candidate.observation) else Outcome.REPLACES


def _replaced_since(candidate: Candidate) -> Iterator[Message]:
    """A figure that is known, but no longer counts."""
    if candidate.rival is not None and figure(candidate.rival) != figure(candidate.observation):
        value = ":".join(format(value, "f") for value in candidate.rival.values)
        yield Message("import.replaced_since", {"value": value})
