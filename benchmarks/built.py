"""Built inputs for `fuzz.py`: workbooks and documents made from nothing, sizes, outputs in every place, replaced files.

`mutants.py` changes what was valid; what is made here was never a file that somebody would save. Each is made from a
source of chance and nothing else. A size is small, or far beyond a limit: what is read at full size takes its time.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache

from mutants import DATA, LONG_TABLE, READ, SMALL, TABLE, Case, Meddling, Random, hostile, reports

# --- workbooks -------------------------------------------------------------------------------------------------------

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _size(rng: Random, small: int, beyond: int) -> int:
    """A number of things: mostly small, now and then far more than is allowed."""
    if rng.random() < 0.015:
        return beyond * rng.choice((1, 2, 5))
    return rng.choice((0, 1, 1, 2, 3, rng.randrange(1, small + 1)))


def _xml(text: str) -> str:
    """The text between tags; one in a hundred words breaks the XML, as a hostile file may."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;") if len(text) % 100 else text


_WORDS = (
    "指标",
    "单位",
    "就业人数",
    "失业率（％）",
    "参保",
    "万人",
    "%",
    "2024年",
    "1—3月",
    "1-3月",
    "同比",
    "城市",
    "数值",
    "时期",
)
_NUMBERS = (
    "1",
    "3.10",
    "-5",
    "0",
    "1.78",
    "92.4",
    "45444",
    "45444.5",
    "1E+300",
    "-0",
    "1e-400",
    "0.1000000000000000055",
)
_FORMATS = (
    "0.00%",
    "[红]0",
    "yyyy-mm",
    '0"万人"',
    "General",
    ";;;",
    "[<1]0;[>=5]0.0;@",
    "0,,",
    "上午/下午",
    '"' * 9,
    "@" * 200,
)


def _cell(rng: Random, address: str) -> str:
    place = f" r='{address}'" if rng.random() < 0.95 else f" r='{rng.choice(('A0', 'XFD1', 'ZZZZ9', 'A1', '1A', ''))}'"
    style = f" s='{rng.choice((0, 0, 1, 2, 3, 99, -1))}'" if rng.random() < 0.3 else ""
    word = hostile(rng) if rng.random() < 0.1 else rng.choice(_WORDS)
    match rng.randrange(9):
        case 0 | 1:
            return f"<c{place}{style} t='inlineStr'><is><t>{_xml(word)}</t></is></c>"
        case 2 | 3 | 4:
            return f"<c{place}{style}><v>{rng.choice(_NUMBERS)}</v></c>"
        case 5:
            return f"<c{place}{style} t='s'><v>{rng.choice(('0', '1', '2', '99', '-1', 'x'))}</v></c>"
        case 6:
            formula = rng.choice(("A1+1", "SUM(A:A)", "1/0", "", "x" * 9000, _xml(hostile(rng))))
            shared = rng.choice(("", " t='shared' si='0'", " t='array' ref='A1:XFD9'"))
            return f"<c{place}{style}><f{shared}>{formula}</f>{rng.choice(('', '<v>3.5</v>', '<v/>'))}</c>"
        case 7:
            kind = rng.choice(("b", "e", "d", "str", "n", "x", ""))
            return f"<c{place}{style} t='{kind}'><v>{rng.choice(('1', '#DIV/0!', '2024-06-30', 'x', ''))}</v></c>"
        case _:
            runs = "<r><rPr><vertAlign val='superscript'/><strike/></rPr><t>①</t></r>" * _size(rng, 3, 300_000)
            return f"<c{place}{style} t='inlineStr'><is><r><t>6.8</t></r>{runs}</is></c>"


def _table(rng: Random) -> str:
    """A table that is understood, but for some of its cells."""
    found = []
    for row, line in enumerate(rng.choice((TABLE, LONG_TABLE)).splitlines(), 1):
        cells = (
            _cell(rng, f"{chr(65 + column)}{row}")
            if rng.random() < 0.03
            else f"<c r='{chr(65 + column)}{row}' t='inlineStr'><is><t>{text}</t></is></c>"
            for column, text in enumerate(line.split(","))
        )
        found.append(f"<row r='{row}'>{''.join(cells)}</row>")
    return "".join(found)


