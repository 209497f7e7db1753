"""The wheel holds the program, its target files and nothing else; the sdist what builds and tests it, and no more."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
VERSION = "1.0.0"

#: What the index calls it, and how its files are named; the command and the import are rsplan.
NAME, FILES = "rsplan-targets", f"rsplan_targets-{VERSION}"
INFO = f"{FILES}.dist-info"
EGG_INFO = "rsplan_targets.egg-info"

#: What the core install needs, and the extras of setup.cfg.
NEEDED = {"click", "rich", "pyyaml", "python-dateutil"}
EXTRAS = {"excel", "verify", "report", "all", "test"}

BUILD = """\
import sys
from setuptools import build_meta
print(getattr(build_meta, sys.argv[1])(sys.argv[2]))
"""


def sources() -> list[Path]:
    """What belongs into the wheel by its sort, whatever the build is told."""
    code = [*(ROOT / "rsplan").rglob("*.py"), ROOT / "rsplan" / "py.typed"]
    pages = (ROOT / "rsplan" / "render").glob("*.html")
    return sorted([*code, *pages, *(ROOT / "rsplan" / "schemas").glob("*.json"), *(ROOT / "targets").glob("*.yaml")])


def place_in_wheel(path: Path) -> str:
    """The target files lie inside the package once they are installed."""
    name = path.relative_to(ROOT).as_posix()
    return f"rsplan/{name}" if name.startswith("targets/") else name


def repository() -> list[Path]:
    """The files of the project: those that git keeps, and in an unpacked sdist all but what the build adds."""
    asked = ["git", "ls-files", "-z"]
    if (ROOT / ".git").exists() and shutil.which("git"):
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode == 0:
            return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    return sorted(path for path in ROOT.rglob("*") if path.is_file() and not _made(path.relative_to(ROOT)))


def _made(path: Path) -> bool:
    """Made by a build or a run, or of the machine."""
    names = ("__pycache__", "build", "dist", "PKG-INFO")
    return any(part in names or part.startswith(".") or part.endswith(".egg-info") for part in path.parts)


#: Files of a repository that serve it alone.
OF_THE_REPOSITORY = (".ci/", ".github/", ".gitignore", ".pre-commit-config.yaml")

#: What setuptools adds.
OF_THE_BUILD = {
    "PKG-INFO",
    *(f"{EGG_INFO}/{name}" for name in ("PKG-INFO", "SOURCES.txt", "dependency_links.txt", "entry_points.txt")),
    *(f"{EGG_INFO}/{name}" for name in ("requires.txt", "top_level.txt")),
}

#: What lies about in a tree and must not get in.
STRAYS = (
    "notes.txt",
    "observations.csv",
    "rsplan/notes.txt",
    "rsplan/__pycache__/model.cpython-311.pyc",
    "rsplan/text/zh.py.orig",
    "targets/draft.yaml.bak",
    "tests/__pycache__/desk.cpython-311.pyc",
    "tests/.hypothesis/examples/0a",
    "tests/failed.txt",
    "docs/.audit.md.swp",
    "docs/audit.md~",
    "benchmarks/out.json",
    "build/lib/rsplan/model/plan.py",
    "dist/rsplan-0.9.0.tar.gz",
    ".venv/lib/x.py",
    ".mypy_cache/x.json",
)


def build(what: str, tree: Path, out: Path) -> Path:
    """Build the tree without the network; skips where the tools for it are too old."""
    out.mkdir()
    asked = [sys.executable, "-c", BUILD, what, str(out)]
    done = subprocess.run(asked, cwd=tree, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        version = _version_of_setuptools()
        if version is None or version < (77,):
            pytest.skip("needs setuptools 77 or later to build")
        pytest.fail(done.stderr[-3000:])
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, and what lies about in it."""
    folder = tmp_path_factory.mktemp("tree")
    for path in repository():
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    for name in STRAYS:
        stray = folder / name
        stray.parent.mkdir(parents=True, exist_ok=True)
        stray.write_text("x", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the tree less `build/`, which setuptools would take up again."""
    copy = tmp_path_factory.mktemp("wheel")
    shutil.copytree(tree, copy / "tree", ignore=shutil.ignore_patterns("build"))
    return build("build_wheel", copy / "tree", copy / "out")


@pytest.fixture(scope="module")
def sdist(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("sdist")
    shutil.copytree(tree, copy / "tree")
    return build("build_sdist", copy / "tree", copy / "out")


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


def test_the_record_names_every_file_of_the_wheel_and_no_other(wheel: Path) -> None:
    recorded = [line.split(",") for line in read(wheel, f"{INFO}/RECORD").splitlines()]
    assert sorted(name for name, _, _ in recorded) == names(wheel)
    assert [name for name, digest, _ in recorded if not digest.startswith("sha256=")] == [f"{INFO}/RECORD"]


def test_the_target_files_are_the_ones_in_the_repository(wheel: Path) -> None:
    for city in ("nanjing", "suzhou"):
        packed = read(wheel, f"rsplan/targets/{city}.yaml")
        assert packed == (ROOT / "targets" / f"{city}.yaml").read_text(encoding="utf-8")


def test_the_wheel_is_for_every_machine(wheel: Path) -> None:
    found = Parser().parsestr(read(wheel, f"{INFO}/WHEEL"))
    assert (found["Root-Is-Purelib"], found.get_all("Tag")) == ("true", ["py3-none-any"])
    assert wheel.name == f"{FILES}-py3-none-any.whl"


def test_the_command_is_installed(wheel: Path) -> None:
    found = ConfigParser()
    found.read_string(read(wheel, f"{INFO}/entry_points.txt"))
    assert found.sections() == ["console_scripts"]
    assert dict(found["console_scripts"]) == {"rsplan": "rsplan.__main__:main"}


def test_the_metadata_say_what_it_needs_and_how_it_may_be_used(wheel: Path) -> None:
    found = Parser().parsestr(read(wheel, f"{INFO}/METADATA"))
    assert (found["Name"], found["Version"]) == (NAME, VERSION)
    assert found["License-Expression"] == "MIT"
    assert found["Requires-Python"] == ">=3.11"
    assert {name for name, extra in required(wheel) if not extra} == NEEDED
    assert {*(found.get_all("Provides-Extra") or ())} == EXTRAS


def required(wheel: Path) -> Iterator[tuple[str, str]]:
    """Each package that is asked for, in small letters, with the extra that asks for it; without one, the core."""
    for line in Parser().parsestr(read(wheel, f"{INFO}/METADATA")).get_all("Requires-Dist") or ():
        asked, _, condition = str(line).partition(";")
        yield re.split(r"[<>=!~\s]", asked)[0].lower(), condition.partition("extra == ")[2].strip(" \"'")


def test_the_extra_all_is_every_extra_of_a_user(wheel: Path) -> None:
    """No extra of the tests is among them, and none names a package index's `rsplan`, which is another project."""
    of_users = ",".join(sorted(EXTRAS - {"all", "test"}))
    assert [name for name, extra in required(wheel) if extra == "all"] == [f"{NAME}[{of_users}]"]
    assert [name for name, _ in required(wheel) if name.split("[")[0] == "rsplan"] == []


def test_the_wheel_carries_the_licence_and_one_top_level_name(wheel: Path) -> None:
    assert read(wheel, f"{INFO}/licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert read(wheel, f"{INFO}/top_level.txt") == "rsplan\n"


def test_the_installed_program_finds_its_target_files(wheel: Path, tmp_path: Path) -> None:
    """Unpacked where no checkout is near."""
    with zipfile.ZipFile(wheel) as content:
        content.extractall(tmp_path)
    code = "import rsplan.read.shipped; print(rsplan.read.shipped.TARGETS)"
    asked = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert Path(done.stdout.strip()) == (tmp_path / "rsplan" / "targets").resolve()
    code = "from rsplan.cli.program import run; sys.exit(run(['list']))"
    run = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"
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


# --- the sdist -------------------------------------------------------------------------------------------------------


def packed(sdist: Path) -> Iterator[tuple[str, bytes]]:
    """Path below the sdist's one folder, and content, of each file."""
    with tarfile.open(sdist) as content:
        for member in content:
            folder, _, name = member.name.partition("/")
            assert folder == FILES
            assert member.isfile() or member.isdir()
            stream = content.extractfile(member)
            if stream is not None:
                yield name, stream.read()


def test_the_sdist_holds_the_files_of_the_repository_and_nothing_that_lies_about(sdist: Path) -> None:
    """A new sort of file needs a line in MANIFEST.in."""
    kept = {path.relative_to(ROOT).as_posix() for path in repository()}
    expected = {name for name in kept if not name.startswith(OF_THE_REPOSITORY)} | OF_THE_BUILD
    assert sorted(name for name, _ in packed(sdist)) == sorted(expected)


def test_the_sdist_is_named_as_indexes_expect(sdist: Path) -> None:
    assert sdist.name == f"{FILES}.tar.gz"


def test_the_files_of_the_sdist_are_those_of_the_repository_byte_for_byte(sdist: Path) -> None:
    """setup.cfg is the exception: setuptools adds a section to it."""
    differing = [
        name
        for name, content in packed(sdist)
        if name not in OF_THE_BUILD | {"setup.cfg"} and content != (ROOT / name).read_bytes()
    ]
    assert differing == []


def test_the_wheel_built_from_the_sdist_is_the_wheel_built_from_the_tree(
    sdist: Path, wheel: Path, tmp_path: Path
) -> None:
    """What `pip install` makes of the sdist."""
    for name, content in packed(sdist):
        place = tmp_path / "tree" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    again = build("build_wheel", tmp_path / "tree", tmp_path / "out")
    assert {name: read(again, name) for name in names(again)} == {name: read(wheel, name) for name in names(wheel)}
