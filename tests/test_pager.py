"""The pager on a terminal: which one, when, and that nothing is lost by leaving it, or where there is none."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from rsplan.cli.pager import pager_command

ROOT = Path(__file__).resolve().parents[1]
BASE = {name: os.environ[name] for name in ("PATH", "TMPDIR", "HOME") if name in os.environ}

#: A table longer than a screen of 24 lines, and one target of it is missed.
LONG = ("status", "nanjing", "--plan", "13fyp", "--as-of", "2026-11-26", "--lang", "zh", "--fail-on", "missed")
SHORT = ("status", "suzhou", "--as-of", "2026-11-26", "--lang", "zh")

FIRST, LAST = "南京市 · “十三五”规划", "13、14：仅知下限"


def on_terminal(*args: str, env: Mapping[str, str] = {}, keys: bytes = b"", rows: int = 24) -> tuple[int, str]:
    """The exit code and what is seen on a terminal of 80 columns; `keys` are pressed once nothing more is written."""
    fcntl = pytest.importorskip("fcntl")
    pty = pytest.importorskip("pty")
    struct = pytest.importorskip("struct")
    termios = pytest.importorskip("termios")
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
    environ = {**BASE, "PYTHONUTF8": "1", "TERM": "xterm", "NO_COLOR": "1", "LANG": "C.UTF-8", **env}
    environ["RSPLAN_CACHE"] = os.environ.get("RSPLAN_CACHE", "")
    with subprocess.Popen(
        [sys.executable, "-m", "rsplan", *args],
        cwd=ROOT,
        env=environ,
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    ) as process:
        os.close(inner)
        seen = _read(outer, keys, process)
        os.close(outer)
    return process.returncode, seen.decode("utf-8", "replace")


def _read(outer: int, keys: bytes, process: "subprocess.Popen[bytes]") -> bytes:
    seen, waited, begun = b"", 0.0, time.monotonic()
    while time.monotonic() - begun < 60:
        if select.select([outer], [], [], 0.2)[0]:
            try:
                piece = os.read(outer, 65536)
            except OSError:  # the end, on Linux
                return seen
            if not piece:
                return seen
            seen, waited = seen + piece, 0.0
            continue
        waited += 0.2
        if keys and seen and waited > 1:
            os.write(outer, keys)
            keys = b""
    process.kill()
    pytest.fail(f"the program waits: {seen!r}")


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({}, ["less", "-FRX"]),
        ({"PAGER": "more -s"}, ["more", "-s"]),
        ({"PAGER": "more", "RSPLAN_PAGER": "most"}, ["most"]),
        ({"PAGER": "more", "RSPLAN_PAGER": ""}, []),
        ({"PAGER": ""}, []),
        ({"PAGER": "cat"}, []),
        ({"RSPLAN_PAGER": "'less"}, []),
        ({"TERM": "dumb", "PAGER": "more"}, []),
    ],
    ids=str,
)
def test_the_pager_is_named_as_git_names_it(environ: Mapping[str, str], command: list[str]) -> None:
    assert pager_command(environ) == command


def test_what_does_not_fit_goes_through_the_pager_and_its_exit_code_is_the_commands() -> None:
    code, seen = on_terminal(*LONG, env={"RSPLAN_PAGER": "head -3"})
    assert code == 1
    assert FIRST in seen
    assert LAST not in seen
    assert seen.count("\n") == 3


@pytest.mark.parametrize("pager", ["true"])
def test_a_pager_that_is_left_at_once_is_no_error(pager: str) -> None:
    code, seen = on_terminal(*LONG, env={"RSPLAN_PAGER": pager})
    assert (code, seen) == (1, "")


@pytest.mark.parametrize("env", [{"RSPLAN_PAGER": "/no/such/pager"}, {"PAGER": ""}, {"PAGER": "cat"}, {"TERM": "dumb"}])
def test_without_a_pager_the_table_is_printed_whole(env: Mapping[str, str]) -> None:
    code, seen = on_terminal(*LONG, env=env)
    assert code == 1
    assert FIRST in seen
    assert LAST in seen


def test_no_pager_is_an_option() -> None:
    code, seen = on_terminal(*LONG, "--no-pager", env={"RSPLAN_PAGER": "head -3"})
    assert (code, LAST in seen) == (1, True)


def test_what_fits_needs_no_pager() -> None:
    code, seen = on_terminal(*SHORT, env={"RSPLAN_PAGER": "false"})
    assert (code, "8、9：初步数" in seen) == (0, True)
    code, seen = on_terminal(*LONG, env={"RSPLAN_PAGER": "false"}, rows=60)
    assert (code, LAST in seen) == (1, True)


def test_a_pipe_has_no_pager() -> None:
    environ = {**BASE, "PYTHONUTF8": "1", "RSPLAN_PAGER": "false", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "rsplan", *LONG], cwd=ROOT, env=environ, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert LAST in done.stdout.decode("utf-8")


def test_less_shows_the_first_screen_until_it_is_left() -> None:
    if not any(os.access(os.path.join(path, "less"), os.X_OK) for path in os.environ["PATH"].split(os.pathsep)):
        pytest.skip("less is not installed")
    code, seen = on_terminal(*LONG, keys=b"q")
    assert code == 1
    assert FIRST in seen
    assert LAST not in seen
    assert "Traceback" not in seen


@pytest.mark.parametrize("pager", ["false", "sh -c 'kill -9 $$'"])
def test_where_the_pager_fails_and_has_read_nothing_the_output_stands_on_the_screen_once(pager: str) -> None:
    code, seen = on_terminal(*LONG, env={"PAGER": pager})
    assert (code, seen.count(FIRST), LAST in seen) == (1, 1, True)


def test_what_a_pager_showed_before_it_failed_is_not_shown_again() -> None:
    _, seen = on_terminal(*LONG, env={"PAGER": "sh -c 'cat; exit 1'"})
    assert seen.count(FIRST) == 1
