"""Small files that would take all memory or time: refused within 2 s and 500 MB, whatever they are; docs/limits.md."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from desk import HEADER

from rsplan.documents import limits
from rsplan.documents.table_file import read_text_table
from rsplan.errors import InvalidInput

ROOT = Path(__file__).resolve().parents[1]

#: Seconds of processor time and megabytes, for a run that ends in a refusal.
SECONDS, MEGABYTES = 2.0, 500
_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024

#: A process that begins another counts that one's memory as no less than its own: this one is small.
_MEASURE = """
import os, sys
child = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, *sys.argv[2:]])
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w") as file:
    print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=file)
sys.exit(os.waitstatus_to_exitcode(status))
"""

VERIFY = ("verify", "--city", "suzhou", "--plan", "14fyp", "--document")
IMPORT = ("import", "--city", "suzhou", "--year", "2024", "-n")
STATUS = ("status", "--city", "suzhou", "--data")


class Taken(NamedTuple):
    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def run(*args: str, folder: Path) -> Taken:
    """Run the program, and measure the processor time and the memory of its process."""
    env = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "SYSTEMROOT", "RSPLAN_CACHE")}
    env |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "RSPLAN_LANG": "en"}
    with (folder / "out").open("w+b") as out, (folder / "err").open("w+b") as err:
        measured = subprocess.run(
            [sys.executable, "-c", _MEASURE, str(folder / "usage"), "-m", "rsplan", *args],
            cwd=folder,
            env=env,
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
        )
        for stream in (out, err):
            stream.seek(0)
        shown, said = out.read().decode(), err.read().decode()
    seconds, peak = map(float, (folder / "usage").read_text().split())
    return Taken(measured.returncode, shown, said, seconds, peak / _PER_MB)


def refused(taken: Taken, code: str) -> None:
    assert (taken.code, "Traceback" in taken.err) == (2, False), taken.err[-2000:]
    assert f" {code}" in taken.err
    assert "→" in taken.err  # the remedy
    within(taken)


def within(taken: Taken) -> None:
    assert taken.seconds < SECONDS
    assert taken.megabytes < MEGABYTES


# --- workbooks -------------------------------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = "<row r='1'><c r='A1' t='inlineStr'><is><t>指标</t></is></c></row>"


def book(
    rows: str = _HEAD,
    after: str = "",
    *,
    styles: str = "",
    strings: str = "",
    sheet: str = "sheet1.xml",
    sheets: str = "<sheet name='a' sheetId='1' r:id='r1'/>",
    encoding: str = "utf-8",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook of one sheet with these rows, and what stands after them."""
    body = f"<worksheet xmlns='{_MAIN}' xmlns:x='{_MAIN}'><sheetData>{rows}</sheetData>{after}</worksheet>"
    relations = f"<Relationship Id='r1' Type='{_OFFICE}/worksheet' Target='worksheets/{sheet}'/>"
    types = f"<Override PartName='/xl/worksheets/{sheet}' ContentType='{_TYPE}.worksheet+xml'/>"
    parts = {f"xl/worksheets/{sheet}": f"<?xml version='1.0' encoding='{encoding}'?>{body}", **(more or {})}
    if styles:
        parts["xl/styles.xml"] = f"<styleSheet xmlns='{_MAIN}'>{styles}</styleSheet>"
        relations += f"<Relationship Id='r2' Type='{_OFFICE}/styles' Target='styles.xml'/>"
        types += f"<Override PartName='/xl/styles.xml' ContentType='{_TYPE}.styles+xml'/>"
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst xmlns='{_MAIN}'>{strings}</sst>"
        relations += f"<Relationship Id='r3' Type='{_OFFICE}/sharedStrings' Target='sharedStrings.xml'/>"
        types += f"<Override PartName='/xl/sharedStrings.xml' ContentType='{_TYPE}.sharedStrings+xml'/>"
    parts["xl/workbook.xml"] = f"<workbook xmlns='{_MAIN}' xmlns:r='{_OFFICE}'><sheets>{sheets}</sheets></workbook>"
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships xmlns='{_PACKAGE}/relationships'>{relations}</Relationships>"
    parts["_rels/.rels"] = (
        f"<Relationships xmlns='{_PACKAGE}/relationships'>"
        f"<Relationship Id='r1' Type='{_OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>"
    )
    parts["[Content_Types].xml"] = (
        f"<Types xmlns='{_PACKAGE}/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        "<Default Extension='xml' ContentType='application/xml'/>"
        f"<Override PartName='/xl/workbook.xml' ContentType='{_TYPE}.sheet.main+xml'/>{types}</Types>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.encode("utf-16" if encoding == "utf-16" else "utf-8"))
    return packed.getvalue()


def merged(*areas: str) -> str:
    return f"<mergeCells>{''.join(f'<mergeCell ref={area!r}/>' for area in areas)}</mergeCells>"


def linked(*areas: str) -> str:
    return f"<hyperlinks>{''.join(f'<hyperlink ref={area!r} location={area!r}/>' for area in areas)}</hyperlinks>"


def row_of(cells: str) -> str:
    return f"{_HEAD}<row r='2'>{cells}</row>"


def picture_in_name_only() -> bytes:
    """Numbers that hardly shrink when packed, in a part with the name of a picture."""
    digits = random.Random(1)
    cells = "".join(f"<c><v>{digits.getrandbits(60)}</v></c>" for _ in range(600_000))
    return book(row_of(cells), sheet="sheet1.png")


WORKBOOKS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "a sheet merged": (lambda: book(after=merged("A3:XFD1048576")), "import_too_large_areas"),
    "a thousand rows merged": (lambda: book(after=merged("A3:XFD1000")), "import_too_large_areas"),
    "twenty rows merged": (lambda: book(after=merged("A3:XFD20")), "import_too_large_areas"),
    # Without the cell, which is none, what stands around it would be no XML.
    "a sheet merged behind a cell in a comment": (
        lambda: book(rows="<!-- -<c><v>1</v></c>- -->", after=merged("A3:XFD1048576")),
        "import_too_large_areas",
    ),
    "a sheet merged behind a cell in quoted characters": (
        lambda: book(rows="<row><![CDATA[]<c><v>1</v></c>]> ]]></row>", after=merged("A3:XFD1048576")),
        "import_too_large_areas",
    ),
    "a sheet merged behind a cell in an instruction": (
        lambda: book(rows="<row><?x ?<c><v>1</v></c>><y?></row>", after=merged("A3:XFD1048576")),
        "import_too_large_areas",
    ),
    "cells of two forms": (
        lambda: book(row_of('<c r="A2" s="0"><v>1.5</v></c><c r=\'A2\'/>' * 150_000)),
        "import_too_many_cells",
    ),
    "columns merged": (lambda: book(after=merged("A:XFD")), "import_too_large_areas"),
    "many areas": (lambda: book(after=merged(*[f"A{n}:Z{n}" for n in range(2, 6000)])), "import_too_large_areas"),
    "a link over the sheet": (
        lambda: book(after=linked("A3:XFD1048576")),
        "import_too_large_areas",
    ),
    "links in merged cells": (
        lambda: book(
            after=merged(*[f"A{n}:B{n}" for n in range(2, 5000)]) + linked(*[f"B{n}" for n in range(2, 5000)])
        ),
        "import_too_large_areas",
    ),
    "rules over many ranges": (
        lambda: book(
            after=f"<conditionalFormatting sqref='{' '.join(f'A{n}' for n in range(2, 3000))}'>"
            + "<cfRule type='expression' priority='1'><formula>1</formula></cfRule>" * 3000
            + "</conditionalFormatting>"
        ),
        "import_too_large_areas",
    ),
    "empty cells": (lambda: book(row_of("<c/>" * 3_600_000)), "import_too_many_cells"),
    "cells": (lambda: book(row_of("<c><v>1</v></c>" * 900_000)), "import_too_many_cells"),
    "cells with a prefix": (lambda: book(row_of("<x:c/>" * 1_000_000)), "import_too_many_cells"),
    "cells in UTF-16": (lambda: book(row_of("<c/>" * 1_000_000), encoding="utf-16"), "import_too_many_cells"),
    "values of one cell": (lambda: book(row_of(f"<c>{'<v/>' * 3_000_000}</c>")), "import_too_many_cells"),
    "rows": (lambda: book(_HEAD + "<row/>" * 1_000_000), "import_too_many_cells"),
    "strings": (lambda: book(strings="<si><t>x</t></si>" * 800_000), "import_too_many_cells"),
    "formats": (lambda: book(styles=f"<cellXfs>{'<xf/>' * 2_500_000}</cellXfs>"), "import_too_many_elements"),
    "a part with the name of a picture": (picture_in_name_only, "too_large"),
    "one part as many sheets": (
        lambda: book(sheets="".join(f"<sheet name='s{n}' sheetId='{n}' r:id='r1'/>" for n in range(1, 400))),
        "import_not_a_workbook",
    ),
    "formulas without an end": (lambda: book(rows="<f " * 3_000_000), "import_not_a_workbook"),
    "a DOCTYPE": (lambda: book(rows="<!DOCTYPE x>"), "import_not_a_workbook"),
    "an encoding that nobody knows": (lambda: book(encoding="x-unknown"), "import_not_a_workbook"),
    "many packed files": (lambda: book(more={f"x/{n}": "" for n in range(20_000)}), "too_many_packed_files"),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", WORKBOOKS)
def test_a_workbook_beyond_the_limits_is_refused_before_it_is_opened(attack: str, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    build, code = WORKBOOKS[attack]
    (tmp_path / "t.xlsx").write_bytes(build())
    refused(run(*IMPORT, "t.xlsx", folder=tmp_path), code)


PROOF = ROOT.parent / "shared" / "trials" / "proof"


@pytest.mark.slow
@pytest.mark.skipif(not PROOF.is_dir(), reason="the collected files are not here")
@pytest.mark.parametrize("name", ["merge-2KB.xlsx", "hyperlink-2KB.xlsx", "empty-cells-17KB.xlsx", "styles-20KB.xlsx"])
def test_the_collected_workbooks_are_refused(name: str, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    refused(run(*IMPORT, str(PROOF / name), folder=tmp_path), "import_too")


@pytest.mark.slow
def test_thousands_of_small_merged_areas_are_read_in_time(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    head = "".join(f"<c r='{c}1' t='inlineStr'><is><t>{t}</t></is></c>" for c, t in (("A", "指标"), ("C", "2024年")))
    line = "<c r='A{0}' t='inlineStr'><is><t>城镇登记失业率</t></is></c><c r='C{0}'><v>1.5</v></c>"
    rows = "".join(f"<row r='{n}'>{line.format(n)}</row>" for n in range(2, 3002))
    areas = [f"A{n}:B{n}" for n in range(1, 3002)]
    (tmp_path / "t.xlsx").write_bytes(book(f"<row r='1'>{head}</row>{rows}", merged(*areas)))
    taken = run(*IMPORT, "t.xlsx", "--format", "json", folder=tmp_path)
    assert (taken.code, taken.err) == (0, "")
    assert taken.out.count('"outcome"') == 3_000
    assert taken.seconds < 2 * SECONDS
    assert taken.megabytes < MEGABYTES


# --- tables and data files as text ------------------------------------------------------------------------------------

TABLES: Mapping[str, tuple[str, Callable[[], str], str]] = {
    "empty objects": ("t.jsonl", lambda: "{}\n" * 3_000_000, "too_many_lines"),
    "line breaks": ("t.csv", lambda: "\n" * 9_000_000, "too_many_lines"),
    "carriage returns": ("t.csv", lambda: "\r" * 9_000_000, "too_many_lines"),
    "24 MB": ("t.csv", lambda: "城市,指标,时期,数值\n" + "苏州,就业,2024-01,1\n" * 1_000_000, "too_large"),
    "cells": ("t.csv", lambda: "a,b,c,d,e,f,g\n" * 150_000, "import_too_many_cells"),
    "19 MB of cells": ("t.csv", lambda: ("12345678," * 20 + "1\n") * 105_000, "import_too_many_cells"),
    "values of objects": (
        "t.jsonl",
        lambda: (json.dumps({f"key {n}": n for n in range(9)}) + "\n") * 150_000,
        "import_too_many_cells",
    ),
    "a key of its own for each object": (
        "t.jsonl",
        lambda: "".join(f'{{"k{n}":1}}\n' for n in range(190_000)),
        "import_too_many_cells",
    ),
    "a key of an object twice": (
        "t.jsonl",
        lambda: json.dumps({f"k{n}": 1 for n in range(70_000)})[:-1] + ',"k69999":2}\n',
        "import_key_twice",
    ),
    "a line without an end": ("t.csv", lambda: "a," * 4_000_000, "line_too_long"),
    "columns": ("t.csv", lambda: "a," * 400_000 + "\n" + "1," * 400_000 + "\n", "import_too_many_cells"),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", TABLES)
def test_a_table_beyond_the_limits_is_refused(attack: str, tmp_path: Path) -> None:
    name, build, code = TABLES[attack]
    (tmp_path / name).write_text(build(), encoding="utf-8", newline="")
    refused(run(*IMPORT, name, folder=tmp_path), code)


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_a_table_of_as_many_cells_as_the_limit_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = {"t.csv": "a,b,c\n1, ,2\n", "t.jsonl": '{"a":1,"b":2}\n{"a":3,"b":4,"c":5}\n'}
    monkeypatch.setattr(limits, "MOST_CELLS", 5)
    read_text_table(name, lines[name].encode())
    monkeypatch.setattr(limits, "MOST_CELLS", 4)
    with pytest.raises(InvalidInput) as caught:
        read_text_table(name, lines[name].encode())
    assert [(one.code, one.details) for one in caught.value.problems] == [("import_too_many_cells", {"most": "4"})]


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_a_table_of_as_many_columns_as_the_limit_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = {"t.csv": "a,b,c\n", "t.jsonl": '{"a":1}\n{"b":3,"c":5}\n'}
    monkeypatch.setattr(limits, "MOST_COLUMNS", 3)
    read_text_table(name, lines[name].encode())
    monkeypatch.setattr(limits, "MOST_COLUMNS", 2)
    with pytest.raises(InvalidInput) as caught:
        read_text_table(name, lines[name].encode())
    assert [one.code for one in caught.value.problems] == ["import_too_many_cells"]


PLAN = """\
city: {id: own, name: {zh: 自编, en: Own}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: own
    title: {zh: 规划, en: Plan}
    document: own
    state: issued
    start: 2016-01-01
    end: 2025-12-31
    indicators:
"""
INDICATOR = (
    "      - {{id: rate{0}, name: {{zh: 失业率{0}号, en: Rate {0}}}, unit: {{zh: '%', en: '%'}}, kind: rate,"
    " better: lower, target: {{printed: 4以内, where: 表}}}}\n"
)


@pytest.mark.slow
def test_a_table_of_a_hundred_thousand_rows_of_seven_columns_is_imported(tmp_path: Path) -> None:
    """700,000 cells: 834 rates by month, each with its city, date of publication, source and note."""
    (tmp_path / "own.yaml").write_text(PLAN + "".join(map(INDICATOR.format, range(834))), encoding="utf-8")
    row = "自编,失业率{}号,{}年{}月,3.{},{}-01-15,月报,第{}期\n".format
    months = [(year, month) for year in range(2016, 2026) for month in range(1, 13)]
    rows = [row(n, year, month, n % 90 + 10, year + 1, month) for n in range(834) for year, month in months]
    header = "城市,指标,时期,数值,公布日期,来源,备注\n"
    (tmp_path / "t.csv").write_text(header + "".join(rows[:100_000]), encoding="utf-8")
    taken = run("import", "t.csv", "--targets", "own.yaml", "-o", "report.json", folder=tmp_path)
    assert (taken.code, taken.err) == (0, "")
    assert (tmp_path / "observations.csv").read_bytes().count(b"\n") == 100_001
    assert taken.megabytes < 1_000


LINE = "suzhou,urban-new-jobs,2022,16.4,,,,,,\n"
DATA: Mapping[str, tuple[Callable[[], str], str]] = {
    "9,000 unknown columns": (lambda: HEADER[:-1] + ",x1" * 9_000 + "\n" + LINE, "unknown_column"),
    "90,000 unknown columns": (lambda: HEADER[:-1] + ",x12" * 90_000 + "\n" + LINE, "unknown_column"),
    "90,000 times a column": (lambda: HEADER[:-1] + ",note" * 90_000 + "\n" + LINE, "column_twice"),
    "20 MB of blank lines": (lambda: HEADER + LINE + "\n" * 20_000_000, "too_many_blank_lines"),
    "blank lines of a spreadsheet": (lambda: HEADER + LINE + ",,,,,,,,,\r\n" * 1_000_000, "too_many_blank_lines"),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", DATA)
def test_a_data_file_beyond_the_limits_is_refused(attack: str, tmp_path: Path) -> None:
    build, code = DATA[attack]
    (tmp_path / "d.csv").write_text(build(), encoding="utf-8", newline="")
    refused(run(*STATUS, "d.csv", folder=tmp_path), code)


def test_a_few_blank_lines_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(HEADER + "\n" * 3 + LINE + ",,,,,,,,,\n" * 500, encoding="utf-8")
    assert run(*STATUS, "d.csv", "--format", "json", folder=tmp_path).code == 0


# --- documents -------------------------------------------------------------------------------------------------------


def pdf(pages: int, drawing: bytes, *, forms: Mapping[str, bytes] | None = None) -> bytes:
    """A PDF whose one page, drawn by the content, is named so many times."""
    stream = zlib.compress(drawing)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b"3 0 R " * pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>/XObject<<%s>>>>/Contents 4 0 R>>"
        % b"".join(b"/%s %d 0 R" % (name.encode(), 6 + index) for index, name in enumerate(forms or {})),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for content in (forms or {}).values():
        packed = zlib.compress(content)
        objects.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>/Filter/FlateDecode"
            b"/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
        )
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(written))
    )


SHOWN = b"BT /F 9 Tf 1 1 Td (plan) Tj ET\n"

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paper(body: str, more: int = 0) -> bytes:
    """A DOCX with this body, and so many other files in it."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{_PACKAGE}/content-types'><Default Extension='rels' ContentType="
        "'application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Override PartName='/word/document.xml' ContentType='{main}'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'>"
        f"<Relationship Id='r1' Type='{_OFFICE}/officeDocument' Target='word/document.xml'/></Relationships>",
        "word/document.xml": f"<w:document xmlns:w='{_WORD}'><w:body>{body}</w:body></w:document>",
        **{f"x/{number}": "" for number in range(more)},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


_CELL = "<w:tc><w:tcPr><w:gridSpan w:val='{}'/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"

DOCUMENTS: Mapping[str, tuple[str, Callable[[], bytes], str]] = {
    "paragraphs of a DOCX": ("d.docx", lambda: paper("<w:p/>" * 60_000), "document_too_large"),
    "a packed document": ("d.docx", lambda: paper(f"<w:p>{' ' * 11_000_000}</w:p>"), "too_large"),
    "files in a document": ("d.docx", lambda: paper("<w:p/>", more=20_000), "too_many_packed_files"),
    "wide cells of a DOCX": (
        "d.docx",
        lambda: paper(f"<w:tbl>{f'<w:tr>{_CELL.format(99_999_999)}</w:tr>' * 2_000}</w:tbl>"),
        "document_too_large",
    ),
    "a text of 5 MB": ("d.txt", lambda: "计划\n".encode() * 800_000, "document_too_large"),
    "a page of 5 MB": ("d.html", lambda: b"<html>" + b" " * 5_000_000, "document_too_large"),
    "one page 2,000 times": ("d.pdf", lambda: pdf(2_000, SHOWN), "document_too_many_pages"),
    "one page 90,000 times": ("d.pdf", lambda: pdf(90_000, SHOWN), "document_too_many_pages"),
    "a page that takes long, 1,000 times": (
        "d.pdf",
        lambda: pdf(990, SHOWN * 3_000),
        "document_too_much_drawing",
    ),
    "a form drawn again and again": (
        "d.pdf",
        lambda: pdf(1, b"/X Do\n" * 4_000, forms={"X": SHOWN * 1_000}),
        "document_too_much_drawing",
    ),
    "characters of a page": ("d.pdf", lambda: pdf(1, SHOWN * 60_000), "document_too_large"),
    "characters of a form": (
        "d.pdf",
        lambda: pdf(1, b"/X Do\n" * 40, forms={"X": SHOWN * 1_000}),
        "document_too_large",
    ),
    "characters in hexadecimal digits": ("d.pdf", lambda: pdf(1, b"BT <31> Tj ET " * 160_000), "document_too_large"),
    "signs of a tag": ("d.html", lambda: b"<html><body>" + b"< " * 2_000_000, "document_too_large"),
    "attributes": ("d.html", lambda: b"<html><body><a " + b"a " * 2_000_000, "document_without_text"),
    "inline tags": ("d.html", lambda: b"<html><body>" + b"<b>x</b>" * 590_000, "document_too_large"),
    "unclosed inline tags": ("d.html", lambda: b"<html><body>" + b"<b>x" * 1_000_000, "document_too_deep"),
    "a text of one line": ("d.txt", lambda: b"x" * 4_900_000, "document_too_large"),
    "blank lines": ("d.txt", lambda: b"\n" * 4_900_000, "document_too_large"),
    "tags without text": ("d.html", lambda: b"<html><body>" + b"<br>\n" * 900_000, "document_too_large"),
    "comments": ("d.html", lambda: b"<html><body>" + b"<!---->" * 600_000, "document_too_large"),
    "entities": ("d.html", lambda: b"<html><body>" + b"&amp;" * 900_000, "document_too_large"),
    "lines": ("d.txt", lambda: b"x\n" * 2_400_000, "document_too_large"),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", DOCUMENTS)
def test_a_document_beyond_the_limits_is_refused(attack: str, tmp_path: Path) -> None:
    for package in ("lxml", "pypdf"):
        pytest.importorskip(package)
    name, build, code = DOCUMENTS[attack]
    (tmp_path / name).write_bytes(build())
    refused(run(*VERIFY, name, folder=tmp_path), code)


@pytest.mark.slow
@pytest.mark.skipif(not PROOF.is_dir(), reason="the collected files are not here")
def test_the_collected_document_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    refused(run(*VERIFY, str(PROOF / "1000-kids-7KB.pdf"), folder=tmp_path), "document_too_much_drawing")


@pytest.mark.slow
def test_many_inline_tags_of_a_page_within_the_limits_are_read_in_time(tmp_path: Path) -> None:
    pytest.importorskip("lxml")
    (tmp_path / "d.html").write_bytes(b"<html><body>" + b"<b>x</b>" * 60_000)
    taken = run(*VERIFY, "d.html", folder=tmp_path)
    assert (taken.code, "Traceback" in taken.err) == (1, False)
    within(taken)


def test_a_pdf_of_a_page_is_read(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    (tmp_path / "d.pdf").write_bytes(pdf(2, b"/X Do " + SHOWN, forms={"X": SHOWN}))
    taken = run(*VERIFY, "d.pdf", "--format", "json", folder=tmp_path)
    assert (taken.code, taken.out[:1]) == (1, "{")


# --- the limits as they are documented --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "size", "args"),
    [
        ("names.yaml", 1_000_000, (*IMPORT, "t.csv", "--map", "names.yaml")),
        ("rsplan.yaml", 100_000, ("list",)),
        ("plan.yaml", 5_000_000, ("list", "--targets", "plan.yaml")),
        ("r.json", 200_000_000, ("check", "--history", "r.json")),
        ("d.csv", 1_000_000_000, (*STATUS, "d.csv")),
        ("t.xlsx", 100_000_000, (*IMPORT, "t.xlsx")),
        ("p.pdf", 100_000_000, (*VERIFY, "p.pdf")),
    ],
)
def test_a_file_that_a_user_writes_or_keeps_is_refused_beyond_its_limit(
    name: str, size: int, args: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("指标,2024年\n就业,1\n", encoding="utf-8")
    with (tmp_path / name).open("wb") as stream:
        stream.write(b"# x\n")
        stream.truncate(size + 1)
    taken = run(*args, folder=tmp_path)
    refused(taken._replace(err=taken.err or taken.out), "too_large")  # `check` has problems on standard output


def test_every_limit_is_documented() -> None:
    from rsplan.read import csv_format

    shown = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    numbers = [value for name, value in vars(limits).items() if name.isupper()]
    numbers += [csv_format.MOST_BLANK_LINES, csv_format.MOST_BYTES, csv_format.LONGEST_LINE]
    for number in numbers:
        words = (f"{number:,}", f"{number // 1_000_000:,} MB" if number % 1_000_000 == 0 else f"{number:,}")
        assert any(word in shown for word in words), number
