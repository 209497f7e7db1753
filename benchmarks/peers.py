"""The data of generate.py in the formats of other programs, and what each of them is asked.

    python benchmarks/peers.py DIR

writes DIR/peers/ from DIR/observations.csv: a journal for hledger and ledger, a ledger of beancount for fava,
a file of goals for undata, which reads the observations as they are.

Programs that keep accounts add up. So a sum is given to them as what came month by month, and a level as its
change from month to month, counted from the baseline; the goal of a sum is a fifth of the target each year,
that of a level a fifth of the way from the baseline. A level without a baseline begins at zero. All of it
is finite in decimals, and what they report at the end of the plan is exactly actual and target, less the
baseline. No date of publication, mark, bound or direction takes part: the date is kept as a remark.
"""

import calendar
import csv
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TextIO

from generate import MONTHS, ROWS, START, YEARS, Row

BEGIN, END = f"{START}-01-01", f"{START + YEARS}-01-01"

#: Currencies of beancount are capitals.
CURRENCIES = {"万人": "WANREN", "万人次": "WANRENCI", "人": "REN", "场": "CHANG", "个": "GE", "%": "PERCENT"}


class City(NamedTuple):
    """What a city's lines say: the changes month by month of each indicator, and where each month stands."""

    id: str
    changes: dict[str, list[Decimal]]
    sources: list[tuple[str, str]]


def cities(file: Path) -> Iterator[City]:
    """The cities of the data, one after the other, as generate.py writes them."""
    rows = {row.id: row for row in ROWS}
    with file.open(encoding="utf-8", newline="") as lines:
        for city, found in itertools.groupby(csv.DictReader(lines), key=lambda line: line["city"]):
            changes: dict[str, list[Decimal]] = {}
            sources: list[tuple[str, str]] = []
            for indicator, own in itertools.groupby(found, key=lambda line: line["indicator"]):
                months = list(own)
                changes[indicator] = list(_changes(rows[indicator], (Decimal(line["value"]) for line in months)))
                sources = [(line["published"], line["source"]) for line in months]
            yield City(city, changes, sources)


def _changes(row: Row, values: Iterable[Decimal]) -> Iterator[Decimal]:
    before = Decimal(row.baseline or 0)
    for (_, month), value in zip(MONTHS, values, strict=True):
        if row.basis == "period" or (row.basis == "ytd" and month == 1):
            yield value
        else:
            yield value - before
        before = value


def target(row: Row) -> Decimal:
    """The figure of the target, without its marks."""
    found = re.search(r"[0-9.]+", row.printed)
    assert found
    return Decimal(found[0])


def yearly(row: Row) -> Decimal:
    """What each year is to add."""
    return target(row) if row.kind == "annual" else (target(row) - Decimal(row.baseline or 0)) / YEARS


def last_day(year: int, month: int) -> str:
    """The last day of a month."""
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}"


def write_journal(found: Iterable[City], out: TextIO) -> None:
    """For hledger and ledger: a periodic transaction a city for the goals, and a transaction a month."""
    for city in found:
        out.write(f"~ yearly from {BEGIN} to {END}\n")
        out.writelines(f'    ({city.id}:{row.id})  {yearly(row)} "{row.unit}"\n' for row in ROWS)
        for index, month in enumerate(MONTHS):
            published, source = city.sources[index]
            out.write(f"\n{last_day(*month)} {source}  ; published:{published}\n")
            out.writelines(f'    ({city.id}:{row.id})  {city.changes[row.id][index]} "{row.unit}"\n' for row in ROWS)
        out.write("\n")


def write_ledger(found: Iterable[City], out: TextIO) -> None:
    """For fava: a budget an account, and a balanced transaction a month."""
    out.write('option "operating_currency" "WANREN"\n')
    for city in found:
        other = f"Equity:{city.id.capitalize()}"
        out.write(f"{BEGIN} open {other}\n")
        for row in ROWS:
            account = account_of(city.id, row)
            out.write(f"{BEGIN} open {account}\n")
            out.write(f'{BEGIN} custom "budget" {account} "yearly" {yearly(row)} {CURRENCIES[row.unit]}\n')
        for index, month in enumerate(MONTHS):
            published, source = city.sources[index]
            out.write(f'\n{last_day(*month)} * "{source}"\n  published: {published}\n')
            for row in ROWS:
                out.write(f"  {account_of(city.id, row)}  {city.changes[row.id][index]} {CURRENCIES[row.unit]}\n")
            out.write(f"  {other}\n")
        out.write("\n")


def account_of(city: str, row: Row) -> str:
    """The account of an indicator in beancount."""
    return f"Income:{city.capitalize()}:{row.id.capitalize()}"


def goals() -> list[dict[str, str | bool]]:
    """For undata: the target, the better side and the baseline of each indicator."""
    return [
        {
            "indicator": row.id,
            "basis": row.basis,
            "sum": row.kind == "cumulative",
            "target": f"{target(row)}",
            "baseline": row.baseline,
            "better": "lower" if row.id == "unemployment" else "higher",
        }
        for row in ROWS
    ]


def main() -> None:
    """Write the files into the folder named on the command line."""
    folder = Path(sys.argv[1])
    (folder / "peers").mkdir(exist_ok=True)
    for name, write in (("hledger.journal", write_journal), ("fava.beancount", write_ledger)):
        with (folder / "peers" / name).open("w", encoding="utf-8", newline="") as out:
            write(cities(folder / "observations.csv"), out)
    (folder / "peers" / "goals.json").write_text(json.dumps(goals(), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
