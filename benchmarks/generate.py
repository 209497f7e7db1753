"""Invented inputs of any size: target files of 20 indicators a city, 60 months of observations of each.

    python benchmarks/generate.py DIR CITIES

writes DIR/targets/city001.yaml … and DIR/observations.csv, the same bytes every time. The indicators are of the
same kinds, in the same proportions, as those of the shipped plans, and an indicator takes as many bytes as
there. Figures of sums are published month by month, most of them counted from the beginning of the year, as
monthly reports do; levels are those of the last day of the month.
"""

import argparse
import random
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

START, YEARS = 2021, 5
MONTHS = [(year, month) for year in range(START, START + YEARS) for month in range(1, 13)]
HEADER = "city,indicator,period,value,basis,published,source\n"


class Row(NamedTuple):
    """One indicator of every city: its text in the target file, and between what values it moves."""

    id: str
    zh: str
    en: str
    unit: str
    kind: str
    printed: str
    baseline: str = ""
    lowest: str = "1"
    highest: str = "2"
    basis: str = "level"


#: Seven sums, one annual target, five counts at a day and seven rates: the shares of the shipped plans.
TABLE = """
new-jobs | 城镇新增就业人数 | New urban jobs | 万人 | cumulative | 〔130〕 |  | 1.5 | 2.9 | ytd
graduates | 新增就业参保大学生人数 | Graduates newly insured | 万人 | cumulative | 〔50〕 |  | 0.6 | 1.1 | ytd
start-ups | 扶持自主创业人数 | People helped to start up | 人 | cumulative | [86000] |  | 1100 | 1800 | ytd
training | 补贴性职业技能培训人次 | Subsidised training | 万人次 | cumulative | 〔75〕 |  | 1 | 1.6 | ytd
aid | 援助就业困难人员人数 | People helped into work | 万人 | cumulative | 〔25〕 |  | 0.3 | 0.5 | ytd
re-employment | 失业人员再就业人数 | Re-employment | 万人 | cumulative | 〔60〕 |  | 0.8 | 1.2 | period
talent | 引进急需紧缺人才人数 | Scarce talent brought in | 人 | cumulative | 〔3500〕 |  | 30 | 80 | period
fairs | 每年举办招聘活动场次 | Job fairs a year | 场 | annual | 1200 |  | 90 | 130 | ytd
pension | 基本养老保险参保人数 | Insured for pensions | 万人 | stock | 873 | 780.5 | 790 | 880 | level
jobless-insured | 失业保险参保人数 | Insured against unemployment | 万人 | stock | 360 | 301.2 | 305 | 366 | level
injury-insured | 工伤保险参保人数 | Insured against injury | 万人 | stock | ≥380 | 340.36 | 342 | 388 | level
skilled | 高技能人才总量 | Highly skilled workers | 万人 | stock | 60 | 49.13 | 50 | 61.5 | level
stations | 博士后工作站数 | Post-doctoral stations | 个 | stock | 620以上 | 540 | 541 | 640 | level
unemployment | 城镇登记失业率 | Registered urban unemployment | % | rate | 4以内 | 1.8 | 1.5 | 3.9 | level
graduates-rate | 高校毕业生年末总体就业率 | Graduates employed | % | rate | ≥98 |  | 96 | 99.8 | level
contracts | 企业劳动合同签订率 | Labour contracts signed | % | rate | ≥99 | 99.99 | 99.1 | 99.9 | level
arbitration | 劳动人事争议仲裁结案率 | Arbitration closed | % | rate | ≥95 | 100 | 95.5 | 100 | level
mediation | 劳动人事争议调解成功率 | Mediation successful | % | rate | 75 | 70 | 70 | 82 | level
cards | 电子社保卡签发率 | Electronic cards issued | % | rate | 85左右 | 52 | 52 | 86 | level
inspection | 劳动保障监察案件结案率 | Inspection cases closed | % | rate | 99以上 | 98.5 | 98.6 | 100 | level
"""
ROWS = tuple(Row(*map(str.strip, line.split("|"))) for line in TABLE.strip().splitlines())


