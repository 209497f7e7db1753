"""Units of tables beside those of plans: 人 and 万人 are one unit in two scales, and nothing else is converted."""

from decimal import Decimal
from fractions import Fraction

from rsplan.name_matching import folded_name

#: The scales of units by their sign.
SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

#: Units of rates: each is another quantity.
RATES = frozenset(("%", "‰", "百分点", "个百分点", "百分比"))

_BASES = frozenset(
    (
        *(
            "人",
            "人次",
            "个",
            "家",
            "户",
            "件",
            "起",
            "所",
            "张",
            "元",
            "名",
            "项",
            "次",
            "岁",
            "年",
            "月",
            "天",
            "倍",
            "册",
        ),
        *(
            "户次",
            "元/人",
            "元/月",
            "元/人月",
            "元/年",
            "个/天",
            "万",
            "人/年",
            "吨",
            "分",
            "篇",
            "套",
            "床",
            "平方米",
            "亩",
            "公里",
        ),
        *("persons", "person", "people", "yuan", "percent", "per cent", "cases", "households"),
    )
)


def is_unit(folded: str) -> bool:
    """Whether the folded text is a unit and nothing else."""
    return folded in RATES or _scale(folded)[1] in _BASES


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