def _rows(rng: Random) -> str:
    table = rng.random() < 0.7
    found = [_table(rng)] if table else []
    for row in range(9 if table else 1, 9 if table and rng.random() < 0.5 else 9 + _size(rng, 12, 60_000)):
        if row > 30:  # beyond the limit all are alike
            found.append(
                rng.choice(("<row/>", "<row r='9'/>", "<row><c/></row>", "<row><c/><c/><c/><c/></row>")) * 60_000
            )
            break
        hidden = rng.choice(("",) * 9 + (" hidden='1'", " ht='0'", " r='99999999'", " spans='1:16384'"))
        number = f" r='{row}'" if rng.random() < 0.9 else ""
        cells = "".join(_cell(rng, f"{chr(65 + column)}{row}") for column in range(rng.choice((0, 1, 3, 6, 12))))
        found.append(f"<row{number}{hidden}>{cells}</row>")
    return "".join(found)


_AREAS = (
    "A1:F1",
    "A2:A3",
    "B2:D4",
    "A3:XFD20",
    "A3:XFD1048576",
    "A:A",
    "1:1",
    "F9:A1",
    "A1",
    "",
    "x",
    "A1:A1:A1",
    "A0:B0",
)


def _after_rows(rng: Random) -> str:
    areas = rng.choices(_AREAS[:5], (9, 5, 5, 1, 1), k=rng.choice((0, 0, 1, 2))) + [rng.choice(_AREAS)] * (
        rng.random() < 0.1
    )
    many = _size(rng, 5, 20_000) if rng.random() < 0.3 else 0
    areas += [f"A{row}:Z{row}" for row in range(2, 2 + many)]
    merged = "".join(f"<mergeCell ref='{area}'/>" for area in areas)
    linked = "".join(
        f"<hyperlink ref='{rng.choice(_AREAS)}' location='A1'/>" for _ in range(rng.choice((0, 0, 0, 1, 9)))
    )
    rules = f"<conditionalFormatting sqref='{' '.join(rng.choice(_AREAS) for _ in range(rng.choice((1, 9))))}'>"
    rules += "<cfRule type='expression' priority='1'><formula>1</formula></cfRule>" * _size(rng, 3, 50_000)
    pieces = [
        f"<mergeCells>{merged}</mergeCells>" if merged else "",
        f"<hyperlinks>{linked}</hyperlinks>" if linked else "",
        f"{rules}</conditionalFormatting>" if rng.random() < 0.05 else "",
        f"<dataValidations><dataValidation sqref='{rng.choice(_AREAS)}'/></dataValidations>"
        if rng.random() < 0.1
        else "",
        f"<autoFilter ref='{rng.choice(_AREAS)}'/>" if rng.random() < 0.1 else "",
        f"<{hostile(rng)}/>" if rng.random() < 0.02 else "",
    ]
    rng.shuffle(pieces)
    return "".join(pieces)


def _styles(rng: Random) -> str:
    formats = "".join(f"<numFmt numFmtId='{164 + n}' formatCode='{_xml(code)}'/>" for n, code in enumerate(_FORMATS))
    formats = formats.replace('"', "&quot;")
    entries = "".join(f"<xf numFmtId='{rng.choice((0, 9, 10, 14, 17, 165, 169, 9999))}'/>" for _ in range(4))
    entries += "<xf/>" * _size(rng, 5, 250_000)
    fonts = "<font/>" * _size(rng, 5, 250_000)
    return f"<numFmts>{formats}</numFmts><fonts>{fonts}</fonts><cellXfs>{entries}</cellXfs>"


