"""Tables of known observations in every layout: is anything but these observations, or a refusal, ever read?

    python benchmarks/import_layouts.py [TABLES] [--seed N] [--layout NAME …] [--only NUMBER] [--show N]

Every table is made by layouts.py from its layout and number alone, so that one of them can be looked at again
(`--only NUMBER`). It is imported into an empty data file as `rsplan import --dry-run` does, once as it is and once with
one heading changed. The law:

- as it is, the table gives exactly its observations, or is refused;
- with one heading changed, it gives these or fewer of them. Those that are lacking have been refused, or left aside
  under a heading that is named. With `--partial`, too, none is ever read with another value, period, basis or name.

The result is a table of layouts and outcomes. Exit code 1 where the law was broken.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from layouts import CITIES, CITY, LAYOUTS, TARGETS, Case, Mutation, Truth, case_of, mutated

from rsplan.errors import InvalidInput
from rsplan.journal.recording import Inputs
from rsplan.model.enums import Basis
from rsplan.read.plan_library import load
from rsplan.table_import import importer
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.headings import Aside
from rsplan.table_import.importer import ImportRequest, ImportResult, import_table
from rsplan.table_import.reconcile import ImportedRow
from rsplan.table_import.table_figures import CellKind

_AS_OF = date(2026, 11, 21)


class Outcome(StrEnum):
    """What became of a table."""

    EXACT = "exact"
    FEWER = "fewer, named"
    REFUSED = "refused"
    LOST = "lost in silence"
    WRONG = "wrong"
    WRONG_PARTIAL = "wrong with --partial"

    @property
    def breaks_the_law(self) -> bool:
        """Whether it must never occur."""
        return self in (Outcome.LOST, Outcome.WRONG, Outcome.WRONG_PARTIAL)


class Verdict(NamedTuple):
    """An outcome, with what was read amiss."""

    outcome: Outcome
    amiss: str = ""


class Reader:
    """Reads cases as the command does, with plans that are loaded once."""

    def __init__(self, folder: Path) -> None:
        self._inputs = Inputs(str(folder / "none.csv"), (), tuple(self._targets(folder)), published=False)
        library = load(self._inputs.targets, (), published=False)
        own = tuple(plan for plan in library.plans if plan.city.id in CITIES)
        self._library = library._replace(plans=own, observations={})

    def _targets(self, folder: Path) -> Iterator[str]:
        for city, (zh, en) in CITIES.items():
            path = folder / f"{city}.yaml"
            path.write_text(TARGETS.format(id=city, zh=zh, en=en), encoding="utf-8")
            yield str(path)

    def read(self, case: Case) -> ImportResult:
        """Import the sheets in a dry run."""
        options = case.options
        request = ImportRequest(
            path="t.csv",
            as_of=_AS_OF,
            year=options.year,
            period=options.period,
            indicator=options.indicator,
            skipped=options.skipped,
            defaults=ImportDefaults(CITY, Basis(options.basis) if options.basis else None, convert=options.convert),
        )
        tables = tuple(sheet.table() for sheet in case.sheets)
        with (
            patch.object(importer, "read_tables", lambda path, sheet: tables),
            patch.object(importer, "load", lambda *args, **more: self._library),
        ):
            return import_table(request, self._inputs, dry_run=True)

    def judge(self, case: Case, *, whole: bool) -> Verdict:
        """Hold what is read against the observations of the case; `whole` for a table that was not changed."""
        try:
            result = self.read(case)
        except InvalidInput as error:
            return Verdict(Outcome.REFUSED, ", ".join(problem.code for problem in error.problems))
        truths = case.truths
        amiss = [_told(row) for row in result.rows if _truth(row) not in truths]
        problems = ", ".join(dict.fromkeys(f"{one.cell} {one.code} {dict(one.details)}" for one in result.problems))
        if amiss:
            return Verdict(
                Outcome.WRONG_PARTIAL if result.problems else Outcome.WRONG, f"{'; '.join(amiss)} | {problems}"
            )
        if result.problems:
            return Verdict(Outcome.REFUSED, problems)
        lacking = truths - {_truth(row) for row in result.rows}
        if not lacking:
            return Verdict(Outcome.EXACT)
        silent = _silent(case, result, lacking)
        if silent or whole:
            return Verdict(Outcome.LOST, ", ".join(map(str, silent or lacking)))
        return Verdict(Outcome.FEWER)


def _truth(row: ImportedRow) -> Truth:
    """The figure as layouts.py spells it; a level as of its day, a sum within its days."""
    observation = row.observation
    period, basis = observation.period, observation.basis
    indicator = row.data_row.texts["indicator"]
    if basis is Basis.LEVEL:
        return Truth(indicator, ("level", period.end), observation.value, observation.provisional)
    if basis in (Basis.PERIOD, Basis.YTD):
        first = period.start if basis is Basis.PERIOD else date(period.end.year, 1, 1)
        return Truth(indicator, ("sum", first, period.end), observation.value, observation.provisional)
    return Truth(f"{indicator} {basis}", ("level", period.end), observation.value)


def _told(row: ImportedRow) -> str:
    return f"{row.data_row.address} {row.data_row.texts}"


def _silent(case: Case, result: ImportResult, lacking: set[Truth]) -> list[Truth]:
    """The figures that are neither read nor left aside by name."""
    named = {
        (one.table.sheet, one.account.cell.row, one.account.cell.column)
        for one in result.accounts
        if one.account.kind is CellKind.LEFT and one.account.reason not in (None, Aside.REMARK, Aside.HIDDEN)
    }
    return [
        truth
        for sheet in case.sheets
        for place, truth in sheet.figures.items()
        if truth in lacking and (sheet.name, *place) not in named
    ]


class Tried(NamedTuple):
    """A table of a number: as it is, and with one heading changed."""

    number: int
    layout: str
    plain: Verdict
    mutation: Mutation | None
    changed: Verdict | None


def tried(reader: Reader, number: int, seed: int, layouts: Sequence[str] = tuple(LAYOUTS)) -> Tried:
    """Make, change and read the table of the number."""
    name = layouts[number % len(layouts)]
    case = case_of(name, seed * 1_000_003 + number)
    plain = reader.judge(case, whole=True)
    mutation = mutated(case, random.Random(f"{seed} {number}"))
    return Tried(number, name, plain, mutation, reader.judge(mutation.case, whole=False) if mutation else None)


@contextmanager
def reader() -> Iterator[Reader]:
    """A reader with a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        yield Reader(Path(folder))


