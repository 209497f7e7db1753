"""The structure of plan documents: the figures in their text, the places of their lines, the rows of their tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_documents import TEXT, edited, problems_of, structure_of

from rsplan.documents.structure.cited_places import Address, CitedPlace, cited_place
from rsplan.documents.structure.folding import folded
from rsplan.documents.structure.indicator_table import HEADING_WORDS, ColumnRole, PlanYears, column_role
from rsplan.documents.structure.printed_figures import figures_in, occurrences


def address_of(words: str, text: str = TEXT) -> Address:
    structure = structure_of(text)
    (index,) = [index for index, line in enumerate(structure.document.lines) if words in line.text]
    return structure.addresses[index]


def spans(text: str, printed: str) -> list[tuple[int, int]]:
    plain = folded(text)
    return [(span.start, span.end) for span in occurrences(plain, folded(printed), figures_in(plain))]


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["1300", "13.0", "1130", "130.5", "0.130", "130%", "130万", "1，130", "130—150", "1:130"]
)
def test_a_figure_is_found_as_a_whole_number_only(text: str) -> None:
    assert spans(f"人数{text}，", "130") == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("85万人以上", "85万人"),
        ("80万人次", "80万人"),
        ("5—6个", "6个"),
        ("5—6个", "5"),
        ("不少于1000个", "1000个"),
        ("超142万人", "142万人"),
        ("连续20年", "20"),
    ],
)
def test_a_figure_without_its_qualifier_unit_or_other_end_is_another(text: str, printed: str) -> None:
    assert spans(text, printed) == []
    assert spans(text, text) == [(0, len(folded(text)))]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("人才总量[2]达30万人", [True, False]),
        ("人才总量（万人）[2]", [True]),
        ("“人才”〔12〕为", [True]),
        ("[85]", [False]),
        ("人数\n[85]", [False]),
        ("人数[85]万人", [False]),
        ("人数[85.5]", [False]),
        ("人数[123]", [False]),
        ("人数2达", [False]),
    ],
)
def test_the_number_of_a_footnote_after_a_name_is_no_figure(text: str, named: list[bool]) -> None:
    assert [figure.named for figure in figures_in(text.translate({ord("（"): "(", ord("）"): ")"}))] == named


@pytest.mark.parametrize("text", ["达到1200家左右", "达1200家左右"])
def test_a_quotation_may_leave_out_that_a_figure_is_reached(text: str) -> None:
    assert len(spans(text, "1200家左右")) == 1


def test_a_word_is_not_found_where_two_others_only_meet() -> None:
    assert spans("健全覆盖全民的体系", "全覆盖") == []
    assert len(spans("法定人群全覆盖", "全覆盖")) == 1


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_a_number_is_found_in_another_text_exactly_when_it_is_that_number(sought: int, stands: int) -> None:
    assert bool(spans(f"共{stands}家企业", f"{sought}家")) == (sought == stands)


FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@given(st.data())
@settings(deadline=None)
def test_white_space_line_breaks_and_full_width_forms_do_not_matter(data: st.DataObject) -> None:
    sentence = "城镇新增就业人数累计达13.5万人以上，失业率<4%。"
    printed = "达13.5万人以上"
    gaps = st.sampled_from(["", " ", "\n", "\t", "\u3000", "\u00a0", "\u200b"])
    text = "".join(
        (FULL_WIDTH.get(sign, sign) if data.draw(st.booleans()) else sign) + data.draw(gaps) for sign in sentence
    )
    assert spans(text, printed) == spans(sentence, printed) != []


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("表1", CitedPlace("表1")),
        ("专栏十二", CitedPlace("专栏12")),
        ("表1备注2", CitedPlace("表1", True, 2)),
        ("表2注", CitedPlace("表2", True)),
        ("一", CitedPlace(chapter=1)),
        ("二（三）", CitedPlace(chapter=2, section=3)),
        ("三(一)13", CitedPlace(chapter=3, section=1, item=13)),
        ("十一（二十）", CitedPlace(chapter=11, section=20)),
        ("附件", None),
        ("三（一）0", None),
        ("", None),
    ],
)
def test_places_are_read_as_target_files_write_them(where: str, place: CitedPlace | None) -> None:
    assert cited_place(where) == place


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("2021年12月1日", Address()),
        ("一、发展基础", Address(1)),
        ("（一）主要成就", Address(1, 1)),
        ("就业的结构性矛盾", Address(1, 2)),
    ],
)
def test_lines_stand_in_chapters_and_sections(words: str, address: Address) -> None:
    assert address_of(words) == address


@pytest.mark.parametrize(
    ("words", "written_as"),
    [
        ("“十三五”规划主要指标完成情况", "表1"),
        ("〔12.5〕", "表1"),
        ("1．〔〕表示", "表1备注1"),
        ("2．①包括", "表1备注2"),
        ("（二）面临形势", "一（二）"),
        ("1．就业。", "二（二）1"),
        ("2．人才。", "二（二）2"),
        ("4以内", "表2"),
        ("备注：〔〕表示", "表2备注"),
        ("1．支持创业", "三（一）1"),
        ("专栏1", "专栏1"),
        ("每年举办创业大赛", "专栏1"),
        ("2．开展培训", "三（一）2"),
    ],
)
def test_lines_stand_in_items_tables_remarks_and_boxes(words: str, written_as: str) -> None:
    assert str(address_of(words)) == written_as


def test_a_place_is_its_items_together_without_tables_and_boxes() -> None:
    passage = structure_of().text_at(CitedPlace(chapter=3, section=1))
    assert passage is not None
    assert "创业基地20个" in passage.text
    assert "技能培训8万人次" in passage.text
    assert "创业大赛" not in passage.text


def test_a_table_of_contents_before_the_chapters_does_no_harm() -> None:
    contents = "一、发展基础\n二、发展目标\n三、主要任务\n"
    assert problems_of(text=edited(TEXT, ("2021年12月1日\n", f"2021年12月1日\n{contents}"))) == []


def test_chapters_may_be_called_so() -> None:
    text = edited(
        TEXT,
        ("一、发展基础", "第一章 发展基础"),
        ("二、发展目标", "第二章 发展目标"),
        ("（二）主要目标", "第二节 主要目标"),
    )
    assert problems_of(text=text) == []


def test_a_sentence_that_begins_with_a_table_is_no_caption() -> None:
    assert str(address_of("表2所示", edited(TEXT, ("三、主要任务\n", "三、主要任务\n表2所示目标必须完成。\n")))) == "三"


def test_a_box_without_marks_ends_at_the_next_item_of_its_section() -> None:
    """Items 1 and 2 stand in the section, 1 to 3 in the box: the second 2 is the section's."""
    text = "三、任务\n（一）就业\n1．甲。\n专栏1 乙\n1．丙。\n2．丁。\n3．戊。\n2．己。\n"
    assert [str(address_of(sign, text)) for sign in "甲丙丁戊己"] == [
        "三（一）1",
        "专栏1",
        "专栏1",
        "专栏1",
        "三（一）2",
    ]