def workbook(rng: Random) -> bytes:
    """A workbook written by hand: cells of every type, areas, formats, parts that are missing or there twice."""
    encoding = rng.choice(("utf-8",) * 9 + ("utf-16",))
    name = rng.choice(("sheet1.xml",) * 9 + ("sheet1.png", "../sheet1.xml", "表 1.xml"))
    before = rng.choice(
        ("",) * 9 + ("<sheetFormatPr zeroHeight='1'/>", "<cols><col min='1' max='16384' hidden='1'/></cols>")
    )
    kind = rng.choice(("<!DOCTYPE x [<!ENTITY x 'y'>]>", *("",) * 30))
    body = f"<worksheet xmlns='{_MAIN}'>{before}<sheetData>{_rows(rng)}</sheetData>{_after_rows(rng)}</worksheet>"
    strings = "".join(f"<si><t>{word}</t></si>" for word in _WORDS[:3]) + "<si><t>x</t></si>" * _size(rng, 9, 250_000)
    sheets = rng.choice((1,) * 30 + (2, 300))
    listed = "".join(
        f"<sheet name='{'2024年' if n == 1 else n}' sheetId='{n}' r:id='r1'/>" for n in range(1, sheets + 1)
    )
    kinds = (("worksheet", f"worksheets/{name}"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))
    relations = "".join(
        f"<Relationship Id='r{n}' Type='{_OFFICE}/{kind}' Target='{target}'/>"
        for n, (kind, target) in enumerate(kinds, 1)
    )
    types = "".join(
        f"<Override PartName='/xl/{target}' ContentType='{_SHEET_TYPE}.{kind}+xml'/>" for kind, target in kinds
    )
    xml = "application/xml"
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{_PACKAGE}/content-types'>"
        f"<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Default Extension='xml' ContentType='{xml}'/><Override PartName='/xl/workbook.xml' "
        f"ContentType='{_SHEET_TYPE}.sheet.main+xml'/>{types}</Types>",
        "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'><Relationship Id='r1' "
        f"Type='{_OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{_MAIN}' xmlns:r='{_OFFICE}'><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'>{relations}</Relationships>",
        f"xl/worksheets/{name}": f"<?xml version='1.0' encoding='{encoding}'?>{kind}{body}",
        "xl/styles.xml": f"<styleSheet xmlns='{_MAIN}'>{_styles(rng)}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst xmlns='{_MAIN}'>{strings}</sst>",
    }
    if rng.random() < 0.04:
        del parts[rng.choice(list(parts))]
    return _packed(
        rng,
        {
            name: text.encode(encoding if "sheets/" in name else "utf-8", "surrogatepass")
            for name, text in parts.items()
        },
    )


