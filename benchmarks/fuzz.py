"""Mutated inputs of every sort: is there ever a traceback, a hang, a giant, or a message without a place?

    python benchmarks/fuzz.py [INPUTS] [--first N] [--seed N] [--seconds S] [--kind KIND …] [--only NUMBER] [--show N]

Every input is made from its own number and the seed alone, so that one of them can be run again (`--only NUMBER`
shows it). It is run as a user would run it, through `rsplan.cli.program.run`, in a worker process whose memory is
limited and that a watchdog ends when it does not answer; one in a hundred is run in a process of its own, as
`python -m rsplan`. The worker reads target files that it has read before from its memory. Notations and dates are read
by the functions that the files are read with. The law that each must keep:

- the exit code is 0, 1 or 2, or 3 where something was entered and could not be reported, and nothing is raised;
- it takes no more than 2 seconds of the processor, and 500 MB more than the worker had;
- exit code 2 says why on standard error, and what is wrong with a file is said with its place, by `check` too;
- JSON is JSON, and no character that steers a terminal, hides or reorders text is written;
- no input is changed, also where it is named as the output, and a data file that is added to keeps what it held;
- where another program replaces, removes, extends or cuts a file meanwhile, what it has left is kept, and a line that
  is acknowledged is in the file that bears the name.

The result is a table: how many inputs of which sort ended how. Exit code 1 where the law was broken.
"""

import argparse
import builtins
import contextlib
import io
import json
import multiprocessing
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, NamedTuple

from kinds import KINDS, case_of, kind_of
from mutants import Case, Meddling

from rsplan.cli.problems import problem_text
from rsplan.cli.program import run
from rsplan.errors import BadText, Problem
from rsplan.journal.file import append, rewrite
from rsplan.read import plan_library

#: The law, in seconds of the processor and in bytes.
LONGEST, LARGEST = 2.0, 500_000_000

#: A worker that has taken so many seconds of the processor, or by the clock, without an answer is ended: it hangs.
_PATIENCE, _LONG_PATIENCE = 20.0, 300.0

#: One input of so many is run in a process of its own.
_FRESH = 100

#: What a worker may take of the machine's memory, so that an input that breaks the law breaks nothing else.
_MOST_MEMORY = 3_000_000_000

#: Target files that are kept in memory once they were read; most inputs have one of their own.
_REMEMBERED = 64

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

#: The bytes of the unit in which the system counts the most memory that a process had.
_PER_UNIT = 1 if sys.platform == "darwin" else 1024

#: Problems that concern a whole file have no line.
_OF_WHOLE_FILES = {
    *("not_found", "is_a_directory", "not_a_file", "unreadable", "too_large", "no_target_files"),
    *("document_unsupported", "document_without_text", "document_broken", "document_locked", "document_too_large"),
    *("import_old_workbook", "import_not_a_workbook", "import_no_sheets", "import_unknown_sheet"),
    *("import_no_table", "import_empty", "import_is_html", "import_is_mime", "import_is_xml", "import_is_pdf"),
    *(
        "import_strict_workbook",
        "import_too_large_areas",
        "import_too_many_cells",
        "import_too_many_elements",
        "too_many_packed_files",
    ),
    *("too_many_lines", "document_too_much_drawing", "document_too_many_pages", "document_too_deep"),
    *("not_a_report", "not_in_report", "history_stdin", "history_missing", "history_rewritten"),
}

#: Characters that are invisible, reorder text or steer a terminal, and halves of characters.
_RAW = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    r"|\r(?!\n)"
)
#: Commands that may have their problems in the document that they write.
_ON_OUTPUT = (("check",), ("import",))

#: Commands that may end with the code that says that something was entered and could not be reported.
_ENTERING = (("record",), ("import",), ("retract",), ("upgrade",))
ENTERED = 3

#: A link to the data file.
_LINK = "link.csv"

#: What is wrong with the words of the command line itself has these words as its place.
_COMMAND_LINE = ("<arguments>", "命令行")

#: The functions that change a data file.
_CHANGING = {append.__code__, rewrite.__code__}

_COLOURS = re.compile("\x1b\\[[0-9;]*m")
_PROBLEM = re.compile(r"^(?!\s)(?P<file>.+?)(?P<place>:\d+:\d+)?: (?P<cell>\S*?[A-Z]+\d+: )?(?P<code>[a-z_]+) ")