def main() -> None:
    """Write the folder named on the command line; what an earlier run left there of other cities is removed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=Path)
    parser.add_argument("cities", type=int)
    asked = parser.parse_args()
    if asked.cities < 1:
        parser.error("CITIES must be at least 1")
    (asked.dir / "targets").mkdir(parents=True, exist_ok=True)
    for old in (asked.dir / "targets").glob("city[0-9]*.yaml"):
        old.unlink()
    with (asked.dir / "observations.csv").open("w", encoding="utf-8", newline="") as data:
        data.write(HEADER)
        for number in range(1, asked.cities + 1):
            city = f"city{number:03d}"
            (asked.dir / "targets" / f"{city}.yaml").write_text(targets(city, number), encoding="utf-8", newline="")
            data.writelines(observations(city, random.Random(number)))


def targets(city: str, number: int) -> str:
    """The target file of a city: one plan of five years."""
    return _PLAN.format(city=city, number=number) + "".join(
        _INDICATOR.format(index=index, group=_group(index), row=row, baseline=_baseline(row), better=_better(row))
        for index, row in enumerate(ROWS, 1)
    )


def _group(index: int) -> str:
    return next(group for last, group in _GROUPS if index <= last)


def _better(row: Row) -> str:
    return "lower" if row.id == "unemployment" else "higher"


def _baseline(row: Row) -> str:
    if row.kind == "cumulative":
        return '\n        earlier: {printed: "[85.9]"}'
    return f'\n        baseline: {{printed: "{row.baseline}", where: 表1, date: 2020-12-31}}' if row.baseline else ""


def observations(city: str, chance: random.Random) -> Iterator[str]:
    """The lines of a city: month after month of each indicator."""
    for row in ROWS:
        low, high = Decimal(row.lowest), Decimal(row.highest)
        places = max(0, -int(low.as_tuple().exponent), -int(high.as_tuple().exponent), 1 if row.unit == "%" else 0)
        place = Decimal(1).scaleb(-places)
        reach = int((high - low) / place)
        total = Decimal(0)
        for index, (year, month) in enumerate(MONTHS):
            if row.basis == "level":  # drifts from one end to the other
                value = low + place * (reach * index // len(MONTHS) + chance.randrange(-1, 2))
                value = min(max(value, low), high)
            else:
                value = low + place * chance.randrange(reach + 1)
            if row.basis == "ytd":
                total = value if month == 1 else total + value
                value = total
            published = f"{year + month // 12}-{month % 12 + 1:02d}-20"
            yield f"{city},{row.id},{year}-{month:02d},{value},{row.basis},{published},人社统计月报{year}年{month}月\n"


#: The last row of each group of the table.
_GROUPS = ((8, "employment"), (13, "insurance"), (20, "relations"))

_PLAN = """\
# {city}: human resources and social security, the plan of 2021-2025. Everything in this file is invented.

city:
  id: {city}
  name: {{zh: 第{number}市, en: City {number}}}

documents:
  plan:
    title:
      zh: 第{number}市“十四五”人力资源和社会保障发展规划
      en: City {number} 14th Five-Year Plan for Human Resources and Social Security
    state: issued

plans:
  - id: 14fyp
    title:
      zh: 第{number}市“十四五”人力资源和社会保障发展规划
      en: City {number} 14th Five-Year Plan for Human Resources and Social Security
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    groups:
      - {{id: employment, zh: 就业创业, en: Employment and entrepreneurship}}
      - {{id: insurance, zh: 社会保险, en: Social insurance}}
      - {{id: relations, zh: 劳动关系, en: Labour relations}}
    footnotes:
      - {{mark: "[ ]", where: 表1注, means: cumulative}}
      - {{mark: 〔〕, where: 表1注, means: cumulative}}
    indicators:
"""

_INDICATOR = """\

      - id: {row.id}
        number: {index}
        group: {group}
        name: {{zh: {row.zh}, en: {row.en}}}
        unit: {{zh: "{row.unit}", en: "{row.unit}"}}
        nature: anticipatory
        kind: {row.kind}
        better: {better}
        target: {{printed: "{row.printed}", where: 表1}}{baseline}
        statements:
          - {{printed: "{row.printed}", where: 二（三）发展目标, name: {row.zh}}}
        note:
          zh: 本行为虚构数据，口径与上期规划一致
          en: an invented row, counted as in the plan before
"""

if __name__ == "__main__":
    main()