def _packed(rng: Random, parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
        for number in range(_size(rng, 2, 12_000) if rng.random() < 0.1 else 0):
            archive.writestr(zipfile.ZipInfo(f"xl/media/{number}.png"), b"\x89PNG\r\n\x1a\n", zipfile.ZIP_STORED)
    return stream.getvalue()


def _imported(rng: Random, name: str, data: bytes) -> Case:
    words = ["import", name, *READ, "--data", "data.csv", "--year", "2024"]
    words += rng.choice(((), (), ("--basis", "ytd"), ("--partial",), ("--explain", "--format", "json"), ("-n",)))
    return Case(tuple(words), {"plan.yaml": SMALL.encode(), "data.csv": DATA.encode(), name: data}, grows="data.csv")


def built_workbook(rng: Random) -> Case:
    """A built workbook that is imported."""
    return _imported(rng, "table.xlsx", workbook(rng))


# --- documents -------------------------------------------------------------------------------------------------------


def _page(rng: Random) -> bytes:
    tags = (
        "b",
        "i",
        "span",
        "p",
        "div",
        "td",
        "tr",
        "table",
        "th colspan=3",
        "td rowspan=9",
        "td colspan=999",
        "br",
        "a x=y",
    )
    pieces = ["<!doctype html><meta charset=utf-8><body>"]
    for _ in range(rng.choice((3, 20, 60))):
        tag = rng.choice(tags)
        close = f"</{tag.split()[0]}>" if rng.random() < 0.8 else ""
        text = hostile(rng) if rng.random() < 0.15 else rng.choice(_WORDS)
        pieces.append(f"<{tag}>{text}{close}" * (_size(rng, 4, 300_000) if rng.random() < 0.1 else 1))
    pieces += [rng.choice(("< ", "<!---->", "&amp;", "&#65;", "<a ", "]]>", "<!")) * _size(rng, 20, 1_500_000)]
    rng.shuffle(pieces)
    return "".join(pieces).encode("utf-8", "surrogatepass")[:6_000_000]


def _document(rng: Random) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    pieces = []
    for _ in range(rng.choice((1, 5, 30))):
        text = _xml(hostile(rng) if rng.random() < 0.15 else rng.choice(_WORDS))
        run = f"<w:r>{rng.choice(('', '<w:rPr><w:vanish/></w:rPr>', '<w:tab/>', '<w:br/>'))}<w:t>{text}</w:t></w:r>"
        line = f"<w:p>{run * (_size(rng, 3, 200_000) if rng.random() < 0.05 else 1)}</w:p>"
        span = rng.choice(("", "", "<w:gridSpan w:val='3'/>", "<w:gridSpan w:val='99999999'/>", "<w:vMerge/>"))
        row = f"<w:tr><w:tc><w:tcPr>{span}</w:tcPr>{line}</w:tc></w:tr>"
        deep = rng.choice((1, 1, 1, 3, 300))
        table = (
            f"<w:tbl>{row}</w:tbl>"
            if deep == 1
            else "<w:tbl><w:tr><w:tc>" * deep + line + "</w:tc></w:tr></w:tbl>" * deep
        )
        pieces.append(rng.choice((line, line, table)) * (_size(rng, 3, 60_000) if rng.random() < 0.08 else 1))
    body = f"<?xml version='1.0'?><w:document xmlns:w='{word}'><w:body>{''.join(pieces)}</w:body></w:document>"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{_PACKAGE}/content-types'><Default Extension='rels' ContentType="
        f"'application/vnd.openxmlformats-package.relationships+xml'/><Override PartName='/word/document.xml' "
        f"ContentType='{main}'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'><Relationship Id='r1' "
        f"Type='{_OFFICE}/officeDocument' Target='word/document.xml'/></Relationships>",
        "word/document.xml": body,
    }
    return _packed(rng, {name: text.encode("utf-8", "surrogatepass") for name, text in parts.items()})


def _pdf(rng: Random) -> bytes:
    shown = b"BT /F 9 Tf 1 1 Td (plan %d) Tj ET\n" % rng.randrange(99)
    drawing = shown * max(1, _size(rng, 20, 60_000)) + b"/X Do\n" * _size(rng, 3, 3_000)
    form = shown * rng.choice((1, 1, 500)) + b"/X Do\n" * (rng.random() < 0.1)
    pages = max(1, _size(rng, 5, 1_500))
    kids = rng.choice((b"3 0 R ", b"3 0 R ", b"3 0 R ", b"2 0 R ", b"9 0 R ")) * pages
    packed, inner = zlib.compress(drawing, 1), zlib.compress(form, 1)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (rng.choice((pages, 1, -1, 10**9)), kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources 6 0 R/Contents %s>>"
        % rng.choice((b"4 0 R", b"4 0 R", b"[%s]" % (b"4 0 R " * _size(rng, 3, 2_000)))),
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F 5 0 R>>/XObject<</X 7 0 R>>>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 6 0 R/Filter/FlateDecode/Length %d>>" % len(inner)
        + b"stream\n%s\nendstream" % inner,
    )
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 8\n0000000000 65535 f \n%strailer<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(written))
    )


def _plain(rng: Random) -> bytes:
    pieces = [rng.choice(_WORDS), "\n", "\t", hostile(rng), "一、", "（一）", "表1", "130", "　"]
    return "".join(rng.choice(pieces) * max(1, _size(rng, 20, 2_500_000)) for _ in range(9)).encode("utf-8", "replace")[
        :7_000_000
    ]


_DOCUMENTS: tuple[tuple[str, Callable[[Random], bytes]], ...] = (
    *(("plan.html", _page), ("plan.docx", _document), ("plan.pdf", _pdf), ("plan.txt", _plain)),
)


def built_document(rng: Random) -> Case:
    """A built plan document that a target file is held against."""
    name, make = rng.choice(_DOCUMENTS)
    args = ("verify", "--document", name, *READ, *rng.choice(((), ("--format", "json"), ("--lang", "zh"))))
    return Case(args, {name: make(rng), "plan.yaml": SMALL.encode()})