class Outcome(NamedTuple):
    """What became of a case: its exit code, the commands run, seconds, bytes, and how the law was broken."""

    code: int
    runs: int = 1
    seconds: float = 0.0
    grown: int = 0
    broken: tuple[tuple[str, str], ...] = ()


#: How the law can be broken, as the table calls it.
TRACEBACK, HANG, MEMORY, PLACE, OTHER = "tracebacks", "hangs", "too large", "no place", "other"
BREACHES = (TRACEBACK, HANG, MEMORY, PLACE, OTHER)


# --- the law ---------------------------------------------------------------------------------------------------------


class Said(NamedTuple):
    """What a command wrote and how it ended; `raised` is a traceback."""

    code: int
    out: bytes = b""
    err: bytes = b""
    raised: str = ""


def ran(args: Sequence[str], stdin: bytes = b"") -> Said:
    """Run a command in this process."""
    saved = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    streams = (io.TextIOWrapper(one, encoding="utf-8") for one in (io.BytesIO(stdin), out, err))
    sys.stdin, sys.stdout, sys.stderr = kept = tuple(streams)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            code, raised = run(args), ""
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        code, raised = -1, traceback.format_exc()
        with contextlib.suppress(Exception):
            sys.stderr.flush()
    finally:
        sys.stdin, sys.stdout, sys.stderr = saved
    said = Said(code, out.getvalue(), err.getvalue(), raised)
    del kept  # the streams close what they write into when they go
    return said


