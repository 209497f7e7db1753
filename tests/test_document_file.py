"""Documents read from text, HTML, DOCX and PDF: their lines, cells and frames, and the files that are refused."""

import io
from pathlib import Path
from typing import Any

import pytest
from plan_documents import ROOT, TEXT, UNCLAIMED, docx_of, html_of, pdf_of, pdf_pages, plans_of

from rsplan.documents import document_file
from rsplan.documents.document_file import read_document
from rsplan.documents.document_text import DocumentFormat, DocumentText, Line, Opens
from rsplan.documents.plain_text_lines import plain_text_lines
from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.errors import InvalidInput, RsplanError
from rsplan.verify.lookup import Lookup, LookupState, look_up_all
from rsplan.verify.unclaimed import Unclaimed, unclaimed


def written(tmp_path: Path, name: str, data: bytes) -> DocumentText:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(str(path))


def verified(document: DocumentText) -> tuple[list[Lookup], list[Unclaimed]]:
    structure = DocumentStructure(document)
    found = look_up_all(plans_of(), structure)
    return [one for one in found if one.state is not LookupState.FOUND], unclaimed(found, structure)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_the_encodings_that_chinese_programs_write(tmp_path: Path, encoding: str) -> None:
    read = written(tmp_path, "plan.txt", TEXT.encode(encoding))
    assert read.lines == tuple(plain_text_lines(TEXT))
    assert (read.format, read.format.position_unit) == ("text", "line")


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_tabs_begin_cells_blank_lines_separate_rows_and_two_of_them_end_a_frame(line_break: str) -> None:
    text = "表1\n\t指标\n\t2025年\n目标\n\n\t甲\n\t\n\n\n正文\n".replace("\n", line_break)
    assert list(plain_text_lines(text)) == [
        Line(1, "表1"),
        Line(2, "指标", Opens.ROW),
        Line(3, "2025年", Opens.CELL),
        Line(4, "目标", Opens.RUN_ON),
        Line(6, "甲", Opens.ROW),
        Line(7, "", Opens.CELL),
        Line(10, "正文", Opens.PARAGRAPH, True),
    ]


def test_several_cells_may_stand_on_one_line_of_a_text() -> None:
    assert [(line.text, line.opens) for line in plain_text_lines("1．甲\t10\t20")] == [
        ("1．甲", Opens.ROW),
        ("10", Opens.CELL),
        ("20", Opens.CELL),
    ]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_page_says_what_the_text_says_and_what_it_does_not_show_counts_for_nothing(
    tmp_path: Path, charset: str
) -> None:
    page = html_of(TEXT).replace("<head>", f'<head><meta charset="{charset}">')
    read = written(tmp_path, "plan.htm", page.encode("gb18030" if charset == "gb2312" else "utf-8"))
    problems, figures = verified(read)
    assert (read.format, read.format.position_unit) == ("html", "line")
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
        ("<p>\n1", [Line(2, "1")]),
        ("<html>\r\n<p>A</p>\r<p>\r\nB", [Line(2, "A"), Line(4, "B")]),
        ("<html></div></table></td>A", [Line(1, "A")]),
        (
            "<?xml version='1.0' encoding='gb2312'?>\n<html xmlns='x'><body>甲<br />乙</body></html>",
            [Line(2, "甲"), Line(2, "乙")],
        ),
    ],
)
def test_a_page_is_read_as_a_browser_shows_it(tmp_path: Path, page: str, lines: list[Line]) -> None:
    read = written(tmp_path, "plan.html", page.encode())
    assert list(read.lines) == lines


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
    assert [(problem.code, problem.line, problem.column) for problem in error.value.problems] == [
        ("document_too_deep", 2, 1)
    ]


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
    assert (read.format, read.format.position_unit) == ("docx", "paragraph")
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
    assert (read.format, read.format.position_unit) == ("pdf", "page")
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


def test_a_workbook_is_no_document(tmp_path: Path) -> None:
    """It is packed like a DOCX, and opens as one until its content type is read."""
    pytest.importorskip("docx")
    workbook = (ROOT / "tests/data/libreoffice.xlsx").read_bytes()
    assert code_of(tmp_path, "plan.xlsx", workbook) == "document_unsupported"


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
    monkeypatch.setattr(document_file, "find_spec", lambda name: None)
    with pytest.raises(RsplanError) as error:
        written(tmp_path, "plan", data)
    assert (error.value.key, error.value.details["package"]) == ("error.verify_package", package)


def test_every_format_has_a_limit_of_its_size() -> None:
    assert set(document_file.MOST_BYTES) == set(DocumentFormat)
