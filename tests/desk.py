"""A folder with a target file and a data file in which tests record observations."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from rsplan.calc.assess import Assessment, assess
from rsplan.errors import InvalidInput, Problem
from rsplan.journal.recording import Entry, Inputs, Recorded, record
from rsplan.model.observations import Observation
from rsplan.model.plan import Plan
from rsplan.read.plan_library import Library, load
from rsplan.survey import EvaluationContext

#: The straight line of `jobs` is one a month: 60 in the 60 months of 2021 to 2025.
TARGETS = """\
city: {id: linhai, name: {zh: 临海市, en: Linhai}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: 13fyp
    title: {zh: 十三五规划, en: 13th plan}
    document: own
    state: issued
    start: 2016-01-01
    end: 2020-12-31
    indicators:
      - {id: jobs, name: {zh: 就业, en: Jobs}, unit: {zh: 万人, en: "10,000 persons"}, kind: cumulative, better: higher,
         target: {printed: 50, where: 表1}}
  - id: 14fyp
    title: {zh: 十四五规划, en: 14th plan}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - {id: jobs, name: {zh: 就业, en: Jobs}, unit: {zh: 万人, en: "10,000 persons"}, kind: cumulative, better: higher,
         target: {printed: 60, where: 表2}}
      - {id: rate, name: {zh: 失业率, en: Rate}, unit: {zh: "%", en: "%"}, kind: rate, better: lower,
         target: {printed: 4以内, where: 表2}}
      - {id: insured, name: {zh: 参保, en: Insured}, unit: {zh: 万人, en: x}, kind: stock, better: higher,
         target: {printed: 100, where: 表2}, baseline: {printed: 80, where: 表1, date: 2020-12-31}}
      - {id: trained, name: {zh: 培训, en: Trained}, unit: {zh: 万人次, en: x}, kind: annual, better: higher,
         target: {printed: 12, where: 表2}}
      - {id: shares, name: {zh: 比例, en: Shares}, unit: {zh: "%", en: "%"}, kind: composition, better: higher,
         target: {printed: 14∶42∶44, where: 表2}}
"""
HEADER = "city,indicator,period,value,basis,bound,provisional,published,source,note\n"
#: That of a file that the program makes.
NEW_HEADER = "\ufeff" + HEADER.rstrip() + ",via,entered,by\n"
LATER = EvaluationContext(date(2025, 12, 31))


class Desk:
    """Records in the folder; `refused` checks that a refusal leaves the file unchanged."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "observations.csv"
        self.targets = folder / "linhai.yaml"
        self.targets.write_text(TARGETS, encoding="utf-8")

    def inputs(self, *others: str) -> Inputs:
        return Inputs(str(self.file), others, (str(self.targets),))

    def record(self, words: str, evaluation: EvaluationContext = LATER, **cells: str) -> Recorded:
        """`jobs 2021 12.5`, with further cells by name."""
        indicator, period, value = words.split(" ", 2)
        reason = cells.pop("reason", "")
        entry = Entry("linhai", indicator, period, value, provisional=bool(cells.pop("provisional", "")), **cells)
        return record(entry, self.inputs(), evaluation, reason)

    def refused(self, words: str, **cells: str) -> list[Problem]:
        """The problems for which it is refused; the file is as it was."""
        before = self.stored
        with pytest.raises(InvalidInput) as caught:
            self.record(words, LATER, **cells)
        assert self.stored == before
        return list(caught.value.problems)

    def codes(self, words: str, **cells: str) -> list[str]:
        return [one.code for one in self.refused(words, **cells)]

    @property
    def stored(self) -> bytes | None:
        return self.file.read_bytes() if self.file.exists() else None

    @property
    def lines(self) -> list[str]:
        return (self.stored or b"").decode().splitlines()

    def loaded(self, *others: str) -> Library:
        """The target file, the data file and others, as every command reads them."""
        return load([str(self.targets)], [str(self.file), *others], ("linhai",))

    def standing(self, indicator: str, as_of: str = "2025-12-31", known_on: str | None = None) -> Assessment:
        """Where the target of 14fyp stands, as every command reads the files."""
        library = self.loaded()
        return standing(library.plans, library.observations.get(("linhai", indicator), ()), indicator, as_of, known_on)


def standing(
    plans: Sequence[Plan],
    observations: Sequence[Observation],
    indicator: str,
    as_of: str,
    known_on: str | None = None,
) -> Assessment:
    plan = plans[-1]
    own = next(one for one in plan.indicators if one.id == indicator)
    known = date.fromisoformat(known_on) if known_on else None
    return assess(plan, own, observations, date.fromisoformat(as_of), known)
