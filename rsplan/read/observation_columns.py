"""The observations of data files stored by column, so that metadata shared by many rows are stored once.

National monthly data are 400,000 rows that differ in their city, their indicator and their number, and hardly in
anything else. Of a row its number and its line are kept; its metadata are shared with the rows of other cities.
"""

import re
from array import array
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from rsplan.errors import BadText
from rsplan.model.input_places import Place
from rsplan.model.observations import (
    ListedObservations,
    MetadataColumn,
    Observation,
    ObservationColumns,
    ObservationMetadata,
    Retraction,
    statement,
)
from rsplan.model.period import parse_day
from rsplan.model.series_key import SeriesKey

#: The day of a retraction in a file that has no column for it, at the beginning of the note.
_NOTED_DAY = r"retracted \((.{10})\)"


class RetractingRow(NamedTuple):
    """A row that withdraws equal rows before it, with its line."""

    line: int
    metadata: ObservationMetadata
    values: tuple[Decimal, ...]

    @property
    def day(self) -> date | None:
        """The day of the retraction: that of the entry, else the one that its note begins with."""
        noted = re.match(_NOTED_DAY, self.metadata.note.zh) if self.metadata.note else None
        if self.metadata.entered or not noted:
            return self.metadata.entered
        try:
            return parse_day(noted[1])
        except BadText:
            return None


class DataFileColumns(ObservationColumns):
    """The observations of one series in one data file, in the order of their lines.

    They are complete once `share` has made a column of their metadata.
    """

    __slots__ = ("_file", "_first_order", "collected", "lines", "metadata", "values")

    def __init__(self, file: str, first_order: int) -> None:
        self._file, self._first_order = file, first_order
        self.collected: list[ObservationMetadata] = []
        self.values: list[tuple[Decimal, ...]] = []
        self.lines = array("L")

    def add(self, line: int, metadata: ObservationMetadata, values: tuple[Decimal, ...]) -> None:
        """Add the observation of the row that begins at the line."""
        self.collected.append(metadata)
        self.values.append(values)
        self.lines.append(line)

    def withdraw(self, rows: Sequence[RetractingRow]) -> list[Retraction]:
        """Take out the observations that the rows withdraw: those on equal lines before, but for bound, note and entry.

        Of equal lines that differ in their bound the last one is meant, and those with the same bound.
        """
        equal: dict[Hashable, list[int]] = {}
        for index, metadata in enumerate(self.collected):
            equal.setdefault(statement(metadata, self.values[index]), []).append(index)
        gone: set[int] = set()
        found = []
        for row in rows:
            known = equal.get(statement(row.metadata, row.values), ())
            before = [index for index in known if self.lines[index] < row.line and index not in gone]
            meant = [index for index in before if self.collected[index].bound is self.collected[before[-1]].bound]
            gone.update(meant)
            withdrawn = [self._made(self.collected[index], self.values[index], self.lines[index]) for index in meant]
            line = self._made(row.metadata, row.values, row.line)._replace(retracts=True)
            found.append(Retraction(line, row.day, tuple(withdrawn)))
        left = [index for index in range(len(self.values)) if index not in gone]
        self.collected = [self.collected[index] for index in left]
        self.values = [self.values[index] for index in left]
        self.lines = array("L", [self.lines[index] for index in left])
        return found

    def at(self, index: int) -> Observation:
        return self._made(self.metadata.each[index], self.values[index], self.lines[index])

    def at_places(self, places: Mapping[int, Place]) -> Iterator[Observation]:
        """The observations, each at the place of its line."""
        for metadata, values, line in zip(self.metadata.each, self.values, self.lines, strict=True):
            yield metadata.observation(values, places[line], self._first_order + line)

    def _made(self, metadata: ObservationMetadata, values: tuple[Decimal, ...], line: int) -> Observation:
        return metadata.observation(values, Place(self._file, line), self._first_order + line)


def share(columns: Iterable[DataFileColumns]) -> None:
    """Give series whose rows have the same metadata, one after the other, one metadata column."""
    shared: dict[tuple[int, ...], MetadataColumn] = {}
    for column in columns:
        key = tuple(map(id, column.collected))  # rows with equal cells have the same object
        metadata = shared.get(key)
        if metadata is None:
            # Lines ascend, so that the order of the observations is that of their indexes.
            metadata = shared[key] = MetadataColumn(column.collected, range(len(column.collected)))
        column.metadata = metadata
        column.collected = []


class ObservationsBySeries(Mapping[SeriesKey, ObservationColumns]):
    """The observations of all inputs by city and indicator, in the order of reading."""

    def __init__(self) -> None:
        self._parts: dict[SeriesKey, list[Sequence[Observation]]] = {}

    def add(self, key: SeriesKey, observations: Sequence[Observation]) -> None:
        """Add further observations of the series."""
        parts = self._parts.setdefault(key, [])
        if observations:
            parts.append(observations)

    def __getitem__(self, key: SeriesKey) -> ObservationColumns:
        parts = self._parts[key]
        if len(parts) == 1 and isinstance(parts[0], ObservationColumns):
            return parts[0]
        return ListedObservations([observation for part in parts for observation in part])

    def __iter__(self) -> Iterator[SeriesKey]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
