"""What once lost a line, left half of one, or misled: each from outside, as a process that a user starts.

The tests of the rooms try the same in more ways; these need nothing but the command, so that any version can be tried.
Sizes are those of test_limits.py.
"""

import csv
import fcntl
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the calls are those of Linux")]

COLUMNS = "city,indicator,period,value,basis,bound,provisional,published,source,note\n"
FIRST = 'suzhou,registered-unemployment-rate,2024-05-06,1.8,level,,,,"x, y",n\n'
RATE = ("record", "suzhou", "registered-unemployment-rate")
JOBS = ("record", "suzhou", "urban-new-jobs", "2022", "16.4")
TABLE = "city,indicator,period,value,basis\nsuzhou,registered-unemployment-rate,2024-06-07,1.9,level\n"

#: Runs the program with one of its file calls replaced: CALL on a file whose name holds NAME does WHAT, once.
_WITH_FAULT = """
import os, signal, sys
call, name, what = sys.argv.pop(1).split(":")
paths, real, opened, done = {}, getattr(os, call), os.open, []
def opening(path, *args, **options):
    number = opened(path, *args, **options)
    paths[number] = os.fspath(path)
    return number
def failing(first, *args, **options):
    path = paths.get(first, "") if isinstance(first, int) else os.fsdecode(first)
    if done or name not in os.path.basename(path) or "journal" in path:
        return real(first, *args, **options)
    done.append(path)
    if what == "half":
        real(first, args[0][: len(args[0]) // 2])
    if what in ("half", "kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "replace":
        os.replace("other.csv", "o.csv")
    if what == "append":
        with open("o.csv", "a") as stream:
            stream.write("suzhou,registered-unemployment-rate,2024-05-07,1.7,level,,,,,")
    if what == "full":
        raise OSError(28, os.strerror(28))
    return real(first, *args, **options)
os.open = opening
setattr(os, call, failing)
sys.argv[0] = "rsplan"
from rsplan.__main__ import main
sys.exit(main())
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("RSPLAN_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RSPLAN_CACHE", "")
    Path("o.csv").write_text(COLUMNS + FIRST, encoding="utf-8")
    return tmp_path


def run(
    *args: str, fault: str = "", env: Mapping[str, str] | None = None, stdout: int | None = None
) -> subprocess.CompletedProcess[str]:
    program = ("-c", _WITH_FAULT, fault) if fault else ("-m", "rsplan")
    return subprocess.run(
        [sys.executable, *program, *args],
        env={**os.environ, "RSPLAN_LANG": "en", **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if stdout is None else stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


def rows(path: str = "o.csv") -> list[list[str]]:
    return list(csv.reader(Path(path).read_text(encoding="utf-8-sig").splitlines()))


def beside() -> list[str]:
    """The files that nobody asked for."""
    return sorted(name for name in os.listdir() if name.startswith("."))


# --- outputs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        (*JOBS, "-o", "observations.csv"),
        (*JOBS, "--data", "new.csv", "-o", "new.csv"),
        ("import", "t.csv", "--data", "o.csv", "-o", "t.csv"),
        ("import", "t.csv", "--data", "o.csv", "--map", "names.yaml", "--format", "json", "-o", "names.yaml"),
        ("verify", "--city", "suzhou", "--document", "doc.txt", "-o", "doc.txt"),
        ("check", "o.csv", "-o", "o.csv"),
        ("check", "v.yaml", "--format", "json", "-o", "v.yaml"),
        ("export", "--no-published", "-o", "observations.csv"),
        ("status", "-o", "observations.csv"),
    ],
    ids=lambda args: " ".join(args),
)
def test_no_output_destroys_an_input(args: tuple[str, ...], folder: Path) -> None:
    shipped = Path(os.environ.get("PYTHONPATH", "").split(os.pathsep)[0] or Path(__file__).parents[1])
    files = {
        "observations.csv": COLUMNS + FIRST,
        "t.csv": TABLE,
        "names.yaml": "参保: skip\n",
        "doc.txt": "表1 城镇新增就业人数 85\n",
        "v.yaml": (shipped / "targets" / "suzhou.yaml").read_text(encoding="utf-8"),
    }
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    assert run(*args).returncode == 2
    assert {name: Path(name).read_text(encoding="utf-8") for name in files} == files
    assert not Path("new.csv").exists()


def test_what_leads_to_standard_output_is_not_replaced(folder: Path) -> None:
    with Path("all.jsonl").open("a+", encoding="utf-8") as stream:
        stream.write("before\n")
        stream.flush()
        ended = run("list", "--city", "suzhou", "--format", "jsonl", "-o", "/dev/stdout", stdout=stream.fileno())
    lines = Path("all.jsonl").read_text(encoding="utf-8").splitlines()
    assert (ended.returncode, lines[0]) == (0, "before")
    assert len(lines) > 10


def test_a_read_only_output_is_refused(folder: Path) -> None:
    Path("r.json").write_text("{}", encoding="utf-8")
    Path("r.json").chmod(0o444)
    assert run("list", "--city", "suzhou", "--format", "json", "-o", "r.json").returncode == 2
    assert Path("r.json").read_text(encoding="utf-8") == "{}"


# --- all or nothing, and in the file that bears the name -------------------------------------------------------------


@pytest.mark.parametrize("what", ["half", "kill"])
def test_an_import_that_is_killed_while_it_writes_is_whole_or_not_there(what: str, folder: Path) -> None:
    days = [f"{2016 + n // 336}-{n % 336 // 28 + 1:02}-{n % 28 + 1:02}" for n in range(2_000)]
    lines = (f"suzhou,registered-unemployment-rate,{day},1.{1000 + n},level\n" for n, day in enumerate(days))
    Path("t.csv").write_text(TABLE.splitlines(keepends=True)[0] + "".join(lines), encoding="utf-8")
    assert run("import", "t.csv", "--data", "o.csv", fault=f"write:o.csv:{what}").returncode == -signal.SIGKILL
    seen = run("export", "--no-published", "--data", "o.csv", "--city", "suzhou")
    assert (seen.returncode, len(seen.stdout.splitlines())) in ((0, 2), (0, 2_002))
    assert run(*RATE, "2025-01-31", "1.9", "--data", "o.csv").returncode == 0
    assert (len(rows()), beside()) in ((3, []), (2_003, []))


def test_a_new_file_whose_writer_was_killed_leaves_nothing_once_the_next_has_written(folder: Path) -> None:
    assert run(*RATE, "2024-05-09", "1.81", "--data", "new.csv", fault="link:new.csv:kill").returncode < 0
    assert run(*RATE, "2024-05-09", "1.81", "--data", "new.csv").returncode == 0
    assert beside() == []


@pytest.mark.parametrize("what", ["replace", "append"])
def test_an_acknowledged_line_is_in_the_file_that_bears_the_name(what: str, folder: Path) -> None:
    Path("other.csv").write_text(COLUMNS + FIRST + FIRST.replace("05-06", "05-07"), encoding="utf-8")
    assert run(*RATE, "2024-05-09", "1.81", "--data", "o.csv", fault=f"write:o.csv:{what}").returncode == 0
    assert [row[2] for row in rows()[1:]] == ["2024-05-06", "2024-05-07", "2024-05-09"]
    assert {len(row) for row in rows()} == {10}


def test_no_empty_copy_stays_where_the_disk_is_full(folder: Path) -> None:
    Path("o.csv").write_text(COLUMNS + FIRST + "suzhou,regis", encoding="utf-8")
    assert run(*RATE, "2024-05-09", "1.81", "--data", "o.csv", fault="write:o.csv:full").returncode == 2
    assert [name for name in os.listdir() if os.path.getsize(name) == 0] == []


# --- exit codes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [JOBS, ("import", "t.csv")], ids=["record", "import"])
def test_exit_code_2_means_that_nothing_was_entered(command: Sequence[str], folder: Path) -> None:
    Path("t.csv").write_text(TABLE, encoding="utf-8")
    before = Path("o.csv").read_bytes()
    assert run(*command, "--data", "o.csv", "-o", "missing/x.json").returncode == 2
    assert Path("o.csv").read_bytes() == before


def test_exit_code_3_means_that_only_the_report_is_missing(folder: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        assert run(*JOBS, "--data", "o.csv", stdout=full.fileno()).returncode == 3
    assert len(rows()) == 3


@pytest.mark.parametrize("name", [b"\xd4\xc2\xb1\xa8.csv", b"a\tb.csv", b"\x1b[31m.csv"])
def test_a_data_file_may_have_any_name(name: bytes, folder: Path) -> None:
    ended = run(*RATE, "2024-01", "1.81", "--data", os.fsdecode(name))
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False)
    assert b"1.81" in Path(os.fsdecode(name)).read_bytes()


# --- what is let in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("registered-unemployment-rate", "2024", "1.8", "--published", "2199-01-01"),
        ("local-graduate-employment-rate", "2025-06-30", "-5"),
        ("registered-unemployment-rate", "2025-06-30", "-3"),
    ],
)
def test_what_cannot_be_is_refused_and_not_written(words: Sequence[str], folder: Path) -> None:
    assert run("record", "suzhou", *words, "--data", "o.csv").returncode == 2
    assert len(rows()) == 2


def test_a_slip_by_ten_is_taken_with_a_warning(folder: Path) -> None:
    """41.75 is the largest published year: 250 is six times as much."""
    ended = run("record", "suzhou", "urban-new-jobs", "2022", "250", "--data", "o.csv")
    assert ended.returncode == 0
    assert "Warning: " in ended.stderr.replace("Warning: the file has no columns", "")


def test_a_history_of_five_years_by_day_takes_no_memory_of_its_square(folder: Path) -> None:
    days = [f"{2021 + n // 336}-{n % 336 // 28 + 1:02}-{n % 28 + 1:02}" for n in range(1_680)]
    lines = (f"suzhou,registered-unemployment-rate,{day},1.{1000 + n},level,,,,,\n" for n, day in enumerate(days))
    Path("o.csv").write_text(COLUMNS + "".join(lines), encoding="utf-8")
    code = (
        "import os, sys; child = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, *sys.argv[1:]]);"
        "print(os.wait4(child, 0)[2].ru_maxrss, file=sys.stderr)"
    )
    words = ("-m", "rsplan", "log", "suzhou", "registered-unemployment-rate", "--data", "o.csv", "--format", "jsonl")
    ended = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, encoding="utf-8", check=True)
    assert len(ended.stdout.splitlines()) >= 1_680
    assert int(ended.stderr.splitlines()[-1]) < 150_000


# --- the cache -------------------------------------------------------------------------------------------------------


def test_a_cache_that_others_may_write_is_not_used(folder: Path) -> None:
    Path("cache").mkdir()
    Path("cache").chmod(0o777)
    assert run("list", "--city", "suzhou", env={"RSPLAN_CACHE": str(folder / "cache")}).returncode == 0
    assert (os.listdir("cache"), stat.S_IMODE(Path("cache").stat().st_mode)) == ([], 0o777)


def test_no_cache_is_made_where_there_is_no_home(folder: Path) -> None:
    env = {key: value for key, value in os.environ.items() if key != "RSPLAN_CACHE"}
    env["HOME"] = str(folder / "missing")
    subprocess.run(
        [sys.executable, "-m", "rsplan", "list", "--city", "suzhou"], env=env, capture_output=True, check=True
    )
    assert not Path("missing").exists()
    run("list", "--city", "suzhou", env={"RSPLAN_CACHE": "~"})
    assert not Path("~").exists()


# --- small things ----------------------------------------------------------------------------------------------------


def test_a_width_of_zero_is_no_width(folder: Path) -> None:
    assert "城镇新增就业" in run("status", "--city", "suzhou", "--lang", "zh", env={"COLUMNS": "0"}).stdout


def test_a_level_is_imported_into_a_file_without_a_basis(folder: Path) -> None:
    Path("o.csv").write_text("city,indicator,period,value\n", encoding="utf-8")
    Path("t.csv").write_text(TABLE, encoding="utf-8")
    assert run("import", "t.csv", "--data", "o.csv").returncode == 0
    assert rows()[1] == ["suzhou", "registered-unemployment-rate", "2024-06-07", "1.9"]


def test_lines_that_end_in_carriage_returns_are_read(folder: Path) -> None:
    Path("o.csv").write_bytes((COLUMNS + FIRST).replace("\n", "\r").encode())
    assert run("check", "--data", "o.csv").returncode == 0


def test_the_zeros_of_an_imported_figure_are_kept(folder: Path) -> None:
    Path("t.csv").write_text(TABLE.replace("1.9,", "1.340,"), encoding="utf-8")
    assert run("import", "t.csv", "--data", "o.csv").returncode == 0
    assert rows()[-1][3] == "1.340"


@pytest.mark.parametrize("args", [(*JOBS, "--data", "x.csv/"), (*JOBS, "--data", ""), ("list", "-o", "x.json/")])
def test_no_file_is_made_of_a_name_that_is_none(args: Sequence[str], folder: Path) -> None:
    assert run(*args).returncode == 2
    assert os.listdir() == ["o.csv"]


def test_an_empty_name_is_no_folder(folder: Path) -> None:
    assert "folder" not in run(*JOBS, "--data", "").stderr


def test_another_name_of_a_city_and_a_plan_that_is_replaced_are_said(folder: Path) -> None:
    plan = (
        "city: {id: suzhou, name: {zh: 苏洲市, en: Soochow}}\n"
        "documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}\n"
        "plans:\n"
        "  - id: 14fyp\n    title: {zh: 规划, en: Plan}\n    document: own\n    state: issued\n"
        "    start: 2021-01-01\n    end: 2025-12-31\n    indicators:\n"
        "      - {id: x, name: {zh: 就业, en: Jobs}, unit: {zh: 万人, en: x}, kind: cumulative, better: higher,\n"
        "         target: {printed: 〔60〕, where: 表1}}\n"
    )
    Path("own.yaml").write_text(plan, encoding="utf-8")
    assert "苏洲市" in run("check", "own.yaml").stdout
    assert "own.yaml: " in run("status", "--targets", "own.yaml", "--city", "suzhou").stderr


@pytest.mark.parametrize("sign", "＝＋－＠")
def test_full_width_signs_are_no_formula_in_the_csv_of_a_report(sign: str, folder: Path) -> None:
    Path("o.csv").write_text(COLUMNS + FIRST.replace('"x, y"', f"{sign}SUM(A1)"), encoding="utf-8")
    words = ("log", "suzhou", "registered-unemployment-rate", "--data", "o.csv", "--format", "csv")
    assert re.search(rf"(?<!'){re.escape(sign)}SUM", run(*words).stdout) is None


def test_a_writer_that_waits_says_so(folder: Path) -> None:
    with Path("o.csv").open("a", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        words = [sys.executable, "-m", "rsplan", *RATE, "2024-05-09", "1.81", "--data", "o.csv"]
        waiting = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(6)
        fcntl.flock(held, fcntl.LOCK_UN)
        _, said = waiting.communicate(timeout=60)
    assert (waiting.returncode, b"o.csv" in said.replace(b"upgrade o.csv", b"")) == (0, True)