def ran_alone(args: Sequence[str], stdin: bytes) -> tuple[Said, float, int]:
    """Run a command in a process of its own; with the seconds of the processor and the bytes that it took."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        command = [sys.executable, "-X", "utf8", "-W", "error", "-m", "rsplan", *args]
        child = subprocess.Popen(command, stdin=given, stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said = Said(child.returncode, out.read(), err.read())
    return said, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _PER_UNIT


def breaches(args: Sequence[str], said: Said) -> Iterator[tuple[str, str]]:
    """How the law was broken by what a command said."""
    if said.raised or b"Traceback (most recent" in said.out + said.err:
        yield TRACEBACK, said.raised or said.err.decode("utf-8", "replace")
        return
    if said.code not in (0, 1, 2, *([ENTERED] if tuple(args[:1]) in _ENTERING else [])):
        yield OTHER, f"exit code {said.code}"
    # `check` and `import` have their problems in the document that they write, to a file where one is named.
    elsewhere = tuple(args[:1]) in _ON_OUTPUT and (said.out.strip() or [*_outputs(args)])
    if said.code == 2 and not said.err.strip() and not elsewhere:
        yield PLACE, "it is not said why"
    for stream in (said.out, said.err):
        yield from _raw_signs(stream, colours="always" in " ".join(args))
    asked = _format(args)
    if said.code != 2 or args[:1] == ("check",):
        yield from _no_json(said.out, asked)
    if said.code == 2 or (args[:1] == ("check",) and said.code == 1):
        for problem in _without_place(said.err or said.out, args):
            yield PLACE, problem


def _format(args: Sequence[str]) -> str:
    """The format in which standard output is, as far as that is plain: the only one named, no help and no file."""
    formats = {word for before, word in zip(("", *args), args, strict=False) if before == "--format"}
    other = ("-o", "--o", "--form", "-h", "--h", "--version")
    plain = not any(word.startswith(other) and word != "--format" for word in args)
    return formats.pop() if len(formats) == 1 and plain else ""


def _raw_signs(stream: bytes, *, colours: bool) -> Iterator[tuple[str, str]]:
    try:
        text = stream.decode("utf-8")
    except UnicodeDecodeError as error:
        yield OTHER, f"no UTF-8 is written: {error}"
        return
    text = _COLOURS.sub("", text) if colours else text
    found = _RAW.search(text.removeprefix("\ufeff"))
    if found:
        around = text[max(0, found.start() - 60) : found.start() + 60]
        yield OTHER, f"U+{ord(found[0][0]):04X} is written: {around!r}"


def _no_json(out: bytes, asked: str) -> Iterator[tuple[str, str]]:
    pieces = [out] if asked == "json" else out.splitlines() if asked == "jsonl" else []
    for piece in pieces:
        try:
            json.loads(piece, parse_constant=_refuse)
        except ValueError as error:
            if piece or asked == "jsonl":
                yield OTHER, f"{error}: {piece[:200]!r}"


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _without_place(stream: bytes, args: Sequence[str]) -> Iterator[str]:
    """The problems of files, for people or as records, that do not say where."""
    text = stream.decode("utf-8", "replace")
    if text.startswith("{"):
        with contextlib.suppress(ValueError):
            records = json.loads(text)["problems"] if "\n  " in text else map(json.loads, text.splitlines())
            for record in records:
                if not (
                    record["line"]
                    or record["cell"]
                    or record["code"] in _OF_WHOLE_FILES
                    or record["file"] in _COMMAND_LINE
                ):
                    yield str(record)
        return
    for line in text.split("\n"):
        found = _PROBLEM.match(line)
        if found is None or found["place"] or found["cell"] or f"problem.{found['code']}" not in _texts():
            continue
        if found["code"] not in _OF_WHOLE_FILES and found["file"] not in _COMMAND_LINE:
            yield line[:300]


@cache
def _texts() -> Mapping[str, str]:
    from rsplan.text import catalogue

    return catalogue("en")


def parsed(case: Case) -> Iterator[tuple[str, str]]:
    """How the law was broken by the functions that read a piece of text: a value, or a message that can be said."""
    for parse in case.parse:
        try:
            parse(case.text)
        except BadText as error:
            try:
                code = error.key.removeprefix("text.")
                problem_text(Problem(code, "f", 1, 1, {key: ascii(text) for key, text in error.details.items()}), "zh")
            except Exception:
                yield TRACEBACK, traceback.format_exc()
        except BaseException:
            yield TRACEBACK, traceback.format_exc()


#: The calls before which another program acts: not those after which nothing is asked any more.
_CALLS = ("open", "stat", "fstat", "fsync", "write", "link", "listxattr")


class Meddler:
    """Another program, which does something to a file just before one of the file calls of a run.

    Where a command adds to a file it acts as long as that goes on: afterwards others may do to it what they like.
    `left` is what it has made of the file, None as long as it has done nothing.
    """

    def __init__(self, meddling: Meddling | None, *, entering: bool) -> None:
        self.left: bytes | None = None
        self._meddling, self._entering, self._calls, self._busy = meddling, entering, 0, False
        self._real: dict[str, Callable[..., Any]] = {}
        self._reading = builtins.open

    def __enter__(self) -> "Meddler":
        if self._meddling is not None:
            self._real = {name: getattr(os, name) for name in _CALLS}
            for name, real in self._real.items():
                setattr(os, name, self._watched(real))
            builtins.open = self._watched(self._reading)
        return self

    def __exit__(self, *_: object) -> None:
        for name, real in self._real.items():
            setattr(os, name, real)
        builtins.open = self._reading

    def _watched(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            if not self._busy and (not self._entering or _is_changing()):
                self._calls += 1
                if self._meddling is not None and self._calls == self._meddling.number:
                    self._busy = True
                    self._act(self._meddling)
                    self._busy = False
            return real(*args, **options)

        return call

    def _act(self, meddling: Meddling) -> None:
        name = meddling.file
        match meddling.way:
            case "replaced":
                with open("other", "wb") as stream:
                    stream.write(meddling.data)
                os.replace("other", name)
            case "extended":
                with open(name, "ab") as stream:
                    stream.write(b"linhai,rate,2021-12,3.3,level")
            case "cut":
                os.truncate(name, os.path.getsize(name) // 2)
            case "removed" | "folder":
                os.unlink(name)
                if meddling.way == "folder":
                    os.mkdir(name)
        self.left = b""
        if os.path.isfile(name):
            with open(name, "rb") as stream:
                self.left = stream.read()


def _is_changing() -> bool:
    """Whether a data file is being changed."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code not in _CHANGING:
        frame = frame.f_back
    return frame is not None


