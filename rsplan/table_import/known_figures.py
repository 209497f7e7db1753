"""The figures already known of one indicator, with those that a table adds: which repeat, which are effective."""

from collections import Counter
from collections.abc import Sequence

from rsplan.calc.effective_observations import Span
from rsplan.journal.export import identity, published_identity, without_repeats
from rsplan.model.observations import Observation, statement
from rsplan.table_import.lines_to_add import DataRow


class KnownFigures:
    """The known figures of one indicator, those that were withdrawn included, to which a table adds its own.

    `as_lines` compares who entered a figure and when as well: a data file is imported line by line.
    """

    def __init__(self, observations: Sequence[Observation], *, as_lines: bool) -> None:
        ordered = sorted(observations, key=lambda observation: observation.order)
        self._by_span: dict[Span, list[Observation]] = {}
        for observation in observations:
            self._add(observation)
        self._identity = identity if as_lines else published_identity
        self._unmatched = Counter(map(self._identity, without_repeats(ordered)))
        self._before: dict[object, Observation] = {}
        self._withdrawn: set[object] = set()

    def _add(self, observation: Observation) -> None:
        self._by_span.setdefault(observation.span, []).append(observation)

    def contain(self, new: Observation, row: DataRow) -> bool:
        """Whether the figure says nothing new; otherwise it is known from now on.

        A table that does not say where its figures were published adds nothing by repeating a figure that was known,
        even where another has replaced it since. One that does is matched with each line once: a figure revised and
        revised back is three lines.
        """
        sequence = new.span, new.published
        before = self._before.get(sequence)
        self._before[sequence] = new
        if new.span not in self._by_span and not new.retracts:
            self._add(new)
            return False
        identity_of_new = self._identity(new)
        if (
            before is not None and self._identity(before) == identity_of_new
        ):  # the line before it once more, which is exported once too
            return True
        if self._unmatched[identity_of_new]:
            self._unmatched[identity_of_new] -= 1
            return True
        if new.retracts:
            self._withdrawn.add(statement(new, new.values))
            return False
        anew = statement(new, new.values) in self._withdrawn
        if not anew and not row.states_publication and self._was_known(new):
            return True
        self._add(new)
        return False

    def _was_known(self, new: Observation) -> bool:
        """Whether the figure was ever given for its days: an old table revises nothing back."""
        return any(figure(one) == figure(new) for one in self._by_span.get(new.span, ()))


def figure(observation: Observation) -> tuple[object, ...]:
    """The figure that the observation gives for its days, whoever published it and when."""
    return tuple(value.normalize() for value in observation.values), observation.bound, observation.provisional
