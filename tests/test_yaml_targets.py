"""Target files: what a good one means, and every problem of a broken one at its line and column.

A broken file is the good one below with an edit; ▶ marks where a problem is to be reported and is not part of the file.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.calc.target_in_force import target_in_force
from rsplan.errors import InvalidInput, Problem
from rsplan.model.bilingual import ShakingText, Text
from rsplan.model.enums import Basis, Better, Bound, Comparator, Judged, Kind, Nature, Scope, State, Via
from rsplan.model.input_places import Place
from rsplan.model.plan import Indicator, TargetFile
from rsplan.read.input_text import LINES_PER_FILE
from rsplan.read.yaml_target_file import read_targets, texts_in_one_language

MARK = "▶"

GOOD = """\
city:
  id: linhai
  name: {zh: 临海市, en: Linhai}

documents:
  plan:
    title: {zh: 规划, en: The plan}
    state: issued
    date: 2021-11-15

plans:
  - id: 13fyp
    title: {zh: “十三五”规划, en: 13th plan}
    document: plan
    state: issued
    start: 2016-01-01
    end: 2020-12-31
    indicators:
      - id: insured
        name: {zh: 参保人数, en: Persons insured}
        unit: {zh: 万人, en: "10,000 persons"}
        kind: stock
        better: higher
        target: {printed: "300", where: 表1}
        result: {printed: "320.50", period: 2020, completion: 106.83%}

  - id: 14fyp
    title: {zh: “十四五”规划, en: 14th plan}
    document: plan
    state: draft
    start: 2021-01-01
    end: 2025-12-31
    groups:
      - {id: jobs, zh: 就业, en: Jobs}
    footnotes:
      - {mark: 〔〕, where: 表2, means: cumulative}
    claims:
      - {printed: 均已完成, where: 一, means: all_met}
    indicators:
      - id: new-jobs
        number: 1
        group: jobs
        name: {zh: 新增就业, en: New jobs}
        unit: {zh: 万人, en: "10,000 persons"}
        nature: binding
        kind: cumulative
        better: higher
        target:
          printed: 〔130〕
          where: 表2
        observed:
          - period: 2021
            value: 34.50
            source: 公报
      - id: insured
        number: 2
        name: {zh: 参保人数, en: Persons insured}
        unit: {zh: 万人, en: "10,000 persons"}
        kind: stock
        better: higher
        target: {printed: "400", where: 表2}
        baseline: {result_of: 13fyp}
      - id: closure-rate
        number: 3
        name: {zh: 结案率, en: Closure rate}
        unit: {zh: "%", en: "%"}
        kind: rate
        better: higher
        target:
          printed: 90以上
          where: 表2
        statements:
          - {printed: 90%以上, where: 二}
      - id: grade-shares
        number: 4
        name: {zh: 比例, en: Shares}
        unit: {zh: "%", en: "%"}
        kind: composition
        better: higher
        target: {printed: 14∶42∶44, where: 表2}
"""

Spot = tuple[str, int, int]


class Broken(NamedTuple):
    """An edit of the good file that breaks it, and the codes expected at its marks, in order."""

    rule: str
    edits: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]


def broken(rule: str, old: str, new: str, *codes: str) -> Broken:
    return Broken(rule, ((old, new),), codes)


def edited(*edits: tuple[str, str]) -> str:
    text = GOOD
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} has to stand once in the good file"
        text = text.replace(old, new)
    return text


def marked(text: str, codes: tuple[str, ...]) -> tuple[str, list[Spot]]:
    """The text without its marks, and the codes with the line and column of their marks."""
    lines = text.split("\n")
    places = []
    for number, line in enumerate(lines, 1):
        parts = line.split(MARK)
        column = 1
        for part in parts[:-1]:
            column += len(part)
            places.append((number, column))
    assert len(places) == len(codes)
    spots = [(code, *place) for code, place in zip(codes, places, strict=True)]
    return text.replace(MARK, ""), spots


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as caught:
        read_targets("linhai.yaml", text.encode() if isinstance(text, str) else text)
    return caught.value.problems


def spots_of(text: str | bytes) -> list[Spot]:
    return [(problem.code, problem.line, problem.column) for problem in problems_of(text)]


def read(text: str) -> TargetFile:
    return read_targets("linhai.yaml", text.encode())


def indicator_of(text: str, indicator_id: str, plan_id: str = "14fyp") -> Indicator:
    plan = next(plan for plan in read(text).plans if plan.id == plan_id)
    return next(one for one in plan.indicators if one.id == indicator_id)


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def _reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The C reader of YAML and the one that stands in for it have to agree."""
    loader = getattr(yaml, request.param, None)
    if loader is None:
        pytest.skip("this PyYAML has no C reader")
    monkeypatch.setattr("rsplan.read.yaml_nodes._Loader", loader)


# ----------------------------------------------------------------------------------------------------------------------
# Keys and shapes

JOBS = "        number: 1\n"
RATE = "        number: 3\n"
MEAN_OF_A_DAY = "        observed: [{period: ▶2021-06-30, value: 91, basis: mean, source: 公报}]\n"
A_BREAK = "          - {{from: {}, reason: {{zh: 口径, en: scope}}}}\n"
FIRST = """\
      - id: insured
        name: {zh: 参保人数, en: Persons insured}
"""
INSURED = 'target: {printed: "400", where: 表2}\n        baseline: {result_of: 13fyp}'
LAST = "target: {printed: 14∶42∶44, where: 表2}\n"
OBSERVED = "          - period: 2021\n            value: 34.50\n            source: 公报\n"
A_PLAN = """\
    title: {zh: 又一规划, en: Another plan}
    document: plan
    state: issued
    start: 2026-01-01
    end: 2030-12-31
    indicators: []
"""

SHAPES = [
    broken("a key given twice", "kind: rate\n", "kind: rate\n        ▶kind: stock\n", "duplicate_key"),
    broken("an unknown key like a known one", RATE, RATE + "        ▶natur: binding\n", "unknown_key_near"),
    broken("an unknown key like no other", RATE, RATE + "        ▶xyzzy: 1\n", "unknown_key"),
    broken("a key in Chinese", RATE, RATE + "        ▶性质: binding\n", "unknown_key"),
    broken("a list for a key", RATE, RATE + "        ? ▶[a, b]\n        : c\n", "key_not_text"),
    broken("a missing key", OBSERVED, "          - ▶period: 2021\n            value: 34.50\n", "missing_key"),
    broken(
        "two missing keys of one indicator",
        "      - id: new-jobs\n        number: 1\n        group: jobs\n        name: {zh: 新增就业, en: New jobs}\n",
        "      - ▶▶number: 1\n        group: jobs\n",
        "missing_key",
        "missing_key",
    ),
    broken("a text for a map", "name: {zh: 新增就业, en: New jobs}", "name: ▶新增就业", "not_a_mapping"),
    broken("a map for a text", "id: linhai", "id: ▶{zh: 临海}", "not_a_text"),
    broken("a list for a text: an unquoted mark", "printed: 90以上", "printed: ▶[90 ]", "unquoted_brackets"),
    broken("a text for a list", f"observed:\n{OBSERVED}", "observed: ▶34\n", "not_a_list"),
    broken("a map for a list", f"observed:\n{OBSERVED}", "observed:\n          ▶period: 2021\n", "not_a_list"),
    broken("a text for an indicator", LAST, LAST + "      - ▶grade\n", "not_a_mapping"),
    broken("a comma that splits a name", "en: New jobs}", "en: New jobs, ▶1 person}", "unknown_key"),
    broken("an empty value", "value: 34.50", "value:▶", "empty_value"),
    broken("an empty quoted value", "source: 公报", "source: ▶''", "empty_value"),
    broken("a quoted blank", "source: 公报", 'source: ▶" "', "empty_value"),
    broken("a sign that begins a block text", "printed: 90以上", "printed: ▶>5", "block_text"),
    broken("a block text", "source: 公报", "source: ▶|\n              公报", "block_text"),
    broken("no plans", GOOD[GOOD.index("plans:") :], "plans: ▶[]\n", "empty_value"),
    broken("a language left empty", "en: New jobs}", 'en: ▶""}', "empty_value"),
    broken("no language", "name: {zh: 新增就业, en: New jobs}", "name: ▶{}", "missing_key"),
    broken("a printed figure left out", "printed: 90以上", "printed:▶", "empty_value"),
    broken("a result left out", RATE, RATE + "        result: {printed: ▶~, period: 2025}\n", "not_a_figure"),
]

# ----------------------------------------------------------------------------------------------------------------------
# Words, dates, numbers

