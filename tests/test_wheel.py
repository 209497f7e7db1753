"""The wheel holds the program, its target files and nothing else."""

import shutil
import subprocess
import sys
import zipfile
from configparser import ConfigParser
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
VERSION = "1.0.0"
INFO = f"rsplan-{VERSION}.dist-info"

BUILD = """\
import sys
from setuptools import build_meta
print(build_meta.build_wheel(sys.argv[1]))
"""


def sources() -> list[Path]:
    """What belongs into the wheel by its sort, whatever the build is told."""
    code = [*(ROOT / "rsplan").rglob("*.py"), ROOT / "rsplan" / "py.typed"]
    return sorted([*code, *(ROOT / "rsplan" / "schemas").glob("*.json"), *(ROOT / "targets").glob("*.yaml")])


def place_in_wheel(path: Path) -> str:
    """The target files lie inside the package once they are installed."""
    name = path.relative_to(ROOT).as_posix()
    return f"rsplan/{name}" if name.startswith("targets/") else name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what is in the tree, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    tree, out = folder / "tree", folder / "out"
    out.mkdir()
    left_out = shutil.ignore_patterns("__pycache__", ".*", "build", "dist", "*.egg-info", "tests", "benchmarks")
    shutil.copytree(ROOT, tree, ignore=left_out)
    # What lies about in a tree must not get in
    (tree / "rsplan" / "notes.txt").write_text("x", encoding="utf-8")
    (tree / "targets" / "draft.yaml.bak").write_text("x", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(out)], cwd=tree, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        version = _version_of_setuptools()
        if version is None or version < (77,):
            pytest.skip("needs setuptools 77 or later to build a wheel")
        pytest.fail(done.stderr[-3000:])
    (built,) = out.glob("*.whl")
    return built


def _version_of_setuptools() -> tuple[int, ...] | None:
    """Its first number; None where it is not installed."""
    code = "import setuptools; print(setuptools.__version__)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False, cwd=Path.home()
    )
    return (int(done.stdout.split(".")[0]),) if done.returncode == 0 else None


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as content:
        return sorted(content.namelist())


def read(wheel: Path, name: str) -> str:
    with zipfile.ZipFile(wheel) as content:
        return content.read(name).decode("utf-8")


def test_the_wheel_holds_exactly_what_belongs_there(wheel: Path) -> None:
    info = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "top_level.txt", "licenses/LICENSE")
    expected = [*map(place_in_wheel, sources()), *(f"{INFO}/{name}" for name in info)]
    assert names(wheel) == sorted(expected)


def test_the_target_files_are_the_ones_in_the_repository(wheel: Path) -> None:
    for city in ("nanjing", "suzhou"):
        packed = read(wheel, f"rsplan/targets/{city}.yaml")
        assert packed == (ROOT / "targets" / f"{city}.yaml").read_text(encoding="utf-8")


def test_the_wheel_is_for_every_machine(wheel: Path) -> None:
    assert wheel.name == f"rsplan-{VERSION}-py3-none-any.whl"


def test_the_command_is_installed(wheel: Path) -> None:
    found = ConfigParser()
    found.read_string(read(wheel, f"{INFO}/entry_points.txt"))
    assert dict(found["console_scripts"]) == {"rsplan": "rsplan.cli:main"}


def test_the_metadata_say_what_it_needs_and_how_it_may_be_used(wheel: Path) -> None:
    found = Parser().parsestr(read(wheel, f"{INFO}/METADATA"))
    assert (found["Name"], found["Version"]) == ("rsplan", VERSION)
    assert found["License-Expression"] == "MIT"
    assert found["Requires-Python"] == ">=3.11"
    needed = {str(line).split(">=")[0] for line in found.get_all("Requires-Dist") or [] if "extra" not in line}
    assert {name.lower() for name in needed} == {"click", "rich", "pyyaml"}


def test_the_installed_program_finds_its_target_files(wheel: Path, tmp_path: Path) -> None:
    """Unpacked where no checkout is near."""
    with zipfile.ZipFile(wheel) as content:
        content.extractall(tmp_path)
    code = "import rsplan.shipped; print(rsplan.shipped.TARGETS)"
    asked = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert Path(done.stdout.strip()) == (tmp_path / "rsplan" / "targets").resolve()
    run = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from rsplan.cli import run; sys.exit(run(['list']))"
    done = subprocess.run(
        [sys.executable, "-P", "-X", "utf8", "-c", run],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "suzhou" in done.stdout
