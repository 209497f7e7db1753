"""What the README shows is what the program prints."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from rsplan.read.yaml_targets import read_targets

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
WIDTH = "96"


def examples() -> list[tuple[str, str, str]]:
    """Each `$ rsplan …` block of the pages: page, command, and the output below it."""
    found = []
    for page in PAGES:
        for block in re.findall(r"```console\n(\$ rsplan .*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            command, _, shown = block.partition("\n")
            found.append((page.name, command.removeprefix("$ "), shown))
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_form_of_a_target_file_is_a_valid_one() -> None:
    """Who starts from the page starts from something that is read."""
    page = (ROOT / "docs" / "targets-format.md").read_text(encoding="utf-8")
    form = page.partition("## The whole form")[2].partition("```yaml\n")[2].partition("```")[0]
    found = read_targets("wuxi.yaml", form.encode())
    assert [one.id for one in found.plans[0].indicators] == ["urban-new-jobs", "e-card-coverage", "work-injury-insured"]


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
