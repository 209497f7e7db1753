"""Sheets on a terminal: Chinese lines up, nothing is cut, nothing is taken for markup."""

import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from builders import assess_of, day, indicator, observation, survey_of, target, text
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.errors import InvalidInput
from rsplan.read.plan_library import load
from rsplan.render import Color, terminal
from rsplan.render.terminal import STYLES, console_for, write_tables
from rsplan.report.tables.list_ import indicators_table, plans_table
from rsplan.report.tables.pace import pace_tables
from rsplan.report.tables.show import show_tables
from rsplan.report.tables.show_explain import explain_tables
from rsplan.report.tables.status import status_tables
from rsplan.report.tables.table import CellStyle, ReportTable, Section, TableCell, TableColumn
from rsplan.survey import CompleteSurvey, EvaluationContext, Filters, assess_all
from rsplan.text import LANGUAGES, Language

WIDTHS = [80, 100, 120, 200]

SGR = re.compile(r"\x1b\[[0-9;]*m")
PLAIN = {"NO_COLOR": None, "FORCE_COLOR": None, "TERM": "xterm-256color", "COLUMNS": None, "LINES": None}


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


Printer = Callable[..., str]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Printer:
    """Print sheets on a terminal of a width and give back what stands there."""

    def show(
        tables: Sequence[ReportTable], width: int | None = 80, *, color: Color = "auto", terminal: bool = True
    ) -> str:
        for name, value in {**PLAIN, "COLUMNS": str(width) if width else None}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        stream = Screen() if terminal else io.StringIO()
        write_tables(console_for(stream, color), tables)
        return stream.getvalue()

    return show


def cell_width(shown: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in shown)


def lines_of(output: str) -> list[str]:
    return SGR.sub("", output).split("\n")


def squeezed(*parts: str) -> str:
    """Without white space: where lines are folded is no matter."""
    return "".join("".join(parts).split())


# --- where the columns are -------------------------------------------------------------------------------------------


def cells_of(line: str, width: int) -> list[str]:
    """What stands in each column of the terminal; a wide sign stands in the first of its two."""
    found: list[str] = []
    for sign in line:
        found += [sign, ""] if cell_width(sign) == 2 else [sign]
    return found + [" "] * (width - len(found))


def shared_edges(grid: Sequence[Sequence[str]], width: int) -> list[int]:
    """The columns of the terminal in which no line has anything, and the end."""
    return [at for at in range(width) if all(row[at].isspace() for row in grid)] + [width]


#: What stands in rows for signs that some fonts draw two cells wide.
SAFE = {"≥": ">=", "≤": "<=", "∶": ":", "—": "-", "–": "-", "−": "-", "÷": "/", "×": "*", "·": " ", "…": "..."}
SAFE |= {"“": '"', "”": '"', "‘": "'", "’": "'"}


def column_text(table: ReportTable, index: int) -> str:
    """All that stands in a column of the sheet, from its heading down."""
    text = text_in_column(table, index)
    free = index == len(table.columns) - 1 and not table.columns[index].right
    return text if free else squeezed("".join(SAFE.get(sign, sign) for sign in text))


def text_in_column(table: ReportTable, index: int) -> str:
    heading_at = min(1, len(table.columns) - 1)
    found = [table.columns[index].heading]
    for section in table.sections:
        if section.heading and index == heading_at:
            found.append(section.heading)
        for row in section.rows:
            found += row[index].lines if index < len(row) else ()
    return squeezed(*found)


def unaligned(table: ReportTable, output: str, width: int) -> str | None:
    """The first column whose text is not found between two edges that all lines share; None where all are."""
    grid = [cells_of(line, width) for line in lines_of(output)[1:] if not line or line.strip(" ─")]
    edges = shared_edges(grid, width)
    start = 0
    for index, column in enumerate(table.columns):
        expected = column_text(table, index)
        found = ((end, squeezed(*("".join(row[start:end]) for row in grid))) for end in edges if end >= start)
        end = next((end for end, text in found if text == expected), None)
        if end is None:
            return f"column {index} ({column.heading})"
        start = end
    return None