SCALARS = [
    broken("a word like a known one", "kind: rate\n", "kind: ▶rates\n", "unknown_word_near"),
    broken("an unknown word", "kind: rate\n", "kind: ▶比率\n", "unknown_word"),
    broken("a nature in Chinese", "nature: binding", "nature: ▶约束性", "unknown_word"),
    broken("a state in Chinese", "state: draft", "state: ▶征求意见稿", "unknown_word"),
    broken("an unknown meaning of a footnote", "means: cumulative", "means: ▶累计", "unknown_word"),
    broken("an unknown claim", "means: all_met", "means: ▶half_met", "unknown_word"),
    broken("an unknown completion rule", RATE, RATE + "        completion: ▶capped\n", "unknown_word"),
    broken("a bound that is none", "source: 公报", "source: 公报\n            bound: ▶unknown", "unknown_word"),
    broken("an upper-case word", "kind: rate\n", "kind: ▶Rate\n", "unknown_word_near"),
    broken("a day that does not exist", "end: 2025-12-31", "end: ▶2025-02-29", "no_such_day"),
    broken("a date with slashes", "start: 2021-01-01", "start: ▶2021/01/01", "not_a_date"),
    broken("a date without zeros", "start: 2021-01-01", "start: ▶2021-1-1", "not_a_date"),
    broken("a year far off", "start: 2021-01-01", "start: ▶0021-01-01", "year_out_of_range"),
    broken("a plan that ends before it begins", "end: 2025-12-31", "end: ▶2020-12-30", "plan_backwards"),
    broken("a document's day that does not exist", "date: 2021-11-15", "date: ▶2021-11-31", "no_such_day"),
    broken("a month that does not exist", "period: 2021\n", "period: ▶2021-13\n", "no_such_month"),
    broken("a period in Chinese", "period: 2021\n", "period: ▶2021年\n", "not_a_period"),
    broken("a third half year", "period: 2021\n", "period: ▶2021-H3\n", "not_a_period"),
    broken("a period that ends before it begins", "period: 2021\n", "period: ▶2021-06/2021-05\n", "period_backwards"),
    broken(
        "a publication that is a year",
        "source: 公报",
        "source: 公报\n            published: ▶2022",
        "not_a_date_or_month",
    ),
    broken(
        "a publication on a day that does not exist",
        "source: 公报",
        "source: 公报\n            published: ▶2022-02-30",
        "no_such_day",
    ),
    *(
        broken(f"no number: {text}", "value: 34.50", f"value: ▶{text}", "not_a_number")
        for text in ("14:42:44", "012", "1_000", "1e5", ".inf", ".nan", "0x1A", "+5", "5.", ".5", "３４", "34万", "~")
    ),
    broken("a thousands separator", "value: 34.50", 'value: ▶"1,000"', "not_a_number"),
    broken("a percent sign in a value", "value: 34.50", "value: ▶34%", "not_a_number"),
    broken("a list that should be a number", "value: 34.50", "value: [1, ▶一]", "not_a_number"),
    broken("a value without numbers", "value: 34.50", "value: ▶[]", "empty_value"),
    broken("16 digits", "value: 34.50", "value: ▶1234567890.123456", "too_many_digits"),
    broken("no for false", "printed: 90以上", "printed: 90以上\n          hold: ▶no", "not_a_flag"),
    broken("yes for true", "source: 公报", "source: 公报\n            provisional: ▶yes", "not_a_flag"),
    broken("a completion that is no percentage", "completion: 106.83%", "completion: ▶完成", "not_a_number"),
    broken("an id with capitals", "id: new-jobs", "id: ▶New-Jobs", "not_an_id"),
    broken("an id with an underscore", "id: new-jobs", "id: ▶new_jobs", "not_an_id"),
    broken("an id in Chinese", "id: linhai", "id: ▶临海", "not_an_id"),
    broken(
        "a document's id that is none",
        "documents:\n",
        "documents:\n  ▶Plan B:\n    title: {zh: 乙, en: B}\n    state: issued\n",
        "not_an_id",
    ),
]

# ----------------------------------------------------------------------------------------------------------------------
# References, and what may stand once only

REFERENCES = [
    broken("an unknown group", "group: jobs", "group: ▶job", "unknown_reference"),
    broken(
        "an unknown document",
        "document: plan\n    state: draft",
        "document: ▶decree\n    state: draft",
        "unknown_reference",
    ),
    broken("an id twice in a plan", "- id: grade-shares", "- ▶id: closure-rate", "duplicate_id"),
    broken(
        "a row number twice in a plan",
        "- id: grade-shares\n        number: 4",
        "- ▶id: grade-shares\n        number: 3",
        "duplicate_id",
    ),
    broken("a plan's id twice", LAST, f"{LAST}  - ▶id: 14fyp\n{A_PLAN}", "duplicate_id"),
    broken(
        "a group's id twice",
        "      - {id: jobs, zh: 就业, en: Jobs}\n",
        "      - {id: jobs, zh: 就业, en: Jobs}\n      - ▶{id: jobs, zh: 社保, en: Insurance}\n",
        "duplicate_id",
    ),
    broken(
        "a document twice",
        "    date: 2021-11-15\n",
        "    date: 2021-11-15\n  ▶plan:\n    title: {zh: 乙, en: B}\n    state: issued\n",
        "duplicate_key",
    ),
    broken(
        "the result of an unknown indicator",
        "{result_of: 13fyp}",
        "{result_of: ▶13fyp, indicator: insured-persons}",
        "no_such_result",
    ),
    broken(
        "the result of another series",
        RATE,
        RATE + "        baseline: {result_of: ▶13fyp, indicator: insured}\n",
        "series_differs",
    ),
    Broken(
        "one id for a sum and a level",
        (
            (
                'kind: stock\n        better: higher\n        target: {printed: "300"',
                'kind: cumulative\n        better: higher\n        target: {printed: "300"',
            ),
            ("- id: insured\n        number: 2", "- ▶id: insured\n        number: 2"),
        ),
        ("series_differs",),
    ),
]

# ----------------------------------------------------------------------------------------------------------------------
# What is printed against what is meant

MEANINGS = [
    broken(
        "another value than printed", "printed: 〔130〕", "printed: ▶〔130〕\n          value: 140", "value_differs"
    ),
    broken(
        "another comparator than printed",
        "printed: 〔130〕",
        "printed: ▶〔130〕\n          comparator: more_than",
        "comparator_differs",
    ),
    broken("the mark of a sum on a stock", '{printed: "400",', "{printed: ▶〔400〕,", "mark_on_other_kind"),
    broken("a sum without the mark in a table with marks", "printed: 〔130〕", 'printed: ▶"130"', "sum_without_mark"),
    broken("another unit than printed", "printed: 90以上", "printed: ▶90万人以上", "unit_differs"),
    broken("a statement with another figure", "- {printed: 90%以上,", "- ▶{printed: 95%以上,", "statement_differs"),
    broken("a statement with another sign", "- {printed: 90%以上,", "- ▶{printed: 超90%,", "statement_differs"),
    broken("a statement in another unit", "- {printed: 90%以上,", "- ▶{printed: 90人以上,", "unit_differs"),
    broken("at most, where more is better", '{printed: "400",', "{printed: ▶400以内,", "wrong_way"),
    broken(
        "two statements on one line, the first with another figure",
        "statements:\n          - {printed: 90%以上, where: 二}",
        "statements: [▶{printed: 95%以上, where: 二}, {printed: 90%以上, where: 三}]",
        "statement_differs",
    ),
    broken("a figure nobody can read", "printed: 90以上", "printed: ▶进一步提高", "words_without_meaning"),
    broken("a sign on both sides", "printed: 90以上", "printed: ▶≥90以上", "words_without_meaning"),
    broken("an empty cell for a target", "printed: 90以上", "printed: ▶——", "target_without_figure"),
    broken("shares for a rate", "printed: 90以上", "printed: ▶1∶2", "shares_and_kind"),
    broken("one number for shares", "printed: 14∶42∶44", "printed: ▶100", "shares_and_kind"),
    broken("shares that are all zero", "printed: 14∶42∶44", "printed: ▶0∶0∶0", "bad_shares"),
    broken("a range that falls", "printed: 90以上", "printed: ▶95—90", "range_backwards"),
    broken("a negative sum as target", "printed: 〔130〕", "printed: ▶〔-130〕", "negative_sum"),
    broken(
        "a tolerance where the print is not about",
        "printed: 90以上",
        "printed: ▶90以上\n          tolerance: 1",
        "tolerance_without_about",
    ),
    broken(
        "a revision without its reason",
        JOBS,
        JOBS
        + "        revised:\n          - ▶printed: 〔140〕\n            where: 中期评估\n"
        + "            date: 2023-06-30\n            source: 调整方案\n",
        "missing_key",
    ),
    broken(
        "a revision that says another value than printed",
        JOBS,
        JOBS
        + "        revised:\n          - printed: ▶〔140〕\n            value: 150\n            where: 中期评估\n"
        + "            date: 2023-06-30\n            reason: {zh: 调整, en: change}\n            source: 调整方案\n",
        "value_differs",
    ),
    broken(
        "a revision on a day that does not exist",
        JOBS,
        JOBS
        + "        revised:\n          - printed: 〔140〕\n            where: 中期评估\n"
        + "            date: ▶2023-06-31\n            reason: {zh: 调整, en: change}\n            source: 调整方案\n",
        "no_such_day",
    ),
]

