"""The report as a document set as official documents are; the only module that writes with python-docx."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rsplan.errors import package_missing
from rsplan.render.png import png_bytes
from rsplan.render.svg import glyph_svg, trajectory_svg
from rsplan.report.handout.values import Handout, HandoutIndicator, HandoutPlan
from rsplan.report.tables.table import CellStyle, ReportTable, Words
from rsplan.text.wrapping import cells as display_cells
from rsplan.text.wrapping import widest_atom

#: The fonts of official documents (GB/T 9704): title, text, headings of the first and of the second level.
_TITLE, _TEXT, _FIRST, _SECOND = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
_LATIN = "Times New Roman"

#: Sizes in points: title, text, tables; the fixed line, and the margins of the page in millimetres.
_TITLE_SIZE, _TEXT_SIZE, _TABLE_SIZE, _LINE = 22, 16, 9, 28
_MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
#: The width of the text in millimetres.
_TEXT_WIDTH = 210 - 28 - 26

_ANNEX_MARGINS = {"top_margin": 20, "bottom_margin": 18, "left_margin": 18, "right_margin": 18}

#: The widths of the annex's columns in millimetres: the page less its margins.
_WIDTHS = (8, 39, 18, 20, 24, 34, 20, 15, 18, 20, 18, 27)

_COLOURS = {CellStyle.BAD: (0xA6, 0x1B, 0x1B)}
_NUMERALS = "一二三四五六七八九十"

#: The date of every part in the file, so that the same report is the same file.
_MADE = (1980, 1, 1, 0, 0, 0)


def report_docx(report: Handout) -> bytes:
    """The document. Raises RsplanError where python-docx or resvg-py is not installed."""
    try:
        from docx import Document
    except ImportError:
        raise package_missing("error.package_missing", "python-docx", file="DOCX") from None
    document = Document()
    document.core_properties.title = report.title
    document.core_properties.author = report.generator
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime.combine(
        report.as_of, datetime.min.time()
    )
    _Document(document, report).write()
    written = io.BytesIO()
    document.save(written)
    return _same_each_time(written)


def _same_each_time(written: io.BytesIO) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            info = zipfile.ZipInfo(name, _MADE)
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, made.read(name))
    return packed.getvalue()


class _Document:
    """The parts of the document."""

    def __init__(self, document: Any, report: Handout) -> None:
        from docx import enum, oxml, shared
        from docx.enum import section, table, text

        self._document, self._report, self._words = document, report, report.words
        self._enum, self._shared, self._oxml = enum, shared, oxml
        self._text_enum, self._section_enum, self._table_enum = text, section, table
        self._sections = 0
        self._style_ids: dict[str, str] = {}

    def write(self) -> None:
        self._set_styles()
        self._set_page(self._document.sections[0], _MARGINS)
        for number, plan in enumerate(self._report.plans):
            if number:
                section = self._document.add_section(self._section_enum.WD_SECTION.NEW_PAGE)
                self._set_page(section, _MARGINS)
            self._write_plan(plan)

    # --- parts -------------------------------------------------------------------------------------------------------

    def _write_plan(self, plan: HandoutPlan) -> None:
        words = self._words
        self._sections = 0
        self._paragraph(plan.title, "Title")
        self._paragraph(plan.span, "Span")
        self._paragraph(plan.sentence)
        self._heading(words("report.attention"))
        if not plan.attention:
            self._paragraph(words("report.nothing_wanting"))
        for number, indicator in enumerate(plan.attention):
            self._write_attention(indicator, number)
        if plan.changes is not None:
            self._write_changes(plan.changes)
        self._heading(words("report.table"))
        number = 0
        for group in plan.with_data:
            if group.heading:
                self._paragraph(self._second(number) + group.heading, "Heading 2")
                number += 1
            for indicator in group.indicators:
                self._paragraph(indicator.sentence)
        if plan.without_data:
            self._paragraph(plan.without_data + words("report.stop"))
        if plan.year:
            self._heading(words("report.year", year=str(plan.year)))
            self._paragraph(plan.year_sentence)
            for indicator in plan.indicators:
                if indicator.year is not None and indicator.year.actual.value is not None:
                    self._paragraph(_year_line(indicator, words))
        self._heading(words("report.firmness"))
        if not plan.firmness:
            self._paragraph(words("report.all_firm"))
        for name, reasons in plan.firmness:
            self._paragraph(words("word.colon", text=name, more=reasons))
        self._write_sources(plan)
        self._write_annex(plan)

    def _write_attention(self, indicator: HandoutIndicator, number: int) -> None:
        self._paragraph(self._second(number) + indicator.name, "Heading 2")
        self._paragraph(indicator.sentence)
        if indicator.forecast is not None:
            outlook = self._words("word.colon", text=self._words("column.outlook"), more=indicator.forecast.line)
            self._paragraph(outlook + self._words("report.stop"))
        if indicator.trajectory is not None:
            svg = trajectory_svg(indicator.trajectory, self._words, 560, 240, loose=True)
            self._picture(svg, 150, indicator.trajectory.text)

    def _write_changes(self, changes: ReportTable) -> None:
        self._heading(changes.title)
        for line in changes.lead:
            self._paragraph(str(line))
        heads = [column.heading or self._words("report.figure") for column in changes.columns]
        rows = [[str(cell) for cell in row] for section in changes.sections for row in section.rows]
        if rows:
            widths = _shared_out(_TEXT_WIDTH, [heads, *rows])
            table = self._table(heads, widths)
            for row in rows:
                self._row(table, row, widths)
        for note in changes.footnotes:
            self._paragraph(note, "Small")

    def _write_sources(self, plan: HandoutPlan) -> None:
        self._heading(self._words("report.sources"))
        sources = dict.fromkeys(
            seen.source for indicator in plan.indicators for seen in indicator.observations if seen.counted
        )
        for source in sources or [self._words("report.none")]:
            self._paragraph(source)
        last = [self._paragraph(line, "Small") for line in self._report.inputs][-1:]
        for paragraph in last:  # else the line after it might stand on a page alone
            paragraph.paragraph_format.keep_with_next = True
        self._paragraph(self._words("report.generated", generator=self._report.generator), "Small")

    def _write_annex(self, plan: HandoutPlan) -> None:
        """The table of all targets on pages of its own, across."""
        words = self._words
        section = self._document.add_section(self._section_enum.WD_SECTION.NEW_PAGE)
        self._set_page(section, _ANNEX_MARGINS, across=True)
        self._paragraph(words("report.appendix", title=words("report.table_caption")), "Heading 2")
        keys = [
            *("column.number", "column.indicator", "column.target", "column.actual", "report.through"),
            *("report.picture", "column.completion", "column.elapsed", "column.lead", "report.left"),
            *("column.need.both", "column.status"),
        ]
        table = self._table([words(key) for key in keys], _WIDTHS)
        for group in plan.with_data:
            if group.heading:
                self._row(table, [group.heading], _WIDTHS, merged=True)
            for indicator in group.indicators:
                cells = self._row(table, _annex_texts(indicator), _WIDTHS)
                if indicator.glyph is not None:
                    run = cells[5].paragraphs[0].add_run()
                    picture = run.add_picture(
                        io.BytesIO(png_bytes(glyph_svg(indicator.glyph), has_text=False)), width=self._shared.Mm(27)
                    )
                    picture._inline.docPr.set("descr", indicator.glyph.text)
                colour = _COLOURS.get(indicator.style)
                if colour is not None:
                    for run in cells[-1].paragraphs[0].runs:
                        run.font.color.rgb = self._shared.RGBColor(*colour)
                        run.font.bold = True
        legend = words("word.semicolon").join(
            words(f"report.legend_{key}") for key in ("sum", "level", "guard", "shares", "bound")
        )
        self._paragraph(words("word.colon", text=words("report.legend"), more=legend + words("report.stop")), "Small")

    # --- paragraphs and tables ---------------------------------------------------------------------------------------

    def _heading(self, text: str) -> None:
        first = f"{_NUMERALS[self._sections]}、" if self._words.lang == "zh" else f"{self._sections + 1}. "
        self._sections += 1
        self._paragraph(first + text, "Heading 1")

    def _second(self, number: int) -> str:
        if self._words.lang != "zh":
            return f"({number + 1}) "
        return f"（{_NUMERALS[number]}）" if number < len(_NUMERALS) else f"（{number + 1}）"

    def _paragraph(self, text: str, style: str = "Normal") -> Any:
        return self._styled(self._document.add_paragraph(_clean(text)), style)

    def _styled(self, paragraph: Any, style: str) -> Any:
        """The paragraph in the style: python-docx looks through all styles for each, which takes most of the time."""
        if style not in self._style_ids:
            self._style_ids[style] = self._document.styles[style].style_id
        paragraph._p.get_or_add_pPr().get_or_add_pStyle().val = self._style_ids[style]
        return paragraph

    def _picture(self, svg: str, width: int, text: str) -> None:
        paragraph = self._styled(self._document.add_paragraph(), "Picture")
        picture = paragraph.add_run().add_picture(io.BytesIO(png_bytes(svg)), width=self._shared.Mm(width))
        picture._inline.docPr.set("descr", _clean(text))

    def _table(self, heads: Sequence[str], widths: Sequence[int]) -> Any:
        table = self._document.add_table(rows=1, cols=len(heads), style="Table Grid")
        table.autofit = False
        table.alignment = self._table_enum.WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = self._shared.Mm(width)  # w:gridCol, which LibreOffice goes by
        self._fill(table.rows[0], heads, widths, bold=True)
        self._mark(table.rows[0], "w:tblHeader")
        return table

    def _row(self, table: Any, texts: Sequence[str], widths: Sequence[int], *, merged: bool = False) -> Any:
        row = table.add_row()
        if merged:
            row.cells[0].merge(row.cells[-1])
        self._fill(row, texts[:1] if merged else texts, [sum(widths)] if merged else widths, bold=merged)
        if merged:  # a heading is never the last line of a page
            row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
        return row.cells

    def _fill(self, row: Any, texts: Sequence[str], widths: Sequence[int], *, bold: bool) -> None:
        self._mark(row, "w:cantSplit")
        for cell, text, width in zip(row.cells, texts, widths, strict=False):
            cell.width = self._shared.Mm(width)
            paragraph = self._styled(cell.paragraphs[0], "Cell")
            paragraph.add_run(_clean(text)).bold = bold

    def _mark(self, row: Any, tag: str) -> None:
        properties = row._tr.get_or_add_trPr()
        properties.append(self._oxml.OxmlElement(tag))

    # --- styles ------------------------------------------------------------------------------------------------------

    def _set_styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE

        styles = self._document.styles
        for name in ("Span", "Small", "Picture", "Cell"):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        align = self._text_enum.WD_ALIGN_PARAGRAPH
        indent = 2 * _TEXT_SIZE
        self._set_style("Normal", _TEXT, _TEXT_SIZE, indent=indent)
        self._set_style("Title", _TITLE, _TITLE_SIZE, align=align.CENTER, line=36)
        self._set_style("Span", _SECOND, 14, align=align.CENTER)
        self._set_style("Heading 1", _FIRST, _TEXT_SIZE, indent=indent)
        self._set_style("Heading 2", _SECOND, _TEXT_SIZE, indent=indent)
        self._set_style("Small", _TEXT, 10, line=15)
        self._set_style("Picture", _TEXT, _TEXT_SIZE, align=align.CENTER, line=0)
        self._set_style("Cell", _TEXT, _TABLE_SIZE, line=13)
        for border in styles["Title"].element.xpath(".//w:pBdr"):
            border.getparent().remove(border)

    def _set_style(
        self, name: str, font: str, size: int, *, indent: int = 0, align: Any = None, line: int = _LINE
    ) -> None:
        from docx.oxml.ns import qn

        style, points = self._document.styles[name], self._shared.Pt
        style.font.name, style.font.size, style.font.bold, style.font.italic = _LATIN, points(size), False, False
        style.font.color.rgb = self._shared.RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in [each for each in fonts.attrib if each.endswith("Theme")]:
            del fonts.attrib[attribute]
        for script, face in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", font)):
            fonts.set(qn(f"w:{script}"), face)
        layout = style.paragraph_format
        layout.space_before = layout.space_after = points(0)
        layout.first_line_indent = points(indent)
        layout.alignment = align
        rules = self._text_enum.WD_LINE_SPACING
        layout.line_spacing_rule = rules.EXACTLY if line else rules.SINGLE
        if line:
            layout.line_spacing = points(line)
        layout.keep_with_next = name.startswith("Heading")

    def _set_page(self, section: Any, margins: dict[str, int], *, across: bool = False) -> None:
        millimetres = self._shared.Mm
        orientation = self._section_enum.WD_ORIENT
        section.orientation = orientation.LANDSCAPE if across else orientation.PORTRAIT
        width, height = (297, 210) if across else (210, 297)
        section.page_width, section.page_height = millimetres(width), millimetres(height)
        for name, value in margins.items():
            setattr(section, name, millimetres(value))
        self._number_pages(section)

    def _number_pages(self, section: Any) -> None:
        """The page's number between dashes, as official documents have it."""
        paragraph = section.footer.paragraphs[0]
        if paragraph.runs:
            return
        section.footer.is_linked_to_previous = False
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = self._text_enum.WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.first_line_indent = self._shared.Pt(0)
        paragraph.add_run("— ")
        run = paragraph.add_run()
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            if kind is not None:
                mark = self._oxml.OxmlElement("w:fldChar")
                mark.set(self._oxml.ns.qn("w:fldCharType"), kind)
            else:
                mark = self._oxml.OxmlElement("w:instrText")
                mark.text = text
            run._r.append(mark)
        paragraph.add_run(" —")


