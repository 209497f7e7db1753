"""The example of docs/verify.md as text, HTML, DOCX and PDF, with its target file and the structure of its document."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rsplan.documents.document_text import DocumentFormat, DocumentText, Opens
from rsplan.documents.plain_text_lines import plain_text_lines
from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.model.plan import Plan
from rsplan.read.yaml_target_file import read_targets
from rsplan.verify.lookup import Lookup, look_up_all

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/examples/verify.txt").read_text(encoding="utf-8")
TARGETS = (ROOT / "docs/examples/verify.yaml").read_text(encoding="utf-8")


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} has to stand once"
        text = text.replace(old, new)
    return text


#: The target file of the example without its mistake.
RIGHT = edited(TARGETS, ("printed: 8个", "printed: 5个"))

#: The unclaimed figures of the example, in the order of the report.
UNCLAIMED = [("3万人次以上", "三（一）2"), ("5000人", "二（二）2"), ("2场", "专栏1")]


def structure_of(text: str = TEXT) -> DocumentStructure:
    return DocumentStructure(DocumentText("plan.txt", "0" * 64, DocumentFormat.TEXT, tuple(plain_text_lines(text))))


def plans_of(targets: str = RIGHT) -> tuple[Plan, ...]:
    return read_targets("example.yaml", targets.encode()).plans


def problems_of(targets: str = RIGHT, text: str = TEXT) -> list[Lookup]:
    """The look-ups of quotations that do not stand at their place."""
    lookups = look_up_all(plans_of(targets), structure_of(text))
    return [lookup for lookup in lookups if lookup.state.is_problem]


def html_of(text: str) -> str:
    """The plain text as a page: cells of the table in paragraphs, everything else a paragraph."""
    pieces = ["<!DOCTYPE html><html><head><title>99万人</title></head><body><script>var a = '88万人';</script>"]
    in_table = False
    for line in plain_text_lines(text):
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

    for line in plain_text_lines(text):
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
    shown = ("".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n" for line in lines) for lines in pages)
    return drawn_pdf([f"BT /F1 10 Tf 50 800 Td 14 TL\n{lines}ET" for lines in shown])


def drawn_pdf(pages: Sequence[str]) -> bytes:
    """A PDF of pages that those operators draw; the text of its font F1 is UTF-16."""
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts "
        "[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>] >>"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", font]
    kids = []
    for content in pages:
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
    for line in plain_text_lines(text):
        if by_row and line.opens is Opens.CELL:
            lines[-1] += " " + line.text
        else:
            lines += [line.text[at : at + 30] for at in range(0, len(line.text), 30)]
    kept = [line for line in lines if line.strip()]
    return [[*kept[at : at + 20], f"— {at // 20 + 1} —"] for at in range(0, len(kept), 20)]
