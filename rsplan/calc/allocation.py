"""A target split over its parts by largest remainder, within their bounds; methodology.md, section 10."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from rsplan.errors import RsplanError
from rsplan.model.parts import Part
from rsplan.model.rounding import shown


class PartAmount(NamedTuple):
    """The amount of one part: its exact share of the total within its bounds, and that share in steps."""

    part: Part
    share: Fraction
    amount: Fraction

    @property
    def rounding(self) -> Fraction:
        """The amount minus the exact share."""
        return self.amount - self.share

    @property
    def left(self) -> Fraction:
        """The amount that is still to be done."""
        return self.amount - Fraction(self.part.done or 0)

    @property
    def rate(self) -> Fraction | None:
        """The rate in per cent that the amount is of the part's denominator; None without one."""
        return self.amount / Fraction(self.part.denominator) * 100 if self.part.denominator else None


def allocate(total: Fraction, parts: Sequence[Part], step: Fraction) -> list[PartAmount]:
    """Split the total over the parts by their weights, in multiples of the step; together they are the total exactly.

    Each part gets its share within its bounds, rounded down to the step or to its own lower bound; what remains goes,
    a step at most to each, to the largest remainders, of equal ones to the part that stands first, and never beyond
    an upper bound; a part that has no remainder gets nothing of it. Less than a step is given where the total is no
    multiple of the step, or the bounds leave no room for a whole one.
    Raises RsplanError where the bounds leave no way to reach the total, and where no part has a weight.
    """
    floors, ceilings = [Fraction(part.floor) for part in parts], [_ceiling(part) for part in parts]
    _check(total, parts, floors, ceilings)
    weights = [Fraction(part.weight) for part in parts]
    shares = _shares(total, weights, floors, ceilings)
    amounts = [max(share // step * step, floor) for share, floor in zip(shares, floors, strict=True)]
    rest = total - sum(amounts, Fraction(0))
    in_turn = sorted(range(len(parts)), key=lambda index: (amounts[index] - shares[index], index))
    given = set()
    for index in in_turn:
        ceiling = ceilings[index]
        has_room = ceiling is None or amounts[index] + step <= ceiling
        if rest >= step and has_room and amounts[index] < shares[index]:
            amounts[index] += step
            rest -= step
            given.add(index)
    for index in in_turn:
        if index not in given:
            ceiling = ceilings[index]
            more = min(step, rest) if ceiling is None else min(step, rest, ceiling - amounts[index])
            amounts[index] += more
            rest -= more
    return [PartAmount(*one) for one in zip(parts, shares, amounts, strict=True)]


def _ceiling(part: Part) -> Fraction | None:
    return None if part.most is None else Fraction(part.most)


def _check(
    total: Fraction, parts: Sequence[Part], floors: Sequence[Fraction], ceilings: Sequence[Fraction | None]
) -> None:
    """Raise RsplanError without weights, and where a part's bounds exclude each other, or all of them the total."""
    if not any(part.weight for part in parts):  # as of a column that was not filled in: nobody said that all are equal
        raise RsplanError("error.parts_weightless")
    for part, floor, ceiling in zip(parts, floors, ceilings, strict=True):
        if ceiling is not None and ceiling < floor:
            raise RsplanError("error.part_bounds", part=part.name.zh, low=shown(floor, None), high=shown(ceiling, None))
    low = sum(floors, Fraction(0))
    if low > total:
        raise RsplanError("error.parts_above", low=shown(low, None), total=shown(total, None))
    highs = [ceiling if part.weight else floor for part, floor, ceiling in zip(parts, floors, ceilings, strict=True)]
    known = [high for high in highs if high is not None]
    if len(known) == len(highs) and sum(known, Fraction(0)) < total:
        raise RsplanError("error.parts_below", high=shown(sum(known, Fraction(0)), None), total=shown(total, None))


def _shares(
    total: Fraction, weights: Sequence[Fraction], floors: Sequence[Fraction], ceilings: Sequence[Fraction | None]
) -> list[Fraction]:
    """The shares in proportion to the weights, each moved to the bound that it would go beyond; they add up exactly.

    One factor serves all parts: a share is weight × factor within the bounds. Their sum rises with the factor in
    straight pieces between the factors at which a share meets a bound.
    """

    def at(factor: Fraction) -> list[Fraction]:
        return [
            max(weight * factor if ceiling is None else min(weight * factor, ceiling), floor)
            for weight, floor, ceiling in zip(weights, floors, ceilings, strict=True)
        ]

    turns = {Fraction(0)}
    for weight, floor, ceiling in zip(weights, floors, ceilings, strict=True):
        if weight:
            turns |= {floor / weight} | ({ceiling / weight} if ceiling is not None else set())
    before = max(turn for turn in turns if sum(at(turn), Fraction(0)) <= total)
    reached = at(before)
    free = [
        weight if share == weight * before and share != ceiling else Fraction(0)
        for weight, share, ceiling in zip(weights, reached, ceilings, strict=True)
    ]
    missing = total - sum(reached, Fraction(0))
    return at(before + missing / sum(free, Fraction(0))) if missing else reached