def _shared_out(width: int, rows: Sequence[Sequence[str]]) -> list[int]:
    """The width in millimetres shared out among the columns: no figure is cut, and long texts get what is left."""
    columns = list(zip(*rows, strict=True))
    least = [_millimetres(max(map(widest_atom, column))) for column in columns]
    more = [_millimetres(max(map(display_cells, column))) - low for column, low in zip(columns, least, strict=True)]
    left = max(width - sum(least), 0)
    return [low + left * wish // max(sum(more), 1) for low, wish in zip(least, more, strict=True)]


def _millimetres(cells: int) -> int:
    """The width of so many half-width signs of a table, with the margins of its cell."""
    return cells * 19 // 10 + 5


def _annex_texts(indicator: HandoutIndicator) -> list[str]:
    evidence = f" ({indicator.evidence})" if indicator.evidence else ""
    return [
        indicator.number,
        indicator.name + indicator.beside,
        indicator.target,
        indicator.actual.text,
        indicator.day,
        "",
        indicator.figures["completion_rate"].text,
        indicator.figures["elapsed"].text,
        indicator.figures["lead_points"].text,
        indicator.left.text,
        indicator.needed,
        f"{indicator.marked}{evidence}",
    ]


def _year_line(indicator: HandoutIndicator, words: Words) -> str:
    year = indicator.year
    if year is None:
        return ""
    return words(
        "report.year_line",
        name=indicator.name,
        unit=indicator.unit,
        target=year.target,
        actual=year.actual.text,
        completion=year.completion.text,
        verdict=year.verdict,
    )


def _clean(text: str) -> str:
    """The text without characters that XML does not have."""
    return "".join(sign if sign >= " " or sign in "\t\n" else "�" for sign in text)