# ----------------------------------------------------------------------------------------------------------------------
# Observations, results, baselines, milestones

FIGURES = [
    broken("a negative sum observed", "value: 34.50", "value: ▶-34.50", "negative_sum"),
    broken(
        "a negative number of persons observed",
        INSURED,
        INSURED + "\n        observed:\n          - {period: 2021, value: ▶-3, source: 公报}",
        "negative_persons",
    ),
    broken(
        "a negative number of persons as result",
        INSURED,
        INSURED + '\n        result: {printed: ▶"-3", period: 2025}',
        "negative_persons",
    ),
    broken(
        "a negative number of persons as earlier value",
        INSURED,
        INSURED + '\n        earlier: {printed: ▶"-3"}',
        "negative_persons",
    ),
    broken(
        "a negative number of persons as baseline",
        "{result_of: 13fyp}",
        '{printed: ▶"-3", where: 一}',
        "negative_persons",
    ),
    broken(
        "a negative number of persons as milestone",
        INSURED,
        INSURED + "\n        milestones: [{year: 2021, value: ▶-3}]",
        "negative_persons",
    ),
    broken(
        "a negative number of persons stated",
        INSURED,
        INSURED + "\n        statements: [▶{printed: -3人, where: 二, note: {zh: 另一种说法, en: said otherwise}}]",
        "negative_persons",
    ),
    broken(
        "a negative number of persons reported",
        INSURED,
        INSURED + '\n        reported: [▶{printed: "-3", where: 二}]',
        "negative_persons",
    ),
    broken(
        "a negative number of persons stated of a rate",
        "- {printed: 90%以上, where: 二}\n",
        "- ▶{printed: -3人, where: 二, note: {zh: 另一种说法, en: said otherwise}}\n",
        "negative_persons",
    ),
    broken(
        "an unknown distance of a source", "source: 公报", "source: 公报\n            via: ▶hearsay", "unknown_word"
    ),
    broken("a mean over a day", RATE, RATE + MEAN_OF_A_DAY, "day_of_mean"),
    *(
        broken(f"no baseline: {word}", "baseline: {result_of: 13fyp}", f"baseline: ▶{word}", "unknown_word_near")
        for word in ("None", "null", "no", '""', "5")
    ),
    broken(
        "a second break of one day",
        JOBS,
        JOBS + "        breaks:\n" + A_BREAK.format("2024") + A_BREAK.format("▶2024-01"),
        "break_twice",
    ),
    broken("a break after the plan", JOBS, JOBS + "        breaks:\n" + A_BREAK.format("▶2026"), "break_after_plan"),
    broken("an entry to come", "source: 公报", "source: 公报\n            entered: ▶2199-01-01", "day_to_come"),
    broken("an entry in a month", "source: 公报", "source: 公报\n            entered: ▶2022-03", "not_a_date"),
    broken("a figure shaken by no note", "source: 公报", "source: 公报\n            shakes: ▶true", "missing_key"),
    broken("a mean of a stock", "source: 公报", "source: 公报\n            basis: ▶mean", "basis_and_kind"),
    broken("a stock judged by means", INSURED, INSURED + "\n        judged: ▶mean", "judged_and_kind"),
    broken("a stock that is a change", INSURED, INSURED + "\n        signed: ▶true", "signed_and_kind"),
    broken(
        "a short name of 26 cells",
        INSURED,
        INSURED + "\n        short: ▶{zh: 一二三四五六七八九十一二三, en: Insured}",
        "short_name_too_wide",
    ),
    broken("a flag that is none", RATE, RATE + "        signed: ▶often\n", "not_a_flag"),
    broken("an unknown way of judging", RATE, RATE + "        judged: ▶year_ends\n", "unknown_word_near"),
    broken(
        "a break on a day",
        JOBS,
        JOBS + "        breaks: [{from: ▶2022-01-01, reason: {zh: 口径, en: scope}}]\n",
        "not_a_month_or_year",
    ),
    broken("a break without its reason", JOBS, JOBS + "        breaks: [▶{from: 2022}]\n", "missing_key"),
    broken("a sum that refuses a baseline", JOBS, JOBS + "        baseline: ▶none\n", "baseline_of_sum"),
    broken("a stated baseline without a note", "{result_of: 13fyp}", "▶{value: 0}", "missing_key"),
    broken(
        "a baseline stated and printed",
        "{result_of: 13fyp}",
        '{value: 0, printed: ▶"0", note: {zh: 期初, en: start}}',
        "baseline_twice",
    ),
    broken("shares observed for a sum", "value: 34.50", "value: ▶[34, 35]", "shares_and_kind"),
    broken("a level of a sum", "source: 公报", "source: 公报\n            basis: ▶level", "basis_and_kind"),
    broken(
        "an amount of a rate",
        RATE,
        RATE + "        observed:\n          - {period: 2021, value: 91, basis: ▶ytd, source: 公报}\n",
        "basis_and_kind",
    ),
    broken(
        "shares observed for a rate",
        RATE,
        RATE + "        observed:\n          - {period: 2021, value: ▶[13, 41, 46], source: 公报}\n",
        "shares_and_kind",
    ),
    broken(
        "a result that is no figure",
        RATE,
        RATE + "        result: {printed: ▶已完成, period: 2025}\n",
        "not_a_figure",
    ),
    broken("a result of no period", RATE, RATE + '        result: ▶{printed: "95"}\n', "missing_key"),
    broken(
        "shares as the result of a rate",
        RATE,
        RATE + "        result: {printed: ▶13∶41∶46, period: 2025}\n",
        "shares_and_kind",
    ),
    broken(
        "a negative sum as result", JOBS, JOBS + "        result: {printed: ▶〔-5〕, period: 2025}\n", "negative_sum"
    ),
    broken("a baseline of a sum", JOBS, JOBS + "        baseline: ▶{result_of: 13fyp}\n", "baseline_of_sum"),
    broken("two baselines in one", "{result_of: 13fyp}", '{result_of: 13fyp, printed: ▶"390"}', "baseline_twice"),
    broken("half a baseline", "{result_of: 13fyp}", '▶{printed: "390"}', "missing_key"),
    broken(
        "a baseline from within the plan",
        "{result_of: 13fyp}",
        '{printed: "390", where: 一, date: ▶2021-01-01}',
        "baseline_within_plan",
    ),
    broken(
        "the plan's own result as its baseline",
        "baseline: {result_of: 13fyp}",
        'result: {printed: "410", period: 2025}\n        baseline: {result_of: ▶14fyp}',
        "result_of_itself",
    ),
    broken(
        "an earlier value from within the plan",
        RATE,
        RATE + '        earlier: {printed: "88", date: ▶2021-06-30}\n',
        "baseline_within_plan",
    ),
    broken(
        "shares as the earlier value of a rate",
        RATE,
        RATE + "        earlier: {printed: ▶13∶41∶46, date: 2020-12-31}\n",
        "shares_and_kind",
    ),
    broken(
        "a growth that is no percentage",
        RATE,
        RATE + '        earlier: {printed: "88", date: 2020-12-31, growth: {printed: ▶四成, where: 一}}\n',
        "not_a_number",
    ),
    broken(
        "milestones above the target",  # 100 + 40 = 140 > 130
        JOBS,
        JOBS + "        milestones: ▶[{year: 2021, value: 100}, {year: 2022, value: 40}]\n",
        "milestones_and_target",
    ),
    broken(
        "milestones of every year that do not add up",  # 26 × 4 + 25 = 129
        JOBS,
        JOBS
        + "        milestones: ▶[{year: 2021, value: 26}, {year: 2022, value: 26}, {year: 2023, value: 26},"
        + " {year: 2024, value: 26}, {year: 2025, value: 25}]\n",
        "milestones_and_target",
    ),
    broken(
        "a milestone after the plan", JOBS, JOBS + "        milestones: [{year: ▶2026, value: 1}]\n", "milestone_year"
    ),
    broken(
        "a milestone of a half year",
        JOBS,
        JOBS + "        milestones: [{year: ▶2022-H1, value: 1}]\n",
        "milestone_year",
    ),
    broken(
        "two milestones of one year",
        JOBS,
        JOBS + "        milestones: [{year: 2021, value: 1}, ▶{year: 2021, value: 2}]\n",
        "milestone_twice",
    ),
    broken(
        "a negative milestone of a sum",
        JOBS,
        JOBS + "        milestones: [{year: 2021, value: ▶-1}]\n",
        "negative_sum",
    ),
    broken(
        "milestones of shares",
        LAST,
        LAST + "        milestones: ▶[{year: 2021, value: 14}]\n",
        "milestones_and_kind",
    ),
]

