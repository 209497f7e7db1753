"""Mutated inputs for `fuzz.py`: target and data files, tables, documents, journals, options, figures, dates.

Each is made from a seed that is really used (a shipped plan, the examples of the manual) and a source of chance, and
from nothing else, so that the same number gives the same input again.
"""

import contextlib
import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click

from rsplan.cli.program import COMMANDS, program
from rsplan.model.period import parse_day, parse_period, parse_published
from rsplan.model.plain_text import number
from rsplan.model.printed_figure_reading import read_figure
from rsplan.read.csv_cells import value_of
from rsplan.read.csv_format import COLUMNS

ROOT = Path(__file__).resolve().parents[1]

Random = random.Random


class Meddling(NamedTuple):
    """What another program does to a file just before the file call of that number: the way, and with what data."""

    number: int
    way: str
    file: str
    data: bytes


class Case(NamedTuple):
    """A mutated input: a text for the functions `parse`, or files by name with commands that read them.

    `then` is run where the first command ends in 0. `grows` is the file that may be added to, `kept` are those that no
    output may replace, also where they are named as such; a word `hard-NAME` or `soft-NAME` is a link to the file.
    """

    args: tuple[str, ...] = ()
    files: Mapping[str, bytes] = {}
    stdin: bytes = b""
    then: tuple[tuple[str, ...], ...] = ()
    grows: str = ""
    text: str = ""
    parse: tuple[Callable[[str], object], ...] = ()
    kept: frozenset[str] = frozenset()
    meddling: Meddling | None = None


# --- what is mutated -------------------------------------------------------------------------------------------------

SMALL = """\
city: {id: linhai, name: {zh: 临海市, en: Linhai}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued, date: 2021-01-05}}
plans:
  - id: 13fyp
    title: {zh: 十三五规划, en: 13th plan}
    document: own
    state: issued
    start: 2016-01-01
    end: 2020-12-31
    indicators:
      - {id: insured, number: 1, name: {zh: 参保, en: Insured}, unit: {zh: 万人, en: x}, kind: stock, better: higher,
         target: {printed: "70", where: 表1}, result: {printed: "80", period: 2020, completion: 114%}}
  - id: 14fyp
    title: {zh: 十四五规划, en: 14th plan}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    groups:
      - {id: work, zh: 就业, en: Work}
    indicators:
      - id: jobs
        number: 1
        group: work
        name: {zh: 就业人数, en: Jobs}
        unit: {zh: 万人, en: "10,000 persons"}
        kind: cumulative
        better: higher
        target: {printed: 〔60〕, where: 表2}
        observed:
          - {period: 2021, value: 12.5, published: 2022-01-20, source: 公报}
          - {period: 2022-H1, value: 6, bound: at_least, provisional: true, source: 公报}
        milestones:
          - {year: 2021, value: 12}
      - {id: rate, number: 2, name: {zh: 失业率, en: Rate}, unit: {zh: "%", en: "%"}, kind: rate, better: lower,
         target: {printed: 4以内, where: 表2}, observed: [{period: 2022-12, value: 3.1, basis: level, source: x}]}
      - {id: insured, number: 3, name: {zh: 参保, en: Insured}, unit: {zh: 万人, en: x}, kind: stock, better: higher,
         target: {printed: "100", where: 表2}, baseline: {result_of: 13fyp},
         revised: [{printed: "110", where: 通知, date: 2023-07-01, reason: {zh: 调整, en: review}, source: 通知}]}
      - {id: trained, number: 4, name: {zh: 培训, en: Trained}, unit: {zh: 人次, en: x}, kind: annual, better: higher,
         target: {printed: "12", where: 表2}}
      - {id: shares, number: 5, name: {zh: 比例, en: Shares}, unit: {zh: "%", en: "%"}, kind: composition,
         better: higher, target: {printed: 14∶42∶44, where: 表2}}
      - {id: nearby, number: 6, name: {zh: 半径, en: Radius}, unit: {zh: 公里, en: km}, kind: rate, better: lower,
         target: {printed: 5左右, where: 表2, tolerance: 0.5, hold: true}, earlier: {printed: "6"}}
"""
DATA = """\
city,indicator,period,value,basis,bound,provisional,published,source,note
linhai,jobs,2021-03,3.1,ytd,,,2021-04-12,月报,
linhai,jobs,2021-06,6.4,ytd,,true,2021-07-12,月报,"更正，见8月19日函"
linhai,jobs,2022,"1,234.5",period,at_least,,2023-01-20,公报,
linhai,rate,2023-12,3.05,level,,,2024-01-20,公报,
linhai,insured,2024-06-30,92.4,,,,2024-07,公报,
linhai,shares,2023,13:41:46,,,,,,
linhai,trained,2021-01/2021-12,12,,at_most,false,,,
"""
TABLE = """\
临海市2024年就业工作月报,,,,,
单位：万人,,,,,
序号,指标,单位,1—2月,1—3月,备注
1,就业人数,万人,3.10,5.80,
2,失业率（％）,%,1.78%,1.8,
3,参保,万人,90.2,—,超34万人
"""
LONG_TABLE = """\
城市,指标,年份,月份,数值,口径,单位,来源,发布日期
临海市,就业人数,2024,1,1.2,当月,万人,月报,2024-02-10
临海市,失业率,2024,6月,3.2,期末,%,月报,2024年7月10日
"""

