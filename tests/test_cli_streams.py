"""The program as a process: encodings, closed pipes, terminals of any width. Point 6 of the acceptance list."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: What a process needs of this one's environment; nothing of locale, colour or width.
BASE = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR", "HOME") if name in os.environ}
UTF8 = {"PYTHONUTF8": "1"}
ASCII = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
GBK = {"PYTHONIOENCODING": "gbk"}

STATUS = ("status", "--city", "suzhou", "--as-of", "2026-11-21", "--lang", "zh")
EVERYTHING = ("--plan", "all", "--scope", "all", "--lang", "zh")
COMMANDS = {
    "status": STATUS,
    "pace": ("pace", *EVERYTHING),
    "forecast": ("forecast", *EVERYTHING),
    "show": ("show", "suzhou", "urban-new-jobs", "--lang", "zh"),
    "explain": ("show", "suzhou", "urban-new-jobs", "--explain", "--lang", "zh"),
    "list": ("list", *EVERYTHING, "--city", "nanjing"),
    "help": ("--help", "--lang", "zh"),
    "help of a command": ("status", "--help", "--lang", "zh"),
}


def ran(
    *args: str, env: Mapping[str, str] = UTF8, options: tuple[str, ...] = (), stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own."""
    done = subprocess.run(
        [sys.executable, *options, "-m", "rsplan", *args],
        cwd=ROOT,
        env={**BASE, "RSPLAN_CACHE": os.environ.get("RSPLAN_CACHE", ""), **env},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"Traceback" not in done.stderr
    return done


@cache
def in_utf8(name: str, *more: str) -> str:
    done = ran(*COMMANDS[name], *more)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode("utf-8")


# --- encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "env"),
    [
        ("status", {"LANG": "C"}),
        ("status", {"LC_ALL": "C"}),
        ("status", {**ASCII, "LC_ALL": "POSIX"}),
        ("status", {}),
        ("explain", ASCII),
        ("help of a command", ASCII),
    ],
    ids=str,
)
def test_acceptance_6_without_a_locale_the_output_is_utf_8_all_the_same(name: str, env: Mapping[str, str]) -> None:
    done = ran(*COMMANDS[name], env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert words(done.stdout.decode("utf-8")) == words(in_utf8(name))


def words(shown: str) -> list[str]:
    """What is said, without the lines that tables draw."""
    return re.sub(r"[─-]{3,}", " ", shown).split()


@pytest.mark.parametrize("name", ["status", "explain", "list", "help"])
def test_acceptance_6_what_gbk_lacks_is_a_question_mark_and_no_error(name: str) -> None:
    done = ran(*COMMANDS[name], env=GBK)
    assert (done.returncode, done.stderr) == (0, b"")
    signs = str.maketrans({"✓": "+", "✗": "x", "▰": "#", "▱": "."})  # which GBK lacks, and tables may have others for
    expected = in_utf8(name).translate(signs).encode("gbk", "replace").decode("gbk")
    assert unlined(done.stdout.decode("gbk")) == unlined(expected)


def unlined(shown: str) -> str:
    """What is said, without blanks and the lines of tables: without box signs they are drawn with - + |."""
    return "".join(sign for sign in shown if not sign.isspace() and sign not in "─-+|")


@pytest.mark.parametrize(
    ("format_", "env"),
    [("json", ASCII), ("json", GBK), ("jsonl", GBK), ("csv", GBK), ("csv", {"PYTHONIOENCODING": "latin-1"})],
    ids=str,
)
def test_acceptance_6_what_machines_read_is_utf_8_whatever_the_locale(format_: str, env: Mapping[str, str]) -> None:
    done = ran(*STATUS, "--format", format_, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8") == in_utf8("status", "--format", format_)
    assert b"\r" not in done.stdout


@pytest.mark.parametrize("env", [ASCII, GBK], ids=str)
def test_errors_and_problems_are_printed_in_any_encoding(env: Mapping[str, str], tmp_path: Path) -> None:
    done = ran("status", "--city", "杭州", "--lang", "zh", env=env)
    assert (done.returncode, done.stdout) == (2, b"")
    path = tmp_path / "数据.csv"
    path.write_text("city,indicator,period,value\nsuzhou,城镇²,2021,一\n", encoding="utf-8")
    done = ran("check", str(path), "--lang", "zh", env=env)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b":2:" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_standard_input_is_read_in_its_own_encoding(encoding: str) -> None:
    text = "city,indicator,period,value,source\nsuzhou,urban-new-jobs,2021,17.5,统计公报\n"
    done = ran(*STATUS, "--data", "-", "--format", "json", env=ASCII, stdin=text.encode(encoding))
    assert (done.returncode, done.stderr) == (0, b"")
    jobs = json.loads(done.stdout)["plans"][0]["indicators"][0]
    first = jobs["actual"]["parts"][0]
    assert (first["period"], first["source"]) == ("2021", "统计公报")
    assert jobs["actual"]["missing"] == ["2022"]


@pytest.mark.parametrize(
    "args",
    [
        STATUS,
        (*STATUS, "--format", "csv"),
        ("pace", "--lang", "zh"),
        ("show", "suzhou", "urban-new-jobs", "--explain"),
        ("check",),
        ("status", "--city", "suzou"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_no_file_is_opened_without_an_encoding_and_nothing_warns(args: tuple[str, ...]) -> None:
    done = ran(*args, options=("-X", "warn_default_encoding", "-W", "error", "-X", "dev"))
    assert done.returncode == (2 if "suzou" in args else 0)
    assert b"Warning" not in done.stderr


def test_writing_a_file_opens_it_with_an_encoding(tmp_path: Path) -> None:
    path = tmp_path / "状态.csv"
    strict = ("-X", "warn_default_encoding", "-W", "error")
    done = ran(*STATUS, "-o", str(path), options=strict, env={**ASCII, "PYTHONUTF8": "1"})
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert path.read_bytes().decode("utf-8") == in_utf8("status", "--format", "csv")


# --- pipes -----------------------------------------------------------------------------------------------------------

PIPED = {
    "json": (*STATUS, "--format", "json"),
    "csv": (*STATUS, "--format", "csv"),
    "markdown": (*STATUS, "--format", "markdown"),
    "table": STATUS,
    "help of a command": ("status", "--help"),
    "version": ("--version",),
}


@pytest.mark.parametrize("name", list(PIPED))
def test_acceptance_6_a_pipe_that_nobody_reads_is_no_error(name: str) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "rsplan", *PIPED[name]],
            cwd=ROOT,
            env={**BASE, **UTF8},
            stdout=write,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "args",
    [
        (*STATUS, "--fail-on", "met"),
        (*STATUS, "--fail-on", "met", "--format", "json"),
        ("status", *EVERYTHING, "--fail-on", "missed", "--format", "jsonl"),
        ("audit", "--strict", "--format", "json"),
        ("audit", "--fail-on", "error"),
        ("check", "no-such-plan.yaml"),
        ("check", "setup.cfg"),
    ],
    ids=" ".join,
)
def test_a_pipe_that_nobody_reads_does_not_change_the_exit_code(args: tuple[str, ...]) -> None:
    asked = [sys.executable, "-m", "rsplan", *args]
    read = subprocess.run(
        asked, cwd=ROOT, env={**BASE, **UTF8}, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60
    )
    assert read.returncode != 0
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            asked,
            cwd=ROOT,
            env={**BASE, **UTF8},
            stdout=writer,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (read.returncode, b"")


@pytest.mark.parametrize("format_", ["json", "table"])
def test_acceptance_6_a_pipe_closed_after_the_first_line_is_no_error(format_: str) -> None:
    """As `rsplan … | head -1` does it; JSON is longer than a pipe holds."""
    asked = [sys.executable, "-m", "rsplan", "status", *EVERYTHING, "--format", format_]
    with subprocess.Popen(
        asked, cwd=ROOT, env={**BASE, **UTF8}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")
@pytest.mark.parametrize("args", [STATUS, (*STATUS, "--format", "json"), ("--help",)], ids=" ".join)
def test_a_full_disk_is_an_error_that_is_said(args: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "rsplan", *args],
            cwd=ROOT,
            env={**BASE, **UTF8},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    said = "磁盘已满" if "zh" in args else "No space left on device"
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr


# --- terminals -------------------------------------------------------------------------------------------------------


def on_terminal(columns: int, *args: str, env: Mapping[str, str] = {}) -> str:
    """What the program writes on a terminal of so many columns."""
    fcntl = pytest.importorskip("fcntl")
    pty = pytest.importorskip("pty")
    struct = pytest.importorskip("struct")
    termios = pytest.importorskip("termios")
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "rsplan", *args],
        cwd=ROOT,
        env={**BASE, **UTF8, "TERM": "xterm-256color", "RSPLAN_PAGER": "", **env},
        stdin=inner,
        stdout=inner,
        stderr=inner,
        close_fds=True,
    ) as process:
        os.close(inner)
        received = b""
        try:
            while piece := os.read(outer, 65536):
                received += piece
        except OSError:  # the end, on Linux
            pass
        os.close(outer)
    assert process.returncode == 0
    return received.decode("utf-8").replace("\r\n", "\n")


def cell_width(shown: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in shown)


SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("name", "columns"),
    [("status", 80), ("status", 100), ("status", 120), ("pace", 80), ("explain", 80), ("list", 80)],
)
def test_acceptance_6_the_output_fits_its_terminal(name: str, columns: int) -> None:
    shown = SGR.sub("", on_terminal(columns, *COMMANDS[name]))
    assert "\x1b" not in shown
    lines = shown.split("\n")
    assert max(cell_width(line.rstrip()) for line in lines) <= columns
    whole = "".join(in_utf8(name).split())
    assert shown.count("…") == whole.count("…")


@pytest.mark.parametrize("columns", ["0", "", "x"])
def test_a_width_that_is_not_known_leaves_nothing_out(columns: str) -> None:
    done = ran(*STATUS, env={**UTF8, "COLUMNS": columns})
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8") == in_utf8("status")
    assert len(done.stdout.splitlines()) > 10


def test_acceptance_6_no_color_leaves_a_terminal_without_colour() -> None:
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-7]m")
    assert coloured.search(on_terminal(80, *STATUS))
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert not coloured.search(on_terminal(80, *STATUS, env=env))
    assert coloured.search(on_terminal(80, *STATUS, env={"NO_COLOR": ""}))
    assert not coloured.search(on_terminal(80, *STATUS, "--color", "never"))


