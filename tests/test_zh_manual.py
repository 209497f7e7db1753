"""The Chinese manual beside the year and the month: its pages of files, of reports, and of refusals.

Each example of docs/zh/troubleshooting.md begins in a folder of its own: its files are written, what is to be refused
is refused in the very words of the page, and the remedy works. `python tests/test_zh_manual.py` writes the words anew.
"""

import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from test_a_year_of_work import MANUAL

from rsplan.calc.evidence import FIRM, Doubt
from rsplan.calc.forecast.values import Outlook
from rsplan.calc.verdict import Status
from rsplan.cli.program import COMMANDS, run
from rsplan.read.csv_format import OBSERVATIONS, RESPONSIBLE, TASKS
from rsplan.read.settings import KEYS
from rsplan.text import say

TODAY = date(2022, 12, 20)
REFUSALS = MANUAL / "troubleshooting.md"
START = "各例的起点"
REFUSED = 2

#: A file and its name before it, or a block of commands.
_BLOCK = re.compile(
    r"`(?P<name>[^`\n]+\.(?:yaml|csv))`[^`\n]*\n\n```(?:yaml|csv)\n(?P<content>.*?)```"
    r"|```sh\n(?P<works>.*?)```"
    r"|```text\n\$ (?P<refused>[^\n]*)\n(?P<words>.*?)```",
    re.DOTALL,
)


class Example(NamedTuple):
    """A headed part of a page, with its text."""

    title: str
    text: str


def examples(page: Path, order: int = 3) -> list[Example]:
    """The parts of a page by their headings of an order, each up to the next heading of that order or above."""
    marks = "#" * order
    found = re.findall(
        rf"^{marks} ([^\n]+)\n(.*?)(?=^#{{1,{order}}} |\Z)", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return [Example(*one) for one in found]


@contextmanager
def desk(day: date = TODAY) -> Iterator[Path]:
    """An empty folder, on a day, in Chinese."""
    with (
        tempfile.TemporaryDirectory() as folder,
        chdir(folder),
        patch.dict(os.environ, {"LC_ALL": "zh_CN.UTF-8", "COLUMNS": "96", "NO_COLOR": "1"}),
        patch("rsplan.cli.options.today", lambda: day),
        patch("rsplan.cli.typed_words.today", lambda: day),
        patch("rsplan.journal.slips.today", lambda: day),
    ):
        yield Path(folder)


def called(line: str) -> tuple[int, str]:
    """The exit code of a command and what it prints, on both streams in one."""
    name, *words = shlex.split(line)
    assert name == "rsplan"
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="utf-8", write_through=True)
    with redirect_stdout(stream), redirect_stderr(stream):
        code = run(words)
    stream.flush()
    return code, "\n".join(each.rstrip() for each in written.getvalue().decode().splitlines())


def works(lines: str) -> None:
    for line in filter(str.strip, lines.splitlines()):
        code, text = called(line)
        assert code == 0, (line, text)


