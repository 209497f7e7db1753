"""The figures of an assessment that people may take for its standing, and the day or the year that they are of."""

from rsplan.calc.actuals import deciding_years, whole_years
from rsplan.calc.assess import Assessment
from rsplan.model.enums import Better, Bound, Kind


def is_of_the_past(assessment: Assessment) -> bool:
    """Whether what is known says nothing of today: the data are old, or lack the last figure of a plan that ended."""
    clock = assessment.clock
    return assessment.actual is not None and (bool(assessment.stale) or (clock.ended and not clock.complete))


def tells_completion(assessment: Assessment) -> bool:
    """Whether the completion is that of today; a level that is known only of the past has none."""
    return assessment.indicator.kind.is_additive or not is_of_the_past(assessment)


def remaining_bound(assessment: Assessment) -> Bound | None:
    """Whether the amount that is left is exact: at most that where a sum may have grown since.

    None where nothing is known, and of a level that is known only of the past.
    """
    figure = assessment.figures.get("remaining")
    if figure is None or figure.value is None:
        return None
    if not is_of_the_past(assessment):
        return figure.bound
    if assessment.indicator.kind is Kind.ANNUAL:
        return figure.bound if figure.value else None  # a year that failed stays so, others may come
    if not (assessment.in_force.accumulates and assessment.in_force.better is Better.HIGHER):
        return None
    if figure.value == 0:
        return figure.bound
    return Bound.AT_MOST if figure.bound in (Bound.EXACT, Bound.AT_MOST) else Bound.UNKNOWN


def weakest_year(assessment: Assessment) -> int | None:
    """The year whose amount is the actual of an annual target, where several count: the last of these says nothing."""
    actual = assessment.actual
    if actual is None or assessment.indicator.kind is not Kind.ANNUAL:
        return None
    years = [
        year
        for year in deciding_years(assessment.in_force, whole_years(assessment.years))
        if year.span[0] <= actual.through
    ]
    weakest = [year.year for year in years if year.known is not None and year.known.values == actual.values]
    return weakest[0] if weakest and len(years) > 1 else None