class Workshop:
    """A folder in which cases are run, one after another, each in a folder that holds its files and nothing else."""

    def __init__(self, folder: str) -> None:
        # So deep that no path of the cases leads out of the folder that is removed in the end.
        self._base = os.path.join(folder, "a", "b", "c")
        self._folder = os.path.join(self._base, "d")
        self._environ = dict(os.environ)
        self._before = os.getcwd()
        self._read = plan_library._read

    def __enter__(self) -> "Workshop":
        os.makedirs(self._folder)
        for name in [name for name in os.environ if name.startswith("RSPLAN_")]:
            del os.environ[name]
        os.environ.update(RSPLAN_CACHE=os.path.join(self._base, "cache"), RSPLAN_LANG="en")
        os.environ.setdefault("PYTHONPATH", _ROOT)
        # `check` and others read every target file anew, the shipped ones too: here each is read once.
        plan_library._read = lru_cache(_REMEMBERED)(self._read)
        plan_library.load()  # the shipped plans are remembered, and the modules are there
        return self

    def __exit__(self, *_: object) -> None:
        plan_library._read = self._read
        os.chdir(self._before)
        os.environ.clear()
        os.environ.update(self._environ)

    def run(self, case: Case, *, alone: bool = False) -> Outcome:
        """Run a case and hold it against the law, `alone` in a process of its own where it can be."""
        start, before = time.process_time(), _reset_peak()
        broken: list[tuple[str, str]] = []
        runs = 1
        if alone and case.args and case.meddling is None:
            return self._run_alone(case)
        if case.parse:
            code, runs = 0, len(case.parse)
            broken += parsed(case)
            with contextlib.suppress(BadText):
                case.parse[0](case.text)
                code = -2
            code = 0 if code == -2 else 2
        else:
            code, runs, found = self._run(case)
            broken += found
        seconds, grown = time.process_time() - start, _peak() - before
        return Outcome(code, runs, seconds, grown, (*broken, *_beyond(seconds, grown)))

    def _run_alone(self, case: Case) -> Outcome:
        self._lay_out(case.files)
        self._link(case.args)
        said, seconds, taken = ran_alone(case.args, case.stdin)
        broken = [*breaches(case.args, said), *self._changed(case, said.code, None)]
        return Outcome(said.code, 1, seconds, taken, (*broken, *_beyond(seconds, taken)))

    def _run(self, case: Case) -> tuple[int, int, list[tuple[str, str]]]:
        self._lay_out(case.files)
        self._link(case.args)
        with Meddler(case.meddling, entering=case.args[:1] in _ENTERING) as meddler:
            said = ran(case.args, case.stdin)
        broken = [*breaches(case.args, said), *self._changed(case, said.code, meddler.left)]
        runs = 1
        if said.code == 0:
            for args in case.then:
                more = ran(args)
                broken += breaches(args, more)
                runs += 1
        return said.code, runs, broken

    def _lay_out(self, files: Mapping[str, bytes]) -> None:
        os.chdir(self._base)
        shutil.rmtree(self._folder, ignore_errors=True)
        os.mkdir(self._folder)
        os.chdir(self._folder)
        for name, data in files.items():
            with open(name, "wb") as stream:
                stream.write(data)
        if len(files) > 3:
            os.mkdir("folder")
            os.mkdir("folder.yaml")
            os.symlink("data.csv", _LINK)
            os.symlink("nowhere", "broken-link.csv")
            os.symlink("loop.csv", "loop.csv")

    @staticmethod
    def _link(args: Sequence[str]) -> None:
        """Make the links that the command line names: `hard-` and `soft-` before the name of a file."""
        for how, name in re.findall(r"(hard|soft)-([^/]+)$", "\n".join(args), re.MULTILINE):
            if how == "soft":
                os.symlink(name, f"soft-{name}")
            elif os.path.exists(name):
                os.link(name, f"hard-{name}")

    def _changed(self, case: Case, code: int, left: bytes | None) -> Iterator[tuple[str, str]]:
        """The files that are not what they were; `left` is what another program has made of one of them."""
        for name, data in case.files.items():
            if name not in case.kept and any(word.endswith((name, _LINK)) for word in _outputs(case.args)):
                continue  # it was named as the file to write to
            meddled = left is not None and case.meddling is not None and case.meddling.file == name
            data = left if meddled and left is not None else data
            now = b""
            if os.path.isfile(name):
                with open(name, "rb") as stream:
                    now = stream.read()
            elif not meddled:
                yield OTHER, f"{name} is gone"
                continue
            may_grow = code in (0, ENTERED) and (name == case.grows or _is_upgraded(name, case.args))
            if now != data and not (may_grow and (now.startswith(data) or os.path.exists(f"{name}.bak"))):
                yield OTHER, f"{name} was changed: {data[-200:]!r} became {now[-200:]!r}"
            known = {*case.args} >= {"record", "2024-06", "22.4"} and not {*case.args} & {"-n", "--dry-run"}
            if may_grow and known and (case.kept or case.meddling) and b"2024-06,22.4" not in now:
                yield OTHER, f"{name} lacks the line that was acknowledged: {now[-200:]!r}"


