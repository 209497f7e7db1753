"""HTML as lines, by the standard library's parser."""

from collections.abc import Iterator
from html.parser import HTMLParser

from rsplan.documents.lines import Line, Opens, column_span
from rsplan.errors import InvalidInput, Problem

_UNSEEN = {"script", "style", "template", "noscript", "head"}
#: Each tag or comment that is begun and never ended makes the parser look through the rest of the page.
_MOST_UNFINISHED = 4

#: A few cells that each take up fifty columns are a million soon.
_MOST_LINES = 50_000

_PARAGRAPHS = {
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "pre"),
    *("blockquote", "section", "article", "header", "footer", "main", "caption", "body", "form", "figure"),
}


def html_lines(name: str, text: str) -> Iterator[Line]:
    """The lines of a page: paragraphs, and the cells of its tables; what is not shown is left out.

    Raises InvalidInput for what the parser gives up on.
    """
    reader = _Reader()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError as error:  # its answer to a declaration that it does not know
        raise InvalidInput([Problem("document_broken", name, 0, 0, {"reason": str(error)})]) from None
    reader.end_line()
    return iter(reader.lines)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._unfinished = 0
        self.lines: list[Line] = []
        self._unseen = 0
        self._depth = 0  # of tables
        self._pieces: list[str] = []
        self._number = 1
        self._opens = Opens.PARAGRAPH
        self._row = False
        self._after_frame = False
        self._cell_open = False
        self._width = 1

    def parse_starttag(self, i: int) -> int:
        return self._finished(super().parse_starttag(i))

    def parse_endtag(self, i: int) -> int:
        return self._finished(super().parse_endtag(i))

    def parse_comment(self, i: int, report: bool = True) -> int:
        return self._finished(super().parse_comment(i, report))

    def parse_html_declaration(self, i: int) -> int:
        return self._finished(super().parse_html_declaration(i))

    def parse_pi(self, i: int) -> int:
        return self._finished(super().parse_pi(i))

    def _finished(self, end: int) -> int:
        """The end of what was parsed, below 0 where there is none; raises AssertionError for a page full of that."""
        if end < 0:
            self._unfinished += 1
            if self._unfinished > _MOST_UNFINISHED:
                raise AssertionError("unfinished tags")
        return end

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self.end_line()
            self._depth += 1
        elif tag == "tr":
            self._end_cell()
            self._row = True
        elif tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag in _PARAGRAPHS:
            self.end_line()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _PARAGRAPHS:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            self._end_cell()
            self._depth = max(0, self._depth - 1)
            self._after_frame = True
            self._opens = Opens.PARAGRAPH
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag in _PARAGRAPHS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        # A line break of the source shows as a space.
        if data.strip() and not "".join(self._pieces).strip():
            self._number = self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
        self._pieces.append(data)

    def end_line(self) -> None:
        """What has been read since the last line is a line."""
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if text:
            self._add(text)

    def _add(self, text: str) -> None:
        if len(self.lines) > _MOST_LINES:
            raise AssertionError("more cells than a plan has")
        self.lines.append(Line(self._number, text, self._opens, self._after_frame))
        self._after_frame = False
        self._opens = Opens.RUN_ON if self._depth else Opens.PARAGRAPH

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_line()
        self._number = self.getpos()[0]
        self._opens = Opens.ROW if self._row else Opens.CELL
        self._row, self._cell_open = False, True
        self._width = column_span(attributes.get("colspan"))

    def _end_cell(self) -> None:
        self.end_line()
        if not self._cell_open:
            return
        self._cell_open = False
        if self._opens is not Opens.RUN_ON:  # nothing stood in it
            self._add("")
        for _ in range(self._width - 1):
            self._opens = Opens.CELL
            self._add("")