def followed(text: str, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Do what the text says in its order; gives what is refused: the command, the words shown and those printed."""
    for found in _BLOCK.finditer(text):
        if name := found["name"]:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(found["content"], encoding="utf-8")
        elif found["works"] is not None:
            works(found["works"])
        else:
            before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
            code, printed = called(found["refused"])
            assert code == REFUSED, (found["refused"], printed)
            assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
            yield found["refused"], found["words"], printed


def begun() -> str:
    (text,) = [one.text for one in examples(REFUSALS, 2) if one.title == START]
    return text


@pytest.mark.parametrize("example", examples(REFUSALS), ids=lambda one: one.title)
def test_a_refusal_is_worded_as_the_page_shows_and_its_remedy_works(example: Example) -> None:
    with desk() as folder:
        assert list(followed(begun(), folder)) == []
        refused = list(followed(example.text, folder))
    assert len(refused) == 1
    for _, shown, printed in refused:
        assert printed == shown.rstrip("\n")
    assert "```sh" in example.text.partition("```text")[2]


def test_the_page_counts_its_refusals() -> None:
    titles = [one.title for one in examples(REFUSALS)]
    assert [title.partition(".")[0] for title in titles] == [str(number) for number in range(1, len(titles) + 1)]
    assert len(titles) >= 20
    assert f"最常见的{len(titles)}种" in REFUSALS.read_text(encoding="utf-8")


# --- the pages of files and of reports -------------------------------------------------------------------------------


def page(name: str) -> str:
    return (MANUAL / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["files.md", "report.md"])
def test_the_page_runs_from_the_top(name: str) -> None:
    with desk() as folder:
        assert list(followed(page(name), folder)) == []


def test_the_commands_by_paper_run() -> None:
    """Those of the first table of the page of reports, in a folder with the files that the manual shows."""
    typed = re.findall(r"^\| [^|`]+ \| `(rsplan [^`]+)`", page("report.md"), re.MULTILINE)
    with desk() as folder:
        for name, content in re.findall(r"`(\w+\.csv)`[^\n]*\n\n```csv\n(.*?)```", page("report.md"), re.DOTALL):
            (folder / name).write_text(content, encoding="utf-8")
        (folder / "responsible.csv").write_text("city,indicator,responsible\nsuzhou,urban-new-jobs,就业处\n", "utf-8")
        works("\n".join(typed))
        assert len(typed) == 10
        assert {one.name for one in folder.glob("苏州.*")} == {"苏州.docx", "苏州.html", "苏州.xlsx"}


def first_cells(text: str, heading: str) -> list[str]:
    """The first column of the table under a row of headings, a list where a cell has several words in signs of code."""
    (rows,) = re.findall(rf"^\| {heading} \|[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)", text, re.MULTILINE)
    cells = [row.split("|")[1].strip() for row in rows.splitlines()]
    return [word for cell in cells for word in re.findall(r"`([^`]+)`", cell) or [cell]]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("评价", [say("zh", f"status.{one}") for one in Status]),
        ("数据依据", [say("zh", f"evidence.{one}") for one in (FIRM, *Doubt)]),
        ("前景", [say("zh", f"outlook.{one}") for one in Outlook]),
    ],
)
def test_the_page_of_reports_explains_each_word(heading: str, words: list[str]) -> None:
    assert sorted(first_cells(page("report.md"), heading)) == sorted(words)


@pytest.mark.parametrize(
    ("section", "heading", "columns"),
    [
        ("设置文件", "键", KEYS),
        ("数据文件", "列", OBSERVATIONS.columns),
        ("年度任务", "列", TASKS.columns),
        ("责任处室", "列", RESPONSIBLE.columns),
    ],
)
def test_the_page_of_files_explains_each_column(section: str, heading: str, columns: tuple[str, ...]) -> None:
    (text,) = [one.text for one in examples(MANUAL / "files.md", 2) if one.title == section]
    assert sorted(first_cells(text, heading)) == sorted(columns)


def test_the_index_leads_to_every_page_and_names_every_command() -> None:
    index = page("README.md")
    assert {one.name for one in MANUAL.glob("*.md")} - {"README.md"} == set(re.findall(r"\]\(([\w-]+\.md)\)", index))
    named = re.findall(r"`(\w+)`", index.partition("| 什么时候 |")[2].partition("\n\n")[0])
    assert sorted(named) == sorted(COMMANDS)


if __name__ == "__main__":  # python tests/test_zh_manual.py: write the words of the refusals into the page
    text = REFUSALS.read_text(encoding="utf-8")
    for each in examples(REFUSALS):
        with desk() as here:
            list(followed(begun(), here))
            for command, shown, printed in followed(each.text, here):
                text = text.replace(f"$ {command}\n{shown}```", f"$ {command}\n{printed}\n```", 1)
    REFUSALS.write_text(text, encoding="utf-8")