def _is_upgraded(name: str, args: Sequence[str]) -> bool:
    """Whether the command upgrades the file, by its name or by that of its link; an empty one gets its header."""
    return args[:1] == ("upgrade",) and (name in args or (name == "data.csv" and _LINK in args))


def _beyond(seconds: float, taken: int) -> Iterator[tuple[str, str]]:
    """The limits that a run was beyond."""
    if seconds > LONGEST:
        yield HANG, f"{seconds:.1f} s"
    if taken > LARGEST:
        yield MEMORY, f"{taken / 1e6:.0f} MB"


def _outputs(args: Sequence[str]) -> Iterator[str]:
    """Every word that may name the file to write to; of a mutated command line nobody knows for sure."""
    return iter(args[1:]) if any(word.startswith(("-o", "--o")) for word in args) else iter(())


def _reset_peak() -> int:
    """Begin to measure the most memory that the process has; the bytes that it has now."""
    with contextlib.suppress(OSError), open("/proc/self/clear_refs", "w", encoding="ascii") as stream:
        stream.write("5")
    return _peak()


def _peak() -> int:
    try:
        with open("/proc/self/status", encoding="ascii") as stream:
            return next(int(line.split()[1]) * 1024 for line in stream if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PER_UNIT


# --- workers, and who watches them -----------------------------------------------------------------------------------


def _work(seed: int, indices: Sequence[int], answers: Connection) -> None:
    """Run the cases of those numbers and send what became of each."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, Workshop(folder) as shop:
        for index in indices:
            answers.send((index, shop.run(case_of(seed, index), alone=index % _FRESH == 0)))
    answers.close()


def watched(seed: int, indices: Sequence[int]) -> Iterator[tuple[int, Outcome]]:
    """What became of the cases, run in a worker; one that does not answer is ended and another goes on behind it."""
    rest = list(indices)
    while rest:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.get_context("fork").Process(target=_work, args=(seed, rest, theirs))
        worker.start()
        theirs.close()
        done = 0
        try:
            while done < len(rest):
                if not _answers(ours, worker.pid or 0):
                    worker.kill()
                    yield rest[done], Outcome(-1, 1, _PATIENCE, 0, ((HANG, "no answer"),))
                    done += 1
                    break
                index, outcome = ours.recv()
                assert index == rest[done]
                yield index, outcome
                done += 1
        except EOFError:
            yield rest[done], Outcome(-1, 1, 0, 0, ((TRACEBACK, "the worker died"),))
            done += 1
        finally:
            worker.kill()
            worker.join()
            ours.close()
        rest = rest[done:]


def _answers(worker: Connection, pid: int) -> bool:
    """Wait for the worker's answer; False where it hangs: on a busy machine, the clock alone does not say so."""
    before, begin = _processor_time(pid), time.monotonic()
    while not worker.poll(_PATIENCE):
        if _processor_time(pid) - before > _PATIENCE or time.monotonic() - begin > _LONG_PATIENCE:
            return False
    return True


def _processor_time(pid: int) -> float:
    """The seconds of the processor that the process has taken; where that is not told, those of the clock."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stream:
            fields = stream.read().rpartition(")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Tally:
    """The table: how many inputs of each sort ended how."""

    def __init__(self) -> None:
        self.codes: dict[str, Counter[str]] = {kind.name: Counter() for kind in KINDS}
        self.slowest: dict[str, float] = dict.fromkeys(self.codes, 0.0)
        self.largest: dict[str, int] = dict.fromkeys(self.codes, 0)
        self.found: list[tuple[int, str, str]] = []

    def add(self, index: int, outcome: Outcome) -> None:
        """Count an input."""
        name = kind_of(index).name
        counts = self.codes[name]
        counts["inputs"] += 1
        counts["runs"] += outcome.runs
        counts[str(outcome.code)] += 1
        counts.update({breach for breach, _ in outcome.broken})
        self.slowest[name] = max(self.slowest[name], outcome.seconds)
        self.largest[name] = max(self.largest[name], outcome.grown)
        self.found += [(index, breach, detail) for breach, detail in outcome.broken]

    def lines(self) -> Iterator[str]:
        """The rows, and their sum."""
        heads = ("inputs", "runs", "0", "1", "2", *BREACHES)
        yield f"{'kind of input':<18}" + "".join(f"{head:>11}" for head in heads) + f"{'slowest s':>11}{'most MB':>9}"
        for name, counts in self.codes.items():
            row = "".join(f"{counts[head]:>11}" for head in heads)
            yield f"{name:<18}{row}{self.slowest[name]:>11.2f}{self.largest[name] / 1e6:>9.0f}"
        total = sum(self.codes.values(), Counter[str]())
        row = "".join(f"{total[head]:>11}" for head in heads)
        yield f"{'all':<18}{row}{max(self.slowest.values()):>11.2f}{max(self.largest.values()) / 1e6:>9.0f}"


def first_of_each(found: Iterable[tuple[int, str, str]], most: int) -> Iterator[str]:
    """A few of the breaches, one for each last line of a traceback or message."""
    seen: Counter[str] = Counter()
    for index, breach, detail in found:
        lines = [line for line in detail.strip().splitlines() if line.strip()]
        places = [line.strip() for line in lines if line.strip().startswith("File")]
        mark = f"{breach} {places[-1] if places else ''} {re.sub('[0-9]+', '#', lines[-1])[:60] if lines else ''}"
        seen[mark] += 1
        if seen[mark] == 1:
            yield f"--- {index} ({kind_of(index).name}): {breach}\n" + "\n".join(lines[-12:])
        if len(seen) >= most:
            break
    for mark, count in seen.items():
        yield f"{count:>6} {mark}"


def show(seed: int, index: int) -> None:
    """One input in full, and what came of it."""
    case = case_of(seed, index)
    print(kind_of(index).name, case.args or ascii(case.text), "then", case.then)
    for name, data in case.files.items():
        print(f"=== {name}, {len(data)} bytes")
        print(data.decode("utf-8", "backslashreplace")[:20_000] if not data.startswith(b"PK") else data[:80])
    with tempfile.TemporaryDirectory() as folder, Workshop(folder) as shop:
        shop._lay_out(case.files)
        if case.args:
            said = ran(case.args, case.stdin)
            print(f"=== {said.code}", *(one.decode(errors="replace")[:5000] for one in (said.out, said.err)), sep="\n")
        print(shop.run(case))


def main(args: Sequence[str]) -> int:
    """Run the inputs and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("inputs", type=int, nargs="?", default=100_000)
    parser.add_argument("--first", type=int, default=0, help="begin with the input of this number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="stop after so long")
    parser.add_argument("--kind", action="append", choices=[kind.name for kind in KINDS])
    parser.add_argument("--only", type=int, help="show the input of this number")
    parser.add_argument("--show", type=int, default=20, help="how many different breaches to show")
    asked = parser.parse_args(args)
    if asked.only is not None:
        show(asked.seed, asked.only)
        return 0
    begin = time.perf_counter()
    tally = Tally()
    numbers = [n for n in range(asked.first, asked.inputs) if not asked.kind or kind_of(n).name in asked.kind]
    for done, (index, outcome) in enumerate(watched(asked.seed, numbers), 1):
        tally.add(index, outcome)
        if sys.stderr.isatty() and done % 100 == 0:
            print(f"\r{done} of {len(numbers)}", end="", file=sys.stderr, flush=True)
        if asked.seconds and time.perf_counter() - begin > asked.seconds:
            break
    print("\n".join(first_of_each(tally.found, asked.show)))
    print("\n".join(tally.lines()))
    print(f"seed {asked.seed}, {time.perf_counter() - begin:.0f} s")
    return 1 if tally.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