# ----------------------------------------------------------------------------------------------------------------------
# Characters and YAML

CHARACTERS = [
    broken("a tab before a value", "value: 34.50", "value:▶\t34.50", "tab"),
    broken("a tab as indentation", "  id: linhai", "▶\tid: linhai", "tab"),
    broken("a tab in quotes", "source: 公报", 'source: "公▶\t报"', "tab"),
    broken("a NUL", "source: 公报", "source: 公▶\0报", "deceiving_character"),
    broken("a zero-width space", "zh: 新增就业", "zh: 新▶\u200b增就业", "deceiving_character"),
    broken("text that runs backwards", "source: 公报", "source: ▶\u202e公报", "deceiving_character"),
    broken("an escape sequence", "source: 公报", "source: ▶\x1b[31m公报", "deceiving_character"),
    broken("a byte order mark inside", "source: 公报", "source: ▶\ufeff公报", "deceiving_character"),
    broken("a line separator", "source: 公报", "source: 公▶\u2028报", "deceiving_character"),
    broken(
        "two lines with tabs",
        OBSERVED,
        "          - period:▶\t2021\t\n            value:▶\t34.50\n            source: 公报\n",
        "tab",
        "tab",
    ),
    broken("an alias", "start: 2021-01-01\n    end: 2025-12-31", "start: &s 2021-01-01\n    end: ▶*s", "alias"),
    broken(
        "a merge of an alias",
        "name: {zh: 结案率, en: Closure rate}\n",
        "name: &n {zh: 结案率, en: Closure rate}\n        <<: ▶*n\n",
        "alias",
    ),
    broken("an unquoted percent sign", "printed: 90以上", "printed: ▶%90", "not_yaml"),
    broken("an unquoted @", "source: 公报", "source: ▶@公报", "not_yaml"),
    broken("a colon in an unquoted text", "source: 公报", "source: 公报▶: 2021", "not_yaml"),
    broken("an unquoted mark before a text", "source: 公报", "source: [2026]▶1号", "not_yaml"),
    broken("an unquoted sign for no target", "printed: 90以上", "printed: *▶*", "not_yaml"),
    broken("a second document", LAST, f"{LAST}▶---\ncity: other\n", "not_yaml"),
]

ALL = [*SHAPES, *SCALARS, *REFERENCES, *MEANINGS, *FIGURES, *CHARACTERS]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.rule)
@pytest.mark.usefixtures("_reader")
def test_a_broken_file_is_refused_at_line_and_column(case: Broken) -> None:
    text, expected = marked(edited(*case.edits), case.codes)
    assert spots_of(text) == expected


def test_line_and_column_count_from_one_and_in_characters() -> None:
    """Without the mark, so that the mark itself is tested: 临海市 counts three columns, not nine."""
    assert spots_of("city: {name: 临海市, nam: x}\n") == [
        ("missing_key", 1, 1),  # documents
        ("missing_key", 1, 1),  # plans
        ("missing_key", 1, 7),  # id of the city
        ("not_a_mapping", 1, 14),
        ("unknown_key_near", 1, 19),
    ]


def test_the_good_file_is_good() -> None:
    assert [plan.id for plan in read(GOOD).plans] == ["13fyp", "14fyp"]


# ----------------------------------------------------------------------------------------------------------------------
# Whole files

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", [("empty_file", 1, 1)], id="no byte"),
        pytest.param(b"\xef\xbb\xbf", [("empty_file", 1, 1)], id="a byte order mark only"),
        pytest.param(b"\n\n", [("empty_file", 1, 1)], id="blank lines only"),
        pytest.param(b"# later\n", [("empty_file", 1, 1)], id="a comment only"),
        pytest.param(b"- city\n", [("not_a_mapping", 1, 1)], id="a list as root"),
        pytest.param(b"# x\n\n  city\n", [("not_a_mapping", 3, 3)], id="a text as root"),
        pytest.param(b"{}\n", [("missing_key", 1, 1)] * 3, id="no key"),
        pytest.param("city:\n  name: 临".encode("gb18030"), [("not_text", 2, 9)], id="GB18030"),
        pytest.param("city: x\n".encode("utf-16"), [("not_text", 1, 1)], id="UTF-16"),
        pytest.param(b"city:\n  id: a\xe4\xb8", [("not_text", 2, 8)], id="half a character"),
        pytest.param(b"\xef", [("not_text", 1, 1)], id="a part of the mark before UTF-8"),
        pytest.param(b"a: [b\n", [("not_yaml", 1, 4)], id="a bracket left open"),
        pytest.param(b"a: &x [*x]\n", [("alias", 1, 8)], id="an alias of itself"),
        pytest.param(b"[" * 51, [("too_deep", 1, 51)], id="51 brackets"),
        pytest.param(b"a:\n  " + b"{a: " * 60, [("too_deep", 2, 3 + 4 * 50)], id="60 braces"),
        pytest.param(b"[" * 100_000, [("too_deep", 1, 51)], id="100,000 brackets"),
        pytest.param(b"a: b\n" + b"- " * 60 + b"x\n", [("too_deep", 2, 1)], id="60 dashes on a line"),
        pytest.param(b"# x\n\n\n" + b"- " * 60 + b"x\n", [("too_deep", 4, 1)], id="60 dashes below blank lines"),
    ],
)
def test_a_file_that_is_no_target_file_is_refused_at_its_place(data: bytes, expected: list[Spot]) -> None:
    assert spots_of(data) == expected


def test_nesting_by_indentation_alone_is_refused() -> None:
    """500 levels of two spaces: the reader of YAML would recurse as deeply."""
    text = "".join(f"{' ' * (2 * level)}a:\n" for level in range(500))
    assert [problem.code for problem in problems_of(text)] == ["too_deep"]


def test_an_alias_bomb_is_refused_at_each_alias_without_being_walked() -> None:
    """Eight lines of nine aliases each, which would be 9 ** 8 × 2 texts written out."""
    found = spots_of(LAUGHS)
    assert {code for code, _, _ in found} == {"alias"}
    assert [line for _, line, _ in found] == [line for line in range(2, 10) for _ in range(9)]


def test_no_more_than_two_hundred_problems_are_reported() -> None:
    text = edited((LAST, LAST + "".join(f"        x{number}x: 1\n" for number in range(300))))
    assert len(problems_of(text)) == 200


# ----------------------------------------------------------------------------------------------------------------------
# Every problem in one run


def test_every_problem_of_a_file_comes_in_one_run_in_order() -> None:
    edits = (
        ("id: linhai", "id: ▶Linhai"),
        ("date: 2021-11-15", "date: ▶2021-11-31"),
        ("end: 2020-12-31", "end: ▶2020-12-32"),
        ('target: {printed: "300", where: 表1}', "target: {printed: ▶三百, where: 表1, ▶wher: x}"),
        ("state: draft", "state: ▶drafted"),
        ("group: jobs", "group: ▶none"),
        ("printed: 〔130〕", "printed: ▶〔130〕\n          value: 131"),
        ("value: 34.50", "value: ▶34,50"),
        ("- id: closure-rate\n        number: 3", "- ▶id: closure-rate\n        number: 2\n        ▶colour: red"),
        ("printed: 14∶42∶44", "printed: ▶14"),
    )
    codes = (
        *("not_an_id", "no_such_day", "no_such_day", "words_without_meaning", "unknown_key_near", "unknown_word_near"),
        *("unknown_reference", "value_differs", "not_a_number", "duplicate_id", "unknown_key", "shares_and_kind"),
    )
    text, expected = marked(edited(*edits), codes)
    assert spots_of(text) == expected