def test_groups_of_rows_are_no_chapters() -> None:
    """As a PDF gives them: 二、 stands before row 2, 三、 before a section."""
    text = "一、基础\n表1 指标\n一、就业\n1．甲 1\n二、社保\n2．乙 2\n二、目标\n（一）丙\n"
    assert [str(address_of(sign, text)) for sign in ("就业", "社保", "目标", "丙")] == ["表1", "表1", "二", "二（一）"]


def test_a_remark_that_is_complete_ends_before_the_text_goes_on() -> None:
    text = edited(TEXT, ("三、主要任务", "到期末，就业更加充分。\n三、主要任务"))
    assert str(address_of("就业更加充分", text)) == "二（二）2"


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("2025年目标", ColumnRole.TARGET),
        ("2025年", ColumnRole.TARGET),
        ("2020年", ColumnRole.EARLIER),
        ("2020年实际值", ColumnRole.EARLIER),
        ("“十三五”期末", ColumnRole.EARLIER),
        ("完成情况", ColumnRole.RESULT),
        ("2023年实际值", ColumnRole.RESULT),
        ("完成率", ColumnRole.COMPLETION),
        ("属性", None),
    ],
)
def test_columns_are_known_by_their_words_else_by_the_years_of_the_plan(heading: str, role: ColumnRole | None) -> None:
    assert column_role(heading, PlanYears(2021, 2025)) is role


def test_rows_may_have_their_numbers_in_a_column_of_their_own_or_none_at_all() -> None:
    rows = (
        "\t1．城镇新增就业人数\n\t万人",
        "\t2．城镇登记失业率\n\t%",
        "\t3．人才总量\n\t万人",
        "\t4．技能培训人次\n\t万人次",
    )
    numbered = [(row, row.replace("．", "\n\t")) for row in rows]
    bare = [(row, "\t" + row[3:]) for row in rows]
    header = ("\t指标\n\t单位", "\t序号\n\t指标\n\t单位")
    assert problems_of(text=edited(TEXT, header, *numbered)) == []
    assert problems_of(text=edited(TEXT, *bare)) == []


@pytest.mark.parametrize(
    ("where", "same"),
    [
        ("第二章第二节", "二（二）"),
        ("第二章第二节3", "二（二）3"),
        ("第十二章", "十二"),
        ("第二章（二）", "二（二）"),
        ("二第二节", "二（二）"),
    ],
)
def test_chapters_and_sections_may_be_cited_in_full(where: str, same: str) -> None:
    assert cited_place(where) == cited_place(same) is not None


def test_a_footnote_number_after_the_name_of_a_row_is_no_part_of_it() -> None:
    assert problems_of(text=edited(TEXT, ("\t3．人才总量\n", "\t3．人才总量[2]\n"))) == []
    assert problems_of(text=edited(TEXT, ("人才总量①（万人）", "人才总量①（万人）[2]"))) == []


def test_a_footnote_number_in_the_text_is_not_the_figure_of_the_name() -> None:
    assert problems_of(text=edited(TEXT, ("人才总量达30万人", "人才总量[2]达30万人"))) == []


TABLE = (
    "一、目标\n表1 指标\n\t指标\n\t2025年目标\n\t属性\n\n"
    "\t1．人才总量①（万人）\n\t30\n\t约束性\n\n\t2．覆盖率\n\t95\n\t\n"
)


def test_a_row_gives_its_unit_and_nature_or_none() -> None:
    table = structure_of(TABLE).table("表1")
    assert table is not None
    first, second = table.rows
    unit, nature = first.unit("人才总量"), first.nature()
    assert (unit and unit.text, nature and nature.text) == ("万人", "约束性")
    assert (second.unit("覆盖率"), second.nature()) == (None, None)


def test_every_role_of_a_column_has_words_that_tell_it() -> None:
    assert set(HEADING_WORDS) == set(ColumnRole)
