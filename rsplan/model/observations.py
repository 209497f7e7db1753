"""The observations of one indicator in two columns: their numbers, and all else that is said of them.

Monthly data say the same of very many numbers: the month, that it is exact, when and where it was published.
What follows from that alone (which observations count, which sets of them share no day) is worked out once.
"""

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, overload

from rsplan.model.period import Period
from rsplan.model.plan import Basis, Bound, Observation, Place, Text


class ObservationMetadata(NamedTuple):
    """All that is said of an observation beside its number and its place; the fields are those of `Observation`."""

    period: Period
    span: tuple[date, date]
    basis: Basis
    bound: Bound
    provisional: bool
    printed: str | None
    source: str
    where: str | None
    published: date | None
    published_text: str | None
    note: Text | None

    def observation(self, values: tuple[Decimal, ...], at: Place, order: int) -> Observation:
        """The observation with this metadata; the inverse of `metadata_of`."""
        return Observation(
            period=self.period,
            span=self.span,
            values=values,
            basis=self.basis,
            bound=self.bound,
            provisional=self.provisional,
            printed=self.printed,
            source=self.source,
            where=self.where,
            published=self.published,
            published_text=self.published_text,
            note=self.note,
            at=at,
            order=order,
        )


class MetadataColumn:
    """The metadata of all observations of an indicator, and the order in which they were read.

    Series whose metadata are the same share one object. `derived` keeps what was worked out from the metadata
    alone, and goes with them.
    """

    __slots__ = ("derived", "each", "orders")

    def __init__(self, each: Sequence[ObservationMetadata], orders: Sequence[int]) -> None:
        self.each, self.orders = each, orders
        self.derived: dict[Hashable, Any] = {}

    def __reduce__(self) -> tuple[type["MetadataColumn"], tuple[object, object]]:
        return MetadataColumn, (self.each, self.orders)

    def vintage(self, index: int) -> tuple[date, int]:
        """The order in which observations became known: by publication, then by place; the last one counts."""
        return self.each[index].published or date.min, self.orders[index]


class ObservationColumns(Sequence[Observation]):
    """The observations of one indicator, each made when it is asked for."""

    __slots__ = ()

    metadata: MetadataColumn
    values: Sequence[tuple[Decimal, ...]]

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, index: int) -> Observation: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Observation]: ...
    def __getitem__(self, index: int | slice) -> Observation | Sequence[Observation]:
        if isinstance(index, slice):
            return [self.at(one) for one in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self.at(index % len(self))

    @abstractmethod
    def at(self, index: int) -> Observation:
        """The observation at an index from 0."""

    def some(self, indexes: Iterable[int]) -> list[Observation]:
        """The observations at the indexes."""
        return [self.at(index) for index in indexes]


class ListedObservations(ObservationColumns):
    """Observations that are at hand."""

    __slots__ = ("_each", "metadata", "values")

    def __init__(self, observations: Iterable[Observation]) -> None:
        self._each = tuple(observations)
        self.values = [one.values for one in self._each]
        self.metadata = MetadataColumn([metadata_of(one) for one in self._each], [one.order for one in self._each])

    def at(self, index: int) -> Observation:
        return self._each[index]


def metadata_of(observation: Observation) -> ObservationMetadata:
    """What is said of the observation beside its number and its place."""
    return ObservationMetadata(
        period=observation.period,
        span=observation.span,
        basis=observation.basis,
        bound=observation.bound,
        provisional=observation.provisional,
        printed=observation.printed,
        source=observation.source,
        where=observation.where,
        published=observation.published,
        published_text=observation.published_text,
        note=observation.note,
    )


def in_columns(observations: Iterable[Observation]) -> ObservationColumns:
    """The observations in columns."""
    return observations if isinstance(observations, ObservationColumns) else ListedObservations(observations)
