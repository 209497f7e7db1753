"""What the README shows is what the program prints."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest

from rsplan.calc.figure_formulas import DEFINITIONS
from rsplan.read.yaml_target_file import read_targets

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "rsplan"
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
WIDTH = "96"


def examples() -> list[tuple[str, str, str]]:
    """Each `$ rsplan …` block of the pages: page, command, and the output below it."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```console\n(\$ rsplan .*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            command, _, shown = block.partition("\n")
            found.append((page.relative_to(ROOT).as_posix(), command.removeprefix("$ "), shown))
    return found


def printed(command: str) -> str:
    """What the command prints on a terminal of the pages' width."""
    words = shlex.split(command)
    assert words[0] == "rsplan"
    environ = {key: value for key, value in os.environ.items() if not key.startswith("RSPLAN_")}
    environ |= {"COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "rsplan", *words[1:]], cwd=ROOT, env=environ, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.decode().split("\n"))


@pytest.mark.parametrize(("page", "command", "shown"), examples())
def test_examples_in_the_pages_show_the_real_output(page: str, command: str, shown: str) -> None:
    assert printed(command) == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_form_of_a_target_file_is_a_valid_one() -> None:
    """A file that is copied from the page is read without problems."""
    page = (ROOT / "docs" / "targets-format.md").read_text(encoding="utf-8")
    form = page.partition("## The complete form")[2].partition("```yaml\n")[2].partition("```")[0]
    found = read_targets("wuxi.yaml", form.encode())
    assert [one.id for one in found.plans[0].indicators] == [
        *("urban-new-jobs", "e-card-coverage", "work-injury-insured", "disposable-income", "pension-coverage"),
    ]


def types_of_the_glossary() -> list[tuple[str, str]]:
    """The dotted names in the last column of the glossary, and the figure in parentheses behind, if any."""
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return re.findall(r"\| `([a-zA-Z_.]+)`(?: \(`(\w+)`\))? \|$", page, re.MULTILINE)


def modules_of(package: str) -> Iterator[ModuleType]:
    """The modules of a package of rsplan, or the module itself."""
    root = import_module(f"rsplan.{package}")
    yield root
    for found in walk_packages(getattr(root, "__path__", ()), f"{root.__name__}."):
        yield import_module(found.name)


@pytest.mark.parametrize(("name", "figure"), types_of_the_glossary())
def test_the_glossary_names_types_that_exist(name: str, figure: str) -> None:
    package, *words = name.split(".")
    if words and words[0][0].islower() and (PACKAGE / package / words[0]).is_dir():
        package, words = f"{package}.{words[0]}", words[1:]
    modules = list(modules_of(package))
    if words:
        owners = [value for module in modules if (value := vars(module).get(words[0])) is not None]
        assert owners
        assert all(hasattr(owners[0], member) for member in words[1:])
    assert figure in ("", *(defined for defined, _ in DEFINITIONS))


def test_every_row_of_the_glossary_names_a_type() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| term ")]
    assert len(types_of_the_glossary()) == len(rows) >= 30


def test_both_readmes_show_examples() -> None:
    assert {page for page, _, _ in examples()} >= {"README.md", "README.zh-CN.md"}


if __name__ == "__main__":  # python tests/test_docs.py: write the outputs into the pages
    for each in PAGES:
        text = each.read_text(encoding="utf-8")
        each.write_text(
            re.sub(
                r"```console\n(\$ (rsplan [^\n]*)\n)(.*?)```",
                lambda match: f"```console\n{match[1]}{printed(match[2])}```",
                text,
                flags=re.DOTALL,
            ),
            encoding="utf-8",
        )
