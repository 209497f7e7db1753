"""The figures already known of one indicator, with those that a table adds: which repeat, which are effective."""

from collections import Counter
from collections.abc import Sequence

from rsplan.calc.effective_observations import Span, vintage
from rsplan.journal.candidate import Candidate
from rsplan.journal.export import Identity, identity, published_identity, without_repeats
from rsplan.journal.indicator_plans import PlanIndicator
from rsplan.model.observations import Observation, statement
from rsplan.table_import.lines_to_add import DataRow


class CountedFigures:
    """The effective observations of one indicator, one for each span of days."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self._all: dict[Span, list[Observation]] = {}
        self._latest: dict[Span, Observation] = {}
        for observation in observations:
            self.add(observation)

    def add(self, observation: Observation) -> None:
        """Make the observation known; a line that withdraws others takes them away."""
        if observation.retracts:
            self._withdraw(observation)
            return
        self._all.setdefault(observation.span, []).append(observation)
        latest = self._latest.get(observation.span)
        if latest is None or vintage(latest) <= vintage(observation):
            self._latest[observation.span] = observation

    def _withdraw(self, line: Observation) -> None:
        withdrawn = statement(line, line.values)
        left = [one for one in self._all.pop(line.span, ()) if statement(one, one.values) != withdrawn]
        self._latest.pop(line.span, None)
        for observation in left:
            self.add(observation)

    def candidate(self, new: Observation, plans: Sequence[PlanIndicator]) -> Candidate:
        """The observation beside those that are effective without it."""
        others = [latest for span, latest in self._latest.items() if span != new.span]
        same = [one for one in self._all.get(new.span, ()) if one is not new]
        effective = [*others, max(same, key=vintage)] if same else others
        return Candidate(new, effective, effective, plans)


class KnownFigures:
    """The known figures of one indicator, those that were withdrawn included, to which a table adds its own.

    `as_lines` compares who entered a figure and when as well: a data file is imported line by line.
    """

    def __init__(self, observations: Sequence[Observation], *, as_lines: bool) -> None:
        ordered = sorted(observations, key=lambda observation: observation.order)
        self._observations = list(observations)
        self._identity = identity if as_lines else published_identity
        self._unmatched = Counter(map(self._identity, without_repeats(ordered)))
        self._before: dict[object, Identity] = {}
        self._withdrawn: set[object] = set()

    def contain(self, new: Observation, row: DataRow) -> bool:
        """Whether the figure says nothing new; otherwise it is known from now on.

        A table that does not say where its figures were published adds nothing by repeating a figure that was
        effective then. One that does is matched with each line once: a figure revised and revised back is three lines.
        """
        identity_of_new, sequence = self._identity(new), (new.span, new.published)
        before = self._before.get(sequence)
        self._before[sequence] = identity_of_new
        if before == identity_of_new:  # the line before it once more, which is exported once too
            return True
        if self._unmatched[identity_of_new]:
            self._unmatched[identity_of_new] -= 1
            return True
        if new.retracts:
            self._withdrawn.add(statement(new, new.values))
            return False
        anew = statement(new, new.values) in self._withdrawn
        if not anew and not row.states_publication and self._repeats(new):
            return True
        self._observations.append(new)
        return False

    def _repeats(self, new: Observation) -> bool:
        """Whether the figure was effective on its date of publication, or at any time where it has none.

        An old table without dates therefore revises nothing back.
        """
        return self._was_effective(new) or (new.published is None and self._was_known(new))

    def _was_known(self, new: Observation) -> bool:
        return any(one.span == new.span and figure(one) == figure(new) for one in self._observations)

    def _was_effective(self, new: Observation) -> bool:
        earlier = [
            one
            for one in self._observations
            if one.span == new.span and (not one.published or not new.published or one.published <= new.published)
        ]
        latest = max(earlier, key=vintage, default=None)
        return latest is not None and figure(latest) == figure(new)


def figure(observation: Observation) -> tuple[object, ...]:
    """The figure that the observation gives for its days, whoever published it and when."""
    return tuple(value.normalize() for value in observation.values), observation.bound, observation.provisional
