"""Cells with their addresses from text files and workbooks."""

import codecs
import warnings
import zipfile
from collections.abc import Callable
from datetime import date, time
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from workbooks import rows, workbook

from rsplan.documents import limits, xlsx_table
from rsplan.documents.cells import CellTable, letters
from rsplan.documents.json_lines_table import EXPORTED
from rsplan.documents.table_file import read_tables
from rsplan.errors import MOST_PROBLEMS, InvalidInput, RsplanError
from rsplan.read.csv_format import KNOWN_COLUMNS
from rsplan.report.records.export import ExportedObservation

Write = Callable[[str, bytes], str]
DATA = Path(__file__).parent / "data"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, data: bytes) -> str:
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return written


def read_table(path: str, sheet: str | None = None) -> CellTable:
    """The only table of a file."""
    (table,) = read_tables(path, sheet)
    return table


def texts(path: str, sheet: str | None = None) -> dict[str, str]:
    """The cells by address, without the sheet."""
    table = read_table(path, sheet)
    return {f"{letters(column)}{row}": cell.text for (row, column), cell in table.cells.items()}


def code(path: str, sheet: str | None = None) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_tables(path, sheet)
    return caught.value.problems[0].code


RAISED = partial(TextBlock, InlineFont(vertAlign="superscript"))
STRUCK = partial(TextBlock, InlineFont(strike=True))
BOLD = partial(TextBlock, InlineFont(b=True))


def changed(path: str, part: str, *changes: tuple[bytes, bytes], encoding: str = "") -> str:
    """The workbook with other bytes in one of its parts, as openpyxl does not write them."""
    other = path.replace(".xlsx", "-changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry == part:
                for before, after in changes:
                    assert before in data
                    data = data.replace(before, after)
                data = data.decode().encode(encoding) if encoding else data
            new.writestr(entry, data)
    return other


# --- text ------------------------------------------------------------------------------------------------------------

TEXT = "指标,1月\n城镇新增就业人数,2.1\n"
CELLS = {"A1": "指标", "B1": "1月", "A2": "城镇新增就业人数", "B2": "2.1"}


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode("gb18030"),
        TEXT.removesuffix("\n").encode(),
    ],
    ids=["utf-8", "bom", "gb18030", "crlf", "no-final-newline"],
)
def test_csv_is_read_in_every_encoding_and_with_every_line_end(write: Write, data: bytes) -> None:
    assert texts(write("t.csv", data)) == CELLS


