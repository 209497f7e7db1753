"""Sheets as Markdown: one line a row, signs of Markdown escaped."""

import re

import pytest
from builders import assess_of, indicator, observation, survey_of, target, text
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.cli.program import run
from rsplan.render.markdown import markdown_text
from rsplan.report.tables.status import status_tables
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn

#: Signs that mean something in Markdown, or in a table of it.
SIGNS = "\\|*_`<[]"


def table(*rows: tuple[str, ...], heading: str = "", headings: tuple[str, ...] = ("a", "b")) -> ReportTable:
    columns = tuple(TableColumn(one, right=index == 1) for index, one in enumerate(headings))
    cells = tuple(tuple(TableCell((word,)) for word in row) for row in rows)
    return ReportTable("title", (), columns, (Section(heading, cells),), ())


def rendered(*tables: ReportTable) -> list[str]:
    return "".join(markdown_text(tables)).split("\n")


def read_row(line: str) -> list[str]:
    """The cells of a line of a table, as a reader of Markdown shows them."""
    parts = re.split(r"(?<!\\)(?:\\\\)*\|", line) if "\\" not in line else _split(line)
    return [re.sub(r"\\(.)", r"\1", part.strip()) for part in parts[1:-1]]


def _split(line: str) -> list[str]:
    parts, escaped = [""], False
    for sign in line:
        if sign == "|" and not escaped:
            parts.append("")
        else:
            parts[-1] += sign
        escaped = sign == "\\" and not escaped
    return parts


def test_a_sheet_is_a_heading_and_a_table() -> None:
    assert rendered(table(("x", "1"), ("y", "2"))) == [
        "## title",
        "",
        "| a | b |",
        "|---|---:|",
        "| x | 1 |",
        "| y | 2 |",
        "",
    ]


def test_a_section_is_a_row_of_its_own_in_bold() -> None:
    assert rendered(table(("x", "1"), heading="就业创业"))[4:6] == ["|  | **就业创业** |", "| x | 1 |"]


def test_lead_and_footnotes_are_paragraphs() -> None:
    page = table(("x", "1"))._replace(lead=(TableCell(("first", "second")),), footnotes=("*1 note", "*2 other"))
    lines = rendered(page)
    assert lines[:4] == ["## title", "", "first second", ""]
    assert lines[-5:] == ["", "\\*1 note", "", "\\*2 other", ""]


def test_the_lines_of_a_cell_are_one_line() -> None:
    table = ReportTable("t", (), (TableColumn("a"),), (Section("", ((TableCell(("≥106.45", "", "缺2021")),),)),), ())
    assert "| ≥106.45 缺2021 |" in rendered(table)


def test_a_table_without_rows_is_not_drawn() -> None:
    assert rendered(table()) == ["## title", ""]


def test_sheets_are_parted_by_an_empty_line() -> None:
    assert rendered(table(), table()) == ["## title", "", "## title", ""]


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_of_markdown_are_escaped_everywhere(sign: str) -> None:
    page = table((f"x{sign}y", "1"), heading=f"h{sign}", headings=(f"a{sign}", "b"))
    page = page._replace(title=f"t{sign}", lead=(TableCell((f"l{sign}",)),), footnotes=(f"n{sign}",))
    output = "\n".join(rendered(page))
    for start in ("x", "h", "a", "t", "l", "n"):
        assert f"{start}\\{sign}" in output


@given(st.lists(st.tuples(*[st.text("城镇[85]*_|\\`<>a1.#-", max_size=8)] * 3), min_size=1, max_size=4))
@settings(deadline=None, max_examples=100)
def test_what_a_reader_of_markdown_shows_is_what_the_cells_hold(rows: list[tuple[str, str, str]]) -> None:
    lines = rendered(table(*rows, headings=("a", "b", "c")))
    assert [read_row(line) for line in lines[4:-1]] == [list(row) for row in rows]


def test_a_file_has_every_column_that_a_pipe_has(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No terminal limits it: 截至 and 序时进度 stand beside the figures too."""
    monkeypatch.delenv("COLUMNS", raising=False)
    command = ["status", "--city", "suzhou", "--plan", "13fyp", "--as-of", "2020-12-31", "--lang", "zh"]
    headings = []
    for form in ("markdown", "table"):
        assert run([*command, "--format", form]) == 0
        lines = capsys.readouterr().out.splitlines()
        headings.append(next(line.replace("|", " ").split() for line in lines if "完成率" in line and "目标值" in line))
    assert headings[0] == headings[1]
    assert {"截至", "序时进度"} <= {*headings[0]}


def test_a_printed_target_is_no_link() -> None:
    assessment = assess_of(
        indicator(aim=target("85", printed="[85]"))._replace(name=text("人数|a")), observation("2021", "20")
    )
    found = survey_of(assessment)
    output = "".join(markdown_text(status_tables(found.plans[0], found.evaluation, "zh", 160)))
    assert "\\[85\\]" in output
    assert "人数\\|a" in output
    *_, table = (block.strip().split("\n") for block in output.split("\n\n") if block.startswith("|"))
    assert table
    assert {len(_split(line)) for line in table} == {len(_split(table[0]))}
