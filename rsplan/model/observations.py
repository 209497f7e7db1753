"""Observations, and the observations of one series in two columns: their values and their metadata.

In monthly data very many values have the same metadata: the month, that it is exact, when and where it was
published. Series can share one column of them, and what follows from it alone (which observations are effective,
which sets of them share no day) is worked out once for all.
"""

from abc import abstractmethod
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, overload

from rsplan.model.bilingual import ShakingText, Text
from rsplan.model.enums import Basis, Bound, Via
from rsplan.model.input_places import Place
from rsplan.model.period import Period

#: The beginning of the note of a figure that was entered for a reason against a check; docs/observations.md.
FORCED = "forced ("


class Observation(NamedTuple):
    """A published value of a period; docs/methodology.md, section 2.

    `span` is the first and the last day that the value counts (one day for a level). `values` holds one number,
    or the shares of a composition, in the indicator's unit. `order` is the place among all observations read:
    files as given, lines within them. `value_at` is the line of the value where that is not the observation's first.
    `entered` is the day and `by` the person of the entry; no figure depends on the person.
    `difference_of` are the figures that an amount is the difference of: the first minus the others.
    `basis_stated` says that the basis was given, rather than taken by default.
    `retracts` marks the line of a data file that withdraws an equal one: it is no figure, and no calculation gets it.
    """

    period: Period
    span: tuple[date, date]
    values: tuple[Decimal, ...]
    basis: Basis
    bound: Bound
    provisional: bool
    printed: str | None
    source: str
    where: str | None
    published: date | None
    published_text: str | None
    note: Text | ShakingText | None
    at: Place
    order: int
    value_at: Place | None = None
    via: Via | None = None
    entered: date | None = None
    by: str = ""
    difference_of: "tuple[Observation, ...]" = ()
    basis_stated: bool = True
    retracts: bool = False

    @property
    def known_since(self) -> date:
        """The day since which the figure is known: published, else entered, else the last day that it counts."""
        return self.published or self.entered or self.span[1]

    @property
    def is_forced(self) -> bool:
        """Whether the note says that a reason overruled a check; in older files that may stand behind other words."""
        return self.note is not None and (self.note.zh.startswith(FORCED) or f"; {FORCED}" in self.note.zh)

    @property
    def value(self) -> Decimal:
        """The number of an observation without shares."""
        return self.values[0]


class ObservationMetadata(NamedTuple):
    """An observation without its values and its place; the fields are those of `Observation`."""

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
    note: Text | ShakingText | None
    via: Via | None = None
    entered: date | None = None
    by: str = ""
    basis_stated: bool = True

    @property
    def known_since(self) -> date:
        """The day since which the figure is known; see `Observation.known_since`."""
        return self.published or self.entered or self.span[1]

    def observation(self, values: tuple[Decimal, ...], at: Place, order: int) -> Observation:
        """The observation with this metadata; the inverse of `metadata_of`."""
        # In the order of the fields, which takes half the time: hundreds of thousands are made.
        period, span, *said, via, entered, by, basis_stated = self
        return tuple.__new__(
            Observation, (period, span, values, *said, at, order, None, via, entered, by, (), basis_stated, False)
        )


class Retraction(NamedTuple):
    """A line of a data file that withdraws equal lines before it; docs/observations.md.

    `line` is that line itself, with the reason as its note; `day` is the day since which the figure is withdrawn,
    None where the file does not say it: then it is as if the figure had never been entered. `withdrawn` are the
    observations that the line acts on, none where no equal line before it still counts.
    """

    line: Observation
    day: date | None
    withdrawn: tuple[Observation, ...]

    @property
    def known_since(self) -> date:
        """The day since which the retraction is known: never before the figure itself."""
        return max((self.day or date.min, *(one.known_since for one in self.withdrawn or (self.line,))))

    def was_known(self, known_on: date | None) -> bool:
        """Whether the figure was withdrawn by that day."""
        return known_on is None or self.day is None or self.day <= known_on


def statement(line: Observation | ObservationMetadata, values: tuple[Decimal, ...]) -> Hashable:
    """The part of a line that is equal in the line which withdraws it: all but the bound, the note and the entry."""
    return line.span, line.basis, values, line.provisional, line.published, " ".join(line.source.split()), line.via


class MetadataColumn:
    """The metadata of all observations of a series, and the order in which they were read.

    Series with the same metadata share one object. `derived` keeps the results that follow from the metadata
    alone, and dies with them.
    """

    __slots__ = ("derived", "each", "orders")

    def __init__(self, each: Sequence[ObservationMetadata], orders: Sequence[int]) -> None:
        self.each, self.orders = each, orders
        self.derived: dict[Hashable, Any] = {}

    def __reduce__(self) -> tuple[type["MetadataColumn"], tuple[object, object]]:
        return MetadataColumn, (self.each, self.orders)

    def vintage(self, index: int) -> tuple[date, int]:
        """The date of publication or entry, and the place: of two for the same days the greater one counts."""
        observed = self.each[index]
        return observed.published or observed.entered or date.min, self.orders[index]


class ObservationColumns(Sequence[Observation]):
    """The observations of one series, each of them made when it is asked for."""

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
            return [self.at(place) for place in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self.at(index % len(self))

    @abstractmethod
    def at(self, index: int) -> Observation:
        """The observation at the index, which counts from 0."""

    def select(self, indexes: Iterable[int]) -> list[Observation]:
        """The observations at the indexes."""
        return [self.at(index) for index in indexes]


class ListedObservations(ObservationColumns):
    """Columns made of observations."""

    __slots__ = ("_each", "metadata", "values")

    def __init__(self, observations: Iterable[Observation]) -> None:
        self._each = tuple(observations)
        self.values = [observation.values for observation in self._each]
        metadata = [metadata_of(observation) for observation in self._each]
        self.metadata = MetadataColumn(metadata, [observation.order for observation in self._each])

    def at(self, index: int) -> Observation:
        return self._each[index]


def metadata_of(observation: Observation) -> ObservationMetadata:
    """The metadata of the observation; the inverse of `ObservationMetadata.observation`."""
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
        via=observation.via,
        entered=observation.entered,
        by=observation.by,
        basis_stated=observation.basis_stated,
    )


def in_columns(observations: Iterable[Observation]) -> ObservationColumns:
    """The observations as columns; columns are returned as they are."""
    return observations if isinstance(observations, ObservationColumns) else ListedObservations(observations)