@pytest.mark.parametrize(
    ("rule", "edits", "codes"),
    [
        (
            "a wrong kind hides nothing of its indicator",
            (
                ("kind: cumulative\n", "kind: ▶sums\n"),
                ("source: 公报", "source: 公报\n            published: ▶2022-02-30"),
            ),
            ("unknown_word", "no_such_day"),
        ),
        (
            "a wrong unit hides nothing of its indicator",
            (
                ('unit: {zh: 万人, en: "10,000 persons"}\n        nature', "unit: ▶万人\n        nature"),
                ("          printed: 〔130〕", "          ▶colour: red\n          printed: 〔130〕"),
            ),
            ("not_a_mapping", "unknown_key"),
        ),
        (
            "a wrong title hides nothing of its document",
            (("title: {zh: 规划, en: The plan}", "title: ▶规划"), ("date: 2021-11-15", "date: ▶2021-11-31")),
            ("not_a_mapping", "no_such_day"),
        ),
        (
            "a wrong head of a plan hides no baseline",
            (
                ("title: {zh: “十四五”规划, en: 14th plan}", "title: ▶规划"),
                ("{result_of: 13fyp}", "{result_of: 13fyp, printed: ▶390}"),
            ),
            ("not_a_mapping", "baseline_twice"),
        ),
        (
            "a wrong target hides no baseline",
            ((INSURED, "target: {printed: ▶x, where: 表2}\n        baseline: {result_of: 13fyp, printed: ▶390}"),),
            ("words_without_meaning", "baseline_twice"),
        ),
        (
            "a wrong period hides no basis",
            (("period: 2021\n", "period: ▶2021-13\n"), ("source: 公报", "source: 公报\n            basis: ▶level")),
            ("no_such_month", "basis_and_kind"),
        ),
    ],
)
def test_one_problem_does_not_hide_another(
    rule: str, edits: tuple[tuple[str, str], ...], codes: tuple[str, ...]
) -> None:
    """Interface: every problem in one run."""
    text, expected = marked(edited(*edits), codes)
    assert spots_of(text) == expected, rule


@pytest.mark.parametrize(
    ("rule", "edits", "codes"),
    [
        (
            "a document that is there is not unknown",
            (("title: {zh: 规划, en: The plan}", "title: ▶规划"),),
            ("not_a_mapping",),
        ),
        (
            "a group that is there is not unknown",
            (("{id: jobs, zh: 就业, en: Jobs}", "▶{id: jobs}"),),
            ("missing_key",),
        ),
        (
            "a result that is there is not missing",
            ((FIRST, FIRST.replace("name: {zh: 参保人数, en: Persons insured}", "name: ▶参保人数")),),
            ("not_a_mapping",),
        ),
    ],
)
def test_a_problem_is_reported_once_and_not_again_where_it_is_referred_to(
    rule: str, edits: tuple[tuple[str, str], ...], codes: tuple[str, ...]
) -> None:
    text, expected = marked(edited(*edits), codes)
    assert spots_of(text) == expected, rule


# ----------------------------------------------------------------------------------------------------------------------
# What a problem says


def only_problem(*edits: tuple[str, str]) -> Problem:
    (found,) = problems_of(edited(*edits))
    return found


def test_a_problem_names_the_file_and_shows_the_line() -> None:
    found = only_problem(("kind: rate\n", "kind: rates  # 比率\n"))
    assert found.file == "linhai.yaml"
    assert found.excerpt == "        kind: rates  # 比率"


def test_a_mistyped_word_is_answered_with_the_nearest() -> None:
    assert only_problem(("kind: rate\n", "kind: rates\n")).details["near"] == "rate"
    assert only_problem((RATE, RATE + "        natur: binding\n")).details["near"] == "nature"


def test_a_repeated_key_names_the_first_line() -> None:
    text = edited(("kind: rate\n", "kind: rate\n        kind: stock\n"))
    first = text[: text.index("kind: rate\n")].count("\n") + 1
    (found,) = problems_of(text)
    assert found.details == {"key": "kind", "first": str(first)}


def test_an_unknown_reference_names_what_there_is() -> None:
    assert only_problem(("group: jobs", "group: job")).details == {"name": "job", "known": "jobs"}


@pytest.mark.parametrize("character", ["\0", "\x1b", "\u202e", "\r"])
def test_an_excerpt_holds_no_character_that_steers_a_terminal(character: str) -> None:
    """A lone carriage return would let the rest of the line overwrite what stands before it."""
    text = edited(("kind: rate\n", f"kind: rates  # {character}# fine\n"))
    assert all(character not in problem.excerpt for problem in problems_of(text))


def test_an_excerpt_of_a_long_line_is_cut() -> None:
    assert len(only_problem(("source: 公报", f"source: {'报' * 5000}: x")).excerpt) <= 200


# ----------------------------------------------------------------------------------------------------------------------
# Good files


def test_values_are_read_as_written() -> None:
    """34.50 stays 34.50, with the trailing zero: nothing passes through a float."""
    (observation,) = indicator_of(GOOD, "new-jobs").observed
    assert str(observation.value) == "34.50"


def test_the_heads_of_city_document_and_plan_are_read() -> None:
    found = read(GOOD)
    assert found.city.id == "linhai"
    assert found.city.name == Text("临海市", "Linhai")
    assert found.documents["plan"].dated == date(2021, 11, 15)
    older, newer = found.plans
    assert (older.start, older.end, older.state) == (date(2016, 1, 1), date(2020, 12, 31), State.ISSUED)
    assert (newer.start, newer.end, newer.state) == (date(2021, 1, 1), date(2025, 12, 31), State.DRAFT)
    assert [(group.id, group.name) for group in newer.groups] == [("jobs", Text("就业", "Jobs"))]
    assert [(note.mark, note.means) for note in newer.footnotes] == [("〔〕", "cumulative")]
    assert [(claim.printed, claim.means) for claim in newer.claims] == [("均已完成", "all_met")]


def test_an_indicator_is_read_with_its_words() -> None:
    found = indicator_of(GOOD, "new-jobs")
    assert (found.number, found.scope, found.nature) == ("1", Scope.HEADLINE, Nature.BINDING)
    assert (found.kind, found.better) == (Kind.CUMULATIVE, Better.HIGHER)
    assert found.group is not None
    assert found.group.id == "jobs"
    assert found.unit == Text("万人", "10,000 persons")


def test_a_value_knows_its_file_and_line() -> None:
    line = GOOD[: GOOD.index("          - period: 2021")].count("\n") + 1
    (observation,) = indicator_of(GOOD, "new-jobs").observed
    assert observation.at == Place("linhai.yaml", line)