def table_alone(table: ReportTable) -> ReportTable:
    """The table without what runs on over its columns: what stands around it, and the headings of its sections."""
    bare = tuple(section._replace(heading="") for section in table.sections)
    return table._replace(title="t", lead=(), footnotes=(), sections=bare)


def check(tables: Sequence[ReportTable], width: int, printed: Printer) -> None:
    """Every column lines up with its whole text; all is there; no line is wider than the terminal."""
    for table in tables:
        if any(section.rows for section in table.sections):
            alone = table_alone(table)
            assert unaligned(alone, printed([alone], width), width) is None
        output = printed([table], width)
        around = squeezed(*lines_of(output))
        headings = [section.heading for section in table.sections if section.rows]
        for part in (table.title, *headings, *(line for cell in table.lead for line in cell.lines), *table.footnotes):
            assert squeezed(part) in around
        assert "…" not in output or "…" in "".join((table.title, *table.footnotes, str(table.sections)))
        for line in lines_of(output):
            assert cell_width(line.rstrip()) <= width, line


# --- the shipped plans -----------------------------------------------------------------------------------------------


@cache
def survey(as_of: str = "2026-11-21") -> CompleteSurvey:
    return assess_all(load(), EvaluationContext(day(as_of)), ("all",), Filters(every_scope=True))


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_status_of_the_shipped_plans_lines_up_and_is_whole(lang: Language, width: int, printed: Printer) -> None:
    found = survey()
    tables = [
        table for one in found.plans for table in status_tables(one, found.evaluation, lang, width, every_row=True)
    ]
    check(tables, width, printed)


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "width"), [("zh", 80), ("en", 80), ("zh", 100), ("zh", 120), ("en", 200)])
def test_the_pace_of_the_shipped_plans_lines_up_and_is_whole(lang: Language, width: int, printed: Printer) -> None:
    found = survey("2023-06-30")
    tables = [table for one in found.plans for table in pace_tables(one, found.evaluation, lang, width)]
    check(tables, width, printed)


@pytest.mark.parametrize(("lang", "width"), [("zh", 80), ("en", 80), ("zh", 120), ("zh", 200)])
def test_the_list_of_the_shipped_plans_lines_up_and_is_whole(lang: Language, width: int, printed: Printer) -> None:
    plans = load().plans
    check([plans_table(plans, lang), *(indicators_table(one, one.indicators, lang) for one in plans)], width, printed)


@pytest.mark.parametrize(("lang", "width"), [("zh", 80), ("en", 80), ("zh", 120)])
@pytest.mark.parametrize("number", ["1", "13", "18"])
def test_what_is_shown_of_an_indicator_lines_up_and_is_whole(
    number: str, lang: Language, width: int, printed: Printer
) -> None:
    found = survey()
    for plan in found.plans:
        for assessment in plan.assessments:
            if assessment.indicator.number == number:
                check(show_tables(assessment, lang), width, printed)
                check(explain_tables(assessment, lang), width, printed)


# --- sheets of any sort ----------------------------------------------------------------------------------------------

SIGNS = st.text("城镇新增就业人数（万人）％〔130〕abc XYZ019.,-[]/:*≥", min_size=0, max_size=30)


@st.composite
def tables(draw: st.DrawFn) -> ReportTable:
    """Tables of a few columns with Chinese, Latin and mixed cells of one or several lines."""
    columns = tuple(
        TableColumn(
            draw(st.sampled_from(["指标", "目标值", "done", "verdict", "#"])), right=draw(st.booleans()), folds=True
        )
        for _ in range(draw(st.integers(2, 6)))
    )
    cells = st.lists(SIGNS, max_size=3).map(lambda lines: TableCell(tuple(lines)))
    rows = draw(st.lists(st.tuples(*(cells for _ in columns)), min_size=1, max_size=4))
    return ReportTable("t", (), columns, (Section(draw(st.sampled_from(["", "就业创业"])), tuple(rows)),), ())