def test_a_terminal_and_a_pipe_show_the_same_words() -> None:
    on_screen = SGR.sub("", on_terminal(200, *COMMANDS["show"]))
    assert "".join(words(on_screen)) == "".join(words(in_utf8("show")))


@pytest.mark.parametrize(
    ("words", "closed", "code"),
    [
        (("status", "--format", "json"), ">&-", 2),
        (("list",), ">&-", 2),
        (("--help",), ">&-", 2),
        (("status", "--city", "suzhou", "--data", "-"), "<&-", 2),
        (("status", "--city", "suzhou"), "2>&-", 0),
        (("nothing",), "2>&-", 2),
    ],
)
def test_a_closed_stream_is_no_traceback_and_never_a_finding(words: tuple[str, ...], closed: str, code: int) -> None:
    """1 means that something was found: a job without descriptors must not raise a false alarm."""
    command = f'"$0" -m rsplan {" ".join(words)} {closed}'
    done = subprocess.run(["sh", "-c", command, sys.executable], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert done.returncode == code


# --- what is read is not written over, and what is named is written into ----------------------------------------------


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_what_a_run_reads_is_not_replaced_by_what_it_writes(tmp_path: Path, format_: str) -> None:
    data = tmp_path / "observations.csv"
    data.write_bytes((ROOT / "examples" / "suzhou.csv").read_bytes())
    own = tmp_path / "own.yaml"
    own.write_bytes((ROOT / "targets" / "suzhou.yaml").read_bytes())
    before = {file: file.read_bytes() for file in (data, own)}
    inputs = ("--city", "suzhou", "--data", str(data), "--targets", str(tmp_path))
    for file in (data, own, tmp_path / "." / "own.yaml"):
        done = ran("status", *inputs, "--format", format_, "-o", str(file))
        assert done.returncode == 2
        assert file.name in done.stderr.decode()
    assert {file: file.read_bytes() for file in (data, own)} == before
    assert ran("export", *inputs, "-o", str(data)).returncode == 2
    assert ran("status", *inputs, "--format", format_, "-o", str(tmp_path / "new.txt")).returncode == 0


def test_a_dash_is_standard_output(tmp_path: Path) -> None:
    expected = ran(*STATUS, "--format", "csv")
    assert ran(*STATUS, "--format", "csv", "-o", "-").stdout == expected.stdout


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="no such device here")
def test_a_pipe_that_has_a_name_is_written_into() -> None:
    assert ran(*STATUS, "--format", "csv", "-o", "/dev/stdout").stdout == ran(*STATUS, "--format", "csv").stdout


def test_ctrl_c_before_the_program_is_loaded_is_no_traceback() -> None:
    interrupted = (
        "import sys, builtins; from rsplan.__main__ import main; real = builtins.__import__\n"
        "def broken(name, *rest):\n"
        "    if name == 'rsplan.cli.program': raise KeyboardInterrupt\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = broken; main()"
    )
    done = subprocess.run([sys.executable, "-c", interrupted], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")
