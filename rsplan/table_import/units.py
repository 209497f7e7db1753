"""Units of tables beside those of plans: 人 and 万人 are one unit in two scales, and nothing else is converted."""

from decimal import Decimal
from fractions import Fraction

from rsplan.name_matching import folded_name

#: The scales of units by their sign.
SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}


def scaled(stated: str, unit: str) -> Decimal | None:
    """The factor from the stated unit to the plan's, where they are one unit in two scales; None for any others."""
    (scale, base), (plan_scale, plan_base) = _scale(folded_name(stated)), _scale(folded_name(unit))
    if base != plan_base:
        return None
    factor = Fraction(scale, plan_scale)
    return Decimal(factor.numerator) / Decimal(factor.denominator)


def _scale(unit: str) -> tuple[int, str]:
    """The number of single ones in the unit, and the unit without it."""
    scale = 1
    while unit[:1] in SCALES:
        scale, unit = scale * SCALES[unit[0]], unit[1:]
    return scale, unit
