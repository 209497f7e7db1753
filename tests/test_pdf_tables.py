"""Tables of a PDF, whose cells are rules and pieces of text in places: drawn as programs draw them, read by hand."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from plan_documents import drawn_pdf
from test_new_plan import drafted, plan_of
from test_new_tables import open_parts, reading

from rsplan.documents.document_file import read_document
from rsplan.documents.document_text import Opens
from rsplan.drafting.draft import Draft
from rsplan.errors import InvalidInput

pytest.importorskip("pypdf")

LEFT, TOP, WIDTH, HEIGHT = 50, 700, 80, 30
CAPTION = "表1 “十五五”主要指标"
HEADINGS = ["序号", "指标", "单位", "2025年", "2030年", "属性"]
ROWS = [
    HEADINGS,
    ["1", "城镇新增就业人数", "万人", "〔62.5〕", "〔60〕", "预期性"],
    ["2", "城镇调查失业率", "%", "5.1", "5.5以内", "预期性"],
    ["3", "工伤保险参保人数", "万人", "628", "700左右", "约束性"],
]
READ = [
    "1 城镇新增就业人数 万人 anticipatory cumulative higher at_least 60 < 〔62.5〕@2025",
    "2 城镇调查失业率 % anticipatory rate lower at_most 5.5 < 5.1@2025",
    "3 工伤保险参保人数 万人 binding stock higher about 700 < 628@2025",
]


def piece(x: float, y: float, text: str, size: float = 10) -> str:
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"


def rule(x: float, y: float, other_x: float, other_y: float) -> str:
    return f"{x} {y} m {other_x} {other_y} l S\n"


def thin(x: float, y: float, other_x: float, other_y: float) -> str:
    """A rule as word processors of another make draw it."""
    return f"{x} {y} {other_x - x or 0.48} {other_y - y or 0.48} re f*\n"


def texts(rows: Sequence[Sequence[str]], top: float = TOP) -> str:
    """The cells of a table in a grid of places; a cell has several lines where it says so, a lower one is its first."""
    return "".join(
        piece(LEFT + WIDTH * column + 3, top - HEIGHT * row - 12 - 12 * number, line)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        for number, line in enumerate(text.split("\n"))
        if line
    )


def ruled(rows: int, columns: int, top: float = TOP, *, draw: object = rule, sides: bool = True) -> str:
    """All rules of a grid, each from end to end."""
    assert callable(draw)
    right, bottom = LEFT + WIDTH * columns, top - HEIGHT * rows
    levels = [draw(LEFT, top - HEIGHT * row, right, top - HEIGHT * row) for row in range(rows + 1)]
    inner = range(columns + 1) if sides else range(1, columns)
    return "".join([*levels, *(draw(LEFT + WIDTH * at, bottom, LEFT + WIDTH * at, top) for at in inner)])


def boxed(rows: int, columns: int) -> str:
    """The same rules, each cell a rectangle of its own."""
    return "".join(
        f"{LEFT + WIDTH * column} {TOP - HEIGHT * (row + 1)} {WIDTH} {HEIGHT} re S\n"
        for row in range(rows)
        for column in range(columns)
    )


def draft(folder: Path, *pages: str) -> Draft:
    path = folder / "plan.pdf"
    path.write_bytes(drawn_pdf(pages))
    return drafted("elsewhere", "15fyp", str(path))


def read(folder: Path, *pages: str) -> list[str]:
    return [reading(one) for one in plan_of(draft(folder, *pages)).indicators]


# --- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [
        ruled(4, 6),
        ruled(4, 6, draw=thin),
        ruled(4, 6, sides=False),
        boxed(4, 6),
        "0.9 g 50 670 480 30 re f 0 g\n" + ruled(4, 6),  # a shaded heading
        "10 10 575 822 re S\n" + ruled(4, 6),  # a frame around the page
    ],
)
def test_a_table_is_read_by_its_rules_however_they_are_drawn(rules: str, tmp_path: Path) -> None:
    drawn = draft(tmp_path, piece(LEFT, 720, CAPTION) + rules + texts(ROWS))
    assert [reading(one) for one in plan_of(drawn).indicators] == READ
    assert [open_parts(one) for one in plan_of(drawn).indicators] == [set(), set(), set()]
    assert (drawn.file.indicators[0].where, drawn.source and drawn.source.grids[0].caption) == ("表1", CAPTION)


@pytest.mark.parametrize("turn", ["0 1 -1 0 842 0 cm\n", "0 -1 1 0 0 842 cm\n"])
def test_a_page_that_is_turned_is_read_as_a_reader_turns_it(turn: str, tmp_path: Path) -> None:
    assert read(tmp_path, turn + piece(LEFT, 720, CAPTION) + ruled(4, 6) + texts(ROWS)) == READ


def test_a_figure_stays_in_its_column_where_another_one_is_missing(tmp_path: Path) -> None:
    rows = [HEADINGS, ["1", "参保人数", "万人", "", "700", ""], ["2", "参保率", "%", "95", "", "约束性"]]
    insured, rate = plan_of(draft(tmp_path, ruled(3, 6) + texts(rows))).indicators
    assert (insured.target.printed, insured.earlier) == ("700", None)
    assert (rate.target.printed, rate.earlier and rate.earlier.printed) == ("", "95")
    assert "printed" in open_parts(rate)


def test_cells_over_several_rows_and_columns_are_one(tmp_path: Path) -> None:
    """A group of two rows, two headings below 指标值, and a unit of two rows."""
    rows = [
        ["类别", "指标", "单位", "指标值", ""],
        ["", "", "", "2025年", "2030年"],
        ["就业创业", "城镇新增就业人数", "万人", "〔62.5〕", "〔60〕"],
        ["", "失业人员再就业人数", "", "〔20〕", "〔18〕"],
        ["社会保障", "参保率", "%", "95", "96"],
    ]
    right, bottom = LEFT + 5 * WIDTH, TOP - 5 * HEIGHT
    levels = "".join(rule(LEFT, TOP - HEIGHT * row, right, TOP - HEIGHT * row) for row in (0, 2, 4, 5))
    parts = rule(LEFT + 3 * WIDTH, TOP - HEIGHT, right, TOP - HEIGHT)
    parts += rule(LEFT + WIDTH, TOP - 3 * HEIGHT, LEFT + 2 * WIDTH, TOP - 3 * HEIGHT)
    parts += rule(LEFT + 3 * WIDTH, TOP - 3 * HEIGHT, right, TOP - 3 * HEIGHT)
    uprights = "".join(rule(LEFT + WIDTH * at, TOP, LEFT + WIDTH * at, bottom) for at in (0, 1, 2, 3, 5))
    uprights += rule(LEFT + 4 * WIDTH, TOP - HEIGHT, LEFT + 4 * WIDTH, bottom)
    found = plan_of(draft(tmp_path, levels + parts + uprights + texts(rows))).indicators
    assert [(one.name.zh, one.unit.zh, one.group and one.group.name.zh, one.target.printed) for one in found] == [
        ("城镇新增就业人数", "万人", "就业创业", "〔60〕"),
        ("失业人员再就业人数", "万人", "就业创业", "〔18〕"),
        ("参保率", "%", "社会保障", "96"),
    ]
    assert [open_parts(one) for one in found] == [set(), set(), set()]


def test_a_grid_with_a_missing_rule_is_no_table(tmp_path: Path) -> None:
    """A cell of three places round a corner may be any of them."""
    corner = LEFT + WIDTH, TOP - HEIGHT
    rules = "".join(rule(LEFT, TOP - HEIGHT * row, LEFT + 6 * WIDTH, TOP - HEIGHT * row) for row in (0, 2, 3, 4))
    rules += rule(corner[0], corner[1], LEFT + 6 * WIDTH, corner[1])
    rules += "".join(rule(LEFT + WIDTH * at, TOP - 4 * HEIGHT, LEFT + WIDTH * at, TOP) for at in (0, 2, 3, 4, 5, 6))
    rules += rule(corner[0], TOP - 4 * HEIGHT, *corner)
    with pytest.raises(InvalidInput):
        draft(tmp_path, rules + texts(ROWS))


@pytest.mark.parametrize(
    "noise",
    [
        "1 m 2 l S (x) (y) m 3 4 5 l S 1 2 3 re f\n",
        "".join(rule(0, y / 10, 3.5, y / 10) for y in range(300)),
        "0 0 m 300 300 l S 20 20 m 20 20 l S\n",
        "100 100 200 200 re n 100 100 m 100 400 l n\n",
    ],
)
def test_other_drawings_beside_a_table_are_none(noise: str, tmp_path: Path) -> None:
    assert read(tmp_path, noise + piece(LEFT, 720, CAPTION) + ruled(4, 6) + texts(ROWS)) == READ


def test_a_page_of_many_rules_is_a_drawing(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(drawn_pdf(["".join(rule(4 * at, 0, 4 * at, 800) for at in range(500)) + texts(ROWS)]))
    assert not any(line.opens.begins_cell for line in read_document(str(path), with_tables=True).lines)


# --- pieces ----------------------------------------------------------------------------------------------------------


def test_pieces_of_a_cell_are_one_text(tmp_path: Path) -> None:
    """Programs divide words and numbers, draw twice what is bold, and raise the numbers of notes."""
    y = TOP - HEIGHT - 12
    cells = [
        piece(LEFT + 3, y, "1"),
        piece(LEFT + WIDTH + 3, y, "工伤保险") + piece(LEFT + WIDTH + 43, y, "参保"),
        piece(LEFT + WIDTH + 3, y - 12, "人数") + piece(LEFT + WIDTH + 23, y - 8, "1", 6),
        piece(LEFT + 2 * WIDTH + 3, y, "万人") + piece(LEFT + 2 * WIDTH + 3.3, y, "万人"),
        piece(LEFT + 3 * WIDTH + 3, y, "6") + piece(LEFT + 3 * WIDTH + 8, y, "28"),
        piece(LEFT + 4 * WIDTH + 3, y, "70")
        + piece(LEFT + 4 * WIDTH + 13, y, "0 ")
        + piece(LEFT + 4 * WIDTH + 20, y, "左右"),
    ]
    (one,) = plan_of(draft(tmp_path, ruled(2, 6) + texts([HEADINGS]) + "".join(cells))).indicators
    assert reading(one) == "1 工伤保险参保人数 万人 None stock higher about 700 < 628@2025"
    assert one.footnote == "¹"


def test_radicals_are_the_characters_that_look_like_them(tmp_path: Path) -> None:
    """Browsers print 人 and 长 as the radicals ⼈ and ⻓."""
    rows = [
        HEADINGS,
        ["1", "⼯伤保险参保⼈数", "万⼈", "628", "700", "约束性"],
        ["2", "⻓期护理保险参保率", "%", "9", "10", ""],
    ]
    insured, care = plan_of(draft(tmp_path, ruled(3, 6) + texts(rows))).indicators
    assert reading(insured) == "1 工伤保险参保人数 万人 binding stock higher at_least 700 < 628@2025"
    assert care.name.zh == "长期护理保险参保率"


def test_a_letter_before_a_lowered_number_is_of_one_word_with_it(tmp_path: Path) -> None:
    y = TOP - HEIGHT - 12
    name = piece(LEFT + 3, y, "PM") + piece(LEFT + 17, y - 2, "2.5", 6) + piece(LEFT + 26, y, "浓度（微克/立方米）")
    drawn = ruled(2, 3) + texts([["指标", "2025年", "2030年"], ["", "30", "28"]]) + name
    (one,) = plan_of(draft(tmp_path, drawn)).indicators
    assert one.name.zh == "PM2.5浓度"


def test_two_numbers_in_a_cell_are_never_one(tmp_path: Path) -> None:
    far = piece(LEFT + 4 * WIDTH + 3, TOP - HEIGHT - 12, "7") + piece(LEFT + 4 * WIDTH + 30, TOP - HEIGHT - 12, "00")
    for figure in ("7\n00", far):
        target = figure if "BT" not in figure else ""
        rows = [HEADINGS, ["1", "工伤保险参保人数", "万人", "628", target, ""]]
        drawn = ruled(2, 6) + texts(rows) + (figure if "BT" in figure else "")
        (one,) = plan_of(draft(tmp_path, drawn)).indicators
        assert (one.target.printed, str(one.target.comparator)) == ("7 00", "none")


# --- pages -----------------------------------------------------------------------------------------------------------


def margins(number: int) -> str:
    return piece(LEFT, 800, "某市“十五五”规划") + piece(290, 30, f"— {number} —")


@pytest.mark.parametrize("repeats", [False, True])
def test_a_table_goes_on_over_pages(repeats: bool, tmp_path: Path) -> None:
    first = margins(7) + piece(LEFT, 720, CAPTION) + ruled(2, 6) + texts(ROWS[:2])
    below = [*ROWS[:1], *ROWS[2:]] if repeats else ROWS[2:]
    second = margins(8) + ruled(len(below), 6, 760) + texts(below, 760)
    second += piece(LEFT, 600, "注：〔〕内为五年累计数。") + piece(LEFT, 580, "四、保障措施")
    drawn = draft(tmp_path, first, second)
    assert [reading(one) for one in plan_of(drawn).indicators] == READ
    assert [note.means for note in drawn.file.footnotes] == ["cumulative"]
    assert [open_parts(one) for one in plan_of(drawn).indicators] == [set(), set(), set()]


@pytest.mark.parametrize("repeats", [False, True])
def test_a_row_that_two_pages_divide_is_one_and_marked(repeats: bool, tmp_path: Path) -> None:
    rows = [*ROWS[:3], ["3", "工伤保险", "万人", "628", "700左右", "约束性"]]
    below = [
        *([HEADINGS] if repeats else []),
        ["", "参保人数", "", "", "", ""],
        ["4", "参保率", "%", "95", "96", "约束性"],
    ]
    found = plan_of(
        draft(
            tmp_path,
            piece(LEFT, 720, CAPTION) + ruled(4, 6) + texts(rows),
            ruled(len(below), 6, 760) + texts(below, 760),
        )
    ).indicators
    assert [reading(one) for one in found] == [*READ, "4 参保率 % binding rate higher at_least 96 < 95@2025"]
    assert [open_parts(one) for one in found] == [set(), set(), {"row"}, set()]


def test_a_row_of_words_at_the_top_of_a_page_is_one_of_its_own(tmp_path: Path) -> None:
    below = [["4", "居民收入增长", "%", "", "与经济增长同步", "预期性"]]
    found = read(tmp_path, piece(LEFT, 720, CAPTION) + ruled(4, 6) + texts(ROWS), ruled(1, 6, 760) + texts(below, 760))
    assert found == [*READ, "4 居民收入增长 % anticipatory rate higher none"]


def test_the_figures_of_a_divided_row_may_stand_on_the_second_page(tmp_path: Path) -> None:
    rows = [*ROWS[:3], ["3", "工伤保险", "", "", "", ""]]
    below = [["", "参保人数", "万人", "628", "700左右", "约束性"]]
    found = plan_of(
        draft(tmp_path, piece(LEFT, 720, CAPTION) + ruled(4, 6) + texts(rows), ruled(1, 6, 760) + texts(below, 760))
    ).indicators
    assert [reading(one) for one in found] == READ
    assert open_parts(found[-1]) == {"row"}


def test_a_table_of_other_columns_on_the_next_page_is_another_one(tmp_path: Path) -> None:
    other = ruled(2, 3, 760) + texts([["任务", "内容", "时间"], ["1", "建设零工市场", "2027年"]], 760)
    assert read(tmp_path, piece(LEFT, 720, CAPTION) + ruled(4, 6) + texts(ROWS), other) == READ


@pytest.mark.parametrize("captions", [("表1 2025年指标", "表2 2030年指标"), ("表1 主要指标", "表2 主要指标")])
def test_a_caption_at_the_top_of_two_pages_is_no_running_head(captions: tuple[str, str], tmp_path: Path) -> None:
    before = [[*ROWS[0][:3], "2020年", "2025年目标", "属性"], *ROWS[1:]]
    pages = [
        piece(LEFT, 720, caption) + ruled(4, 6) + texts(rows)
        for caption, rows in zip(captions, (before, ROWS), strict=True)
    ]
    drawn = draft(tmp_path, *pages)
    assert drawn.source is not None
    assert [grid.caption for grid in drawn.source.grids] == [*captions]
    assert [reading(one) for one in plan_of(drawn).indicators] == READ


@pytest.mark.parametrize("head", ["某市“十五五”规划 第{}页", "— {} —", "表1 主要指标", "表1 主要指标（续）"])
def test_a_head_with_the_number_of_the_page_divides_no_table(head: str, tmp_path: Path) -> None:
    first = piece(LEFT, 720, "表1 主要指标") + ruled(3, 6) + texts(ROWS[:3])
    first = piece(LEFT, 800, head.format(7)) + first if "表" not in head else first
    second = piece(LEFT, 800, head.format(8)) + ruled(2, 6, 760) + texts([HEADINGS, *ROWS[3:]], 760)
    assert read(tmp_path, first, second) == READ


def test_the_lines_of_a_document_say_where_tables_begin(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    drawn = (
        piece(LEFT, 720, CAPTION) + ruled(2, 2) + texts([["指标", "2030年"], ["参保率", "96"]]) + piece(LEFT, 600, "完")
    )
    path.write_bytes(drawn_pdf([drawn]))
    lines = read_document(str(path), with_tables=True).lines
    assert [(line.text, line.opens, line.after_frame) for line in lines] == [
        (CAPTION, Opens.PARAGRAPH, False),
        ("指标", Opens.ROW, False),
        ("2030年", Opens.CELL, False),
        ("参保率", Opens.ROW, False),
        ("96", Opens.CELL, False),
        ("完", Opens.PARAGRAPH, True),
    ]
    assert not any(line.opens.begins_cell for line in read_document(str(path)).lines)  # places are quoted by pages


# --- without rules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "marked"),
    [
        ("2．工伤保险参保人数（万人） 628 700 约束性", False),
        ("2．工伤保险参保人数（万人） 700 约束性", True),  # of which year?
        ("2．工伤保险参保人数（万人） 600 628 700 约束性", True),
        ("2．工伤保险参保 628 700 左右 约束性 人数（万人）", True),
        ("2．工伤保险参保人数（万人） 628 约 700 约束性", True),
    ],
)
def test_a_table_without_rules_is_read_by_its_words_or_marked(row: str, marked: bool, tmp_path: Path) -> None:
    lines = [CAPTION, "指标 2025年 2030年 属性", "1．参保率（%） 95 96 约束性", row]
    drawn = "".join(piece(LEFT, 700 - 20 * number, line) for number, line in enumerate(lines))
    first, second = plan_of(draft(tmp_path, drawn)).indicators
    assert reading(first) == "1 参保率 % binding rate higher at_least 96 < 95@2025"
    assert not open_parts(first)
    assert ("row" in open_parts(second)) is marked


def test_a_table_without_rules_may_stand_beside_one_with_rules(tmp_path: Path) -> None:
    tasks = ruled(2, 3, 500) + texts([["任务", "内容", "时间"], ["1", "建设零工市场", "2027年"]], 500)
    cells = [
        ["指标", "2025年", "2030年", "属性"],
        ["1．参保率（%）", "95", "96", "约束性"],
        ["2．签订率（%）", "97", "98", "约束性"],
    ]
    drawn = piece(LEFT, 720, CAPTION) + texts(cells) + piece(LEFT, 510, "专栏1 重点任务") + tasks
    assert read(tmp_path, drawn) == [
        "1 参保率 % binding rate higher at_least 96 < 95@2025",
        "2 签订率 % binding rate higher at_least 98 < 97@2025",
    ]