@given(tables(), st.sampled_from(WIDTHS))
@settings(deadline=None, max_examples=40)
def test_any_table_lines_up_and_is_whole(table: ReportTable, width: int) -> None:
    stream = Screen()
    write_tables(console_for(stream, "never")._replace(width=width), [table])
    assert unaligned(table, stream.getvalue(), width) is None
    assert all(cell_width(line.rstrip()) <= width for line in lines_of(stream.getvalue()))


def test_columns_stand_where_arithmetic_puts_them(printed: Printer) -> None:
    """A column is as wide as its widest cell (城镇 is 4), two blanks part it from the next where there is room."""
    table = ReportTable(
        "t",
        (),
        (TableColumn("指标"), TableColumn("目标", right=True), TableColumn("x")),
        (
            Section(
                "",
                (
                    (TableCell(("城镇",)), TableCell(("5",)), TableCell(("好",))),
                    (TableCell(("ab",)), TableCell(("12.25",)), TableCell(("c",))),
                ),
            ),
        ),
        (),
    )
    assert lines_of(printed([table], 80)) == ["t", "指标   目标  x", "城镇      5  好", "ab    12.25  c", ""]
    assert lines_of(printed([table], 13)) == ["t", "指标  目标 x", "城镇     5 好", "ab   12.25 c", ""]


# --- names are names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["[red]失业率", "[/x]人数", "完成率:100:", ":smile:", "[bold]a[/bold]", "[link=x]y", "\\[red]"]
)
def test_markup_and_emoji_codes_in_names_come_out_as_they_are(name: str, printed: Printer) -> None:
    assessment = assess_of(
        indicator(aim=target("85", printed="[85]"), unit="[/亿元]")._replace(name=text(name)), observation("2021", "20")
    )
    found = survey_of(assessment)
    for lang in LANGUAGES:
        for width in WIDTHS:
            output = squeezed(*lines_of(printed(status_tables(found.plans[0], found.evaluation, lang, width), width)))
            assert squeezed(name) in output
            assert "[85]" in output
            assert squeezed("[/亿元]") in output
        shown = squeezed(*lines_of(printed([*show_tables(assessment, lang), *explain_tables(assessment, lang)], 80)))
        assert squeezed(name) in shown


def test_markup_in_titles_and_notes_comes_out_as_it_is(printed: Printer) -> None:
    table = ReportTable(
        "[red]标题", (TableCell((":100: [/b]",), CellStyle.STRONG),), (TableColumn("a"),), (), ("[dim] *1 注:smile:",)
    )
    assert lines_of(printed([table], 80)) == ["[red]标题", ":100: [/b]", "[dim] *1 注:smile:", ""]


FILE = """\
city: {{id: wuxi, name: {{zh: 无锡市, en: Wuxi}}}}
documents: {{own: {{title: {{zh: 规划, en: Plan}}, state: issued}}}}
plans:
  - id: 14fyp
    title: {{zh: 规划, en: Plan}}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: urban-new-jobs
        name: {{zh: {name}, en: Jobs}}
        unit: {{zh: 万人, en: x}}
        kind: cumulative
        better: higher
        target: {{printed: "5", where: 表1}}
"""


def test_the_plan_of_these_tests_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "wuxi.yaml"
    path.write_text(FILE.format(name="就业人数"), encoding="utf-8")
    assert load([str(path)], shipped=False).plans[0].indicators[0].name.zh == "就业人数"


@pytest.mark.parametrize(
    "name",
    [
        "\x1b[31m人数",
        "人数\x07",
        "\u202e人数",
        "人\u200b数",
        '"\\e[31m人数"',
        '"人数\\x1b]0;x\\x07"',
        '"\\u202e人数"',
        '"人数\\r"',
        '"人\\n数"',
    ],
    ids=["escape", "bell", "right-to-left", "zero-width", "\\e", "\\x1b", "\\u202e", "\\r", "\\n"],
)
def test_what_steers_a_terminal_is_refused_in_target_files(name: str, tmp_path: Path) -> None:
    """As a raw character and as an escape of a quoted YAML scalar."""
    path = tmp_path / "wuxi.yaml"
    path.write_text(FILE.format(name=name), encoding="utf-8", newline="")
    with pytest.raises(InvalidInput) as caught:
        load([str(path)], shipped=False)
    assert [(one.code, one.line) for one in caught.value.problems] == [("deceiving_character", 12)]
    assert "\x1b" not in repr(caught.value.problems).replace("\\x1b", "")
    assert all(sign.isprintable() for one in caught.value.problems for sign in one.excerpt)