# --- sizes -----------------------------------------------------------------------------------------------------------


def _line_of(text: str, number: int) -> str:
    return text.splitlines()[number]


def sized(rng: Random) -> Case:
    """A table, a data file or a target file far beyond a limit, or a little of the same."""
    row, head = _line_of(LONG_TABLE, 1) + "\n", _line_of(LONG_TABLE, 0) + "\n"
    line, header = _line_of(DATA, 1) + "\n", _line_of(DATA, 0) + "\n"
    number = rng.choice((3, 30, 300, 300))
    grown = rng.choice(
        (
            ("table.csv", head + row * rng.choice((number, 600_000))),
            ("table.csv", head + "\n" * rng.choice((number, 9_000_000))),
            ("table.csv", "a," * rng.choice((number, 400_000)) + "\n" + "1," * number),
            ("table.csv", head + row.strip() * rng.choice((number, 40_000))),
            ("table.jsonl", rng.choice(("{}\n", '{"a":1}\n', "[]\n", "1\n")) * rng.choice((number, 3_000_000))),
            ("table.jsonl", json.dumps({f"k{n}": n for n in range(rng.choice((number, 70_000)))}) + "\n"),
            ("table.tsv", (head + row * number).replace(",", "\t")),
            ("data.csv", header + line * rng.choice((3, 30)) + "\n" * rng.choice((number, 2_000_000))),
            ("data.csv", header + line * 3 + "x" * rng.choice((number, 3_000_000))),
            ("data.csv", header + '"' + "字" * rng.choice((number, 3_000_000))),
            ("data.csv", header.strip() + "".join(f",c{n}" for n in range(rng.choice((number, 90_000)))) + "\n"),
            ("data.csv", header + "linhai,jobs,x,1,,,,,,\n" * rng.choice((number, 90_000))),
            ("data.csv", "\r" * rng.choice((number, 2_000_000))),
            ("plan.yaml", SMALL + "# " + "x" * rng.choice((number, 6_000_000))),
            ("plan.yaml", SMALL + "      " + "- {}\n      " * rng.choice((number, 1_000_000))),
            ("plan.yaml", rng.choice("[{-") * rng.choice((number, 6_000_000))),
        )
    )
    name, data = grown[0], grown[1].encode()
    if name.startswith("table"):
        return _imported(rng, name, data)
    files = {"plan.yaml": SMALL.encode(), "data.csv": DATA.encode(), name: data}
    if rng.random() < 0.3:
        return Case(
            ("record", "linhai", "jobs", "2024-06", "22.4", *READ[:2], "--data", "data.csv"), files, grows="data.csv"
        )
    return Case((*rng.choice((("check", name), *reports(rng))), *READ, "--data", "data.csv"), files)


# --- outputs ---------------------------------------------------------------------------------------------------------

_SETTINGS = "city: linhai\ntargets: plan.yaml\ndata: observations.csv\n"
_REPORT_INPUT = {"path": "data.csv", "sha256": "0" * 64, "indicators": 0, "observations": 0, "blocks": []}

#: What stands in the folder and must never be replaced by a report.
_KEPT = {
    "plan.yaml": SMALL,
    "data.csv": DATA,
    "observations.csv": DATA,
    "rsplan.yaml": _SETTINGS,
    "table.csv": LONG_TABLE,
    "names.yaml": "参保: insured\n",
    "plan.txt": "表1 就业人数 130\n",
    "history.json": json.dumps({"generator": "rsplan 1", "inputs": [_REPORT_INPUT]}),
}

