"""Every file call of the commands that change a data file fails once in each way: is anything lost, or half done?

    python benchmarks/faults.py [COMMAND ...] [--every 1] [--situation SITUATION ...]

`record`, `import`, `retract` and `upgrade` run on a data file that is not there yet, that is there, that has a broken
last line, that has two names, and that is there, or broken, on a system that cannot exchange two files. Each call on
the data file, its folder and the report is counted, and then fails once in each way: the process is killed before it,
after it, or within it once half was written; it writes half; it ends with ENOSPC, EIO, EINTR or ENOENT; and, until the
data file is changed, another program replaces, removes or extends it just before. Afterwards the data file has to be
what it was, or whole with what was acknowledged; nothing else of it may be left but one temporary or journal after a
kill; and the next `record` has to succeed and to leave nothing. Exit code 1 where any of this fails. Linux only.
"""

import argparse
import builtins
import errno
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rsplan.cli.program import run
from rsplan.journal import atomic_write, file, lock
from rsplan.read.unfinished_change import read_data_file

TARGETS = """\
city: {id: own, name: {zh: 自编, en: Own}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: own
    title: {zh: 规划, en: Plan}
    document: own
    state: issued
    start: 2016-01-01
    end: 2025-12-31
    indicators:
      - {id: stock, name: {zh: 参保人数, en: Insured}, unit: {zh: 万人, en: x}, kind: stock, better: higher,
         target: {printed: 100, where: 表}}
"""
HEADER = "city,indicator,period,value,basis,bound,provisional,published,source,note,via,entered,by\n"
BEFORE = f'{HEADER}own,stock,2020,80,level,,,2021-01-20,公报,,,,"x"\nown,stock,2021,81,level,,,2022-01-20,公报,,,,"x"\n'
FOREIGN = 'own,stock,2019,79,level,,,2020-01-20,另一程序,,,,"y"'
TABLE = "指标,单位,2022年,2023年\n参保人数,万人,82,83\n"

OWN = ("--targets", "plan.yaml", "--data", "d.csv", "-o", "report.json")
COMMANDS = {
    "record": ("record", "own", "stock", "2022", "82", *OWN),
    "import": ("import", "t.csv", "--city", "own", *OWN),
    "retract": ("retract", "own", "stock", "2021", "--reason", "typo", *OWN),
    "upgrade": ("upgrade", "d.csv", "--targets", "plan.yaml", "-o", "report.json"),
}
NEXT = ("record", "own", "stock", "2024", "84", "--targets", "plan.yaml", "--data", "d.csv", "--format", "json")

#: The data file of each situation, None for none. What `upgrade` changes lacks columns.
SITUATIONS = {
    "there": BEFORE,
    "new": None,
    "broken": BEFORE + "own,sto",
    "names": BEFORE,
    "changed": BEFORE,
    "broken and changed": BEFORE + "own,sto",
}

#: The situations with a broken last line, and those of a system that cannot exchange two files.
BROKEN, NOT_EXCHANGED = {"broken", "broken and changed"}, {"changed", "broken and changed"}

#: The ways in which a call fails, and what another program does before it.
ERRORS = ("ENOSPC", "EIO", "EINTR", "ENOENT")
KILLS = ("kill", "kill after", "kill half")
FOREIGN_ACTIONS = ("replaced", "removed", "extended")
WAYS = (*KILLS, "short", *ERRORS, *FOREIGN_ACTIONS)

#: The calls that are watched; `open` is also the one that reads.
OS_CALLS = (
    *("open", "read", "write", "lseek", "fsync", "close", "stat", "fstat", "link", "unlink", "rename", "replace"),
    *("ftruncate", "chmod", "fchmod", "fchown", "scandir", "listxattr"),
)

#: Calls before which no other program acts here: what is left is removed once it was asked whether the name still means
#: the file.
UNGUARDED = ("unlink", "close")

#: The exit codes where the line is in the file.
ACKNOWLEDGED, ENTERED = 0, 3


