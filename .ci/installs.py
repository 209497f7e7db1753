#!/usr/bin/env python3
"""Install rsplan in every way, with every Python at hand, and run it; prints a table, and fails when anything fails.

    .ci/installs.py                        every Python of 3.11 or later that is found
    .ci/installs.py --tests python3.13     these alone, and the tests of the sdist as well

Every install lies in a folder of its own that is deleted at the end, and runs from another one. What it answers is
compared byte by byte with every other install's answer. Needs an index to install from.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from configparser import ConfigParser
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
OLDEST, NEWEST = 11, 20
_NAME, _CELL = 28, 12

#: What every install is asked; the date is fixed, so that each answers the same on any day.
QUESTIONS = (
    ("--version",),
    ("--help", "--lang", "en"),
    ("status", "--city", "suzhou", "--as-of", "2026-11-21", "--format", "json"),
    ("pace", "--as-of", "2024-06-30", "--format", "csv"),
    ("status", "--as-of", "2026-11-21", "--lang", "zh"),
    ("show", "suzhou", "talent-total", "--plan", "13fyp", "--explain", "--lang", "en"),
    ("check",),
)

#: What an install without the packages that rsplan needs answers, whatever it is asked.
MISSING = (
    "Error: rsplan needs packages that are not installed: click, rich, pyyaml, python-dateutil; "
    "install them: pip install click rich pyyaml python-dateutil\n"
)

PROBE = """\
import json, platform, sys, sysconfig, venv, ensurepip
free = " free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
name = f"{platform.python_implementation()} {platform.python_version()}{free}"
print(json.dumps([name, sys.version_info[:2], sys._base_executable]))
"""


class Failed(Exception):
    """What an install did that it should not."""


class Python(NamedTuple):
    """An interpreter, under its own name and where it lies."""

    name: str
    minor: int
    path: str


class Packed(NamedTuple):
    """What is installed and with what, the folder to run it from, and what the first install answered there."""

    wheel: Path
    sdist: Path
    tools: Path
    elsewhere: Path
    answers: dict[tuple[str, ...], str]


# --- the Pythons ------------------------------------------------------------------------------------------------------


def candidates() -> Iterator[str]:
    """Every path at which a Python may lie: on PATH, under pyenv, and those that uv knows."""
    for kind in ("python3.{}", "python3.{}t", "pypy3.{}"):
        for minor in range(OLDEST, NEWEST):
            for folder in os.get_exec_path():
                yield str(Path(folder, kind.format(minor)))
    if shutil.which("pyenv"):
        root = Path(output(["pyenv", "root"]).strip())
        yield from sorted(map(str, root.glob("versions/*/bin/python3")))
    if shutil.which("uv"):
        found = json.loads(output(["uv", "python", "list", "--only-installed", "--output-format", "json"]))
        yield from (one["path"] for one in found)


def pythons(paths: Sequence[str]) -> list[Python]:
    """Those that run, are new enough and can make environments, each once."""
    found: dict[str, Python] = {}
    for path in paths:
        if not (place := shutil.which(path)):
            continue
        done = run([place, "-c", PROBE], Path.home())
        if done.returncode:  # a shim without its Python, or one without venv
            continue
        name, version, base = json.loads(done.stdout)
        if tuple(version) >= (3, OLDEST):
            found.setdefault(os.path.realpath(base), Python(name, version[1], place))
    return list(found.values())


# --- the ways of installing: each returns what came of it, and raises Failed ------------------------------------------


def from_wheel(python: Python, packed: Packed, room: Path) -> str:
    """With what pip chooses."""
    return answers(install(python, room, str(packed.wheel)) / "rsplan", packed)


def from_sdist(python: Python, packed: Packed, room: Path) -> str:
    """Built by pip on the spot."""
    return answers(install(python, room, str(packed.sdist)) / "rsplan", packed)


def lowest(python: Python, packed: Packed, room: Path) -> str:
    """With the lowest versions that setup.cfg allows; they were made for the oldest Python and for no newer one."""
    if python.minor != OLDEST or not python.name.startswith("CPython"):
        return "-"
    found = ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    bounds = found["options"]["install_requires"].replace(">=", "==").split()
    return answers(install(python, room, str(packed.wheel), *bounds) / "rsplan", packed)


def with_pipx(python: Python, packed: Packed, room: Path) -> str:
    """As users have it who keep programs apart."""
    places = {name: str(room / name) for name in ("PIPX_HOME", "PIPX_BIN_DIR", "PIPX_MAN_DIR")}
    asked = [str(packed.tools / "pipx"), "install", "--quiet", "--python", python.path, str(packed.wheel)]
    output(asked, **places)
    return answers(room / "PIPX_BIN_DIR" / "rsplan", packed)


def with_uv(python: Python, packed: Packed, room: Path) -> str:
    """The same by `uv tool install`."""
    places = {name: str(room / name) for name in ("UV_TOOL_DIR", "UV_TOOL_BIN_DIR", "UV_CACHE_DIR")}
    asked = [str(packed.tools / "uv"), "tool", "install", "--quiet", "--no-config", "--python", python.path]
    output([*asked, str(packed.wheel)], **places)
    return answers(room / "UV_TOOL_BIN_DIR" / "rsplan", packed)


def without_dependencies(python: Python, packed: Packed, room: Path) -> str:
    """Says in one line what it lacks, whatever it is asked."""
    programs = install(python, room, "--no-deps", str(packed.wheel))
    for command in ([str(programs / "rsplan")], [str(programs / "python"), "-m", "rsplan"]):
        for question in (one for one in QUESTIONS if "zh" not in one):
            done = run([*command, *question], packed.elsewhere)
            if (done.returncode, done.stdout, done.stderr) != (2, "", MISSING):
                raise Failed(f"{' '.join(question)}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return "refuses"


def tests(python: Python, packed: Packed, room: Path) -> str:
    """The last line of the tests of the unpacked sdist, with warnings as errors."""
    with tarfile.open(packed.sdist) as content:
        content.extractall(room, filter="data")
    (tree,) = room.iterdir()
    programs = install(python, room / "env", f"{tree}[test]")
    done = run([str(programs / "python"), "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"], tree)
    if done.returncode:
        raise Failed(done.stdout[-6000:] + done.stderr[-2000:])
    return done.stdout.strip().splitlines()[-1].strip("= ")


Way = Callable[[Python, Packed, Path], str]
WAYS: dict[str, Way] = {
    "wheel": from_wheel,
    "sdist": from_sdist,
    "lowest": lowest,
    "pipx": with_pipx,
    "uv": with_uv,
    "no-deps": without_dependencies,
    "tests": tests,
}


def install(python: Python, room: Path, *what: str) -> Path:
    """The folder of programs of a fresh environment with what was asked for."""
    output([python.path, "-m", "venv", str(room)])
    programs = room / "bin"
    output([str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what])
    return programs


def answers(program: Path, packed: Packed) -> str:
    """A digest of all that the program answers; raises Failed where it answers not at all, or not as the others."""
    for question in QUESTIONS:
        done = run([str(program), *question], packed.elsewhere)
        if done.returncode or done.stderr:
            raise Failed(f"{' '.join(question)}: exit code {done.returncode}\n{done.stderr}")
        first = packed.answers.setdefault(question, done.stdout)
        if done.stdout != first:
            raise Failed(f"{' '.join(question)}: not as the first install\n{_difference(first, done.stdout)}")
    return hashlib.sha256("".join(packed.answers.values()).encode()).hexdigest()[:12]


def _difference(first: str, now: str) -> str:
    return "\n".join(islice(unified_diff(first.splitlines(), now.splitlines(), lineterm=""), 30))


# --- running ---------------------------------------------------------------------------------------------------------


def environment(**more: str) -> dict[str, str]:
    """The user's own, less what would lead to another rsplan, its settings or its cache."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RSPLAN_", "PYTHON", "VIRTUAL_"))}
    return kept | {"LC_ALL": "C.UTF-8", "COLUMNS": "96", "NO_COLOR": "1", "RSPLAN_CACHE": "", **more}