def test_later_files_and_later_lines_come_later() -> None:
    """Methodology, section 2, Revisions: equal dates, the later line of the later file."""
    text = edited((OBSERVED, OBSERVED * 2))
    orders = [
        one.order
        for number in (0, 1)
        for plan in read_targets("x", text.encode(), number).plans
        for indicator in plan.indicators
        for one in indicator.observed
    ]
    assert orders == sorted(set(orders))
    assert orders[len(orders) // 2] >= LINES_PER_FILE


@pytest.mark.parametrize(
    ("printed", "comparator", "values", "high"),
    [
        ("90", Comparator.AT_LEAST, ("90",), None),
        ("≥90", Comparator.AT_LEAST, ("90",), None),
        ("90%以上", Comparator.AT_LEAST, ("90",), None),
        ("超90%", Comparator.MORE_THAN, ("90",), None),
        ("90左右", Comparator.ABOUT, ("90",), None),
        ("90—95", Comparator.BETWEEN, ("90",), "95"),
        ("全覆盖", Comparator.AT_LEAST, ("100",), None),
        ('"**"', Comparator.NONE, (), None),
    ],
)
def test_the_meaning_follows_from_the_print(
    printed: str, comparator: Comparator, values: tuple[str, ...], high: str | None
) -> None:
    """Methodology, section 1, comparator."""
    statements = "        statements:\n          - {printed: 90%以上, where: 二}\n"
    text = edited(("printed: 90以上\n", f"printed: {printed}\n"), (statements, ""))
    target = indicator_of(text, "closure-rate").target
    assert target.comparator is comparator
    assert target.values == tuple(map(Decimal, values))
    assert target.high == (None if high is None else Decimal(high))


def test_a_bare_number_is_at_most_where_less_is_better() -> None:
    text = edited(
        ("kind: rate\n        better: higher", "kind: rate\n        better: lower"),
        ("printed: 90以上", 'printed: "4"'),
        ("- {printed: 90%以上,", "- {printed: 4%以内,"),
    )
    assert indicator_of(text, "closure-rate").target.comparator is Comparator.AT_MOST


def test_about_has_a_tolerance_of_five_per_cent_of_the_target_unless_the_file_says_another() -> None:
    """Methodology, section 1: 0.25 for 5."""
    plain = edited(("printed: 90以上", "printed: 5左右"), ("- {printed: 90%以上,", "- {printed: 5%左右,"))
    target = indicator_of(plain, "closure-rate").target
    assert (target.tolerance, target.tolerance_assumed) == (Decimal("0.25"), True)
    stated = plain.replace("printed: 5左右", "printed: 5左右\n          tolerance: 0.5")
    target = indicator_of(stated, "closure-rate").target
    assert (target.tolerance, target.tolerance_assumed) == (Decimal("0.5"), False)


NOTE = "        note: {zh: 说明, en: said why}\n"


@pytest.mark.parametrize(
    "case", [case for case in MEANINGS[:7] if case.rule != "another unit than printed"], ids=lambda case: case.rule
)
def test_a_note_may_say_why_print_and_meaning_differ(case: Broken) -> None:
    (edit,) = case.edits
    key = next(key for key in (JOBS, "        number: 2\n", RATE) if _same_indicator(key, edit[0]))
    text = edited((edit[0], edit[1].replace(MARK, "")), (key, key + NOTE))
    assert len(read(text).plans) == 2


def test_no_note_alone_explains_another_unit_than_printed() -> None:
    """90万人 is no percentage: the file has to state the value as well, and say why."""
    stated = ("printed: 90以上", "printed: 90万人以上\n          value: 90")
    assert [code for code, *_ in spots_of(edited(("printed: 90以上", "printed: 90万人以上"), (RATE, RATE + NOTE)))] == [
        "unit_differs"
    ]
    assert "unit_differs" in [code for code, *_ in spots_of(edited(stated))]
    assert indicator_of(edited(stated, (RATE, RATE + NOTE)), "closure-rate").target.values == (Decimal(90),)


@pytest.mark.parametrize("note", ["", NOTE], ids=["without a note", "with a note about something else"])
def test_a_print_in_another_scale_means_the_same_whatever_a_note_says(note: str) -> None:
    """1.2万人以上 with the unit 人 is 12,000; so are result, earlier value, baseline and statement converted."""
    persons = """\
      - id: staff
        name: {zh: 从业人员, en: Staff}
        unit: {zh: 人, en: persons}
        kind: stock
        better: higher
        target: {printed: 1.2万人以上, where: 专栏10}
        statements:
          - {printed: 12000人以上, where: 二}
        earlier: {printed: 0.9万人}
        result: {printed: 1.1万人, period: 2025}
        baseline: {printed: 1万人, where: 一}
"""
    found = indicator_of(edited((LAST, LAST + persons + note)), "staff")
    assert found.target.values == (Decimal(12_000),)
    assert found.earlier is not None
    assert found.earlier.values == (Decimal(9_000),)
    assert found.baseline is not None
    assert found.baseline.values == (Decimal(10_000),)
    assert [one.values for one in found.observed] == [(Decimal(11_000),)]


def _same_indicator(number: str, fragment: str) -> bool:
    at = GOOD.index(fragment)
    return GOOD.rfind("        number:", 0, at) == GOOD.index(number)


@pytest.mark.parametrize(
    "printed",
    ["——", "1∶2", "95—90", "90以内"],
    ids=["no figure", "shares for a rate", "a range that falls", "a ceiling of which more is better"],
)
def test_no_note_can_explain_a_target_that_cannot_be_calculated_with(printed: str) -> None:
    text = edited(("printed: 90以上", f"printed: {printed}"), (RATE, RATE + NOTE))
    assert len(problems_of(text)) == 1


def test_an_unmarked_sum_needs_no_note_where_the_plan_marks_none() -> None:
    text = edited(("    footnotes:\n      - {mark: 〔〕, where: 表2, means: cumulative}\n", ""), ("〔130〕", '"130"'))
    assert indicator_of(text, "new-jobs").target.values == (Decimal(130),)


def test_a_full_width_percent_sign_is_the_same_unit() -> None:
    """Suzhou's table 1 prints （％)."""
    text = edited(
        ('en: Closure rate}\n        unit: {zh: "%"', "en: Closure rate}\n        unit: {zh: ％"),
        ("printed: 90以上", "printed: 90％以上"),
    )
    assert indicator_of(text, "closure-rate").unit.zh == "％"


def test_hold_is_left_to_the_default_unless_the_file_says() -> None:
    assert indicator_of(GOOD, "closure-rate").target.hold is None
    for word, value in (("true", True), ("false", False)):
        text = edited(("printed: 90以上", f"printed: 90以上\n          hold: {word}"))
        assert indicator_of(text, "closure-rate").target.hold is value


def test_the_printed_result_is_an_observation_of_the_document() -> None:
    """A level on the period's last day, published with the document."""
    found = indicator_of(GOOD, "insured", "13fyp")
    assert found.result is not None
    assert (found.result.printed, found.result.completion) == ("320.50", "106.83%")
    (observation,) = found.observed
    assert (observation.value, observation.basis, observation.bound) == (Decimal("320.5"), Basis.LEVEL, Bound.EXACT)
    assert observation.span == (date(2020, 12, 31), date(2020, 12, 31))
    assert (observation.printed, observation.where, observation.published) == ("320.50", "表1", date(2021, 11, 15))
    assert observation.source == "规划"


def test_the_printed_result_of_a_sum_counts_from_the_plans_start() -> None:
    text = edited((JOBS, JOBS + "        result: {printed: 〔142.85〕, period: 2025}\n"))
    own, _ = indicator_of(text, "new-jobs").observed
    assert own.basis is Basis.PTD
    assert own.span == (date(2021, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("printed", "bound"), [("≥98", Bound.AT_LEAST), ("超98", Bound.AT_LEAST), ("98以内", Bound.AT_MOST)]
)
def test_a_sign_on_the_printed_result_is_a_bound(printed: str, bound: Bound) -> None:
    text = edited(('printed: "320.50"', f"printed: {printed}"))
    assert indicator_of(text, "insured", "13fyp").observed[0].bound is bound


def test_an_empty_cell_is_a_result_but_no_observation() -> None:
    text = edited(('printed: "320.50"', 'printed: ""'), ("        baseline: {result_of: 13fyp}\n", ""))
    found = indicator_of(text, "insured", "13fyp")
    assert found.result is not None
    assert found.result.printed == ""
    assert found.observed == ()


def test_a_baseline_is_the_result_of_the_plan_before() -> None:
    baseline = indicator_of(GOOD, "insured").baseline
    assert baseline is not None
    assert (baseline.values, baseline.day) == ((Decimal("320.5"),), date(2020, 12, 31))
    assert (baseline.printed, baseline.where) == ("320.50", "表1")


def test_a_baseline_may_be_printed_elsewhere() -> None:
    text = edited(("{result_of: 13fyp}", "{printed: 536.96万人, where: 一（一）, date: 2020-12-31}"))
    baseline = indicator_of(text, "insured").baseline
    assert baseline is not None
    assert (baseline.values, baseline.printed) == ((Decimal("536.96"),), "536.96万人")


def test_an_earlier_value_is_the_baseline_of_a_level_and_of_no_sum() -> None:
    """Methodology, section 1, hold: an earlier sum is no baseline."""
    earlier = '        earlier: {printed: "88", date: 2020-12-31}\n'
    level = indicator_of(edited((RATE, RATE + earlier)), "closure-rate")
    assert level.baseline is not None
    assert (level.baseline.values, level.baseline.day) == ((Decimal(88),), date(2020, 12, 31))
    total = indicator_of(edited((JOBS, JOBS + earlier)), "new-jobs")
    assert total.earlier is not None
    assert total.earlier.values == (Decimal(88),)
    assert total.baseline is None


@pytest.mark.parametrize("printed", ['""', "——"])
def test_an_empty_earlier_cell_is_no_baseline(printed: str) -> None:
    text = edited((RATE, f"{RATE}        earlier: {{printed: {printed}, date: 2020-12-31}}\n"))
    assert indicator_of(text, "closure-rate").baseline is None


def test_an_observation_is_read_with_all_its_fields() -> None:
    """Methodology, section 2: a month of publication stands for its last day; year to date begins on 1 January."""
    fields = """\
            basis: ytd
            bound: at_least
            provisional: true
            published: 2022-02
            note: {zh: 原文为超, en: printed more than}
"""
    text = edited((OBSERVED, OBSERVED.replace("2021", "2021-05") + fields))
    (found,) = indicator_of(text, "new-jobs").observed
    assert (found.basis, found.bound, found.provisional) == (Basis.YTD, Bound.AT_LEAST, True)
    assert found.span == (date(2021, 1, 1), date(2021, 5, 31))
    assert (found.published, found.published_text) == (date(2022, 2, 28), "2022-02")
    assert (found.source, found.note) == ("公报", Text("原文为超", "printed more than"))


def test_a_note_may_be_said_to_shake_the_figure() -> None:
    note = "            note: {zh: 二手数字, en: second hand}\n"
    for flag, kind in (("", Text), ("            shakes: false\n", Text), ("            shakes: true\n", ShakingText)):
        (found,) = indicator_of(edited((OBSERVED, OBSERVED + note + flag)), "new-jobs").observed
        assert found.note == Text("二手数字", "second hand")
        assert type(found.note) is kind


def test_an_observation_may_say_how_near_its_source_is_and_when_it_was_entered() -> None:
    text = edited((OBSERVED, OBSERVED + "            via: copy\n            entered: 2022-03-05\n"))
    (found,) = indicator_of(text, "new-jobs").observed
    assert (found.via, found.entered) == (Via.COPY, date(2022, 3, 5))
    (plain,) = indicator_of(GOOD, "new-jobs").observed
    assert (plain.via, plain.entered, plain.by) == (None, None, "")


def test_a_mean_of_a_rate_counts_the_days_of_its_period() -> None:
    means = "        observed: [{period: 2021, value: 91, basis: mean, source: 公报}]\n"
    (found,) = indicator_of(edited((RATE, RATE + means)), "closure-rate").observed
    assert (found.basis, found.span) == (Basis.MEAN, (date(2021, 1, 1), date(2021, 12, 31)))


@pytest.mark.parametrize("written", ["13∶41∶46", '"13:41:46"', "[13, 41, 46]"])
def test_shares_are_observed_as_in_a_data_file(written: str) -> None:
    shares = f"        number: 4\n        observed: [{{period: 2021, value: {written}, source: 公报}}]\n"
    (found,) = indicator_of(edited(("        number: 4\n", shares)), "grade-shares").observed
    assert found.values == (Decimal(13), Decimal(41), Decimal(46))


@pytest.mark.parametrize(("stated", "holds"), [("", [True, True]), (", hold: false", [False, True])])
def test_a_revision_keeps_hold_unless_it_states_its_own(stated: str, holds: list[bool]) -> None:
    """Of two revisions the later one is written first; each has that of the target before it, of those known then."""
    revised = """\
        revised:
          - {printed: 95以上, where: 二, date: 2024-01-01, reason: {zh: 调整, en: change}, source: 通知, hold: true}
          - {printed: 92以上, where: 二, date: 2023-01-01, reason: {zh: 调整, en: change}, source: 通知STATED}
""".replace("STATED", stated)
    text = edited(
        (RATE, RATE + revised), ("          printed: 90以上\n", "          printed: 90以上\n          hold: true\n")
    )
    plan = next(plan for plan in read(text).plans if plan.id == "14fyp")
    found = indicator_of(text, "closure-rate")
    days = date(2023, 6, 30), date(2024, 6, 30)
    assert [target_in_force(plan, found, day, None).target.hold for day in days] == holds
    # The second one is not known in 2023, and says nothing of the first.
    assert target_in_force(plan, found, days[1], days[0]).target.hold == holds[0]


@pytest.mark.parametrize(
    ("printed", "bound"),
    [
        ("≥300", Bound.AT_LEAST),
        ("超300", Bound.AT_LEAST),
        ("300以内", Bound.AT_MOST),
        ("300左右", Bound.UNKNOWN),
        ("300—310", Bound.UNKNOWN),
        ('"300"', Bound.EXACT),
    ],
)
def test_a_baseline_has_the_bound_that_is_printed(printed: str, bound: Bound) -> None:
    for line in (f"baseline: {{printed: {printed}, where: 一}}", f"earlier: {{printed: {printed}}}"):
        found = indicator_of(edited(("baseline: {result_of: 13fyp}", line)), "insured").baseline
        assert found is not None
        assert found.bound is bound


def test_the_result_of_another_plan_has_the_bound_that_is_printed() -> None:
    found = indicator_of(edited(('printed: "320.50"', "printed: 320左右")), "insured").baseline
    assert found is not None
    assert found.bound is Bound.UNKNOWN


def test_breaks_come_in_the_order_of_their_days_and_are_suspected_unless_declared() -> None:
    breaks = """\
        breaks:
          - {from: 2024-03, reason: {zh: 口径, en: scope}, declared: true}
          - {from: 2022, reason: {zh: 疑似, en: suspected}}
"""
    found = indicator_of(edited((JOBS, JOBS + breaks)), "new-jobs").breaks
    assert [(one.since, one.text, one.reason.en, one.declared) for one in found] == [
        (date(2022, 1, 1), "2022", "suspected", False),
        (date(2024, 3, 1), "2024-03", "scope", True),
    ]
    assert indicator_of(GOOD, "new-jobs").breaks == ()


@pytest.mark.parametrize(
    ("line", "judged"),
    [("", Judged.LATEST), *((f"        judged: {judged}\n", judged) for judged in Judged)],
)
def test_a_rate_is_judged_by_its_latest_level_unless_the_file_says_otherwise(line: str, judged: Judged) -> None:
    assert indicator_of(edited((RATE, RATE + line)), "closure-rate").judged is judged


@pytest.mark.parametrize(
    ("old", "new", "signed"),
    [
        (RATE, RATE, False),
        (RATE, f"{RATE}        signed: true\n", True),
        ("zh: 结案率", "zh: 超期率降低", True),
        ("zh: 结案率", "zh: 结案数增长率", True),
    ],
)
def test_a_rate_is_a_change_by_its_name_or_as_the_file_says(old: str, new: str, signed: bool) -> None:
    edits = edited((old, new))
    assert indicator_of(edits, "closure-rate").signed is signed
    if "signed" not in new:
        assert not indicator_of(edits.replace(RATE, f"{RATE}        signed: false\n"), "closure-rate").signed


def test_a_baseline_may_be_refused() -> None:
    refused = indicator_of(edited(("{result_of: 13fyp}", "none")), "insured")
    assert (refused.baseline, refused.baseline_refused) == (None, True)
    earlier = '        earlier: {printed: "88"}\n        baseline: none\n'
    assert indicator_of(edited((RATE, RATE + earlier)), "closure-rate").baseline is None
    assert not indicator_of(GOOD, "insured").baseline_refused


def test_a_baseline_that_no_document_prints_may_be_stated_with_a_note() -> None:
    text = edited(("{result_of: 13fyp}", "{value: 0, note: {zh: 期初为零, en: zero at the start}}"))
    baseline = indicator_of(text, "insured").baseline
    assert baseline is not None
    assert (baseline.values, baseline.printed, baseline.day) == ((Decimal(0),), "", date(2020, 12, 31))


def test_an_observation_is_a_period_for_sums_and_a_level_for_the_rest_by_default() -> None:
    assert indicator_of(GOOD, "new-jobs").observed[0].basis is Basis.PERIOD
    text = edited((LAST, LAST + "        observed: [{period: 2021, value: [13, 41, 46], source: 公报}]\n"))
    (shares,) = indicator_of(text, "grade-shares").observed
    assert (shares.basis, shares.values) == (Basis.LEVEL, (Decimal(13), Decimal(41), Decimal(46)))


def test_revisions_come_in_the_order_of_their_dates() -> None:
    entry = "          - {printed: 〔%s〕, where: 评估, date: %s, reason: {zh: 调整, en: change}, source: 方案}\n"
    text = edited((JOBS, JOBS + "        revised:\n" + entry % (150, "2024-06-30") + entry % (140, "2023-06-30")))
    found = indicator_of(text, "new-jobs").revisions
    assert [(revision.since, revision.target.value) for revision in found] == [
        (date(2023, 6, 30), Decimal(140)),
        (date(2024, 6, 30), Decimal(150)),
    ]


def test_milestones_that_add_up_are_read_in_the_order_of_their_years() -> None:
    """30 + 28 + 26 + 24 + 22 = 130."""
    values = {2025: 22, 2024: 24, 2023: 26, 2022: 28, 2021: 30}
    listed = ", ".join(f"{{year: {year}, value: {value}}}" for year, value in values.items())
    found = indicator_of(edited((JOBS, f"{JOBS}        milestones: [{listed}]\n")), "new-jobs").milestones
    assert [(one.year, one.value) for one in found] == sorted((year, Decimal(value)) for year, value in values.items())


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: text.rstrip("\n"), id="no last line end"),
        pytest.param(lambda text: f"# 说明\n\n{text}", id="comment first"),
        pytest.param(lambda text: f"---\n{text}", id="document start"),
    ],
)
@pytest.mark.usefixtures("_reader")
def test_what_editors_add_changes_nothing(change: Callable[[str], str]) -> None:
    plans = read(change(GOOD)).plans
    assert [(one.id, one.target.values) for plan in plans for one in plan.indicators] == [
        (one.id, one.target.values) for plan in read(GOOD).plans for one in plan.indicators
    ]