class Fault(NamedTuple):
    """The call that fails, by its number among those of the run, and how."""

    number: int
    way: str


class Ended(NamedTuple):
    """The end of a run: its exit code, None where it was killed; the calls; the data file that another program left."""

    code: int | None
    calls: Sequence[str]
    foreign: bytes | None
    acted: bool


class Injector:
    """Counts the file calls of this process that concern the folder, and lets one of them fail."""

    def __init__(self, folder: Path, fault: Fault | None, journal: Path) -> None:
        self._folder, self._fault, self._journal = str(folder), fault, journal
        self._calls: list[str] = []
        self._real = {name: getattr(os, name) for name in OS_CALLS}
        self._reading, self._busy = builtins.open, False

    def install(self, *, exchanges: bool) -> None:
        """Take the place of the functions."""
        for name, real in self._real.items():
            setattr(os, name, self._watched(name, real))
        builtins.open = self._watched("reading", self._reading)
        swap = atomic_write.exchange if exchanges else lambda path, other: False
        locking = self._watched("lock", lock.try_lock)
        vars(atomic_write).update(exchange=self._watched("exchange", swap), try_lock=locking)
        vars(lock).update(try_lock=locking)

    def _watched(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            if self._busy or not self._concerns(args):
                return real(*args, **options)
            self._calls.append(name)
            if self._fault is None or self._fault.number != len(self._calls):
                return real(*args, **options)
            self._busy = True
            try:
                return self._fail(self._fault.way, real, args, options)
            finally:
                self._busy = False

        return call

    def _concerns(self, args: Sequence[object]) -> bool:
        """Whether a path in the folder, or a descriptor of one, is among the arguments."""
        return any(self._is_in_folder(arg) for arg in args[:2])

    def _is_in_folder(self, arg: object) -> bool:
        if isinstance(arg, int) and not isinstance(arg, bool) and arg > 2:
            try:
                path = os.readlink(f"/proc/self/fd/{arg}")
            except OSError:
                return False
        elif isinstance(arg, str | os.PathLike):
            path = os.path.abspath(os.fspath(arg))
        else:
            return False
        return path == self._folder or path.startswith(self._folder + os.sep)

    def _fail(self, way: str, real: Callable[..., Any], args: Sequence[Any], options: dict[str, Any]) -> Any:
        match way:
            case "kill":
                self._die()
            case "kill after":
                real(*args, **options)
                self._die()
            case "kill half" | "short":
                done = real(args[0], args[1][: len(args[1]) // 2])
                if way == "kill half":
                    self._die()
                return done
            case "replaced" | "removed" | "extended":
                if _is_changing():
                    self._act(way)
                return real(*args, **options)
            case _:
                number = getattr(errno, way)
                raise OSError(number, os.strerror(number))
        return None

    def _act(self, way: str) -> None:
        """Do what another program does, and note the data file that it leaves."""
        data = Path("d.csv")
        match way:
            case "replaced":
                Path("other").write_text(f"{BEFORE}{FOREIGN}\n", encoding="utf-8")
                os.replace("other", "d.csv")
            case "removed":
                data.unlink(missing_ok=True)
            case _:
                seen = data.read_bytes() if data.exists() else b""
                if data.exists() and not seen:  # emptied in the midst of a change: what was there has to come back
                    seen = read_data_file("d.csv", "d.csv")
                header = seen.decode().partition("\n")[0]
                cells = FOREIGN.split(",")[: header.count(",") + 1] if header else [HEADER + FOREIGN]
                with data.open("a", encoding="utf-8") as stream:
                    stream.write(",".join(cells))
                self.say(None, seen + ",".join(cells).encode(), acted=True)
                return
        self.say(None, data.read_bytes() if data.exists() else None, acted=True)

    def _die(self) -> None:
        self.say(None, None)
        os.kill(os.getpid(), signal.SIGKILL)

    def say(self, code: int | None, foreign: bytes | None, *, acted: bool = False) -> None:
        """Note the end of the run outside the folder."""
        self._busy = True
        notes = json.loads(self._journal.read_text(encoding="utf-8")) if self._journal.exists() else {}
        notes |= {"code": code, "calls": self._calls}
        if acted:
            notes |= {"foreign": None if foreign is None else foreign.decode(), "acted": True}
        self._journal.write_text(json.dumps(notes), encoding="utf-8")


def _is_changing() -> bool:
    """Whether the data file is being changed; once it is as it was asked for, others may do to it what they like."""
    frame = sys._getframe()
    codes = {file.append.__code__, file.rewrite.__code__}
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code in codes:
            return True
    return False


# --- one run ---------------------------------------------------------------------------------------------------------


def prepared(folder: Path, command: str, situation: str) -> None:
    """Fill the folder with the files of the situation."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "plan.yaml").write_text(TARGETS, encoding="utf-8")
    (folder / "t.csv").write_text(TABLE, encoding="utf-8")
    (folder / "elsewhere").mkdir()
    before = SITUATIONS[situation]
    if before is not None:
        if command == "upgrade":
            before = "\n".join(line.rpartition(",")[0].rpartition(",")[0] for line in before.splitlines()) + "\n"
        (folder / "d.csv").write_text(before, encoding="utf-8")
    if situation == "names":
        os.link(folder / "d.csv", folder / "elsewhere" / "e.csv")


def ran(folder: Path, args: Sequence[str], fault: Fault | None, *, exchanges: bool) -> Ended:
    """Run the program in a process of its own."""
    notes = folder.with_suffix(".json")
    notes.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)
        injector = Injector(folder, fault, notes)
        injector.install(exchanges=exchanges)
        code = 99
        try:
            code = run(args)
        finally:
            injector.say(code, None)
            os._exit(code)
    os.waitpid(child, 0)
    found = json.loads(notes.read_text(encoding="utf-8"))
    foreign = found.get("foreign")
    return Ended(found["code"], found["calls"], None if foreign is None else foreign.encode(), "acted" in found)


def data_file(folder: Path) -> bytes | None:
    """The data file as every command reads it."""
    path = folder / "d.csv"
    return read_data_file(str(path), "d.csv") if path.exists() else None


def left(folder: Path) -> list[str]:
    """The files of the folder that no command asked for."""
    known = {"plan.yaml", "t.csv", "elsewhere", "d.csv", "report.json", "other"}
    return sorted(
        path.name for path in folder.iterdir() if path.name not in known and not path.name.startswith("d.csv.bak")
    )


# --- what is right afterwards ----------------------------------------------------------------------------------------


class Trial:
    """One command in one situation: what it makes of a data file, and what is wrong after a fault."""

    def __init__(self, folder: Path, command: str, situation: str) -> None:
        self._folder, self._command, self._situation = folder, command, situation
        self._made: dict[bytes | None, bytes | None] = {}
        prepared(folder, command, situation)
        self.before = data_file(folder)
        ended = self._run(None)
        self.calls = ended.calls
        if ended.code != ACKNOWLEDGED:
            raise AssertionError(f"{command}, {situation}: exit code {ended.code}")

    def _run(self, fault: Fault | None) -> Ended:
        args, exchanges = COMMANDS[self._command], self._situation not in NOT_EXCHANGED
        return ran(self._folder, args, fault, exchanges=exchanges)

    def made_of(self, before: bytes | None) -> bytes | None:
        """The data file that the command makes of another without a fault; itself where it refuses."""
        if before not in self._made:
            prepared(self._folder, self._command, "new")
            if before is not None:
                (self._folder / "d.csv").write_bytes(before)
            self._run(None)
            self._made[before] = data_file(self._folder)
        return self._made[before]

    def wrong(self, fault: Fault) -> Iterator[str]:
        """Everything that is wrong after the fault."""
        prepared(self._folder, self._command, self._situation)
        ended = self._run(fault)
        after, remains = data_file(self._folder), left(self._folder)
        copies = [path.read_bytes() for path in self._folder.glob("d.csv.bak*")]
        followed = ran(self._folder, NEXT, None, exchanges=True)
        final, at_last = data_file(self._folder), left(self._folder)
        before = ended.foreign if ended.acted else self.before
        whole = self.made_of(before)
        if ended.code is None and not ended.acted:
            right = {before, whole}
        else:
            right = {whole} if ended.code in (ACKNOWLEDGED, ENTERED) else {before}
            if ended.acted and before and before.startswith(self.made_of(self.before) or b"-"):
                right.add(before)  # the change was made already
        if after not in right:
            yield f"exit code {ended.code}: the file is neither what it was nor what it should be"
        if ended.code in (1, 70, 99):
            yield f"exit code {ended.code}"
        if len(remains) > 1 or (remains and fault.way not in KILLS and self.calls[fault.number - 1] != "unlink"):
            yield f"left: {remains}"
        if [name for name in at_last if not name.startswith(".report.json.")]:
            yield f"left by the next writer: {at_last}"
        if any(copy not in (self.before, before) for copy in copies):
            yield "a copy that is not the file"
        if followed.code != ACKNOWLEDGED or final is None or b"2024,84" not in final:
            yield f"the next writer ends with {followed.code}"
        kept = after if self._situation not in BROKEN else (after or b"").rpartition(b"\n")[0]
        if kept is not None and not (final or b"").startswith(kept):
            yield "the next writer has changed what was there"


def faults_of(calls: Sequence[str], situation: str, every: int) -> Iterator[Fault]:
    """Each call in each way that can happen to it."""
    number = 0
    for place, name in enumerate(calls, 1):
        for way in WAYS:
            if way in ("short", "kill half") and name != "write":
                continue
            if way in FOREIGN_ACTIONS and name in UNGUARDED:
                continue
            if way == "extended" and situation in BROKEN:  # which makes no line of it
                continue
            number += 1
            if number % every == 0:
                yield Fault(place, way)


def main() -> int:
    """Try all faults; print what is wrong, and the counts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("commands", nargs="*", default=[*COMMANDS], metavar="COMMAND", help="only these commands")
    parser.add_argument("--every", type=int, default=1, help="only every so many-th fault")
    parser.add_argument("--situation", action="append", choices=[*SITUATIONS], help="only this situation")
    commands, every, situations = vars(parser.parse_args()).values()
    os.environ["RSPLAN_LANG"] = "en"
    tried, wrong = Counter[str](), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "work"
        os.environ["RSPLAN_CACHE"] = str(folder.with_name("cache"))
        _load_modules(folder)
        for command in commands:
            for situation in situations or SITUATIONS:
                if (command, situation) in IMPOSSIBLE:
                    continue
                trial = Trial(folder, command, situation)
                for fault in faults_of(trial.calls, situation, every):
                    tried[command] += 1
                    for text in trial.wrong(fault):
                        wrong += 1
                        print(
                            f"{command}, {situation}, {fault.way} at call {fault.number} "
                            f"({trial.calls[fault.number - 1]}): {text}"
                        )
    print(json.dumps({"faults": dict(tried), "together": tried.total(), "wrong": wrong}))
    return 1 if wrong else 0


def _load_modules(folder: Path) -> None:
    """Run every command once in this process, whose copies then need not load anything."""
    here, outputs = Path.cwd(), [os.dup(number) for number in (1, 2)]
    null = os.open(os.devnull, os.O_RDWR)
    for number in (1, 2):
        os.dup2(null, number)
    for command, args in COMMANDS.items():
        for situation in ("there", "broken"):
            prepared(folder, command, situation)
            os.chdir(folder)
            run(args)
            run(NEXT)
    os.chdir(here)
    for number, output in enumerate(outputs, 1):
        os.dup2(output, number)


#: What a command refuses: to retract from nothing, to upgrade nothing or a file with two names.
IMPOSSIBLE = {("retract", "new"), ("upgrade", "new"), ("upgrade", "names")}


if __name__ == "__main__":
    sys.exit(main())
