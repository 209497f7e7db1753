"""The derivation of the figures of a calendar year: its own target down to what sets it; methodology.md, section 6."""

from fractions import Fraction

from rsplan.calc.assess import Assessment
from rsplan.calc.explain.derivation import Derivation, Origin, ReadFrom, derived, leaf
from rsplan.calc.explain.figure_derivations import known_numbers
from rsplan.calc.explain.trajectory_points import planned_at
from rsplan.calc.formulas import Symbol
from rsplan.calc.trajectory import year_ends
from rsplan.calc.year_assessment import YearAssessment

Inputs = dict[str, Derivation]


def numbers_of_year(plan: Assessment, year: YearAssessment) -> Inputs:
    """The target of the year (T) and the level from which it starts (B), which the plan's document does not print.

    `plan` is the assessment of the indicator within its plan. Of a target that is the plan's own there is nothing to
    add, nor of a year without one.
    """
    known: Inputs = dict(known_numbers(plan))
    ends = [end for end in year_ends(plan.plan) if end < year.start]
    before = ends[-1] if ends else None
    value = Fraction(year.standing.target.value) if year.standing.in_force.exists else None
    found: Inputs = {}
    if year.origin == "task" and year.task is not None:
        source = year.task.source or plan.plan.document.title.zh
        found["T"] = leaf("target", value, Origin(source, year.task.at, ReadFrom.ENTRY, period=str(year.year)))
    elif year.origin == "milestone" and year.milestone is not None:
        source = year.milestone.source or plan.plan.document.title.zh
        found["T"] = leaf("target", value, Origin(source, year.milestone.at, ReadFrom.ENTRY, period=str(year.year)))
    elif year.origin == "straight_line" and plan.in_force.accumulates:
        points = {"P1": planned_at(plan, known, year.end), "P0": planned_at(plan, known, before)}
        found["T"] = derived("target", Symbol("P1") - Symbol("P0"), "straight_line", points)
    elif year.origin == "straight_line":
        found["T"] = planned_at(plan, known, year.end)._replace(name="target")
    if year.standing.values["B"] is not None and not plan.indicator.kind.is_additive:
        found["B"] = planned_at(plan, known, before)._replace(name="baseline")
    return found