def shown(case: Case) -> Iterator[str]:
    """The sheets of a case as lines of CSV, for people."""
    yield f"{case.layout} {case.options}"
    for sheet in case.sheets:
        if sheet.name:
            yield f"[{sheet.name}]"
        rows = max((row for row, _ in sheet.cells), default=0)
        columns = max((column for _, column in sheet.cells), default=0)
        for row in range(1, rows + 1):
            yield f"{row:3} " + " | ".join(sheet.cells.get((row, column), "") for column in range(1, columns + 1))
        if sheet.merged:
            yield f"    merged {[tuple(area) for area in sheet.merged]}"


def main(args: Sequence[str]) -> int:
    """Try the tables and print the outcomes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("tables", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", action="append", choices=list(LAYOUTS))
    parser.add_argument("--only", type=int, help="show the table of this number")
    parser.add_argument("--show", type=int, default=10, help="how many breaches to show")
    parser.add_argument("--refused", action="store_true", help="show tables that are refused as they are")
    asked = parser.parse_args(args)
    layouts = tuple(asked.layout or LAYOUTS)
    begin, left = time.perf_counter(), asked.show
    plain: dict[str, Counter[Outcome]] = {name: Counter() for name in layouts}
    changed: dict[str, Counter[Outcome]] = {name: Counter() for name in layouts}
    with reader() as own:
        for number in range(asked.tables) if asked.only is None else (asked.only,):
            found = tried(own, number, asked.seed, layouts)
            plain[found.layout][found.plain.outcome] += 1
            if found.changed:
                changed[found.layout][found.changed.outcome] += 1
            breach = _breach(found, asked.seed, layouts, refused=asked.refused, always=asked.only is not None)
            if breach and left:
                print("\n".join(breach))
                left -= 1
    print("\n".join(_lines(layouts, plain, changed)))
    print(f"seed {asked.seed}, {time.perf_counter() - begin:.0f} s")
    broken = sum(
        count
        for table in (plain, changed)
        for row in table.values()
        for one, count in row.items()
        if one.breaks_the_law
    )
    return 1 if broken else 0


def _breach(found: Tried, seed: int, layouts: Sequence[str], *, refused: bool, always: bool) -> list[str]:
    lines: list[str] = []
    if always or found.plain.outcome.breaks_the_law or (refused and found.plain.outcome is Outcome.REFUSED):
        case = case_of(found.layout, seed * 1_000_003 + found.number)
        lines += [f"--- {found.number}: {found.plain.outcome}: {found.plain.amiss}", *shown(case)]
    if found.mutation and found.changed and (always or found.changed.outcome.breaks_the_law):
        done = found.mutation
        how = f"{done.what}: {done.before} -> {done.after}"
        lines += [f"--- {found.number}: {how}: {found.changed.outcome}: {found.changed.amiss}", *shown(done.case)]
    return lines


def _lines(
    layouts: Sequence[str], plain: dict[str, Counter[Outcome]], changed: dict[str, Counter[Outcome]]
) -> Iterator[str]:
    """The table of layouts and outcomes."""
    as_is = (Outcome.EXACT, Outcome.REFUSED, Outcome.LOST, Outcome.WRONG, Outcome.WRONG_PARTIAL)
    heads = [*(f"{outcome}" for outcome in as_is), *(f"changed: {outcome}" for outcome in Outcome)]
    yield "| layout | " + " | ".join(heads) + " |"
    yield "|---" + "|---:" * len(heads) + "|"
    for name in (*layouts, "all"):
        own = [name] if name != "all" else list(layouts)
        counts = [sum(plain[one][outcome] for one in own) for outcome in as_is]
        counts += [sum(changed[one][outcome] for one in own) for outcome in Outcome]
        yield f"| {name} | " + " | ".join(map(str, counts)) + " |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