def run(words: list[str], folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """The command in the folder, once it has ended."""
    asked = environment(**more)
    return subprocess.run(words, cwd=folder, env=asked, capture_output=True, text=True, encoding="utf-8", check=False)


def output(words: list[str], **more: str) -> str:
    """What the command prints; raises Failed where it fails."""
    done = run(words, Path.home(), **more)
    if done.returncode:
        raise Failed(f"{' '.join(words)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def pack(room: Path) -> Packed:
    """Build the sdist and from it the wheel, with the tools for both and for installing."""
    here = Python("this", sys.version_info.minor, sys.executable)
    programs = install(here, room / "tools", "build", "pipx", "uv")
    output([str(programs / "python"), "-m", "build", "--outdir", str(room / "dist"), str(ROOT)])
    (wheel,), (sdist,) = (room / "dist").glob("*.whl"), (room / "dist").glob("*.tar.gz")
    (room / "elsewhere").mkdir()
    return Packed(wheel, sdist, programs, room / "elsewhere", {})


def tried(way: Way, python: Python, packed: Packed) -> tuple[str, str]:
    """What came of it and what went wrong, in a room of its own that is cleared."""
    with tempfile.TemporaryDirectory(prefix="rsplan-") as room:
        try:
            return way(python, packed, Path(room)), ""
        except Failed as error:
            return "FAILED", str(error)


def main() -> int:
    """Print the table as it comes; the exit code is 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", nargs="*", help="default: every Python of 3.11 or later that is found")
    parser.add_argument("--tests", action="store_true", help="run the tests of the sdist with each as well")
    asked = parser.parse_args()
    found = pythons(asked.python or [*candidates()])
    ways = {name: way for name, way in WAYS.items() if asked.tests or name != "tests"}
    failures = []
    with tempfile.TemporaryDirectory(prefix="rsplan-") as room:
        packed = pack(Path(room))
        print(f"{'Python':{_NAME}}", *(f"{name:{_CELL}}" for name in ways), flush=True)
        for python in found:
            print(f"{python.name:{_NAME}}", end="", flush=True)
            for name, way in ways.items():
                came, wrong = tried(way, python, packed)
                print(f" {came:{_CELL}}", end="", flush=True)
                failures += [f"-- {python.name}, {name}: {wrong}"] if wrong else []
            print(flush=True)
    print(*failures, sep="\n", file=sys.stderr)
    print(f"{len(found)} Pythons, {len(failures)} failures")
    return 1 if failures or not found else 0


if __name__ == "__main__":
    sys.exit(main())
