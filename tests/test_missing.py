"""A package that is not installed is named with its remedy, exit code 2, and only where it is needed."""

import importlib.util
import os
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

import rsplan.version
from rsplan.__main__ import NEEDED
from rsplan.errors import OPTIONAL_PACKAGES, package_missing

ROOT = Path(rsplan.__file__).resolve().parents[1]

#: Every module that the core install brings, with what rich and dateutil need themselves.
CORE = (
    *("click", "rich", "yaml", "_yaml", "dateutil", "markdown_it", "mdurl", "pygments"),
    *("six", "tzdata"),  # of dateutil, which of the two depends on its version
)
STATUS = ("status", "--city", "suzhou", "--as-of", "2026-11-21", "--lang", "en")
JSON = (*STATUS, "--format", "json")


def installed(folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    """A folder in which rsplan lies beside the packages of the core install, less some."""
    folder.mkdir()
    (folder / "rsplan").symlink_to(ROOT / "rsplan")
    for module in CORE:
        spec = importlib.util.find_spec(module)
        if module not in without and spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            place = origin.parent if spec.submodule_search_locations else origin
            (folder / (module if place.is_dir() else place.name)).symlink_to(place)
    return folder


def run(folder: Path, *args: str) -> tuple[int, str, str]:
    """Exit code, output and messages of a program that sees the folder and the standard library only."""
    env = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    env |= {"PYTHONPATH": str(folder), "RSPLAN_CACHE": "", "LC_ALL": "C.UTF-8", "COLUMNS": "96"}
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-X", "utf8", "-m", "rsplan", *args],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def refusal(packages: str) -> tuple[int, str, str]:
    """What is answered where packages, parted by spaces, are missing: the versions are named that are needed."""
    message = f"rsplan needs packages that are not installed: {packages.replace(' ', ', ')}; "
    words = " ".join(f'"{one}"' for name in packages.split() for one in NEEDED.values() if one.startswith(f"{name}>"))
    return 2, "", f"Error: {message}install them: pip install {words}\n"


def requirements(section: str, key: str) -> list[str]:
    found = ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    return [line for line in found[section][key].split("\n") if line and not line.startswith("#")]


def test_the_packages_that_are_looked_for_are_those_of_the_core_install() -> None:
    assert sorted(NEEDED.values()) == sorted(requirements("options", "install_requires"))


def test_the_versions_of_the_extras_are_those_of_the_setup() -> None:
    asked = {one for extra in ("excel", "verify", "report") for one in requirements("options.extras_require", extra)}
    assert sorted(OPTIONAL_PACKAGES.values()) == sorted(asked)
    for package, asked_for in OPTIONAL_PACKAGES.items():
        said = str(package_missing("error.package_missing", package, file="t.xlsx"))
        assert said.endswith(f'pip install "{asked_for}"')


@pytest.mark.parametrize("args", [(), ("--version",), ("--help",), STATUS, JSON, ("check",)], ids=" ".join)
def test_without_any_package_all_are_named_at_once(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert run(installed(tmp_path / "x", without=CORE), *args) == refusal("click rich pyyaml python-dateutil")


@pytest.mark.parametrize("args", [("--version",), STATUS, JSON, ("check",)], ids=" ".join)
def test_without_click_nothing_runs(tmp_path: Path, args: tuple[str, ...]) -> None:
    assert run(installed(tmp_path / "x", without=("click",)), *args) == refusal("click")


def test_without_yaml_what_reads_target_files_says_so(tmp_path: Path) -> None:
    without = installed(tmp_path / "x", without=("yaml", "_yaml"))
    for args in (STATUS, JSON, ("check",), ("audit",), ("list",)):
        assert run(without, *args) == refusal("pyyaml")
    assert run(without, "--version") == (0, f"rsplan {rsplan.version.__version__}\n", "")
    assert run(without, "--help") == run(installed(tmp_path / "whole"), "--help")


def test_without_rich_only_tables_are_missed(tmp_path: Path) -> None:
    without, whole = installed(tmp_path / "x", without=("rich",)), installed(tmp_path / "whole")
    tables: list[tuple[str, ...]] = [STATUS, ("pace", "--city", "suzhou", "--lang", "en"), ("list", "--lang", "en")]
    for args in tables:
        assert run(without, *args) == refusal("rich")
    others = [JSON, (*STATUS, "--format", "csv"), (*STATUS, "--format", "markdown"), ("check",), ("--help",)]
    for args in others:
        assert run(without, *args) == run(whole, *args)


@pytest.mark.parametrize("args", [("--version",), ("--help",), STATUS, JSON, ("check",), ("list",)], ids=" ".join)
def test_without_dateutil_a_run_says_so_or_does_not_need_it(tmp_path: Path, args: tuple[str, ...]) -> None:
    without, whole = installed(tmp_path / "x", without=("dateutil",)), installed(tmp_path / "whole")
    assert run(without, *args) in (refusal("python-dateutil"), run(whole, *args))


def test_without_what_rich_itself_needs_for_other_things_tables_are_the_same(tmp_path: Path) -> None:
    """Markdown and source code in a terminal; `pip install --no-deps rich` leaves their packages out."""
    without = installed(tmp_path / "x", without=("markdown_it", "mdurl", "pygments"))
    assert run(without, *STATUS) == run(installed(tmp_path / "whole"), *STATUS)


def test_a_missing_package_is_told_in_the_language_of_the_run(tmp_path: Path) -> None:
    code, out, err = run(installed(tmp_path / "x", without=("click", "rich")), "status", "--lang", "zh")
    assert (code, out) == (2, "")
    assert err == '错误：rsplan 所需的软件包尚未安装：click、rich；请安装：pip install "click>=8.2" "rich>=14"\n'


def test_a_defect_of_the_program_is_not_taken_for_a_missing_package(tmp_path: Path) -> None:
    """A module of our own that is not there: no remedy would help."""
    folder = installed(tmp_path / "x")
    (folder / "rsplan").unlink()
    shutil.copytree(ROOT / "rsplan", folder / "rsplan", ignore=shutil.ignore_patterns("__pycache__", "period.py"))
    code, out, err = run(folder, *JSON)
    assert (code, out) == (70, "")
    assert "ModuleNotFoundError: No module named 'rsplan.model.period'" in err
    assert "Traceback" not in err
    assert "pip install" not in err


# --- PyYAML without its C part ---------------------------------------------------------------------------------------


@pytest.fixture
def slow_yaml(tmp_path: Path) -> Path:
    """An install in which PyYAML was built without libyaml: no `yaml.CSafeLoader`."""
    folder = installed(tmp_path / "slow", without=("yaml", "_yaml"))
    spec = importlib.util.find_spec("yaml")
    assert spec is not None
    assert spec.origin is not None
    left_out = shutil.ignore_patterns("__pycache__", "_yaml*")
    shutil.copytree(Path(spec.origin).parent, folder / "yaml", ignore=left_out)
    return folder


def test_the_install_without_the_c_part_is_one(slow_yaml: Path) -> None:
    """Else the tests below would say nothing."""
    code = "import yaml; print(yaml.__with_libyaml__, hasattr(yaml, 'CSafeLoader'))"
    env = {**os.environ, "PYTHONPATH": str(slow_yaml)}
    asked = [sys.executable, "-S", "-P", "-c", code]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("False False\n", "")


@pytest.mark.parametrize("args", [JSON, ("check",)], ids=" ".join)
def test_without_the_c_part_everything_is_the_same_but_slower(
    slow_yaml: Path, tmp_path: Path, args: tuple[str, ...]
) -> None:
    assert run(slow_yaml, *args) == run(installed(tmp_path / "whole"), *args)


def test_without_the_c_part_a_slip_is_told_with_the_same_place(slow_yaml: Path, tmp_path: Path) -> None:
    slip = tmp_path / "wuxi.yaml"
    text = (ROOT / "targets" / "suzhou.yaml").read_text(encoding="utf-8")
    slip.write_text(text.replace("kind: cumulative", "kind: cumulatve", 1), encoding="utf-8")
    told = run(slow_yaml, "check", str(slip), "--lang", "en")
    assert told == run(installed(tmp_path / "whole"), "check", str(slip), "--lang", "en")
    assert (told[0], told[2]) == (1, "")
    assert "did you mean cumulative?" in told[1]


# --- extras ----------------------------------------------------------------------------------------------------------


def test_without_the_extra_excel_a_workbook_is_refused_with_its_name(tmp_path: Path) -> None:
    """Both ways, read and written: the core install has no openpyxl."""
    core = installed(tmp_path / "x")
    book = tmp_path / "book.xlsx"
    shutil.copy(ROOT / "tests" / "data" / "libreoffice.xlsx", book)
    code, out, err = run(
        core, "import", str(book), "--city", "suzhou", "--data", str(tmp_path / "o.csv"), "--lang", "en"
    )
    assert (code, out) == (2, "")
    assert err == f'Error: {book} needs openpyxl, which is not installed: pip install "openpyxl>=3.1"\n'
    code, out, err = run(core, "export", "--lang", "en", "-o", str(tmp_path / "new.xlsx"))
    assert (code, out) == (2, "")
    assert err == 'Error: XLSX needs openpyxl, which is not installed: pip install "openpyxl>=3.1"\n'
    assert not (tmp_path / "new.xlsx").exists()


@pytest.mark.parametrize(
    ("args", "needs"),
    [
        (("report", "suzhou", "-o", "new.html"), ("HTML", "jinja2>=3.1")),
        (("report", "suzhou", "-o", "new.md", "-o", "new.xlsx"), ("XLSX", "xlsxwriter>=3.2")),
        (("report", "suzhou", "-o", "new.docx"), ("DOCX", "python-docx>=1.1")),
        (("chart", "suzhou", "unemployment-insured", "-o", "new.png"), ("PNG", "resvg-py>=0.2")),
    ],
)
def test_without_the_extra_report_the_package_is_named_and_nothing_is_written(
    tmp_path: Path, args: tuple[str, ...], needs: tuple[str, str]
) -> None:
    core, (format_, words) = installed(tmp_path / "x"), needs
    before = {*core.iterdir()}
    package = words.partition(">")[0]
    code, out, err = run(core, *args, "--lang", "en")
    assert (code, out) == (2, "")
    assert err == f'Error: {format_} needs {package}, which is not installed: pip install "{words}"\n'
    assert {*core.iterdir()} == before


def test_without_the_extra_report_markdown_and_charts_are_written(tmp_path: Path) -> None:
    core = installed(tmp_path / "x")
    assert run(core, "report", "suzhou", "-o", "new.md", "--lang", "en") == (0, "", "")
    assert run(core, "chart", "suzhou", "unemployment-insured", "-o", "new.svg", "--lang", "en") == (0, "", "")
    assert (core / "new.md").exists()
    assert (core / "new.svg").exists()


@pytest.mark.parametrize(
    ("name", "begins", "says"),
    [
        ("plan.pdf", b"%PDF-1.7\n", "reading PDF requires the package pypdf"),
        ("plan.docx", b"PK\x03\x04", "reading DOCX requires the package python-docx"),
        ("plan.html", b"<html>", "reading HTML requires the package lxml"),
    ],
)
def test_without_the_extra_verify_a_document_is_refused_with_the_package_that_reads_it(
    tmp_path: Path, name: str, begins: bytes, says: str
) -> None:
    document = tmp_path / name
    document.write_bytes(begins)
    code, out, err = run(
        installed(tmp_path / "x"), "verify", "--city", "suzhou", "--document", str(document), "--lang", "en"
    )
    assert (code, out) == (2, "")
    words = OPTIONAL_PACKAGES[says.split()[-1]]
    assert err == f'Error: {says}, which is not installed: pip install "{words}"\n'


def test_without_the_extra_verify_a_plain_text_is_verified(tmp_path: Path) -> None:
    example = ("--targets", str(ROOT / "docs/examples/verify.yaml"))
    document = ("--document", str(ROOT / "docs/examples/verify.txt"))
    code, out, err = run(installed(tmp_path / "x"), "verify", *example, *document, "--lang", "en")
    assert (code, err) == (1, "")
    assert "found 49 of 50" in out


# --- another interpreter ---------------------------------------------------------------------------------------------


def test_it_runs_where_the_garbage_collector_has_no_thresholds() -> None:
    """PyPy's has none."""
    code = "import gc; del gc.set_threshold; from rsplan.__main__ import main; main()"
    asked = [sys.executable, "-P", "-c", code, "--version"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(asked, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"rsplan {rsplan.version.__version__}\n", "")
