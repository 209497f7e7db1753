"""The parts that a target is split over: districts, offices or years, with what is asked of each."""

from decimal import Decimal
from typing import NamedTuple

from rsplan.model.bilingual import Text
from rsplan.model.input_places import Place


class Part(NamedTuple):
    """One part, with its weight and its bounds in the indicator's unit; `done` is what it has reached already.

    `denominator` is that of a rate, whose bounds and `done` are then numerators. `id` names its city in target files.
    """

    id: str
    name: Text
    weight: Decimal
    least: Decimal | None
    most: Decimal | None
    done: Decimal | None
    denominator: Decimal | None
    at: Place

    @property
    def floor(self) -> Decimal:
        """The least that it can be given: its minimum, and no less than it has done."""
        return max(self.least or Decimal(0), self.done or Decimal(0))


class PartTable(NamedTuple):
    """The parts in the order of the table, with the file that they stand in; `years` says that they are years."""

    path: str
    sha256: str
    parts: tuple[Part, ...]
    years: bool