@pytest.mark.parametrize("source", ["\x1b[31m公报", "\x9b31m", "公\u202e报"])
def test_what_steers_a_terminal_is_refused_in_data_files(source: str, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text(f"city,indicator,period,value,source\nsuzhou,urban-new-jobs,2021,1,{source}\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load(data=[str(path)])
    assert [(one.code, one.line) for one in caught.value.problems] == [("deceiving_character", 2)]


# --- colours ---------------------------------------------------------------------------------------------------------


@cache
def coloured() -> tuple[ReportTable, ...]:
    found = survey("2023-06-30")
    return tuple(table for one in found.plans for table in status_tables(one, found.evaluation, "zh", 80))


def test_a_terminal_gets_colours(printed: Printer) -> None:
    assert SGR.search(printed(coloured()))


def test_a_pipe_gets_no_colours_and_no_folding(printed: Printer) -> None:
    output = printed(coloured(), None, terminal=False)
    assert "\x1b" not in output
    table = ReportTable("t", (), (TableColumn("a", folds=True),), (Section("", ((TableCell(("字" * 900,)),),)),), ())
    assert "字" * 900 in printed([table], None, terminal=False)


def test_colours_can_be_forced_and_forbidden(printed: Printer) -> None:
    assert SGR.search(printed(coloured(), 80, color="always", terminal=False))
    never = printed(coloured(), 80, color="never")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", never)


def test_no_color_that_is_not_empty_forbids_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = {}
    for value in ("", "1"):
        monkeypatch.setenv("NO_COLOR", value)
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("FORCE_COLOR", raising=False)
        stream = Screen()
        write_tables(console_for(stream, "auto"), coloured())
        outputs[value] = re.findall(r"\x1b\[[0-9;]*3[0-7]", stream.getvalue())
    assert outputs[""]
    assert not outputs["1"]


def test_colours_say_nothing_that_words_do_not(printed: Printer) -> None:
    """Without its colours the output is the output without colours."""
    with_colours = printed(coloured(), 80, color="always")
    assert SGR.sub("", with_colours) == SGR.sub("", printed(coloured(), 80, color="never"))


def test_every_emphasis_has_a_style() -> None:
    assert STYLES.keys() == set(CellStyle)
    assert {name for name, style in STYLES.items() if not style} == {CellStyle.PLAIN}


def test_sheets_are_parted_by_an_empty_line(printed: Printer) -> None:
    first, two = (ReportTable(name, (), (TableColumn("a"),), (), ()) for name in ("one", "two"))
    assert lines_of(printed([first, two], 80)) == ["one", "", "two", ""]


def test_a_table_without_rows_is_not_drawn(printed: Printer) -> None:
    empty = ReportTable(
        "one", (TableCell(("nothing",)),), (TableColumn("a"), TableColumn("b")), (Section("heading", ()),), ()
    )
    assert lines_of(printed([empty], 80)) == ["one", "nothing", ""]


def test_the_survey_of_these_tests_has_every_sort_of_row() -> None:
    kinds = {str(one.indicator.kind) for plan in survey().plans for one in plan.assessments}
    assert kinds >= {"cumulative", "rate", "stock", "composition"}


@pytest.mark.parametrize("color", ["never", "always"])
@pytest.mark.parametrize("width", [80, 4096])
def test_no_line_ends_in_blanks(printed: Printer, color: Color, width: int) -> None:
    """The last column is not filled up: what is piped is compared, searched and mailed."""
    lines = SGR.sub("", printed(coloured(), width, color=color)).split("\n")
    assert [line for line in lines if line.endswith(" ")] == []


def test_blanks_within_a_wide_line_take_no_time_of_their_square() -> None:
    text = f"x{' ' * 300_000}x{' ' * 9}\n"
    assert terminal._AT_END.sub(lambda match: match[0].replace(" ", ""), text) == f"x{' ' * 300_000}x\n"
