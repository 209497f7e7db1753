"""The observations of data files stored by column, so that metadata shared by many rows are stored once.

National monthly data are 400,000 rows that differ in their city, their indicator and their number, and hardly in
anything else. Of a row its number and its line are kept; its metadata are shared with the rows of other cities.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from rsplan.model.input_places import Place
from rsplan.model.observations import (
    ListedObservations,
    MetadataColumn,
    Observation,
    ObservationColumns,
    ObservationMetadata,
)
from rsplan.model.series_key import SeriesKey


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

    def at(self, index: int) -> Observation:
        line = self.lines[index]
        return self.metadata.each[index].observation(
            self.values[index], Place(self._file, line), self._first_order + line
        )


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
