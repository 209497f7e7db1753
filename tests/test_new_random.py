"""`rsplan new`: tables put together at random from parts whose meaning is known, read as the parts say or marked."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from plan_documents import drawn_pdf
from test_new_plan import KNOWN, drafted, grid_file, plan_of
from test_new_tables import open_parts, ruled_pages

from rsplan.model.plan import Indicator


class Known(NamedTuple):
    """An indicator with its unit, kind and direction, prints of its target with their reading, and a base value."""

    name: str
    unit: str
    kind: str
    better: str
    targets: tuple[tuple[str, str, str], ...]
    before: str


INDICATORS = [
    Known(
        *("城镇新增就业人数", "万人", "cumulative", "higher"),
        (("〔60〕", "at_least", "60"), ("五年累计60万人以上", "at_least", "60"), ("〔60〕左右", "about", "60")),
        "〔62〕",
    ),
    Known(
        *("工伤保险参保人数", "万人", "stock", "higher"),
        (
            ("700", "at_least", "700"),
            ("700左右", "about", "700"),
            ("达到700", "at_least", "700"),
            ("≥700", "at_least", "700"),
        ),
        "500",
    ),
    Known(
        *("城镇登记失业率", "%", "rate", "lower"),
        (
            ("3以内", "at_most", "3"),
            ("控制在3%以内", "at_most", "3"),
            ("＜3", "less_than", "3"),
            ("3左右", "about", "3"),
        ),
        "4",
    ),
    Known(
        *("劳动合同签订率", "%", "rate", "higher"),
        (
            ("96", "at_least", "96"),
            ("96％以上", "at_least", "96"),
            ("95-98", "between", "95—98"),
            (">95", "more_than", "95"),
        ),
        "90",
    ),
    Known(
        *("每万名劳动者中高技能人才数", "人", "stock", "higher"),
        (("1200", "at_least", "1200"), ("1,200", "at_least", "1200"), ("0.12万人", "at_least", "1200")),
        "1000",
    ),
    Known(
        *("新招收博士后人数", "人", "cumulative", "higher"),
        (("[1500]", "at_least", "1500"), ("【1500】人以上", "at_least", "1500")),
        "[1200]",
    ),
    Known(
        *("拖欠农民工工资案件数", "件", "stock", "lower"),
        (("50以下", "at_most", "50"), ("不超过50件", "at_most", "50")),
        "80",
    ),
]
TARGETS = [
    "2030年",
    "2030年目标",
    "“十五五”目标",
    "目标值（2030年）",
    "规划目标",
    "2030年目标值",
    "到2030年",
    "“十五五”末",
]
BEFORE = ["2025年", "2025年基期值", "“十四五”期末", "基期", "现状值", "2025年实际", "2025年完成值"]
NATURES = {"binding": ("约束性", "★"), "anticipatory": ("预期性", "☆")}
REMARKS = ["注：★为约束性指标，☆为预期性指标。", "注：带★的为约束性指标，其余为预期性指标。"]
GROUPS = ["一、就业创业", "二、社会保障"]


class Shape(NamedTuple):
    """Where a table prints what."""

    unit: str
    number: str
    nature: str
    group: str
    other: str
    has_before: bool


def table_at_random(random: Random) -> tuple[list[list[str]], list[tuple[str | None, ...]]]:
    """The rows of a table, and what each of its indicators is."""
    shape = Shape(
        random.choice(["column", "brackets", "comma", "blank"]),
        random.choice(["", "column", "1.", "（1）", "①"]),
        random.choice(["", "column", "sign", "brackets", "column of signs"]),
        random.choice(["", "rows", "column"]),
        random.choice(["", "office", "milestone"]),
        random.random() < 0.8,
    )
    columns = [*_columns(shape)]
    headings = {
        "group": random.choice(["类别", "领域"]),
        "number": random.choice(["序号", "编号"]),
        "name": random.choice(["指标", "指标名称", "主要指标", "项目"]),
        "unit": random.choice(["单位", "计量单位"]),
        "before": random.choice(BEFORE),
        "target": random.choice(TARGETS),
        "milestone": "2027年目标",
        "nature": random.choice(["属性", "指标属性", "性质", "类型"]),
        "office": random.choice(["责任单位", "配合单位"]),
    }
    rows = [[headings[column] for column in columns]]
    facts: list[tuple[str | None, ...]] = []
    group = ""
    for number, known in enumerate(random.sample(INDICATORS, random.randint(2, 6)), 1):
        printed, comparator, values = random.choice(known.targets)
        nature = random.choice([*NATURES])
        new_group = GROUPS[number > 2]
        if shape.group == "rows" and new_group != group:
            rows.append([new_group, *[""] * (len(columns) - 1)])
        cells = {
            "group": new_group if new_group != group else "",
            "number": str(number),
            "unit": known.unit,
            "name": _label(known, shape, number, nature, random),
            "before": known.before,
            "target": printed,
            "nature": NATURES[nature][shape.nature == "column of signs"],
            "office": "市人社局",
            "milestone": known.before,
        }
        group = new_group
        rows.append([cells[column] for column in columns])
        facts.append(
            (
                *(known.name, known.unit, known.kind, known.better, printed, comparator, values),
                nature if shape.nature else None,
                known.before if shape.has_before else None,
                new_group[2:] if shape.group else None,
                str(number) if shape.number else None,
            )
        )
    if "sign" in shape.nature:
        rows.append([random.choice(REMARKS), *[""] * (len(columns) - 1)])
    return rows, facts


def _columns(shape: Shape) -> Iterator[str]:
    yield from ["group"] * (shape.group == "column") + ["number"] * (shape.number == "column") + ["name"]
    yield from ["unit"] * (shape.unit == "column") + ["before"] * shape.has_before
    yield from ["milestone"] * (shape.other == "milestone") + ["target"]
    yield from ["nature"] * ("column" in shape.nature) + ["office"] * (shape.other == "office")


def _label(known: Known, shape: Shape, number: int, nature: str, random: Random) -> str:
    """The cell of the name with all that stands in it."""
    word, sign = NATURES[nature]
    units = {"brackets": random.choice(["（{}）", "({})", "[{}]"]), "comma": "，{}", "blank": " {}", "column": ""}
    label = known.name + units[shape.unit].format(known.unit)
    if shape.nature == "brackets":
        label += random.choice([f"（{word}）", f"【{word}】"])
    if shape.nature == "sign":
        label = f"{label}{sign}" if shape.unit in ("column", "brackets") and random.random() < 0.5 else f"{sign}{label}"
    numbers = {"1.": f"{number}{random.choice('.．、')}", "（1）": f"（{number}）", "①": "①②③④⑤⑥"[number - 1]}
    return numbers.get(shape.number, "") + label


def facts_of(indicator: Indicator) -> tuple[str | None, ...]:
    target = indicator.target
    return (
        *(indicator.name.zh, indicator.unit.zh, str(indicator.kind), str(indicator.better), target.printed),
        str(target.comparator),
        "—".join(str(value) for value in (*target.values, *filter(None, (target.high,)))),
        str(indicator.nature) if indicator.nature else None,
        indicator.earlier.printed if indicator.earlier else None,
        indicator.group.name.zh if indicator.group else None,
        indicator.number,
    )


@pytest.mark.parametrize("form", ["csv", "pdf"])
@pytest.mark.parametrize("seed", [*range(2), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 40))])
def test_a_table_put_together_at_random_is_read_as_its_parts_say_or_marked(
    seed: int, form: str, tmp_path: Path
) -> None:
    random = Random(f"{seed} {form}")
    for _ in range(25):
        rows, facts = table_at_random(random)
        file = grid_file(tmp_path, rows)
        if form == "pdf":
            file = str(tmp_path / "table.pdf")
            Path(file).write_bytes(drawn_pdf(ruled_pages(rows)))
        read = plan_of(drafted("elsewhere", "15fyp", file, KNOWN["with no plan"])).indicators
        assert [one.name.zh for one in read] == [fact[0] for fact in facts]
        for one, fact in zip(read, facts, strict=True):
            assert facts_of(one) == fact or open_parts(one), rows