def test_the_input_is_known_by_its_hash_and_counts() -> None:
    """SHA-256 of the bytes; five indicators, one result and one observation."""
    import hashlib

    source = read(GOOD).source
    assert source == ("linhai.yaml", hashlib.sha256(GOOD.encode()).hexdigest(), 5, 2, None)


# ----------------------------------------------------------------------------------------------------------------------
# Whatever the bytes


def outcome(data: bytes) -> TargetFile | tuple[Problem, ...]:
    try:
        return read_targets("x.yaml", data)
    except InvalidInput as error:
        return error.problems


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_problems(data: bytes) -> None:
    found = outcome(data)
    assert found


def test_a_value_that_breaks_off_with_the_file_is_reported_within_it() -> None:
    text = GOOD[: GOOD.rindex("where")] + "w: "
    found = outcome(text.encode())
    assert not isinstance(found, TargetFile)
    assert [(problem.code, problem.line) for problem in found] == [("not_yaml", text.count("\n") + 1)]


@settings(deadline=None, max_examples=250)
@given(st.data())
def test_any_typo_is_read_or_refused_at_a_place_in_the_file(data: st.DataObject) -> None:
    """Cut out a few characters of the good file, or put others in their place: never another error."""
    at = data.draw(st.integers(0, len(GOOD)), "at")
    cut = data.draw(st.integers(0, 20), "cut")
    put = data.draw(
        st.sampled_from(["", "-", "x", "\n", ": ", "5", "〔", "]", "{", '"', "#", "&a ", "*a", "!!int "]), "put"
    )
    text = GOOD[:at] + put + GOOD[at + cut :]
    found = outcome(text.encode())
    if not isinstance(found, TargetFile):
        assert found
        lines = text.count("\n") + 1
        assert all(0 <= problem.line <= lines for problem in found)


