"""The figures already known of one indicator, with those that a table adds: which repeat, which are effective."""

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Sequence
from datetime import date

from rsplan.calc.effective_observations import Span, vintage
from rsplan.journal.export import Identity, identity, without_repeats
from rsplan.model.observations import Observation
from rsplan.table_import.lines_to_add import DataRow


class KnownFigures:
    """The known figures of one indicator, to which a table adds its own."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        ordered = sorted(observations, key=lambda observation: observation.order)
        self._by_span: dict[Span, _OfSpan] = {}
        self._unmatched = Counter(map(identity, without_repeats(ordered)))
        self._before: dict[object, Identity] = {}
        for observation in observations:
            self._add(observation)

    def _add(self, observation: Observation) -> None:
        self._by_span.setdefault(observation.span, _OfSpan()).add(observation)

    def contain(self, new: Observation, row: DataRow) -> bool:
        """Whether the figure says nothing new; otherwise it is known from now on.

        A table that does not say where its figures were published adds nothing by repeating a figure that was
        effective then. One that does is matched with each line once: a figure revised and revised back is three lines.
        """
        identity_of_new, sequence = identity(new), (new.span, new.published)
        before = self._before.get(sequence)
        self._before[sequence] = identity_of_new
        if before == identity_of_new:  # the line before it once more, which is exported once too
            return True
        if self._unmatched[identity_of_new]:
            self._unmatched[identity_of_new] -= 1
            return True
        if not row.states_publication and self._repeats(new):
            return True
        self._add(new)
        return False

    def _repeats(self, new: Observation) -> bool:
        """Whether the figure was effective on its date of publication, or at any time where it has none.

        An old table without dates therefore revises nothing back.
        """
        known = self._by_span.get(new.span)
        return known is not None and (known.was_effective(new) or (new.published is None and known.was_known(new)))


class _OfSpan:
    """The known observations of the same days: the last of those without a date, and the others by date."""

    def __init__(self) -> None:
        self._figures: set[object] = set()
        self._undated: Observation | None = None
        self._dated: list[Observation] = []

    def add(self, observation: Observation) -> None:
        """Make the observation known."""
        self._figures.add(figure(observation))
        if observation.published:
            insort(self._dated, observation, key=vintage)
        elif self._undated is None or vintage(self._undated) <= vintage(observation):
            self._undated = observation

    def was_known(self, new: Observation) -> bool:
        """Whether the figure was ever given."""
        return figure(new) in self._figures

    def was_effective(self, new: Observation) -> bool:
        """Whether the figure was effective on its date of publication, or is effective now where it has none."""
        end = bisect_right(self._dated, new.published, key=_published) if new.published else len(self._dated)
        earlier = [*self._dated[max(end - 1, 0) : end], *([self._undated] if self._undated else [])]
        latest = max(earlier, key=vintage, default=None)
        return latest is not None and figure(latest) == figure(new)


def _published(observation: Observation) -> date:
    return observation.published or date.min


def figure(observation: Observation) -> tuple[object, ...]:
    """The figure that the observation gives for its days, whoever published it and when."""
    return tuple(value.normalize() for value in observation.values), observation.bound, observation.provisional
