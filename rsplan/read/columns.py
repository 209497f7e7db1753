"""The observations of data files, kept small: what many lines say alike is kept once.

National monthly data are 400,000 lines that differ in their city, indicator and number, and hardly in anything
else. A line is kept as its number and its line number; what else it says it shares with the lines of other cities.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from rsplan.model.observations import ListedObservations, MetadataColumn, ObservationColumns, ObservationMetadata
from rsplan.model.plan import Observation, Place
from rsplan.model.series_key import SeriesKey


class DataFileColumns(ObservationColumns):
    """The lines of one city's indicator in one data file, in their order.

    `said` collects their metadata until `share`.
    """

    __slots__ = ("_file", "_first_order", "lines", "metadata", "said", "values")

    def __init__(self, file: str, first_order: int) -> None:
        self._file, self._first_order = file, first_order
        self.said: list[ObservationMetadata] = []
        self.values: list[tuple[Decimal, ...]] = []
        self.lines = array("L")

    def at(self, index: int) -> Observation:
        metadata, line = self.metadata.each[index], self.lines[index]
        return Observation(
            period=metadata.period,
            span=metadata.span,
            values=self.values[index],
            basis=metadata.basis,
            bound=metadata.bound,
            provisional=metadata.provisional,
            printed=metadata.printed,
            source=metadata.source,
            where=metadata.where,
            published=metadata.published,
            published_text=metadata.published_text,
            note=metadata.note,
            at=Place(self._file, line),
            order=self._first_order + line,
            via=metadata.via,
            entered=metadata.entered,
        )


def share(columns: Iterable[DataFileColumns]) -> None:
    """Let columns whose lines say the same, one after the other, share it."""
    known: dict[tuple[int, ...], MetadataColumn] = {}
    for column in columns:
        key = tuple(map(id, column.said))  # the texts of lines were compared when they were read
        metadata = known.get(key)
        if metadata is None:
            # Lines ascend, so that their order is that of the places.
            metadata = known[key] = MetadataColumn(column.said, range(len(column.said)))
        column.metadata = metadata
        column.said = []


class ObservationsBySeries(Mapping[SeriesKey, ObservationColumns]):
    """The observations by city and indicator, in the order of reading."""

    def __init__(self) -> None:
        self._parts: dict[SeriesKey, list[Sequence[Observation]]] = {}

    def add(self, key: SeriesKey, part: Sequence[Observation]) -> None:
        """Add further observations of the indicator."""
        parts = self._parts.setdefault(key, [])
        if part:
            parts.append(part)

    def __getitem__(self, key: SeriesKey) -> ObservationColumns:
        parts = self._parts[key]
        first = parts[0] if len(parts) == 1 else None
        return (
            first
            if isinstance(first, ObservationColumns)
            else ListedObservations([one for part in parts for one in part])
        )

    def __iter__(self) -> Iterator[SeriesKey]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)