#: Words that stand at every place where something can go wrong; none of them names a file outside the folder.
HOSTILE = (
    *"""
    ~ null no true false yes - -- --- ... ? : * &a *a ! | > |+2 @x `x` % %YAML 0 -0 00 012 1_000 1e400
    1e-400 -1 +1 0.0 .5 5. 1.2.3 0x1F 0b1 1,000 1,00 １２．５ ٣ ² ① ½ 1/3 inf -inf .inf nan NaN Infinity
    999999999999999 9999999999999999 -------------------------------------------------- 14:42:44 0:0:0
    13:41 :: 1:-1 〔130〕 〔〕 〔〔1〕〕 [85] ［85］ 【85】 〔130 130〕 ≥98 ≥ ≥≤5 5左右 约5左右 3至4 14∶42∶44 14∶42∶
    全覆盖 清零 ** 超34万人 达 双4 2024 0000 1899 1900 2199 2200 9999 10000 2024-00 2024-13 2024-02-29 2023-02-29
    2024-02-30 2024-2-3 2024-H0 2024-H3 2024-Q0 2024-Q5 2024-01/2023-12 2024-01/2024-13 2024-01/
    /2024-01 2024-W01 2024-06-30T00:00 2024年6月 上半年 2199-12-31 1900-01-01 cumulative annual stock rate
    composition higher lower at_least more_than at_most less_than about between none unknown exact
    period ytd ptd level met behind [bold]x[/bold] [/] [link=https://example.invalid]x[/link] :100: {x}
    { } {0} %s %(x)s =1+1 +1+1 -1+1 @SUM(A1) ' ''' مممممممممممممممممممم ../../etc/passwd .. . -o --help
    = a=b a=skip x,y ， ; # <b> </td> <!-- &amp; &#0; &#xD800; $(ls) `ls` ${HOME} con nul
    """.split(),  # noqa: SIM905
    *("", " ", "　", "!!int 5", "!!python/object/apply:os.system [ls]", "&a [*a]", "<<: *a", "9" * 400),
    *("0." + "0" * 300 + "1", "1" + "0" * 5000, "5\u20146个", "6\u20145", "5\u2014", "\u20145"),
    *("\u2014\u2014", "1\u20146月", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\x00", "\x07"),
    *("\x08\x08\x08\x08\x08\x08\x08\x08\x08", "\x7f", "\r", "\n", "\r\n", "\t", "=cmd|' /C calc'!A1", "\t=1"),
    *("\r=1", '"', '""', "\\", "\\x41", "\\ud800", "\\u202e", '"\\ud800"', '"\\x1b[31m"', '"\\n"'),
    *("\u202eabc", "\u200b", "\ufeff", "\u2028", "\x85", "\ufffe", "\uffff", "\U0001f4a9", "e\u0301" * 40),
    *("Z" + "\u0300" * 200, "字" * 5000, "a" * 20000, " #", ": ", "- ", "\ud800", "\udcff"),
)

#: Files and folders that commands are pointed at, and may write to: all within the folder of the run, or harmless.
_PATHS = (
    *"""
    plan.yaml data.csv table.csv missing missing/out.json folder folder.yaml . .. / out out.json
    out.jsonl out.csv out.md out.txt out.xlsx out.doc 输出.csv - /dev/null /dev/full [bold].csv link.csv
    broken-link.csv loop.csv =1.csv empty.yaml empty.csv {x}.csv %s.yaml ~
    """.split(),  # noqa: SIM905
    *("a b.csv", "name\n.csv", "\x1b[31m.csv", "\u202e.yaml", "\udcff.csv", "\x00", "x" * 300, ""),
)


def hostile(rng: Random) -> str:
    """A word of those that go wrong, or two of them together, or one cut or changed."""
    word = rng.choice(HOSTILE)
    if rng.random() < 0.2:
        word += rng.choice(HOSTILE)
    if rng.random() < 0.15 and word:
        at = rng.randrange(len(word))
        word = word[:at] + chr(rng.choice((rng.randrange(0x20, 0x7F), rng.randrange(0x4E00, 0x9FFF)))) + word[at + 1 :]
    return word


@cache
def _shipped() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The shipped target files, each as its beginning and its indicators: small files are cut from them."""
    found = []
    for path in sorted((ROOT / "targets").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        head, *rest = re.split(r"(?m)(?=^      - id: )", text)
        found.append((head, tuple(rest)))
    return tuple(found)


@cache
def _documented() -> tuple[str, ...]:
    """The target files that the documentation holds."""
    manual = (ROOT / "docs" / "targets-format.md").read_text(encoding="utf-8")
    example = (ROOT / "docs" / "examples" / "verify.yaml").read_text(encoding="utf-8")
    return *(text for text in re.findall(r"(?s)```yaml\n(.*?)```", manual) if "plans:" in text), example


def _targets_seed(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.45:
        return SMALL
    if draw < 0.7:
        return rng.choice(_documented())
    head, indicators = rng.choice(_shipped())
    if draw < 0.97:
        last = [at for at, one in enumerate(indicators) if "\n  - id: " in one]  # where the next plan begins
        few = sorted({rng.randrange(len(indicators)) for _ in range(3)} | {*last})
        return head + "".join(indicators[at] for at in few)
    return head + "".join(indicators)


# --- mutators of bytes and text --------------------------------------------------------------------------------------


def flip_bytes(rng: Random, data: bytes) -> bytes:
    """A few bytes changed, taken out or put in."""
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 16))):
        at = rng.randrange(len(found) + 1)
        draw = rng.random()
        if draw < 0.4 and at < len(found):
            found[at] ^= 1 << rng.randrange(8)
        elif draw < 0.6 and at < len(found):
            found[at] = rng.choice((0, 9, 10, 13, 27, 34, 44, 127, 128, 255, rng.randrange(256)))
        elif draw < 0.8:
            del found[at : at + rng.choice((1, 1, 2, 30, 1000))]
        else:
            found[at:at] = rng.choice(
                (
                    b"\x00",
                    b"\xff",
                    b"\xef\xbb\xbf",
                    b"\xed\xa0\x80",
                    b"\xc0\x80",
                    b"\r",
                    b"\n",
                    b"\x81",
                    b"\x1b[31m",
                    b"\xf8",
                )
            )
    return bytes(found)


def move_lines(rng: Random, text: str) -> str:
    """Lines left out, doubled, exchanged, joined, cut or pushed to the side."""
    lines = text.splitlines(keepends=True)
    for _ in range(rng.choice((1, 1, 2, 5))):
        if not lines:
            return text
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(8):
            case 0:
                del lines[at : at + rng.choice((1, 1, 2, 8))]
            case 1:
                lines[other:other] = lines[at : at + rng.choice((1, 1, 3))]
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                lines[at] = lines[at].rstrip("\r\n")
            case 4:
                lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)] + "\n"
            case 5:
                lines[at] = " " * rng.choice((1, 2, 4, 300)) + lines[at]
            case 6:
                lines[at] = lines[at].removeprefix(" " * rng.choice((1, 2, 4)))
            case _:
                lines[at:at] = [hostile(rng) + "\n"]
    return "".join(lines)


def put_words(rng: Random, text: str) -> str:
    """A hostile word somewhere in the text."""
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + hostile(rng) + text[at + rng.choice((0, 0, 1, 5)) :]
    return text


def encoded(rng: Random, text: str) -> bytes:
    """The text in UTF-8, now and then in another encoding or with other line ends."""
    draw = rng.random()
    if draw < 0.06:
        text = text.replace("\n", rng.choice(("\r\n", "\r", "\n\n", "\u2028", "\x0b", "\n\r")))
    encoding = "utf-8"
    if 0.06 < draw < 0.16:
        encoding = rng.choice(("gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "shift_jis"))
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


_SCALAR = re.compile(
    r"(?P<before>(?:^|[:{,\[-])[ ]+)(?P<value>[^\s:{}\[\],#\"'&*][^:{}\[\],#\n]*|\"[^\"\n]*\")(?=[,}\]\n])"
)
_KEY = re.compile(r"\b(?P<key>[a-z_]++)(?=: )")
_BLOCK = re.compile(r"(?m)^(?P<indent> *)- .*\n(?:(?P=indent) .*\n)*")


def _pick(rng: Random, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """One of the matches, found from a random place on."""
    start = rng.randrange(len(text) + 1)
    return pattern.search(text, start) or pattern.search(text)


def _quoted(rng: Random, word: str) -> str:
    """The word as a scalar, quoted so that YAML passes it on, or not."""
    match rng.randrange(4):
        case 0:
            return json.dumps(word)
        case 1:
            return "'" + word.replace("'", "''") + "'"
        case _:
            return word


def change_scalar(rng: Random, text: str) -> str:
    """A value replaced by a hostile one, by that of another key, or by a list, a mapping, an alias, a tag."""
    found = _pick(rng, _SCALAR, text)
    if found is None:
        return put_words(rng, text)
    other = _pick(rng, _SCALAR, text)
    word = _quoted(rng, hostile(rng))
    values = [word, word, word, word, other["value"] if other else word, f"[{word}]", f"{{zh: {word}, en: x}}", ""]
    values += [f"&a {found['value']}", "*a", f"!!str {found['value']}", f"[{found['value']}]", f"\t{found['value']}"]
    values += ["|\n  " + found["value"], "[" * 60 + "]" * 60, "{a: " * 60 + "}" * 60, f"{found['value']} {word}"]
    return text[: found.start("value")] + rng.choice(values) + text[found.end("value") :]


#: Words of one sort, each of which may stand where another stands.
_ALIKE = (
    ("0", "1", "5", "12.5", "-3", "0.001", "100", "99.99", "130", "999999999999999", "0.3", "60"),
    ("2016-01-01", "2020-12-31", "2021-01-01", "2021-02-28", "2022-06-15", "2024-02-29", "2025-12-31", "2031-03-30"),
    ("2019", "2020", "2021", "2022", "2022-H2", "2023-Q1", "2023-06", "2024-12-31", "2021-01/2025-12", "2026"),
    (
        "〔130〕",
        "[85]",
        "5左右",
        "4以内",
        "≥98",
        "<4",
        "超30",
        "5—6",
        "全覆盖",
        "清零",
        "**",
        "——",
        "14∶42∶44",
        "0",
        "12.5%",
    ),
    ("cumulative", "annual", "stock", "rate", "composition"),
    ("higher", "lower"),
    ("at_least", "at_most", "more_than", "less_than", "about", "between", "none", "exact"),
    ("period", "ytd", "ptd", "level"),
    ("true", "false"),
    ("万人", "%", "人", "家", "个", "公里"),
    ("13fyp", "14fyp", "15fyp"),
)


def change_alike(rng: Random, text: str) -> str:
    """A value replaced by another of its sort, so that what is read goes on to be calculated with."""
    alike = rng.choice(_ALIKE)
    sought = "|".join(re.escape(word) for word in sorted(alike, key=len, reverse=True))
    if alike[0] == "0":
        sought = r"-?[0-9]+(?:\.[0-9]+)?"
    found = _pick(rng, re.compile(rf"(?<=[ \",])(?:{sought})(?=[\",}}\]\n])"), text)
    return text if found is None else text[: found.start()] + rng.choice(alike) + text[found.end() :]


def change_key(rng: Random, text: str) -> str:
    """A key misspelt, emptied, exchanged for another, or its line doubled."""
    found = _pick(rng, _KEY, text)
    if found is None:
        return text
    other = _pick(rng, _KEY, text)
    key = found["key"]
    new = rng.choice((key[:-1], key + "s", key.upper(), "", "?", "[a]", "{a: b}", "<<", _quoted(rng, hostile(rng))))
    if other is not None and rng.random() < 0.5:
        new = other["key"]
    return text[: found.start()] + new + text[found.end() :]


def drop_value(rng: Random, text: str) -> str:
    """A key with its value left out of a mapping."""
    found = _pick(rng, re.compile(r"(?m)[a-z_]+: [^{}\[\]\n,]*(?:, |\n)"), text)
    return text if found is None else text[: found.start()] + text[found.end() :]


def move_block(rng: Random, text: str) -> str:
    """An element of a list left out, doubled, or put where another stood."""
    first, second = _pick(rng, _BLOCK, text), _pick(rng, _BLOCK, text)
    if first is None or second is None:
        return text
    match rng.randrange(3):
        case 0:
            return text[: first.start()] + text[first.end() :]
        case 1:
            return text[: second.end()] + first[0] + text[second.end() :]
        case _:
            return text[: second.start()] + first[0] + text[second.end() :]


_YAML = (change_scalar, change_scalar, change_scalar, change_key, drop_value, move_block, move_lines, put_words)


def _mutated_yaml(rng: Random, text: str) -> bytes:
    if rng.random() < 0.4:
        for _ in range(rng.choice((1, 2, 4, 8))):
            text = rng.choice((change_alike, change_alike, change_alike, drop_value, move_block))(rng, text)
        return encoded(rng, text)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        text = rng.choice(_YAML)(rng, text)
    data = encoded(rng, text)
    return flip_bytes(rng, data) if rng.random() < 0.12 else data


_BOMBS = (
    "a: &a [x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)),
    "[" * 100_000,
    "{a: " * 50_000,
    "- " * 50_000 + "x\n",
    "? " * 50_000 + "x\n",
    "".join(" " * depth + "a:\n" for depth in range(1000)),
    "x: " + "y" * 4_000_000 + "\n",
    "x" * 6_000_000,
    '"' + "\\n" * 500_000,
    "a: 1\n" * 200_000,
    "\u202e\n" * 300_000,
    "%TAG ! tag:example.invalid,2000:\n---\n" * 3,
    "--- a\n--- b\n",
    "!!binary |\n  R0lGODlhDAAMAIQAAP\n",
)


def cell_mutation(rng: Random, text: str) -> str:
    """A cell replaced, quoted wrongly, taken out or put in; the header's cells are cells too."""
    rows = [line.split(",") for line in text.splitlines()] or [[""]]
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        row = rng.choice(rows)
        at = rng.randrange(len(row)) if row else 0
        word = hostile(rng)
        match rng.randrange(8):
            case 0 | 1 | 2 if row:
                row[at] = word
            case 3 if row:
                row[at] = '"' + word.replace('"', '""') + '"'
            case 4 if row:
                row[at] = rng.choice(('"', "'", '"x', 'x"', '"x"y', f'"{word}'))
            case 5:
                del row[at : at + 1]
            case 6:
                row[at:at] = [word]
            case _ if row:
                row[at] = rng.choice(rng.choice(rows) or [""])
    return "\n".join(map(rng.choice((",", ",", ",", ",", ",", ",", ";", "\t", "，")).join, rows)) + rng.choice(
        ("\n", "")
    )


def quoted_throughout(text: str) -> str:
    """Every cell in quotes, the header's too, as some programs write them."""
    rows = io.StringIO()
    csv.writer(rows, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(text.splitlines()))
    return rows.getvalue()


def _mutated_csv(rng: Random, text: str) -> bytes:
    if rng.random() < 0.4:
        for _ in range(rng.choice((1, 2, 4, 8))):
            text = change_alike(rng, text)
        return encoded(rng, quoted_throughout(text) if rng.random() < 0.1 else text)
    for _ in range(rng.choice((1, 1, 2))):
        text = rng.choice((cell_mutation, cell_mutation, cell_mutation, move_lines, put_words))(rng, text)
    data = encoded(rng, text)
    return flip_bytes(rng, data) if rng.random() < 0.12 else data


# --- the sorts of input ----------------------------------------------------------------------------------------------

READ = ("--targets", "plan.yaml", "--city", "linhai")
_REPORTS = (
    *(("status", "--format", one) for one in ("json", "jsonl", "csv", "table", "markdown")),
    *(("pace", "--format", one) for one in ("json", "csv", "table", "markdown")),
    *(("status", "--year", "2023"), ("status", "--plan", "all", "--scope", "all", "--lang", "zh"), ("list",)),
    *(("list", "--format", "json"), ("audit",), ("audit", "--format", "json", "--strict"), ("export",)),
    *(("export", "--format", "json"), ("status", "--as-of", "2023-02-28"), ("status", "--known-on", "2022-06-30")),
)


def reports(rng: Random, *inputs: str) -> tuple[tuple[str, ...], ...]:
    words = rng.choice(_REPORTS)
    if rng.random() < 0.2:
        words = ("show", "linhai", rng.choice(("jobs", "rate", "insured", "shares", "nearby", "trained")))
        words += rng.choice(((), ("--explain",), ("--format", "json"), ("--explain", "--format", "json")))
        return ((*words, "--targets", "plan.yaml", *inputs),)
    if rng.random() < 0.05:
        return (("log", "linhai", "jobs", "--plan", "all", "--targets", "plan.yaml", *inputs),)
    return ((*words, *READ, *inputs),)


def target_file(rng: Random) -> Case:
    """A target file that is checked, or read by a report; a valid one is reported on."""
    bomb = rng.random() < 0.004
    data = rng.choice(_BOMBS).encode() if bomb else _mutated_yaml(rng, _targets_seed(rng))
    then = reports(rng)
    if rng.random() < 0.15:
        return Case(then[0], {"plan.yaml": data})
    format_ = rng.choice(
        ((), (), (), ("--format", "json"), ("--format", "jsonl"), ("--lang", "zh"), ("--format", "csv"))
    )
    return Case(("check", "plan.yaml", *format_), {"plan.yaml": data}, then=then)


def data_file(rng: Random) -> Case:
    """A data file that is checked, or read by a report, from a file or a pipe."""
    text = DATA if rng.random() < 0.9 else (ROOT / "examples" / "suzhou.csv").read_text(encoding="utf-8")
    data = rng.choice(_DATA_BOMBS)() if rng.random() < 0.001 else _mutated_csv(rng, text)
    files = {"plan.yaml": SMALL.encode(), "data.csv": data}
    if rng.random() < 0.1:
        return Case((*reports(rng, "--data", "-")[0],), {"plan.yaml": files["plan.yaml"]}, data)
    then = reports(rng, "--data", "data.csv")
    if rng.random() < 0.15:
        return Case(then[0], files)
    format_ = rng.choice(((), (), (), ("--format", "json"), ("--format", "jsonl"), ("--lang", "zh")))
    return Case(("check", "data.csv", *READ, *format_), files, then=then)


def _long_line() -> bytes:
    return DATA.encode() + b"x" * 100_000_000


_DATA_BOMBS: tuple[Callable[[], bytes], ...] = (
    _long_line,
    lambda: DATA.encode() + b"\0" * 5_000_000,
    lambda: b'"' * 3_000_001,
    lambda: b"," * 5_000_000,
    lambda: b"\n" * 5_000_000,
    lambda: b"indicator,period,value\n" + b"jobs,2021,x\n" * 100_000,
    lambda: DATA.encode() + b"linhai,jobs,2021,1,,,,,,\n" * 10_000 + b"linhai,jobs,2021,x,,,,,,\n" * 300,
)


def printed_notation(rng: Random) -> Case:
    """A printed figure, read as target and data files read them."""
    pieces = [hostile(rng) for _ in range(rng.choice((1, 1, 2, 3)))]
    prints = (
        "〔130〕",
        "5左右",
        "≥98",
        "4以内",
        "14∶42∶44",
        "5—6个",
        "1.2万人以上",
        "[1000 ]",
        "12.5%",
        "61.5",
        "超34万人",
    )
    text = rng.choice(prints) if rng.random() < 0.6 else "".join(pieces)
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(text) + 1)
        sign = rng.choice(
            "〔〕[]［］【】≥≤<>—–~-:∶：%％.,，。0123456789０１２３万人个以上内约超达双至左右 　*/²٣\x00\n"
        )
        text = text[:at] + sign * rng.choice((1, 1, 1, 30)) + text[at + rng.randrange(2) :]
    return Case(text=text, parse=(read_figure, number, _percent_value, _plain_value))


