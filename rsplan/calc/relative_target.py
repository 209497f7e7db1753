"""A target relative to another series, whose figure of the same days is its number; methodology.md, section 1."""

from datetime import date
from fractions import Fraction

from rsplan.calc.actuals import Actuals, level_history
from rsplan.calc.effective_observations import effective_observations
from rsplan.calc.target_in_force import TargetInForce, limit_of
from rsplan.model.enums import Bound, Comparator
from rsplan.model.observations import in_columns


def with_reference(
    in_force: TargetInForce, actuals: Actuals, as_of: date, known_on: date | None
) -> tuple[TargetInForce, Actuals]:
    """The target with its number, and the actuals up to the last figure that one of the other series stands beside.

    Both are unchanged where the target is relative to nothing, or where no figure of the other series is known exactly
    for the same days, counted on the same basis. The figures before the last one had other numbers beside them, so
    they say nothing of this one, and are no part of the history.
    """
    relative = in_force.target.relative_to
    if relative is None:
        return in_force, actuals
    from rsplan.model.target_meaning import ABOUT_TOLERANCE  # hardly any target is relative, and start-up counts

    columns = in_columns(relative.series)
    effective = effective_observations(columns.metadata, (in_force.plan.start, in_force.plan.end), as_of, known_on)
    known = {(one.span, one.basis): one for one in columns.select(effective.within) if one.bound is Bound.EXACT}
    for index in reversed(actuals.history.observed):
        observed = actuals.columns.at(index)
        reference = known.get((observed.span, observed.basis))
        if reference is None:
            continue
        is_about = relative.comparator is Comparator.ABOUT
        assumed = abs(Fraction(reference.value)) * Fraction(ABOUT_TOLERANCE) if is_about else None
        target = in_force.target._replace(
            comparator=relative.comparator,
            values=(reference.value,),
            tolerance=assumed if relative.tolerance is None else relative.tolerance,
            tolerance_assumed=is_about and relative.tolerance is None,
            in_words=False,
        )
        in_force = in_force._replace(
            target=target,
            stated=target,
            limit=limit_of(target, in_force.better),
            maintenance=True,
            reference=reference,
        )
        return in_force, actuals._replace(history=level_history(actuals.columns, (index,)))
    return in_force, actuals
