"""A plan document read, its structure, and each print looked up at its place.

The document is the example of docs/verify.md, edited; the shared documents of the two cities where they are at hand.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsplan.documents import document as document_module
from rsplan.documents.document import DocumentText, read_document, text_lines
from rsplan.documents.figure_scan import figures_in, folded, occurrences
from rsplan.documents.lines import Line, Opens
from rsplan.documents.plan_table import ColumnRole, column_of
from rsplan.errors import InvalidInput, RsplanError
from rsplan.model.plan import Plan
from rsplan.read.library import load
from rsplan.read.yaml_targets import read_targets
from rsplan.verify.lookup import (
    Lookup,
    LookupState,
    MismatchReason,
    Quotation,
    QuotationKind,
    look_up,
    look_up_all,
    wanted_of,
)
from rsplan.verify.places import Address, Structure, Where, parse_where
from rsplan.verify.unclaimed import Rank, Unclaimed, unclaimed
from rsplan.verify.verification import verify

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/examples/verify.txt").read_text(encoding="utf-8")
TARGETS = (ROOT / "docs/examples/verify.yaml").read_text(encoding="utf-8")
SHARED = ROOT.parent / "shared" / "plans"
CITIES = ("nanjing", "suzhou")

shared_documents = pytest.mark.skipif(not SHARED.is_dir(), reason="the documents of the two cities are not at hand")


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} has to stand once"
        text = text.replace(old, new)
    return text


#: The example as it would be without its mistake.
RIGHT = edited(TARGETS, ("printed: 8个", "printed: 5个"))


def structure_of(text: str = TEXT) -> Structure:
    return Structure(DocumentText("plan.txt", "0" * 64, "text", "line", tuple(text_lines(text))))


def plans_of(targets: str = RIGHT) -> tuple[Plan, ...]:
    return read_targets("example.yaml", targets.encode()).plans


def problems_of(targets: str = RIGHT, text: str = TEXT) -> list[Lookup]:
    found = look_up_all(plans_of(targets), structure_of(text))
    return [one for one in found if one.state is not LookupState.FOUND]


def the_problem(*edits: tuple[str, str], text: str = TEXT) -> Lookup:
    (found,) = problems_of(edited(RIGHT, *edits), text)
    return found


def address_of(words: str, text: str = TEXT) -> Address:
    structure = structure_of(text)
    (line,) = [at for at, line in enumerate(structure.document.lines) if words in line.text]
    return structure.addresses[line]


def spans(text: str, printed: str) -> list[tuple[int, int]]:
    plain = folded(text)
    return [(span.start, span.end) for span in occurrences(plain, folded(printed), figures_in(plain))]


# ----------------------------------------------------------------------------------------------------------------------
# Figures


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
def test_a_print_without_its_qualifier_unit_or_other_end_is_not_the_figure(text: str, printed: str) -> None:
    assert spans(text, printed) == []
    assert spans(text, text) == [(0, len(folded(text)))]


@pytest.mark.parametrize("text", ["达到1200家左右", "达1200家左右"])
def test_a_print_may_leave_out_that_a_figure_is_reached(text: str) -> None:
    assert len(spans(text, "1200家左右")) == 1


def test_a_word_is_not_found_where_two_others_only_meet() -> None:
    assert spans("健全覆盖全民的体系", "全覆盖") == []
    assert len(spans("法定人群全覆盖", "全覆盖")) == 1


@given(st.integers(0, 99_999), st.integers(0, 99_999))
def test_a_number_is_found_in_another_text_exactly_when_it_is_that_number(sought: int, stands: int) -> None:
    assert bool(spans(f"共{stands}家企业", f"{sought}家")) == (sought == stands)


FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@given(st.data())
def test_white_space_line_breaks_and_full_width_forms_do_not_matter(data: st.DataObject) -> None:
    sentence = "城镇新增就业人数累计达13.5万人以上，失业率<4%。"
    printed = "达13.5万人以上"
    gaps = st.sampled_from(["", " ", "\n", "\t", "\u3000", "\u00a0", "\u200b"])
    text = "".join(
        (FULL_WIDTH.get(sign, sign) if data.draw(st.booleans()) else sign) + data.draw(gaps) for sign in sentence
    )
    assert spans(text, printed) == spans(sentence, printed) != []


# ----------------------------------------------------------------------------------------------------------------------
# Documents


def html_of(text: str) -> str:
    """The plain text as a page: cells of the table in paragraphs, everything else a paragraph."""
    pieces = ["<!DOCTYPE html><html><head><title>99万人</title></head><body><script>var a = '88万人';</script>"]
    in_table = False
    for line in text_lines(text):
        is_cell = line.opens is not Opens.PARAGRAPH
        if in_table and (not is_cell or line.after_frame):
            pieces.append("</td></tr></table>")
            in_table = False
        if is_cell and not in_table:
            pieces.append("<table><tr><td>")
        elif is_cell:
            pieces.append({Opens.ROW: "</td></tr>\n<tr><td>", Opens.CELL: "</td><td>"}.get(line.opens, "<br>"))
        words = line.text.replace("<", "&lt;")
        pieces.append(words if is_cell else f"<p>{words}</p>\n")
        in_table = is_cell
    return "".join([*pieces, "</body></html>"])


def docx_of(text: str) -> bytes:
    """The plain text as a DOCX with real tables."""
    docx = pytest.importorskip("docx")
    made: Any = docx.Document()
    rows: list[list[str]] = []

    def end_table() -> None:
        if rows:
            table = made.add_table(0, max(map(len, rows)))
            for row in rows:
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
            rows.clear()

    for line in text_lines(text):
        if line.opens is Opens.PARAGRAPH or line.after_frame:
            end_table()
        match line.opens:
            case Opens.PARAGRAPH:
                made.add_paragraph(line.text)
            case Opens.ROW:
                rows.append([line.text])
            case Opens.CELL:
                rows[-1].append(line.text)
            case _:
                rows[-1][-1] += "\n" + line.text
    end_table()
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def pdf_of(pages: list[list[str]]) -> bytes:
    """A PDF of those lines, in a font whose text is UTF-16."""
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts "
        "[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>] >>"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", font]
    kids = []
    for lines in pages:
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines)
        content = f"BT /F1 10 Tf 50 800 Td 14 TL\n{shown}ET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    text = "%PDF-1.5\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        f"{text}xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
        f"startxref\n{len(text)}\n%%EOF"
    ).encode("latin-1")


def pdf_pages(text: str, *, by_row: bool) -> list[list[str]]:
    """The lines as a PDF gives them: wrapped, without marks of cells, a row on one line or a cell on each."""
    lines: list[str] = []
    for line in text_lines(text):
        if by_row and line.opens is Opens.CELL:
            lines[-1] += " " + line.text
        else:
            lines += [line.text[at : at + 30] for at in range(0, len(line.text), 30)]
    kept = [line for line in lines if line.strip()]
    return [[*kept[at : at + 20], f"— {at // 20 + 1} —"] for at in range(0, len(kept), 20)]


def written(tmp_path: Path, name: str, data: bytes) -> DocumentText:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(str(path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_the_encodings_that_chinese_programs_write(tmp_path: Path, encoding: str) -> None:
    read = written(tmp_path, "plan.txt", TEXT.encode(encoding))
    assert read.lines == tuple(text_lines(TEXT))
    assert (read.format, read.counts) == ("text", "line")


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_tabs_begin_cells_blank_lines_part_rows_and_two_of_them_end_a_frame(line_break: str) -> None:
    text = "表1\n\t指标\n\t2025年\n目标\n\n\t甲\n\t\n\n\n正文\n".replace("\n", line_break)
    assert list(text_lines(text)) == [
        Line(1, "表1"),
        Line(2, "指标", Opens.ROW),
        Line(3, "2025年", Opens.CELL),
        Line(4, "目标", Opens.RUN_ON),
        Line(6, "甲", Opens.ROW),
        Line(7, "", Opens.CELL),
        Line(10, "正文", Opens.PARAGRAPH, True),
    ]


def test_several_cells_may_stand_on_one_line_of_a_text() -> None:
    assert [(line.text, line.opens) for line in text_lines("1．甲\t10\t20")] == [
        ("1．甲", Opens.ROW),
        ("10", Opens.CELL),
        ("20", Opens.CELL),
    ]


def verified(document: DocumentText) -> tuple[list[Lookup], list[Unclaimed]]:
    structure = Structure(document)
    found = look_up_all(plans_of(), structure)
    return [one for one in found if one.state is not LookupState.FOUND], unclaimed(found, structure)


#: What of the example nobody claims; the order is that of the report.
UNCLAIMED = [("3万人次以上", "三（一）2"), ("5000人", "二（二）2"), ("2场", "专栏1")]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_page_says_what_the_text_says_and_what_it_does_not_show_counts_for_nothing(
    tmp_path: Path, charset: str
) -> None:
    page = html_of(TEXT).replace("<head>", f'<head><meta charset="{charset}">')
    read = written(tmp_path, "plan.htm", page.encode("gb18030" if charset == "gb2312" else "utf-8"))
    problems, figures = verified(read)
    assert (read.format, read.counts) == ("html", "line")
    assert problems == []
    assert [(one.printed, one.where) for one in figures] == UNCLAIMED


def test_a_page_is_known_by_its_content_and_its_lines_have_their_numbers(tmp_path: Path) -> None:
    read = written(tmp_path, "plan", b"<!-- x -->\n<html><body>\n<p>\nA</p>B<br>C</body>")
    assert read.lines == (Line(4, "A"), Line(4, "B"), Line(4, "C"))


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        # Browsers end the head where the body begins, whether or not its end tag is written.
        ("<html><head><title>9</title><body>\n<p>A", [Line(2, "A")]),
        ("<html>\n<title>9</title>\nA", [Line(3, "A")]),
        ("<html><!-- <p>8\n--><p>A<!-- 9\n\n-->B</p>\nC", [Line(2, "AB"), Line(5, "C")]),
        ("<html><p\nclass=x>A\n<span\nlang=zh>B</span\n>\nC<p>D", [Line(2, "A B C"), Line(6, "D")]),
        ("<html><noscript>9</noscript><template>9</template><style>9</style>A", [Line(1, "A")]),
        ("<html><p>4<5 &lt;4% <失业率&nbsp;&amp;&#22478;", [Line(1, "4<5 <4% <失业率 &城")]),
        ("<html><p>1</p\n\n>", [Line(1, "1")]),
        ("<html></div></table></td>A", [Line(1, "A")]),
        ("<?xml version='1.0' encoding='gb2312'?>\n<html xmlns='x'><body>甲<br />乙</body></html>", None),
        ("<html><meta charset=gb2312><body>甲<br>乙", None),
    ],
)
def test_a_page_is_read_as_a_browser_shows_it(tmp_path: Path, page: str, lines: list[Line] | None) -> None:
    """Bytes that are UTF-8 are read so whatever encoding the page declares."""
    read = written(tmp_path, "plan.html", page.encode())
    assert [(line.number, line.text) for line in read.lines] == (
        [(line.number, line.text) for line in lines] if lines else [(page.count("\n") + 1, sign) for sign in "甲乙"]
    )


def test_a_page_says_the_same_however_its_lines_are_broken(tmp_path: Path) -> None:
    """The parser receives a page in parts; none of them loses anything."""
    page = html_of(TEXT)
    words = [line.text for line in written(tmp_path, "plan.html", page.encode()).lines]
    for replaced in ("\n", "\r\n", " \n\n", " "):
        other = written(tmp_path, "plan.html", page.replace("\n", replaced).encode())
        assert [line.text for line in other.lines] == words


@pytest.mark.parametrize("character", ["\0", "\x01", "\x1b", "\ufffe", "\u200b"])
def test_a_control_character_in_a_page_ends_nothing(tmp_path: Path, character: str) -> None:
    read = written(tmp_path, "plan.html", f"<html><p>新增{character}就业</p><p>13{character}0万人".encode())
    assert [line.text for line in read.lines] == ["新增就业", "130万人"]


def test_a_page_whose_elements_are_nested_too_deep_is_refused_at_its_line(tmp_path: Path) -> None:
    deep = "<html><body>\n" + "<b>" * 254 + "A"  # 256 elements with html and body
    assert [line.text for line in written(tmp_path, "plan.html", deep.encode()).lines] == ["A"]
    with pytest.raises(InvalidInput) as error:
        written(tmp_path, "plan.html", deep.replace("A", "<b>A").encode())
    assert [(problem.code, problem.line) for problem in error.value.problems] == [("document_too_deep", 2)]


def test_a_page_without_text_is_a_problem_of_the_input(tmp_path: Path) -> None:
    for page in (b"", b"\n", b"<!-- x -->", b"<html><script>9</script>", b"<html><p a='9"):
        assert code_of(tmp_path, "plan.html", page) == "document_without_text"


def test_cells_of_a_page_keep_their_columns_however_it_is_written(tmp_path: Path) -> None:
    page = "<html><table><tr><td colspan=3>甲<tr><td><p>1</p><p>2</p><td><td>3</table>乙"
    read = written(tmp_path, "plan.html", page.encode())
    assert [(line.text, line.opens, line.after_frame) for line in read.lines] == [
        ("甲", Opens.ROW, False),
        ("", Opens.CELL, False),
        ("", Opens.CELL, False),
        ("1", Opens.ROW, False),
        ("2", Opens.RUN_ON, False),
        ("", Opens.CELL, False),
        ("3", Opens.CELL, False),
        ("乙", Opens.PARAGRAPH, True),
    ]


def test_a_docx_says_what_the_text_says(tmp_path: Path) -> None:
    read = written(tmp_path, "plan.docx", docx_of(TEXT))
    problems, figures = verified(read)
    assert (read.format, read.counts) == ("docx", "paragraph")
    assert problems == []
    assert [(one.printed, one.where) for one in figures] == UNCLAIMED


def test_merged_cells_text_boxes_and_tracked_changes_of_a_docx_are_read_as_they_show(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    oxml = pytest.importorskip("docx.oxml")
    made: Any = docx.Document()
    table = made.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "组"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "宽"
    table.cell(1, 1).text, table.cell(1, 2).text = "1", "2"
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph = made.add_paragraph("共")
    for piece in (
        f"<w:del {space}><w:r><w:delText>99</w:delText><w:t>98</w:t></w:r></w:del>",
        f"<w:ins {space}><w:r><w:t>100家</w:t></w:r></w:ins>",
        f"<w:r {space}><w:pict><w:txbxContent><w:p><w:r><w:t>专栏1</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    ):
        paragraph._p.append(oxml.parse_xml(piece))
    made.add_paragraph("后文")
    stream = io.BytesIO()
    made.save(stream)
    read = written(tmp_path, "plan.docx", stream.getvalue())
    assert [(line.text, line.opens, line.after_frame) for line in read.lines] == [
        ("组", Opens.ROW, False),
        ("宽", Opens.CELL, False),
        ("", Opens.CELL, False),
        ("", Opens.ROW, False),
        ("1", Opens.CELL, False),
        ("2", Opens.CELL, False),
        ("共100家", Opens.PARAGRAPH, True),
        ("专栏1", Opens.PARAGRAPH, False),
        ("后文", Opens.PARAGRAPH, True),
    ]


@pytest.mark.parametrize("by_row", [True, False])
def test_a_pdf_says_what_the_text_says_though_it_has_no_cells(tmp_path: Path, by_row: bool) -> None:
    pytest.importorskip("pypdf")
    read = written(tmp_path, "plan.pdf", pdf_of(pdf_pages(TEXT, by_row=by_row)))
    problems, figures = verified(read)
    assert (read.format, read.counts) == ("pdf", "page")
    assert problems == []
    assert [(one.printed, one.where) for one in figures] == UNCLAIMED


def code_of(tmp_path: Path, name: str, data: bytes) -> str:
    with pytest.raises(InvalidInput) as error:
        written(tmp_path, name, data)
    (problem,) = error.value.problems
    return problem.code


def test_what_is_no_document_is_a_problem_of_the_input(tmp_path: Path) -> None:
    assert code_of(tmp_path, "plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "document_unsupported"
    assert code_of(tmp_path, "plan.txt", b" \n\n") == "document_without_text"
    assert code_of(tmp_path, "plan.txt", b"\xff\xff\xff") == "not_text"
    with pytest.raises(InvalidInput):
        read_document(str(tmp_path / "missing.txt"))


def test_broken_and_textless_files_are_problems_of_the_input(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    pytest.importorskip("pypdf")
    assert code_of(tmp_path, "plan.docx", b"PK\x03\x04 no archive") == "document_broken"
    assert code_of(tmp_path, "plan.pdf", b"%PDF-1.5\nnothing") == "document_broken"
    assert code_of(tmp_path, "scan.pdf", pdf_of([[]])) == "document_without_text"


@pytest.mark.parametrize(
    ("data", "package"), [(b"PK\x03\x04", "python-docx"), (b"%PDF-1.7", "pypdf"), (b"<html>", "lxml")]
)
def test_a_missing_package_is_named(tmp_path: Path, data: bytes, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_module, "find_spec", lambda name: None)
    with pytest.raises(RsplanError) as error:
        written(tmp_path, "plan", data)
    assert (error.value.key, error.value.details["package"]) == ("error.verify_package", package)


# ----------------------------------------------------------------------------------------------------------------------
# Places


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("表1", Where("表1")),
        ("专栏十二", Where("专栏12")),
        ("表1备注2", Where("表1", True, 2)),
        ("表2注", Where("表2", True)),
        ("一", Where(chapter=1)),
        ("二（三）", Where(chapter=2, section=3)),
        ("三(一)13", Where(chapter=3, section=1, item=13)),
        ("十一（二十）", Where(chapter=11, section=20)),
        ("附件", None),
        ("三（一）0", None),
        ("", None),
    ],
)
def test_places_are_read_as_target_files_write_them(where: str, place: Where | None) -> None:
    assert parse_where(where) == place


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
    passage = structure_of().passage(Where(chapter=3, section=1))
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
    ("heading", "column"),
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
def test_columns_are_known_by_their_words_else_by_the_years_of_the_plan(
    heading: str, column: ColumnRole | None
) -> None:
    assert column_of(heading, plans_of()[1]) is column


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


# ----------------------------------------------------------------------------------------------------------------------
# Look-ups


def test_every_print_of_the_example_is_found() -> None:
    assert problems_of() == []


def test_everything_that_is_quoted_from_the_document_is_looked_up() -> None:
    """Counted by hand in docs/examples/verify.yaml."""
    found = [one.what for one in wanted_of(plans_of())]
    assert {what: found.count(what) for what in QuotationKind} == {
        QuotationKind.NAME: 12,
        QuotationKind.FOOTNOTE: 4,
        QuotationKind.CLAIM: 1,
        QuotationKind.DATE: 1,
        QuotationKind.TARGET: 11,
        QuotationKind.STATEMENT: 4,
        QuotationKind.RESULT: 2,
        QuotationKind.COMPLETION: 2,
        QuotationKind.EARLIER: 2,
        QuotationKind.GROWTH: 1,
        QuotationKind.REPORTED: 1,
        QuotationKind.BASELINE: 0,
    }


def test_a_baseline_with_a_place_of_its_own_is_looked_up() -> None:
    own = "baseline: {printed: 12万人, where: 一（一）, date: 2020-12-31}"
    found = the_problem(("baseline: {result_of: 13fyp}", own))
    assert (found.wanted.what, found.wanted.printed) == (QuotationKind.BASELINE, "12万人")


def test_a_figure_of_a_table_stands_in_its_own_row_and_column() -> None:
    wrong_row = the_problem(('result: {printed: "25"', "result: {printed: 4以内"))
    assert (wrong_row.wanted.what, wrong_row.stands, wrong_row.lack) == (
        QuotationKind.RESULT,
        "25",
        MismatchReason.OTHER,
    )
    assert [spot.where for spot in wrong_row.elsewhere] == ["表2 #2"]
    wrong_column = the_problem(('target: {printed: "24", where: 表1}', 'target: {printed: "25", where: 表1}'))
    assert wrong_column.stands == "24"
    assert [spot.where for spot in wrong_column.elsewhere] == ["表1 #2"]


def test_an_empty_cell_is_empty_and_one_that_is_not_is_a_problem() -> None:
    empty = ('result: {printed: "25", period: 2020,', 'result: {printed: "", period: 2020,')
    baseline = ("baseline: {result_of: 13fyp}", "note: {zh: 注, en: n}")
    assert the_problem(empty, baseline).stands == "25"
    assert problems_of(edited(RIGHT, empty, baseline), edited(TEXT, ("\t25\n", "\t\n"))) == []


def test_a_row_that_the_table_lacks_is_said() -> None:
    found = problems_of(edited(RIGHT, ("number: 4", "number: 5")))
    assert {one.lack for one in found} == {MismatchReason.ROW}
    assert {one.wanted.what for one in found} == {QuotationKind.NAME, QuotationKind.TARGET}


def test_a_place_that_the_document_lacks_is_said_with_where_the_print_stands() -> None:
    found = problems_of(edited(RIGHT, ("printed: 100个, where: 专栏1", "printed: 100个, where: 专栏7")))
    assert {one.lack for one in found} == {MismatchReason.PLACE}
    assert {spot.where for one in found for spot in one.elsewhere} == {"专栏1"}
    assert {spot.number for one in found for spot in one.elsewhere} == {64}


def test_a_remark_explains_the_rows_of_its_own_table() -> None:
    found = the_problem(("where: 表1备注1, means: cumulative", "where: 表2备注, means: cumulative"))
    assert (found.wanted.what, found.lack, found.stands) == (QuotationKind.FOOTNOTE, MismatchReason.TABLE, "表2")


def test_a_footnote_sign_stands_after_its_own_name() -> None:
    found = the_problem(("footnote: ①", "footnote: ②"))
    assert (found.wanted.what, found.stands) == (QuotationKind.FOOTNOTE, "人才总量①(万人)")


@pytest.mark.parametrize("name", ["新增就业人数", "城镇新增就业", "城镇新增就业人次"])
def test_the_name_of_a_row_is_the_whole_name(name: str) -> None:
    targets = RIGHT.replace("zh: 城镇新增就业人数", f"zh: {name}", 1)
    (found,) = problems_of(targets)
    assert (found.wanted.what, found.stands) == (QuotationKind.NAME, "城镇新增就业人数(万人)")


def test_a_figure_of_another_name_in_the_same_place_is_not_the_figure() -> None:
    found = the_problem(("printed: 5个, where: 三（一）1", "printed: 20个, where: 三（一）1"))
    assert (found.state, found.stands) == (LookupState.ELSEWHERE, "5个")


def test_a_figure_may_stand_before_its_name_or_within_it() -> None:
    assert the_problem(("printed: 100个", "printed: 2个")).stands == "100个"
    assert the_problem(("printed: 4个", "printed: 8个")).stands == "4个"


def test_a_word_without_digits_stands_in_the_sentence_of_its_name() -> None:
    text = edited(TEXT, ("确保零就业家庭动态清零", "关心零就业家庭。欠薪动态清零"))
    (found,) = problems_of(text=text)
    assert found.wanted.what is QuotationKind.TARGET


def test_a_list_that_says_respectively_gives_each_name_its_figure() -> None:
    text = edited(TEXT, ("人才总量达30万人，", "人才总量、技能人才总量分别达30万人、20万人，"))
    assert problems_of(text=text) == []


def test_a_name_may_share_a_part_with_others_of_a_list() -> None:
    name = ("zh: 大师工作室", "zh: 技能大师工作室")
    assert problems_of(edited(RIGHT, name), edited(TEXT, ("大师工作室5个", "技能人才和大师工作室5个"))) == []
    assert the_problem(name).wanted.what is QuotationKind.NAME


def test_a_name_that_is_not_there_is_told_with_the_words_most_like_it() -> None:
    found = the_problem(("zh: 优秀创业项目", "zh: 优秀创业项目数量"))
    assert (found.lack, found.stands) == (MismatchReason.LIKE, "遴选100个优秀创业项目")


def test_the_documents_date_is_looked_up() -> None:
    found = the_problem(("date: 2021-12-01", "date: 2021-12-11"))
    assert (found.wanted.what, found.wanted.printed) == (QuotationKind.DATE, "2021年12月11日")


def test_a_claim_is_looked_up_at_its_place() -> None:
    found = the_problem(("{printed: 均已完成, where: 一（一）", "{printed: 均已完成, where: 一（二）"))
    assert (found.wanted.what, found.state) == (QuotationKind.CLAIM, LookupState.ELSEWHERE)
    assert [spot.where for spot in found.elsewhere] == ["一（一）"]


def test_the_lines_of_a_document_may_be_broken_anywhere() -> None:
    broken = "\n".join(
        line
        if line.startswith(("\t", "表", "专栏"))
        else "\n".join(line[at : at + 17] for at in range(0, len(line), 17))
        for line in TEXT.split("\n")
    )
    assert problems_of(text=broken) == []


def changed(wanted: Quotation) -> Iterator[Quotation]:
    """The print with each of its digits replaced by each other digit."""
    for at, sign in enumerate(wanted.printed):
        if sign.isascii() and sign.isdigit():
            for digit in set("0123456789") - {sign}:
                yield wanted._replace(printed=wanted.printed[:at] + digit + wanted.printed[at + 1 :])


def test_every_single_changed_digit_of_the_example_is_found() -> None:
    structure = structure_of()
    for wanted in wanted_of(plans_of()):
        for quotation in changed(wanted):
            assert look_up(quotation, structure).state is not LookupState.FOUND, quotation


# ----------------------------------------------------------------------------------------------------------------------
# Unclaimed figures


def figures_without_owner(targets: str = RIGHT, text: str = TEXT) -> list[Unclaimed]:
    structure = structure_of(text)
    return unclaimed(look_up_all(plans_of(targets), structure), structure)


def test_figures_like_targets_that_nobody_claims_are_listed_in_the_order_of_their_likeness() -> None:
    found = figures_without_owner()
    assert [(one.printed, one.where) for one in found] == UNCLAIMED
    assert [one.rank for one in found] == [Rank.QUALIFIED, Rank.COUNTED, Rank.COUNTED]
    assert found[0].context == "服务群众3万人次以上"


@pytest.mark.parametrize(
    "words",
    [
        "到2025年全面建成",
        "庆祝成立100周年",
        "连续3年达到先进",
        "12333热线",
        "推动5G应用",
        "苏办〔2021〕15号",
        "实施“1+3”计划",
        "推广A4纸张",
        "第5个百年",
        "最多跑1次",
        "15分钟服务圈",
        "双随机、一公开",
        "专栏1所列",
        "健全覆盖全民的体系",
    ],
)
def test_dates_document_numbers_and_names_are_no_targets(words: str) -> None:
    assert len(figures_without_owner(text=edited(TEXT, ("1．支持创业。", f"1．支持创业。{words}，")))) == len(UNCLAIMED)


@pytest.mark.parametrize(
    "words", ["建成基地30个", "覆盖率90%", "覆盖率达到90以上", "培训1.5万人次", "人数之比1：1", "实现全覆盖"]
)
def test_counted_qualified_and_compared_figures_look_like_targets(words: str) -> None:
    found = figures_without_owner(text=edited(TEXT, ("1．支持创业。", f"1．支持创业。{words}，")))
    assert len(found) == len(UNCLAIMED) + 1


def test_results_of_the_chapter_that_looks_back_are_no_targets() -> None:
    text = edited(TEXT, ("累计实现", "累计发放贷款25.73亿元，累计实现"))
    assert len(figures_without_owner(text=text)) == len(UNCLAIMED)


def test_a_row_that_nobody_claims_stands_first() -> None:
    row = "\n\t5．职业资格证书人数\n\t万人\n\t〔50〕\n"
    found = figures_without_owner(text=edited(TEXT, ("\t〔8〕\n", f"\t〔8〕\n{row}")))
    assert (found[0].rank, found[0].printed, found[0].where) == (Rank.CELL, "〔50〕", "表2 #5")


def test_the_figure_that_a_wrong_print_should_have_been_is_unclaimed() -> None:
    assert ("5个", "三（一）1") in [(one.printed, one.where) for one in figures_without_owner(TARGETS)]


# ----------------------------------------------------------------------------------------------------------------------
# Whose document it is


def library_of(tmp_path: Path, targets: str = RIGHT) -> Any:
    path = tmp_path / "example.yaml"
    path.write_text(targets, encoding="utf-8")
    return load([str(path)])


def test_the_city_is_told_from_the_title_in_the_document(tmp_path: Path) -> None:
    found = verify(library_of(tmp_path), structure_of().document)
    assert [(plan.city.id, plan.id) for plan in found.plans] == [("example", "13fyp"), ("example", "14fyp")]
    assert [Path(one.path).name for one in found.inputs] == ["example.yaml"]


def test_a_document_of_nobody_known_is_an_error_that_names_who_is(tmp_path: Path) -> None:
    with pytest.raises(RsplanError) as error:
        verify(library_of(tmp_path), structure_of("一、别处\n（一）无。\n").document)
    assert error.value.key == "error.verify_which"
    assert "--city example --plan 13fyp" in error.value.details["known"]


def test_one_plan_may_be_asked_for_and_what_the_other_claims_stays_claimed(tmp_path: Path) -> None:
    found = verify(library_of(tmp_path), structure_of().document, ("14fyp",))
    assert {one.wanted.plan.id for one in found.lookups} == {"14fyp"}
    assert [(one.printed, one.where) for one in found.unclaimed] == UNCLAIMED


# ----------------------------------------------------------------------------------------------------------------------
# The documents of the two cities


def shared(city: str) -> tuple[tuple[Plan, ...], Structure]:
    document = read_document(str(SHARED / f"{city}-2021-2025.txt"))
    return load(cities=(city,)).plans, Structure(document)


@shared_documents
@pytest.mark.parametrize("city", CITIES)
def test_every_figure_and_name_of_the_shipped_plans_stands_at_its_place(city: str) -> None:
    found = look_up_all(*shared(city))
    wrong = [(one.wanted.at, one.wanted.printed, one.stands) for one in found if one.state is not LookupState.FOUND]
    assert wrong == []
    assert len(found) > 150


@shared_documents
@pytest.mark.parametrize("city", CITIES)
def test_every_single_changed_digit_of_the_shipped_plans_is_found(city: str) -> None:
    plans, structure = shared(city)
    every = [one for wanted in wanted_of(plans) for one in changed(wanted)]
    assert [one for one in every if look_up(one, structure).state is LookupState.FOUND] == []
    assert len(every) > 3000


@shared_documents
@pytest.mark.parametrize("city", CITIES)
def test_a_changed_row_number_of_the_shipped_plans_is_found(city: str) -> None:
    plans, structure = shared(city)
    for plan in plans:
        for indicator in plan.indicators:
            if indicator.number:
                other = indicator._replace(
                    number=str(int(indicator.number) % 10 + 1 + 10 * (int(indicator.number) // 10))
                )
                found = look_up_all([plan._replace(indicators=(other,))], structure)
                assert any(one.state is not LookupState.FOUND for one in found), indicator.id


@shared_documents
@pytest.mark.parametrize(
    ("city", "remaining"),
    [
        ("nanjing", []),
        # The opening of 三（二） names the principles of the system; the target itself stands in 二（三）2, claimed.
        ("suzhou", [("应保尽保", "三（二）")]),
    ],
)
def test_the_figures_of_the_two_documents_without_an_owner_are_those_explained(
    city: str, remaining: list[tuple[str, str]]
) -> None:
    plans, structure = shared(city)
    found = unclaimed(look_up_all(plans, structure), structure)
    assert [(one.printed, one.where) for one in found] == remaining


@shared_documents
@pytest.mark.parametrize("city", CITIES)
def test_a_target_left_out_of_the_shipped_plans_is_listed_as_unclaimed(city: str) -> None:
    """Each target in turn; a figure that several indicators share stays claimed by the others."""
    plans, structure = shared(city)
    lookups = look_up_all(plans, structure)
    before = set(unclaimed(lookups, structure))
    for missing in [
        one for one in lookups if one.wanted.what is QuotationKind.TARGET and figures_in(one.wanted.printed)
    ]:
        rest = [one for one in lookups if one.wanted.indicator is not missing.wanted.indicator]
        if any(one.span and missing.span and one.span.overlaps(missing.span) for one in rest):
            continue
        added = set(unclaimed(rest, structure)) - before
        assert any(folded(missing.wanted.printed) in one.printed for one in added), missing.wanted