def _percent_value(text: str) -> Decimal:
    return value_of(text, "%")


def _plain_value(text: str) -> Decimal:
    return value_of(text, "万人")


def date_text(rng: Random) -> Case:
    """A period, a day, a date of publication."""
    text = rng.choice(("2023", "2023-H1", "2023-Q3", "2023-06", "2023-06-30", "2023-01/2023-05", "2024-02-29"))
    if rng.random() < 0.2:
        text = hostile(rng)
    for _ in range(rng.randrange(5)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice("0123456789-/HQ１٣ \n\x00年月W.:T") + text[at + rng.randrange(2) :]
    return Case(text=text, parse=(parse_period, parse_day, parse_published))


@cache
def _parameters(command: str) -> tuple[click.Parameter, ...]:
    group = program("en")
    found = group.get_command(click.Context(group), command)
    assert found is not None
    return tuple(found.params)


#: What the options and arguments of that name take when nothing is wrong.
_GOOD = {
    "cities": ("linhai", "suzhou", "nanjing"),
    "city": ("linhai", "suzhou", "临海市"),
    "plans": ("13fyp", "14fyp", "all"),
    "indicator": ("jobs", "rate", "insured", "urban-new-jobs"),
    "indicators": ("jobs", "rate", "urban-new-jobs"),
    "as_of": ("2020-12-31", "2024-02-29", "2026-11-21"),
    "known_on": ("2023-06-30",),
    "published": ("2024-07-12", "2024-07"),
    "published_on": ("2024-07-12", "2024-07"),
    "targets": ("plan.yaml", "plan.yaml", "plan.yaml", "folder"),
    "data": ("data.csv", "-"),
    "file": ("table.csv", "table.xlsx", "table.jsonl"),
    "files": ("plan.yaml", "data.csv", "-"),
    "document": ("plan.txt", "plan.html", "plan.docx", "plan.pdf"),
    "groups": ("work", "就业"),
    "only": ("met", "behind,missed", "no_data"),
    "fail_on": ("met", "behind,missed"),
    "ahead_by": ("0", "5.5"),
    "slack": ("1",),
    "stale_after": ("0", "1200"),
    "year": ("2023", "2021"),
    "ignore": ("RS101", "rs403,RS101"),
    "period": ("2024-06", "2023", "2025-06-30"),
    "value": ("22.4", "-1", "13:41:46"),
    "output": ("out.json", "out.csv", "out.md", "out.xlsx", "out.txt"),
    "mappings": ("参保=insured", "x=skip", "names.yaml"),
    "name": ("status", "targets"),
    "source": ("月报",),
    "note": ("更正",),
    "reason": ("口径调整",),
    "sheet": ("Sheet1", "observations"),
}


def _value(rng: Random, param: click.Parameter) -> str:
    if isinstance(param.type, click.Path):
        return rng.choice(_GOOD.get(param.name or "", _PATHS) if rng.random() < 0.6 else _PATHS)
    if isinstance(param.type, click.Choice) and rng.random() < 0.85:
        return str(rng.choice(list(param.type.choices)))
    good = _GOOD.get(param.name or "")
    if good and rng.random() < 0.65:
        return rng.choice(good)
    return hostile(rng)


def _within(word: str) -> str:
    """The word, unless it could name a file outside the folder: those that may do so are listed above.

    No system hands on a NUL in a word of the command line, nor other halves of characters than bytes that are no text.
    """
    word = word.replace("\0", "0").replace("\ud800", "\udcff")
    value = word.partition("=")[2] if word.startswith("--") else word
    harmless = "/" not in value or value in _PATHS or value in HOSTILE or value.startswith("2024-01/")
    return word if harmless else word.replace("/", "_")


def options(rng: Random) -> Case:
    """A command with options and arguments as somebody may type them."""
    command = rng.choice(COMMANDS)
    words: list[str] = []
    params = list(_parameters(command))
    for param in params:
        often = 0.9 if isinstance(param, click.Argument) or param.required else 0.12
        if param.name in ("targets", "cities") and command != "verify":
            often = 0.7
        while rng.random() < often:
            if isinstance(param, click.Argument):
                words.append(_value(rng, param))
            else:
                flag = rng.choice(param.opts)
                valued = not getattr(param, "is_flag", False)
                joined = valued and flag.startswith("--") and rng.random() < 0.3
                words += (
                    [f"{flag}={_value(rng, param)}"] if joined else [flag, *([_value(rng, param)] if valued else [])]
                )
            often *= 0.3
    for _ in range(rng.choice((0, 0, 0, 1, 1, 3))):
        at = rng.randrange(len(words) + 1)
        match rng.randrange(5):
            case 0:
                words[at:at] = [hostile(rng)]
            case 1:
                del words[at : at + 1]
            case 2:
                words[at:at] = words[:2]
            case 3:
                rng.shuffle(words)
            case _:
                words[at:at] = [rng.choice([opt for param in params for opt in param.opts])]
    first = command if rng.random() < 0.97 else hostile(rng)
    args = tuple(_within(word) for word in (first, *words))
    return Case(
        args,
        _desk(rng),
        DATA.encode(),
        grows="data.csv" if command in ("record", "import", "retract", "upgrade") else "",
    )


def _desk(rng: Random) -> dict[str, bytes]:
    """Every file that options name."""
    return {
        "plan.yaml": SMALL.encode(),
        "data.csv": DATA.encode(),
        "table.csv": TABLE.encode(),
        "names.yaml": "参保: insured\n".encode(),
        "empty.yaml": b"",
        "empty.csv": b"",
        **{name: data for name, data in {**_tables(), **_documents()}.items() if rng.random() < 0.3},
    }


def journal(rng: Random) -> Case:
    """A data file that is recorded in and whose history is asked for."""
    data = _mutated_csv(rng, DATA) if rng.random() < 0.7 else DATA.encode()
    data = data[: rng.randrange(len(data) + 1)] if rng.random() < 0.3 else data
    files = {"plan.yaml": SMALL.encode(), "data.csv": data}
    indicator, period, value = rng.choice(
        (
            ("jobs", "2024-06", "22.4"),
            ("rate", "2024-06", "3.1"),
            ("shares", "2024", "14:41:45"),
            ("insured", "2025", "99"),
        )
    )
    words = [indicator, period, value]
    if rng.random() < 0.4:
        words[rng.randrange(3)] = hostile(rng)
    more: list[str] = []
    for flag in ("--source", "--note", "--published", "--force", "--basis", "--bound"):
        if rng.random() < 0.25:
            good = {"--published": "2024-07-12", "--basis": "ytd", "--bound": "at_least"}.get(flag, "月报")
            more += [flag, good if rng.random() < 0.4 else hostile(rng)]
    more += ["--provisional"] * (rng.random() < 0.2) + ["--dry-run"] * (rng.random() < 0.2)
    more += rng.choice(((), (), ("--format", "json"), ("--format", "csv"), ("--lang", "zh"), ("--no-published",)))
    args = ("record", "linhai", *words, *more, "--targets", "plan.yaml", "--data", "data.csv")
    log = ("log", "linhai", "jobs", "--targets", "plan.yaml", "--data", "data.csv")
    if rng.random() < 0.2:
        return Case((*log, *rng.choice(((), ("--format", "json"), ("--plan", "all")))), files)
    return Case(tuple(map(_within, args)), files, grows="data.csv", then=(log,))


@cache
def _tables() -> dict[str, bytes]:
    """Tables as spreadsheets and programs write them."""
    found = {"table.tsv": TABLE.replace(",", "\t").encode("utf-16")}
    rows = list(csv.reader(DATA.splitlines()))
    lines = (dict(zip(COLUMNS, row, strict=True)) for row in rows[1:])
    found["table.jsonl"] = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines).encode()
    with contextlib.suppress(ImportError):
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.active
        sheet.title = "2024年"
        for line in TABLE.splitlines():
            sheet.append([float(cell) if re.fullmatch(r"[0-9.]+", cell) else cell for cell in line.split(",")])
        sheet["D4"].number_format, sheet["E5"] = "0.00%", date(2024, 6, 1)
        sheet.merge_cells("A1:F1")
        book.create_sheet("空")
        stream = io.BytesIO()
        book.save(stream)
        found["table.xlsx"] = _settled(stream.getvalue())
    return found