_FROM = ("--targets", "plan.yaml", "--data", "data.csv")
_WRITING: tuple[tuple[str, ...], ...] = (
    ("record", "linhai", "jobs", "2024-06", "22.4", *_FROM),
    ("record", "linhai", "jobs", "2024-06", "22.4", "--targets", "plan.yaml"),
    ("record", "linhai", "jobs", "2024-06", "22.4", "--targets", "plan.yaml", "--data", "new.csv"),
    ("import", "table.csv", "--city", "linhai", *_FROM),
    ("import", "table.csv", "--city", "linhai", "--map", "names.yaml", "--targets", "plan.yaml", "--data", "new.csv"),
    ("retract", "linhai", "insured", "2024-06-30", "--reason", "更正", *_FROM),
    ("upgrade", "data.csv", "--targets", "plan.yaml"),
)
_READING: tuple[tuple[str, ...], ...] = (
    *((*words, *_FROM) for words in (("status",), ("pace",), ("list",), ("audit",), ("export",), ("check",))),
    *((*words, *_FROM) for words in (("show", "linhai", "jobs"), ("log", "linhai", "jobs"))),
    ("check", "data.csv", "plan.yaml"),
    ("check", "data.csv", "--history", "history.json"),
    ("verify", "--document", "plan.txt", "--targets", "plan.yaml", "--city", "linhai"),
    *(("settings",), ("schema", "status"), ("status", "--data", "new.csv"), ("export", "--no-published")),
)


def output(rng: Random) -> Case:
    """A command whose output is named like a file that is read, added to or kept, by any name of it."""
    writing = rng.random() < 0.5
    args = rng.choice(_WRITING if writing else _READING)
    named = rng.choice(
        (*_KEPT, "new.csv", "data.csv.bak", "data.csv.20260101-000000.bak", "out.json", "out.csv", "out")
    )
    path = rng.choice(
        (named, named, f"./{named}", f"folder/../{named}", f"../d/{named}", f"hard-{named}", f"soft-{named}")
    )
    path = rng.choice(
        (path,) * 9 + ("/dev/stdout", "/dev/null", "folder", "", "-", ".", "folder/", "missing/x.json", "/dev/full")
    )
    format_ = (
        rng.choice(((), (), ("--format", "json"), ("--format", "csv"))) if args[0] not in ("schema", "export") else ()
    )
    grows = "new.csv" if "new.csv" in args else "data.csv" if "data.csv" in args else "observations.csv"
    files = {name: text.encode() for name, text in _KEPT.items() if name != "rsplan.yaml" or rng.random() < 0.5}
    flag = rng.choice(
        (("-o", path), ("--output", path), (f"--output={path}",), (f"-o{path}",) if path else ("-o", path))
    )
    read = {word for word in args if word in files} | {"data.csv", "plan.yaml", "observations.csv"} & {*files}
    kept = frozenset(read | {name for name in ("rsplan.yaml",) if name in files})
    return Case((*args, *format_, *flag), files, grows=grows if writing else "", kept=kept)


# --- replaced files --------------------------------------------------------------------------------------------------


def _otherwise(rng: Random, name: str) -> bytes:
    """What another program puts in the place of a file."""
    whole = _KEPT.get(name, "").encode()
    added = "linhai,rate,2021-12,3.3,level,,,,别处,\n".encode()
    choices = (
        b"",
        whole,
        whole[: rng.randrange(len(whole) + 1)],
        whole + added,
        whole + added[:9],
        b"\0" * 99,
        workbook_head(),
    )
    return rng.choice(choices)


@cache
def workbook_head() -> bytes:
    """The beginning of a workbook."""
    return b"PK\x03\x04" + b"\0" * 26


def replaced_file(rng: Random) -> Case:
    """A file that another program replaces, removes, extends or cuts while a command reads it or adds to it."""
    writing = rng.random() < 0.7
    args: Sequence[str] = rng.choice(_WRITING[:2] + _WRITING[3:4] + _WRITING[5:] if writing else _READING[:8])
    files = {name: text.encode() for name, text in _KEPT.items() if name != "rsplan.yaml"}
    name = rng.choice([word for word in args if word in files] or ["observations.csv"])
    way = rng.choice(("replaced", "replaced", "removed", "extended", "cut", "folder"))
    meddling = Meddling(rng.randrange(1, 60), way, name, _otherwise(rng, name))
    if "--format" not in args and rng.random() < 0.5:
        args = (*args, "--format", "json")
    grows = "data.csv" if "data.csv" in args else "observations.csv"
    return Case(tuple(args), files, grows=grows if writing else "", meddling=meddling)
