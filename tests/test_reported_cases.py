"""Cases of tables, data files and targets that are easily read amiss: each with what is right, and why.

tests/data/cases/cases.json holds one case a line, beside its inputs. `accept` are the answers that are right, any one
of which does; in one of them every key has to hold:

- `entered`: exactly these figures would be entered, [indicator, period, basis, value], and `provisional` are those of
  them that are marked so;
- `refused`: the exit code is above 0, nothing is entered, and it is no slip on the command line;
- `says` and `not_says`: one of these expressions occurs in what was said, in either language, and none of those does;
  with `refused` and no expression, a place has to be named;
- `figures`: of each indicator these values of its JSON; `exit`: the exit code; `max_width`: of the lines;
- `then`: further runs in the same folder, with arguments that are added, or with others.

2024-06 ytd and 2024-01/2024-06 period are the same days, and so are 2023 and 2023-12-31 of a level.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rsplan.cli.program import run
from rsplan.errors import BadText
from rsplan.model.period import parse_period

FOLDER = Path(__file__).parent / "data" / "cases"
CASES: Sequence[Mapping[str, Any]] = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
CITY = "yunping"

_WRITTEN = {"entered", "replaces", "confirms", "older"}
_UNSAID = {"excerpt", "sha256", "inputs", "schema", "generator"}
_SLIP = re.compile(
    r"No such (option|command)|没有(此|该|这个)?(选项|命令)|Missing (argument|option)|Got unexpected extra"
)


# --- periods and values -----------------------------------------------------------------------------------------------


def counted(period: str, basis: str) -> tuple[object, ...]:
    """The days that a figure counts, however they are written."""
    try:
        parsed = parse_period(period)
    except BadText:
        return basis, period
    match basis:
        case "level":
            return "level", parsed.end
        case "ytd":
            return "sum", date(parsed.end.year, 1, 1), parsed.end
        case "period":
            return "sum", parsed.start, parsed.end
        case _:
            return basis, parsed.end


def number(value: object) -> object:
    """A number as a decimal; anything else as it is."""
    if isinstance(value, list):
        return tuple(map(number, value))
    try:
        return value if isinstance(value, bool) or value is None else Decimal(str(value))
    except InvalidOperation:
        return value


def same(wanted: object, found: object) -> bool:
    """Whether two values of a report are the same number, the same days or the same text."""
    if number(wanted) == number(found):
        return True
    return isinstance(found, str) and counted(str(wanted), "period") == counted(found, "period")


# --- one run ----------------------------------------------------------------------------------------------------------


def leaves(value: object, leave_out: set[str]) -> Iterator[str]:
    """The texts and numbers of a document, without those under the keys."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in leave_out:
                yield from leaves(part, leave_out)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, leave_out)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def seek(value: object, key: str) -> Iterator[Any]:
    """Every value of a key, at any depth."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for part in value.values():
            yield from seek(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from seek(part, key)


class Said(NamedTuple):
    """What a run wrote, and its JSON."""

    code: int
    out: str
    err: str
    document: Any

    @property
    def words(self) -> str:
        """What was said: without excerpts of files, and without figures where the run was refused."""
        leave_out = _UNSAID | ({"observations"} if self.code else set())
        around = [self.err] if self.document is not None else [self.out, self.err]
        return "\n".join([*leaves(self.document, leave_out), *around])

    @property
    def shown(self) -> str:
        """Everything that was printed."""
        return "\n".join([self.out, self.err, *leaves(self.document, set())])

    @property
    def problems(self) -> list[Any]:
        """The problems of the document."""
        return [one for found in seek(self.document, "problems") for one in found]

    @property
    def entered(self) -> dict[tuple[object, ...], bool]:
        """The figures that would be entered, and whether they are provisional."""
        return {
            (
                one.get("city", CITY),
                one["indicator"],
                counted(one["period"], one["basis"]),
                number(one["value"]),
                one.get("bound") or "exact",
            ): bool(one.get("provisional"))
            for one in self.document["observations"]
            if one["outcome"] in _WRITTEN
        }


class Ground:
    """The folder of a case, and the runs in it."""

    def __init__(self, folder: Path, case: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        self.names = [*case.get("files", ()), case.get("targets") or "\0"]
        for name in case.get("files", ()):
            shutil.copy(FOLDER / name, folder)

    def run(self, args: Sequence[str], targets: str, environ: Mapping[str, str], lang: str) -> Said:
        """Run a command; no file may change."""
        if targets:
            shutil.copy(FOLDER / targets, self.folder)
        before = self._state()
        if "_RSPLAN_COMPLETE" in environ:
            return self._completed(targets, environ)
        out, err = io.BytesIO(), io.BytesIO()
        encoding = environ.get("PYTHONIOENCODING", "utf-8")
        with self._monkeypatch.context() as patched:
            patched.chdir(self.folder)
            plain = {"RSPLAN_LANG": lang, "RSPLAN_TARGETS": targets, "COLUMNS": "80", "RSPLAN_DATA": ""}
            for name, text in {**plain, **environ}.items():
                patched.setenv(name, text)
            streams = [io.TextIOWrapper(stream, encoding=encoding, write_through=True) for stream in (out, err)]
            patched.setattr(sys, "stdout", streams[0])
            patched.setattr(sys, "stderr", streams[1])
            code = run(args)
            for stream in streams:
                stream.flush()
        assert self._state() == before
        text = out.getvalue().decode(encoding, "replace")
        document = json.loads(text, parse_float=Decimal) if text.startswith("{") else None
        return Said(code, text, err.getvalue().decode(encoding, "replace"), document)

    def _completed(self, targets: str, environ: Mapping[str, str]) -> Said:
        """What the shell is offered; click writes that to the file descriptor."""
        command = [sys.executable, "-m", "rsplan"]
        variables = {**os.environ, "RSPLAN_TARGETS": targets, **environ}
        done = subprocess.run(command, cwd=self.folder, env=variables, capture_output=True, text=True, check=False)
        return Said(done.returncode, done.stdout, done.stderr, None)

    def _state(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


# --- what is right ----------------------------------------------------------------------------------------------------


class Step(NamedTuple):
    """A run of a case: its arguments and surroundings."""

    ground: Ground
    args: Sequence[str]
    targets: str
    environ: Mapping[str, str]

    def said(self, lang: str = "en") -> Said:
        """Run it in a language."""
        return self.ground.run(self.args, self.targets, self.environ, lang)

    def wrong(self, alternatives: Sequence[Mapping[str, Any]]) -> list[str]:
        """What is wrong with each of the answers; nothing where one of them holds."""
        reasons = []
        for answer in alternatives:
            reason = next(self._wrong_with(answer), None)
            if reason is None:
                return []
            reasons.append(reason)
        return reasons

    def _wrong_with(self, answer: Mapping[str, Any]) -> Iterator[str]:
        said = self.said()
        wants_success = bool({"entered", "figures", "max_width"} & answer.keys())
        if said.code != answer.get("exit", 0 if wants_success else said.code):
            yield f"exit code {said.code}: {said.shown}"
        if "entered" in answer:
            yield from _wrong_figures(answer, said)
        for indicator, paths in answer.get("figures", {}).items():
            yield from _wrong_values(indicator, paths, said)
        if answer.get("refused"):
            yield from self._not_refused(answer, said)
        yield from (f"not named: {name}" for name in answer.get("named", ()) if name not in said.shown)
        yield from self._unsaid(answer, said)
        if "max_width" in answer:
            yield from self._too_wide(answer["max_width"])
        for then in answer.get("then", ()):
            args = then.get("args", [*self.args, *then.get("add", [])])
            step = Step(self.ground, args, then.get("targets", self.targets), then.get("env", self.environ))
            yield from step.wrong(then["accept"])

    def _not_refused(self, answer: Mapping[str, Any], said: Said) -> Iterator[str]:
        if said.code == 0 or any(seek(said.document, "written")):
            yield f"not refused: {said.shown}"
        if _SLIP.search(said.err):
            yield "the command line was refused, not the table"
        placed = any(one["cell"] or one["line"] or one["file"] for one in said.problems)
        if not answer.get("says") and not placed and not any(name in said.words for name in self.ground.names):
            yield "refused without a place"

    def _unsaid(self, answer: Mapping[str, Any], said: Said) -> Iterator[str]:
        wanted, unwanted = answer.get("says", ()), answer.get("not_says", ())
        texts = [said.words]
        if wanted and not any(re.search(one, said.words) for one in wanted):
            texts.append(self.said("zh").words)
            if not any(re.search(one, texts[1]) for one in wanted):
                yield f"nothing of this is said: {wanted}; but: {said.words}"
        yield from (f"this is said: {one}" for one in unwanted if any(re.search(one, text) for text in texts))

    def _too_wide(self, most: int) -> Iterator[str]:
        for lang in ("en", "zh"):
            lines = self.said(lang).out.splitlines()
            yield from (f"{lang}: {line}" for line in lines if cells(line.rstrip()) > most)


def cells(line: str) -> int:
    """The width of a line in cells of a terminal."""
    shown = (one for one in line if unicodedata.category(one) not in ("Mn", "Me", "Cf", "Cc"))
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in shown)


def _wanted(rows: Sequence[Sequence[Any]]) -> set[tuple[object, ...]]:
    return {
        (city[0] if city else CITY, indicator, counted(period, basis), number(value), "exact")
        for indicator, period, basis, value, *city in rows
    }


def _wrong_figures(answer: Mapping[str, Any], said: Said) -> Iterator[str]:
    if said.document is None or "observations" not in said.document:
        yield f"no observations: {said.shown}"
        return
    entered = said.entered
    if entered.keys() != _wanted(answer["entered"]):
        yield f"entered: {sorted(map(str, entered))}"
    marked = {key for key, provisional in entered.items() if provisional}
    if marked != _wanted(answer.get("provisional", ())):
        yield f"provisional: {sorted(map(str, marked))}"


def _wrong_values(indicator: str, paths: Mapping[str, Any], said: Said) -> Iterator[str]:
    found = {
        own["id"]: own
        for plans in seek(said.document, "plans")
        for plan in plans
        if isinstance(plan, dict)
        for own in plan.get("indicators") or ()
    }
    for path, wanted in paths.items():
        at: Any = found.get(indicator)
        for part in path.split("."):
            at = at[int(part)] if isinstance(at, list) else (at or {}).get(part)
        if not same(wanted, at):
            yield f"{indicator} {path} is {at}, not {wanted}"


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_the_case_comes_out_right(case: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ground = Ground(tmp_path, case, monkeypatch)
    wrong = Step(ground, case["args"], case.get("targets", ""), case.get("env", {})).wrong(case["accept"])
    assert wrong == [], f"{case['gist']} {case['why']}"


def test_every_input_belongs_to_a_case() -> None:
    """A file that no case names would be tested by nobody."""
    named = {"cases.json"}
    for case in CASES:
        named |= {*case.get("files", ()), case.get("targets", "cases.json")}
        named |= {then.get("targets", "cases.json") for answer in case["accept"] for then in answer.get("then", ())}
    assert named == set(os.listdir(FOLDER))
    assert len({case["id"] for case in CASES}) == len(CASES)