# ----------------------------------------------------------------------------------------------------------------------
# Any print is kept; its meaning is stated


def with_rate_target(*lines: str, note: str = NOTE) -> str:
    """The good file, the target of its rate replaced, without the statement that repeats it."""
    statement = "        statements:\n          - {printed: 90%以上, where: 二}\n"
    target = "printed: 90以上\n          where: 表2\n"
    text = edited((statement, ""), (target, "\n          ".join([*lines, "where: 表2"]) + "\n"))
    return text.replace(RATE, RATE + note)


@pytest.mark.parametrize("note", ["", NOTE], ids=["without a note", "with a note"])
def test_a_target_in_words_is_kept_as_it_stands(note: str) -> None:
    target = indicator_of(
        with_rate_target("printed: 与经济增长基本同步", "comparator: none", note=note), "closure-rate"
    ).target
    assert (target.printed, target.comparator, target.values) == ("与经济增长基本同步", Comparator.NONE, ())
    assert target.in_words


def test_asterisks_are_no_words() -> None:
    assert not indicator_of(with_rate_target('printed: "**"'), "closure-rate").target.in_words


def test_a_number_that_is_not_to_be_judged_stays_in_words() -> None:
    text = with_rate_target("printed: 90以上", "comparator: none")
    assert indicator_of(text, "closure-rate").target.in_words
    assert spots_of(text.replace(NOTE, ""))[0][0] == "comparator_differs"


def test_a_print_that_is_not_read_means_what_the_file_states() -> None:
    target = indicator_of(
        with_rate_target("printed: 九成以上", "comparator: at_least", "value: 90"), "closure-rate"
    ).target
    assert (target.printed, target.comparator, target.values) == ("九成以上", Comparator.AT_LEAST, (Decimal(90),))
    assert not target.in_words
    bare = indicator_of(with_rate_target("printed: 九成", "value: 90"), "closure-rate").target
    assert bare.comparator is Comparator.AT_LEAST  # a bare number of which more is better


@pytest.mark.parametrize(
    ("lines", "note", "code"),
    [
        (("printed: 九成以上",), NOTE, "words_without_meaning"),
        (("printed: 九成以上", "comparator: at_least"), NOTE, "words_without_meaning"),
        (("printed: 九成以上", "value: 90"), "", "words_without_note"),
        (("printed: 九成以上", "value: 90", "comparator: at_most"), NOTE, "wrong_way"),
        (("printed: 九成以上", "value: 90", "tolerance: 1"), NOTE, "tolerance_without_about"),
        (("printed: 九成以上", "comparator: none", "value: 90"), NOTE, "none_with_value"),
        (("printed: 九成以上", "comparator: none", "high: 95"), NOTE, "none_with_value"),
        (("printed: 90以上", "comparator: none", "value: 90"), NOTE, "none_with_value"),
        (("printed: ''", "value: 90", "confirm: {printed: 待填}"), NOTE, "none_with_value"),
        (("printed: 累计90",), "", "words_and_kind"),
        (("printed: 降低20%以上",), "", "words_and_kind"),
        (("printed: 控制在90%左右",), "", "words_and_better"),
    ],
)
def test_what_contradicts_itself_is_refused(lines: tuple[str, ...], note: str, code: str) -> None:
    assert code in [found for found, *_ in spots_of(with_rate_target(*lines, note=note))]


def test_what_is_stated_elsewhere_may_be_words_too() -> None:
    text = edited(("{printed: 90%以上, where: 二}", "{printed: 进一步提高, where: 二}"))
    assert indicator_of(text, "closure-rate").statements[0].printed == "进一步提高"


def test_a_sum_in_words_needs_no_mark() -> None:
    """累计130万人 says what 〔130〕 says."""
    assert indicator_of(edited(("〔130〕", "累计130万人")), "new-jobs").target.values == (Decimal(130),)
    assert indicator_of(edited(("〔130〕", "五年新增130万人")), "new-jobs").target.values == (Decimal(130),)


def test_a_result_is_a_level_and_no_change() -> None:
    text = edited((RATE, RATE + "        result: {printed: 提高5个百分点, period: 2025}\n"))
    assert [code for code, *_ in spots_of(text)] == ["not_a_level"]


def test_a_short_name_of_24_cells_is_read() -> None:
    zh = "一二三四五六七八九十一二"
    text = edited((INSURED, INSURED + f"\n        short: {{zh: {zh}, en: Insured}}"))
    assert [one.short for plan in read(text).plans for one in plan.indicators if one.short] == [Text(zh, "Insured")]


# ----------------------------------------------------------------------------------------------------------------------
# One language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_stands_in_one_language_stands_for_the_other(language: str) -> None:
    words = {"zh": "新增就业", "en": "New jobs"}[language]
    text = edited(("name: {zh: 新增就业, en: New jobs}", f"name: {{{language}: {words}}}"))
    assert indicator_of(text, "new-jobs").name == (words, words)
    found = texts_in_one_language("linhai.yaml", text.encode())
    assert [(one.code, one.line, one.warning) for one in found] == [("one_language", line_of(text, words), True)]
    assert texts_in_one_language("linhai.yaml", GOOD.encode()) == ()


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


def test_every_text_of_a_file_may_be_in_one_language() -> None:
    """Without a word of English in it; one text is missing for each that was there."""
    text = re.sub(r', en: (?:"[^"]*"|[^,}]*)', "", GOOD)
    assert "en:" not in text
    chinese = read(text)
    assert [plan.title.en for plan in chinese.plans] == [plan.title.zh for plan in read(GOOD).plans]
    assert chinese.plans[1].groups[0].name == ("就业", "就业")
    of_a_language = GOOD.count("en:") - GOOD.count('en: "%"')  # a sign is of none
    assert len(texts_in_one_language("linhai.yaml", text.encode())) == of_a_language


def test_a_unit_in_one_language_is_that_of_the_plan_before() -> None:
    """The series of two plans, of which one gives the unit in Chinese only."""
    text = GOOD.replace('unit: {zh: 万人, en: "10,000 persons"}', "unit: {zh: 万人}", 1)
    assert indicator_of(text, "insured").baseline is not None