@pytest.mark.parametrize("name", ["t.tsv", "t.txt", "t.csv", "t.xls"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_tabs_part_cells_where_the_name_or_the_first_line_says_so(write: Write, name: str, encoding: str) -> None:
    """Unicode text from Excel is UTF-16 with tabs, and some programs leave its mark out."""
    assert texts(write(name, TEXT.replace(",", "\t").encode(encoding))) == CELLS


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_commas_in_utf_16_part_cells(write: Write, encoding: str) -> None:
    assert texts(write("t.csv", TEXT.encode(encoding))) == CELLS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_below_a_long_title(write: Write, encoding: str) -> None:
    """一 has a zero byte where a sign of ASCII has none."""
    title = "一、就业工作情况汇总表" * 40
    found = texts(write("t.csv", f"{title}\n{TEXT}".encode(encoding)))
    assert (found["A1"], found["B2"], found["B3"]) == (title, "1月", "2.1")


def test_carriage_returns_alone_end_lines(write: Write) -> None:
    table = read_table(write("t.csv", TEXT.replace("\n", "\r").encode()))
    assert {f"{letters(column)}{row}": cell.text for (row, column), cell in table.cells.items()} == CELLS
    problem = table.problem("not_a_number", 2, 2, text="2.1")
    assert (problem.line, problem.column, problem.excerpt) == (2, 10, "城镇新增就业人数,2.1")


def test_a_second_byte_order_mark_is_none_of_the_text(write: Write) -> None:
    assert texts(write("t.csv", 2 * codecs.BOM_UTF8 + TEXT.encode())) == CELLS
    assert texts(write("t.csv", (2 * "\ufeff" + TEXT).encode("utf-16"))) == CELLS


@pytest.mark.parametrize("before", ["", "sep=;\n", '"sep=;"\r\n', "SEP=;\n"])
def test_semicolons_part_cells_where_no_comma_does(write: Write, before: str) -> None:
    found = texts(write("t.csv", (before + TEXT.replace(",", ";")).encode()))
    assert list(found.values()) == list(CELLS.values())


@pytest.mark.parametrize("sign", [";", "|", "\t", ","])
def test_the_sign_that_a_file_names_parts_its_cells(write: Write, sign: str) -> None:
    text = f"sep={sign}\n就业月报\n指标{sign}2024年\n甲{sign}1\n"
    assert list(texts(write("t.csv", text.encode())).values()) == ["就业月报", "指标", "2024年", "甲", "1"]


@pytest.mark.parametrize("text", ["6,8", "1,480", "1.480,5", "≥6,8", "6,8%", "6,8万人"])
def test_a_comma_in_a_number_between_semicolons_may_be_a_decimal_one(write: Write, text: str) -> None:
    table = read_table(write("t.csv", f"指标;1月\n甲;{text}\n乙;1,480,000\n丙;就业6,8\n".encode()))
    assert {place: cell.fault for place, cell in table.cells.items() if cell.fault} == {(2, 2): "import_decimal_comma"}


@pytest.mark.parametrize(
    ("text", "expected", "line"),
    [
        ("就业月报\n指标;1月\n甲;2.1\n", "import_semicolons", 2),
        ("指标;1月;2月\n甲;2.1\n", "import_semicolons", 1),
        ("甲市,就业月报\n指标;1月;2月\n甲;2.1;2.2\n", "import_semicolons", 2),
        ("甲市\n就业月报\n指标，1月\n甲，2.1\n", "import_full_width_commas", 3),
        ("指标|1月\n甲|2.1\n", "import_bars", 1),
        ("\n指标|1月\n甲|2,1\n", "import_bars", 2),
        ("| 指标 | 1月 |\n|---|---:|\n| 甲 | 2.1 |\n", "import_markdown", 1),
        ("表1, 就业\n\n指标 | 1月\n:-- | --:\n甲 | 2.1\n", "import_markdown", 3),
    ],
)
def test_signs_that_divide_lines_otherwise_are_named(write: Write, text: str, expected: str, line: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_tables(write("t.csv", text.encode()))
    assert [(one.code, one.line) for one in caught.value.problems] == [(expected, line)]


def test_the_way_out_of_a_markdown_table_leads_to_a_table(write: Write) -> None:
    assert texts(write("t.csv", ", 指标 , 1月 ,\n, 甲 , 2.1 ,\n".encode())) == {
        "B1": "指标",
        "C1": "1月",
        "B2": "甲",
        "C2": "2.1",
    }


@pytest.mark.parametrize(
    "text", ["指标,备注\n甲,a;b|c\n乙,d;e|f\n", '指标,备注\n甲,"a;\nb;\nc"\n乙,1\n丙,2\n', "指标\n甲；乙;丙\n", "a;b\n"]
)
def test_other_signs_in_words_part_nothing(write: Write, text: str) -> None:
    table = read_table(write("t.csv", text.encode()))
    assert len(table.columns) == (2 if "," in text or text == "a;b\n" else 1)


@pytest.mark.parametrize(
    "text",
    ["2024-06-30 00:00:00", "2024-06-30T00:00:00", "2024-06-30T00:00:00.000Z", "2024-06-30 0:00"],
)
def test_midnight_behind_a_day_is_not_shown(write: Write, text: str) -> None:
    """pandas and spreadsheets write it behind a day without a time; words about a figure stay as they are."""
    assert texts(write("t.csv", f"期,note\n{text},{text}\n".encode())) == {
        "A1": "期",
        "B1": "note",
        "A2": "2024-06-30",
        "B2": text,
    }
    found = texts(write("t.jsonl", f'{{"期": "{text}", "note": "{text}"}}'.encode()))
    assert sorted(found.values()) == sorted(["期", "note", "2024-06-30", text])


def test_a_time_behind_a_day_stays(write: Write) -> None:
    assert texts(write("t.csv", b"a,b\n2024-06-30 10:00:00,2024/06-30 00:00\n"))["A2"] == "2024-06-30 10:00:00"


def test_an_open_document_is_named(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "t.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    assert code(str(path)) == "import_is_open_document"


def test_an_export_of_nothing_is_a_table(write: Write) -> None:
    assert len(read_table(write("t.jsonl", b"")).columns) == len(KNOWN_COLUMNS)


def test_a_tab_inside_a_cell_of_a_csv_parts_nothing(write: Write) -> None:
    assert texts(write("t.csv", "指标,1\t月\n城镇新增就业人数,2.1\n".encode())) == CELLS | {"B1": "1\t月"}


def test_full_width_commas_are_named(write: Write) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_tables(write("t.csv", TEXT.replace(",", "，").encode()))
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column) == ("import_full_width_commas", 1, 3)


def test_a_full_width_comma_in_words_is_no_separator(write: Write) -> None:
    assert texts(write("t.csv", "指标\n甲，乙\n".encode())) == {"A1": "指标", "A2": "甲，乙"}


def test_quoted_cells_and_empty_lines_keep_rows_and_lines(write: Write) -> None:
    table = read_table(write("t.csv", '指标,"备\n注"\n\n甲,"1,5"\n'.encode()))
    assert {place: cell.text for place, cell in table.cells.items()} == {
        (1, 1): "指标",
        (1, 2): "备\n注",
        (3, 1): "甲",
        (3, 2): "1,5",
    }
    problem = table.problem("not_a_number", 3, 2, text="1,5")
    assert (problem.line, problem.column, problem.cell, problem.excerpt) == (4, 3, "B3", '甲,"1,5"')


def test_text_that_begins_like_a_formula_is_text(write: Write, tmp_path: Path) -> None:
    assert texts(write("t.csv", b"=1+1,+3,@x\n")) == {"A1": "=1+1", "B1": "+3", "C1": "@x"}
    path = workbook(tmp_path / "t.xlsx", {"A1": "x"})
    book = load_workbook(path)
    book.active["A1"] = "=1+1"
    book.active["A1"].data_type = "s"
    book.save(path)
    table = read_table(path)
    assert (table.cells[1, 1].text, table.cells[1, 1].fault) == ("=1+1", "")


def test_what_a_spreadsheet_failed_to_calculate_is_a_fault(write: Write, tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A1": "#DIV/0!"})
    for table in (read_table(write("t.csv", b"#DIV/0!\n")), read_table(path)):
        assert table.cells[1, 1].fault == "import_error_value"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import_old_workbook"),
        (b"PK\x03\x04 not a zip", "import_not_a_workbook"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "import_is_html"),
        (codecs.BOM_UTF8 + b"\r\n<!DOCTYPE html>\n<html>", "import_is_html"),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "import_is_html"),
        (b"<HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>", "import_is_html"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "import_is_mime"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>', "import_is_xml"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "import_is_xml"),
        (b"%PDF-1.7\n", "import_is_pdf"),
        (b"\xff\xff\xff", "not_text"),
        ("a,b\u202ec\n".encode(), "deceiving_character"),
        (b"a,b\rc,d\r\n", "deceiving_character"),
        (b"", "import_empty"),
        (codecs.BOM_UTF8 + b"\r\n \n", "import_empty"),
        (b",,\n,,\n", "import_empty"),
        (b'a,"b\n', "not_csv"),
        (b'{"indicator": \n', "import_not_json"),
        (b'{"a": 1}\n[1]\n', "import_not_json"),
        (b'[{"a": 1}]\n', "import_not_json"),
    ],
)
def test_what_cannot_be_read_is_said_by_its_kind(write: Write, data: bytes, expected: str) -> None:
    assert code(write("t.dat", data)) == expected


def test_a_text_file_has_no_sheets(write: Write) -> None:
    assert code(write("t.csv", b"a,b\n"), "2024") == "import_no_sheets"


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert code(str(tmp_path / "none.xlsx")) == "not_found"


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [letters(column) for column in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


# --- JSON Lines ------------------------------------------------------------------------------------------------------


NAMES = '"name": {"zh": "甲", "en": "a"}, "unit": {"zh": "万人", "en": "10,000 persons"}'


def test_json_lines_keep_numbers_as_they_are_written(write: Write) -> None:
    line = '{"value": 22.40, "indicator": "x", "source": "公报", "note": {"zh": "甲", "en": "a"}}\n'
    shares = '{"indicator": "y", "value": [13, 41, 46], "provisional": true, "published": null}\n'
    found = texts(write("t.jsonl", (line + "\n" + shares).encode()))
    header = ["indicator", "value", "provisional", "published", "source", "note"]
    assert [found[cell] for cell in ("A1", "B1", "C1", "D1", "E1", "F1")] == header
    assert (found["A2"], found["B2"], found["E2"], found["F2"]) == ("x", "22.40", "公报", "甲 / a")
    assert (found["B3"], found["C3"]) == ("13:41:46", "true")
    assert "D3" not in found


def test_every_key_of_json_lines_is_a_column(write: Write) -> None:
    """Nobody knows beforehand which of them says what the figure is: a region, a unit, a target."""
    lines = '{"指标": "x", "数值": 6.8, "unit": "人"}\n{"指标": "y", "line": 3, "where": "昆山", "name": "z"}\n'
    table = read_table(write("t.jsonl", lines.encode()))
    assert {place: cell.text for place, cell in table.cells.items()} == {
        (1, 1): "指标",
        (1, 2): "数值",
        (1, 3): "unit",
        (1, 4): "line",
        (1, 5): "where",
        (1, 6): "name",
        (2, 1): "x",
        (2, 2): "6.8",
        (2, 3): "人",
        (3, 1): "y",
        (3, 4): "3",
        (3, 5): "昆山",
        (3, 6): "z",
    }


def test_keys_that_only_exports_have_repeat_what_the_others_say(write: Write) -> None:
    own = '"indicator": "x", "value": 1, "source": "公报", "where": "表1", "printed": "[1]", "line": 3, "z": 2'
    table = read_table(write("t.jsonl", f"{{{own}, {NAMES}}}".encode()))
    assert [table.text(1, column) for column in table.columns] == ["indicator", "value", "source", "z"]
    assert [table.text(2, column) for column in table.columns] == ["x", "1", "公报, 表1", "2"]


@pytest.mark.parametrize(("number", "text"), [("2024.10", "2024.1"), ("2024.0", "2024"), ("2024", "2024")])
def test_a_period_that_json_has_as_a_number_has_no_zero_at_its_end(write: Write, number: str, text: str) -> None:
    """2024.10 and 2024.1 are one number: whether January or October is meant, only a person knows."""
    assert texts(write("t.jsonl", f'{{"period": {number}}}'.encode()))["A2"] == text


def test_the_keys_beside_the_columns_are_those_of_the_export() -> None:
    assert set(EXPORTED) == get_type_hints(ExportedObservation).keys() - set(KNOWN_COLUMNS)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"value": {"v": 2.3}}', "import_nested_value"),
        ('{"source": ["a"]}', "import_nested_value"),
        ('{"value": []}', "import_nested_value"),
        ('{"value": [[1], 2]}', "import_nested_value"),
        ('{"note": {"text": "a"}}', "import_nested_value"),
        ('{"unit": {"zh": "万人", "en": "10,000 persons"}}', "import_nested_value"),
        ('{"value": 6.8, "value": 7.8}', "import_key_twice"),
        ('{"value": 6.8, " value": 6.8}', "import_key_twice"),
        ('{"a": "\\ud800"}', "deceiving_character"),
        ('{"\\ud800": 1}', "deceiving_character"),
        ("[1]", "import_not_json"),
    ],
)
def test_an_object_that_is_no_row_is_a_problem_at_its_line(write: Write, line: str, expected: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_tables(write("t.jsonl", f'{{"value": 1}}\n\n{line}\n'.encode()))
    assert [(one.code, one.line) for one in caught.value.problems] == [(expected, 3)]


def test_a_file_that_is_no_json_lines_at_all_is_said_once_or_a_few_times(write: Write) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_tables(write("t.jsonl", b"1\n" * 1000))
    assert len(caught.value.problems) == MOST_PROBLEMS


# --- workbooks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (22.4, "General", "22.4"),
        (0.1 + 0.2, "General", "0.3"),  # what 0.1 + 0.2 gives in every spreadsheet is shown as 0.3
        (106.44999999999999, "0.00", "106.45"),
        (22, "0", "22"),
        (1234567.5, "#,##0.0", "1234567.5"),
        (1e-7, "General", "0.0000001"),
        (0.0178, "0.00%", "1.78%"),
        (0.85, "0%", "85%"),
        (22.4, '0.0"万人"', "22.4万人"),
        (22.4, r"0.0\万\人", "22.4万人"),
        (22.4, '_ * #,##0.0_ ;_ * -#,##0.0_ ;_ * "-"??_ ', "22.4"),
        (0, '_ * #,##0.0_ ;_ * -#,##0.0_ ;_ * "-"??_ ', "-"),  # what accounts print where there is nothing
        (6.8, '"≥"0.0', "≥6.8"),
        (6.8, "≥0.0", "≥6.8"),
        (6.8, '0.0"①"', "6.8①"),
        (6.8, '"约"0', "约6.8"),
        (6.8, '0.0"（预计）"', "6.8（预计）"),
        (6.8, "+0.0;-0.0;0.0", "+6.8"),
        (-6.8, "+0.0;-0.0;0.0", "-6.8"),
        (-6.8, "0.0_);(0.0)", "-6.8"),
        (-6.8, "0.0;[Red]0.0", "-6.8"),  # the colour is the sign
        (6.8, "(0.0)", "(6.8)"),
        (6.8, '"已完成"', "已完成"),
        (98, '[>=95]"≥"0;0', "≥98"),
        (90, '[>=95]"≥"0;0', "90"),
        (2.31, '0.00"%"', "2.31%"),
        (22.4, "0.0万人", "22.4万人"),
        (6, 'General"月"', "6月"),
        (6, 'G/通用格式"月"', "6月"),
        (2, '"第"0"季度"', "第2季度"),
        (52000, '"¥"#,##0.00', "52000元"),
        (52000, "[$￥-804]#,##0", "52000元"),
        (1480.5, "# ##0.0", "1480.5"),
        (6.8, "# ?/?", "6.8"),
        (6.8, "0.00E+00", "6.8"),
        ("6.8", '@"①"', "6.8①"),
        ("6.8", '0.0"万人"', "6.8"),  # the format of numbers, over a text
        (date(2024, 6, 30), 'yyyy"年"m"月末"', "2024年6月末"),
        (date(2024, 6, 1), 'm"月累计"', "6月累计"),
        (date(2024, 6, 1), 'e"年"m"月"', "2024-06"),
        (True, "General", "TRUE"),
        (date(2024, 6, 1), 'yyyy"年"m"月"', "2024-06"),
        (date(2024, 6, 1), "mmm-yy", "2024-06"),
        (date(2024, 6, 1), 'm"月"', "2024-06"),
        (date(2024, 1, 1), "yyyy", "2024"),
        (date(2024, 6, 30), "yyyy-mm-dd", "2024-06-30"),
        (date(2024, 6, 30), 'yyyy"年"m"月"d"日"', "2024-06-30"),
        (date(2024, 6, 1), "[$-804]yyyy年m月", "2024-06"),
        (time(13, 41, 46), "h:mm:ss", "13:41:46"),  # shares that a spreadsheet took for a time
    ],
)
def test_a_cell_is_what_its_format_shows(tmp_path: Path, value: Any, pattern: str, text: str) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A1": value}, formats={"A1": pattern})
    table = read_table(path)
    assert (table.cells[1, 1].text, table.cells[1, 1].fault) == (text, "")