@cache
def _documents() -> dict[str, bytes]:
    """The plan document of the example in every format that can be written here."""
    text = (ROOT / "docs" / "examples" / "verify.txt").read_text(encoding="utf-8")
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>"
        if "\t" in line
        else f"<p>{line}</p>"
        for line in text.splitlines()
    )
    page = f"<!doctype html><html><meta charset=utf-8><body><table>{rows}</table></body></html>"
    found = {"plan.txt": text.encode(), "plan.html": page.encode(), "plan.pdf": _pdf(text)}
    with contextlib.suppress(ImportError):
        import docx

        made = docx.Document()
        for line in text.splitlines():
            made.add_paragraph(line)
        table = made.add_table(rows=2, cols=2)
        table.rows[0].cells[0].text = "指标"
        stream = io.BytesIO()
        made.save(stream)
        found["plan.docx"] = _settled(stream.getvalue())
    return found


def _settled(data: bytes) -> bytes:
    """An archive without the times at which it was written: the same in every run."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = re.sub(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z", b"2024-01-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _pdf(text: str) -> bytes:
    """A PDF of one page that says where its characters are to be found."""
    shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in text.splitlines() if line.strip())
    content = f"BT /F1 10 Tf 50 800 Td 14 TL\n{shown}ET"
    bodies = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources 8 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo 7 0 R >>",
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>",
        "<< /Font << /F1 3 0 R >> >>",
    )
    made, offsets = "%PDF-1.5\n", []
    for index, body in enumerate(bodies, 1):
        offsets.append(len(made))
        made += f"{index} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"xref\n0 9\n0000000000 65535 f \n{table}trailer << /Size 9 /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF"
    return (made + end).encode("latin-1")


def damaged_archive(rng: Random, data: bytes) -> bytes:
    """A workbook or document damaged as a file, or as the XML within it."""
    if rng.random() < 0.3:
        return flip_bytes(rng, data) if rng.random() < 0.6 else data[: rng.randrange(len(data))]
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        likely = [name for name in names if re.search(r"sheet1|document\.xml|workbook\.xml|styles|sharedStrings", name)]
        chosen = rng.choice(likely * 4 + names)
        for name in names:
            content = old.read(name)
            if name == chosen:
                if rng.random() < 0.1:
                    continue
                content = _mutated_xml(rng, content.decode("utf-8", "replace"))
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


_XML_VALUE = re.compile(r'(?<=>)[^<>]+(?=<)|(?<==")[^"<>]*(?=")')


def _mutated_xml(rng: Random, text: str) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 4))):
        found = _pick(rng, _XML_VALUE, text)
        if found is not None and rng.random() < 0.7:
            words = [
                hostile(rng),
                "1e999",
                "NaN",
                "999999999999",
                "XFD1048576",
                "A1:XFD1048576",
                "&x;",
                "_x001b_",
                "&#27;",
            ]
            words += ["_x0000_", "n", "s", "b", "e", "d", "str", "inlineStr", "44000.5", "2958466", "-44000"]
            text = text[: found.start()] + rng.choice(words) + text[found.end() :]
        else:
            element = _pick(rng, re.compile(r"<[^<>]+>"), text)
            if element is not None:
                copies = rng.choice((0, 0, 2, 2, 300))
                text = text[: element.start()] + element[0] * copies + text[element.end() :]
    data = text.encode("utf-8", "surrogatepass")
    return flip_bytes(rng, data) if rng.random() < 0.2 else data


def import_table(rng: Random) -> Case:
    """A table to be imported, as CSV, TSV, JSON Lines or a workbook, with or without a mapping."""
    name = rng.choice(("table.csv", "table.csv", "table.tsv", "table.jsonl", *(["table.xlsx"] * 2)))
    if name == "table.csv":
        data = _mutated_csv(rng, rng.choice((TABLE, LONG_TABLE, DATA)))
    elif name == "table.xlsx":
        data = damaged_archive(rng, _tables().get(name, b"PK\x03\x04"))
    elif name == "table.tsv":
        data = cell_mutation(rng, TABLE).replace(",", "\t").encode("utf-16", "surrogatepass")
        data = flip_bytes(rng, data) if rng.random() < 0.2 else data
    else:
        data = _mutated_json_lines(rng)
    words = ["import", name, "--targets", "plan.yaml", "--data", "data.csv"]
    for flag, good in (
        ("--city", "linhai"),
        ("--year", "2024"),
        ("--basis", "ytd"),
        ("--map", "x=skip"),
        ("--source", "月报"),
    ):
        if rng.random() < (0.7 if flag in ("--city", "--basis") else 0.2):
            words += [flag, good if rng.random() < 0.9 else hostile(rng)]
    words += ["--dry-run"] * (rng.random() < 0.3) + ["--partial"] * (rng.random() < 0.4)
    words += ["--map", "names.yaml"] * (rng.random() < 0.2) + ["--force", "口径"] * (rng.random() < 0.2)
    words += rng.choice(((), (), ("--format", "json"), ("--format", "csv"), ("--lang", "zh")))
    files = {"plan.yaml": SMALL.encode(), "data.csv": DATA.encode(), name: data}
    files["names.yaml"] = _mutated_yaml(rng, "参保: insured\n失业率: rate\n信访件数: skip\n")
    log = ("log", "linhai", "jobs", "--targets", "plan.yaml", "--data", "data.csv")
    return Case(tuple(map(_within, words)), files, grows="data.csv", then=(log,))


def _mutated_json_lines(rng: Random) -> bytes:
    lines = _tables()["table.jsonl"].decode().splitlines()
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(lines))
        with contextlib.suppress(ValueError, RecursionError):
            found = json.loads(lines[at])
            if not isinstance(found, dict):
                continue
            word: Any = hostile(rng)
            values = (
                word,
                [word],
                {"zh": word},
                1e308,
                -0.0,
                True,
                None,
                [1, [2]],
                {"a": {"b": word}},
                10**30,
                float("nan"),
            )
            found[rng.choice((*COLUMNS, "where", word))] = rng.choice(values)
            lines[at] = json.dumps(found, ensure_ascii=rng.random() < 0.5)
        if rng.random() < 0.2:
            lines[at] = rng.choice(
                ("[" * 3000, '{"a":' * 3000, "null", "[]", '"x"', "{", "1" * 6000, '{"a":1}{"b":2}', "{}")
            )
    text = "\n".join(lines) + "\n"
    data = (put_words(rng, text) if rng.random() < 0.2 else text).encode("utf-8", "surrogatepass")
    return flip_bytes(rng, data) if rng.random() < 0.15 else data


def plan_document(rng: Random) -> Case:
    """A plan document for `verify`, as text, HTML, DOCX or PDF, or a target file that it is held against."""
    name, data = rng.choice(sorted(_documents().items()))
    if name == "plan.docx":
        data = damaged_archive(rng, data)
    elif name == "plan.pdf":
        data = (
            flip_bytes(rng, data)
            if rng.random() < 0.5
            else put_words(rng, data.decode("latin-1")).encode("latin-1", "replace")
        )
    else:
        text = data.decode()
        for _ in range(rng.choice((1, 2, 4))):
            text = rng.choice((move_lines, put_words, _put_tags if name == "plan.html" else put_words))(rng, text)
        data = encoded(rng, text)
        data = flip_bytes(rng, data) if rng.random() < 0.1 else data
    targets = _documented()[-1]
    plan = _mutated_yaml(rng, targets) if rng.random() < 0.2 else targets.encode()
    city = ("--city", "example") if name == "plan.pdf" or rng.random() < 0.5 else ()
    format_ = rng.choice(
        ((), (), ("--format", "json"), ("--format", "csv"), ("--format", "markdown"), ("--lang", "zh"))
    )
    args = ("verify", "--document", name, "--targets", "plan.yaml", *city, *format_)
    return Case(args, {name: data, "plan.yaml": plan})


def _put_tags(rng: Random, text: str) -> str:
    tags = [
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<script>",
        "<!",
        "<![",
        "<!--",
        "<?",
        "</",
        "&#x110000;",
        "&#xd800;",
        "&bogus;",
        "<![CDATA[",
    ]
    tags += ["<td colspan=99999999999>", "<td rowspan=-1>", "<a href=", "<!DOCTYPE [", "<p " * 200, "<table>" * 300]
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(tags) + text[at:]