@pytest.mark.parametrize("pattern", ["0,", "0.00,,", '0.0,"万"', "0!.0000", r"0\.0000", '0000"年"00"月"'])
def test_a_number_that_is_shown_divided_is_a_fault(tmp_path: Path, pattern: str) -> None:
    """0!.0000 shows 224000 as 22.4000: whether persons or 万人 are meant, only a person knows."""
    path = workbook(tmp_path / "t.xlsx", {"A1": 224000}, formats={"A1": pattern})
    assert read_table(path).cells[1, 1].fault == "import_scaled_number"


@pytest.mark.parametrize(
    ("value", "pattern"), [(6.8, ";;;"), ("6.8", ";;;"), (0, "0;-0;;@"), (0, "#,###"), (date(2024, 6, 1), ";;;")]
)
def test_what_the_format_does_not_show_is_hidden(tmp_path: Path, value: Any, pattern: str) -> None:
    table = read_table(workbook(tmp_path / "t.xlsx", {"A1": "x", "B1": value}, formats={"B1": pattern}))
    assert table.hidden == {(1, 2)}


def test_zeros_that_a_sheet_does_not_show_are_hidden(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A1": 0, "B1": 0.5})
    book = load_workbook(path)
    book.active.sheet_view.showZeros = False
    book.save(path)
    assert read_table(path).hidden == {(1, 1)}


def test_a_figure_that_is_struck_out_or_has_a_comment_is_a_fault(tmp_path: Path) -> None:
    """A comment may say that the figure is an estimate, or last year's; words with a comment are what they are."""
    path = workbook(tmp_path / "t.xlsx", rows(("指标", 6.8, 6.8, 6.8), ("6.8", "6.8", "就业", "6.8①")))
    book = load_workbook(path)
    sheet = book.active
    for address in ("A1", "B1", "A2", "C2"):
        sheet[address].comment = Comment("张三:\n预计数", "张三")
    for address in ("C1", "B2"):
        sheet[address].font = Font(strike=True)
    book.save(path)
    table = read_table(path)
    assert {table.address(*place): cell.fault for place, cell in table.cells.items() if cell.fault} == {
        "2024年!B1": "import_commented_figure",
        "2024年!C1": "import_struck_out",
        "2024年!A2": "import_commented_figure",
        "2024年!B2": "import_struck_out",
    }
    problem = table.problem("import_commented_figure", 1, 2, text="6.8")
    assert problem.details == {"text": "6.8", "comment": "张三: 预计数"}


def test_of_a_comment_with_answers_its_words_are_told(tmp_path: Path) -> None:
    """Excel puts a notice for older programs before them."""
    notice = "[Threaded comment]\n\nYour version of Excel … https://go.microsoft.com/fwlink/?linkid=870924\n\n"
    path = workbook(tmp_path / "t.xlsx", {"A1": 6.8})
    book = load_workbook(path)
    book.active["A1"].comment = Comment(f"{notice}Comment:\n    预计数", "x")
    book.save(path)
    assert read_table(path).comments == {(1, 1): "Comment: 预计数"}


@pytest.mark.parametrize(
    ("parts", "text", "fault"),
    [
        (("6.8", RAISED("2")), "6.8²", ""),
        (("2024年", RAISED("12")), "2024年¹²", ""),
        (("平方", BOLD("米")), "平方米", ""),
        ((BOLD("6.8"),), "6.8", ""),
        ((STRUCK("1"), "6.8"), "16.8", "import_struck_out"),
        ((STRUCK("6.8"),), "6.8", "import_struck_out"),
        ((STRUCK("城镇"), "就业"), "城镇就业", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_of_a_text_that_is_raised_or_struck_out_is_no_digit_of_its_number(
    tmp_path: Path, parts: tuple[Any, ...], text: str, fault: str, encoding: str
) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A1": CellRichText(*parts)})
    table = read_table(changed(path, "xl/worksheets/sheet1.xml", encoding=encoding))
    assert (table.cells[1, 1].text, table.cells[1, 1].fault) == (text, fault)


@pytest.mark.parametrize(("number", "text"), [(57, "2024-06"), (27, "2024-06"), (31, "2024-06-01"), (58, "2024-06-01")])
def test_dates_in_the_formats_that_chinese_excel_numbers_are_dates(tmp_path: Path, number: int, text: str) -> None:
    """They are in no file and no other reader's list; 45444 is 1 June 2024."""
    path = workbook(tmp_path / "t.xlsx", {"A1": 45444}, formats={"A1": "0.00000000"})
    styled = changed(path, "xl/styles.xml", (b'<xf numFmtId="164"', b'<xf numFmtId="%d"' % number))
    assert texts(styled) == {"A1": text}


def test_a_formula_without_a_stored_value_is_a_fault(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "t.xlsx", {"A1": 1, "B1": "=A1+1"}))
    assert {place: cell.fault for place, cell in table.cells.items()} == {
        (1, 1): "",
        (1, 2): "import_formula_without_value",
    }


def test_a_formula_with_its_value_is_the_value() -> None:
    """G5 of the file that LibreOffice saved is =E5+F5."""
    book = load_workbook(DATA / "libreoffice.xlsx")
    assert book.active["G5"].value == "=E5+F5"
    assert texts(str(DATA / "libreoffice.xlsx"))["G5"] == "2.3"


def test_a_formula_that_gave_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    """=IF(A1="","",…), as templates have it down to the last row."""
    path = workbook(tmp_path / "t.xlsx", {"A1": 1, "B1": "=A1"})
    saved = changed(path, "xl/worksheets/sheet1.xml", (b'<c r="B1"><f>', b'<c r="B1" t="str"><f>'))
    assert texts(saved) == {"A1": "1"}


@pytest.mark.parametrize(
    ("formula", "lacks"),
    [
        (b"<f>A1</f><v>1</v>", False),
        (b'<f t="shared" si="0"/><v>1</v>', False),
        (b'<f t="array" ref="B1">A1</f>\n<v xml:space="preserve">1</v>', False),
        (b"<f>A1</f><v></v>", True),
        (b"<f>A1</f><v/>", True),
        (b"<f>A1</f>", True),
        (b'<f t="shared" ref="B1" si="0">A1</f>', True),
    ],
)
def test_formulas_are_looked_at_only_where_one_has_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formula: bytes, lacks: bool
) -> None:
    """The workbook is opened a second time for them, which takes as long again."""
    path = workbook(tmp_path / "t.xlsx", {"A1": 1, "B1": "=A1"})
    saved = changed(path, "xl/worksheets/sheet1.xml", (b"<f>A1</f><v></v>", formula))
    opened: list[bool] = []
    load = xlsx_table._load

    def counted(*args: Any, values: bool, **options: Any) -> Any:
        opened.append(values)
        return load(*args, values=values, **options)

    monkeypatch.setattr(xlsx_table, "_load", counted)
    table = read_table(saved)
    assert opened == ([True, False] if lacks else [True])
    assert table.cells[1, 2].fault == ("import_formula_without_value" if lacks else "")


def test_formulas_in_a_sheet_in_utf_16_are_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A1": 1, "B1": "=A1"})
    saved = changed(path, "xl/worksheets/sheet1.xml", encoding="utf-16")
    assert read_table(saved).cells[1, 2].fault == "import_formula_without_value"


def test_merged_cells_all_show_what_the_first_one_holds(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "t.xlsx", {"A1": "1月", "C1": "2月"}, merged=["A1:B2"]))
    assert [table.text(1, column) for column in (1, 2, 3, 4)] == ["1月", "1月", "2月", ""]
    assert table.text(2, 2) == "1月"
    assert set(table.cells) == {(1, 1), (1, 3)}


def test_an_empty_sheet_is_not_read_and_a_hidden_one_comes_last_with_all_its_cells_hidden(tmp_path: Path) -> None:
    more = {"草稿": rows(("x",)), "空": {}, "2025年": rows(("y",))}
    path = workbook(tmp_path / "t.xlsx", rows(("指标",)), more=more, hidden=["草稿"])
    assert [(table.sheet, table.is_hidden) for table in read_tables(path)] == [
        ("2024年", False),
        ("2025年", False),
        ("草稿", True),
    ]
    assert read_tables(path)[0].address(3, 2) == "2024年!B3"
    assert texts(path, "草稿") == {"A1": "x"}


def test_every_visible_sheet_is_read_in_order_or_the_one_that_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", rows(("a",)), more={"2025年": rows(("b",)), "2023年": rows(("c",))})
    assert [table.sheet for table in read_tables(path)] == ["2024年", "2025年", "2023年"]
    assert code(path, "2022年") == "import_unknown_sheet"
    assert texts(path, "2023年") == {"A1": "c"}
    assert code(workbook(tmp_path / "empty.xlsx", {})) == "import_no_table"


def test_the_cells_of_hidden_rows_and_columns_are_marked(tmp_path: Path) -> None:
    """Hidden columns that stand together are one entry of the file, from its first to its last."""
    path = workbook(tmp_path / "t.xlsx", rows(("a", "b", "c", "d"), ("e", "f", "g", "h"), ("i", "j", "k", "l")))
    book = load_workbook(path)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions.group("B", "C", hidden=True)
    book.save(path)
    table = read_table(path)
    assert table.hidden == {(1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (2, 4), (3, 2), (3, 3)}
    assert len(table.cells) == 12


def test_rows_without_height_and_columns_without_width_are_hidden(tmp_path: Path) -> None:
    """A group that is open is not: `collapsed` is the mark of the row or column beside one that is folded."""
    path = workbook(tmp_path / "t.xlsx", rows(("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i")))
    edited = changed(
        path,
        "xl/worksheets/sheet1.xml",
        (b"<sheetData>", b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'),
        (b'<row r="2">', b'<row r="2" ht="0" customHeight="1">'),
        (b'<row r="3">', b'<row r="3" outlineLevel="1" collapsed="1">'),
    )
    assert read_table(edited).hidden == {(1, 2), (2, 1), (2, 2), (2, 3), (3, 2)}


def test_a_workbook_in_the_strict_form_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", rows(("a",)))
    strict = tmp_path / "strict.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(strict, "w") as new:
        for entry in old.namelist():
            transitional = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
            new.writestr(entry, old.read(entry).replace(transitional, b"http://purl.oclc.org/ooxml/spreadsheetml/main"))
    assert code(str(strict)) == "import_strict_workbook"


def test_a_cell_far_out_costs_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", {"A1": "a", "XFD1048576": "z"})
    assert texts(path) == {"A1": "a", "XFD1048576": "z"}


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "t.xlsx", rows(("a",)))
    assert texts(path) == {"A1": "a"}
    monkeypatch.setattr(limits, "MOST_UNPACKED_WORKBOOK", 100)
    assert code(path) == "too_large"


def test_any_cut_of_a_workbook_is_refused_and_never_a_traceback(tmp_path: Path) -> None:
    whole = Path(workbook(tmp_path / "t.xlsx", rows(("a", 1)))).read_bytes()
    for cut in range(4, len(whole), 97):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:cut])
        assert code(str(path)) == "import_not_a_workbook"


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "t.xlsx", rows(("a",)))
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(RsplanError) as caught:
        read_table(path)
    assert (caught.value.key, caught.value.details["package"]) == ("error.package_missing", "openpyxl")


def test_reading_a_workbook_warns_of_nothing(tmp_path: Path) -> None:
    """openpyxl warns of drop-down lists and missing styles; neither is a cell."""
    path = workbook(tmp_path / "t.xlsx", rows(("a",)))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read_table(path)
    assert caught == []
