"""HTML as lines: the text of a page as a browser shows it, by paragraphs and cells; lxml parses it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from rsplan.documents import limits
from rsplan.documents.document_text import Line, Opens, column_span, lowered, raised
from rsplan.errors import InvalidInput, Problem

#: Elements whose text a browser does not show in the page.
_HIDDEN = {"script", "style", "template", "noscript", "head", "title"}

#: Elements of struck out or deleted text, and the styles of such text and of hidden text.
_DELETED = {"del", "s", "strike"}
_STRUCK = r"text-decoration(?:-line)?:[^;]*line-through"
_LEFT_OUT = re.compile(rf"display:none|visibility:(?:hidden|collapse)|{_STRUCK}")

#: The rules of a style sheet; those for printing and other media are none of the page as it is seen.
_OTHER_MEDIA = re.compile(r"/\*.*?\*/|@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTED = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)")

#: The most characters of style sheets that are looked at, and the most rules.
_MOST_STYLES, _MOST_RULES = 200_000, 200

#: Elements that begin and end on a line of their own.
_PARAGRAPHS = {
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "pre"),
    *("blockquote", "section", "article", "header", "footer", "main", "caption", "body", "form", "figure"),
}

#: Characters passed to the parser at once: a page on a single line is not parsed further than its limits allow.
_CHUNK = 1 << 16

#: Lines up to and with one that holds a `>`: no tag ends before that line.
_UP_TO_A_TAG = re.compile(r"[^>]*>[^\n]*\n?|[^>]+")


def html_lines(name: str, text: str) -> Iterator[Line]:
    """Read the lines of a page: paragraphs, and the cells of its tables; hidden text is left out.

    Raises InvalidInput for a page that the parser refuses or that nests too many elements.
    """
    if not text.strip():
        return
    page = _PageLines(name)
    parser = etree.HTMLParser(target=page, encoding="utf-8", recover=True, no_network=True, huge_tree=False)
    try:
        parser.feed(b"    ")  # lxml holds the first four bytes back until there are more
        for line_number, source_lines in _numbered(text):
            page.source_line = line_number
            for start in range(0, len(source_lines), _CHUNK):
                parser.feed(source_lines[start : start + _CHUNK].encode())
                yield from page.take_lines()
        parser.close()
    except etree.LxmlError as error:
        raise InvalidInput([Problem("document_broken", name, 0, 0, {"reason": str(error) or "?"})]) from None
    yield from page.take_lines()


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """Split the text so that no tag ends before the last line of a part; with the number of that line."""
    begun = 1
    # The parser waits for more after a NUL, and takes a carriage return for a line break.
    plain_text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    for part in _UP_TO_A_TAG.finditer(plain_text):
        breaks = part[0].count("\n")
        yield begun + breaks - part[0].endswith("\n"), part[0]
        begun += breaks


class _Rule(NamedTuple):
    """What a rule of a style sheet is for: elements of the tag, if any, with all of the classes and ids."""

    tag: str
    names: frozenset[str]

    def selects(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether the rule is for the element."""
        names = {f".{name}" for name in (attributes.get("class") or "").split()} | {f"#{attributes.get('id')}"}
        return self.tag in ("", tag) and self.names <= names


def _rules(sheet: str) -> Iterator[_Rule]:
    """The rules of a style sheet that strike out or hide text.

    What lies around an element is not looked at where it is struck out: rather too much is marked. A page shows parts
    by and by that such rules hide, so only rules for the element alone hide it.
    """
    for selectors, style in _RULE.findall(_OTHER_MEDIA.sub(" ", sheet)):
        declared = "".join(style.split()).lower()
        if not _LEFT_OUT.search(declared):
            continue
        for selector in selectors.split(","):
            parts = re.split(r"[\s>+~]+", selector.strip())
            selected = _SELECTED.fullmatch(parts[-1])
            if selected and parts[-1] and (len(parts) == 1 or re.search(_STRUCK, declared)):
                yield _Rule(selected[1] or "", frozenset(re.findall(r"[.#][\w-]+", selected[2])))


class _PageLines:
    """Turns the parser's events into lines.

    The parser closes omitted end tags, so that every `start` has its `end`; it tells no line numbers, which follow
    from the line being fed (`source_line`) at the last tag and the line breaks in the text since.
    """

    def __init__(self, name: str) -> None:
        self.source_line = 1
        self._name = name
        self._lines: list[Line] = []
        self._depth = self._hidden = self._tables = 0  # open elements: all, hidden ones, tables
        self._styles: list[str] | None = None  # the texts of the open style sheet, None outside of one
        self._rules: list[_Rule] = []  # what the style sheets strike out or hide
        self._left_out_below = 0  # the depth of the open element whose text is left out, 0 for none
        self._left_out = False  # whether text of the line, or before it in the cell, was left out
        self._placed: list[str] = []  # the open elements of raised and lowered text
        self._tags = self._characters = 0
        self._text_line = 1  # the source line that the next character of text stands on
        self._texts: list[str] = []
        self._has_text = False
        self._number = 1
        self._opens = Opens.PARAGRAPH
        self._row_begins = False
        self._after_frame = False
        self._cell_open = False
        self._width = 1
        self._column = 0  # the next column of the row
        self._reaching: dict[int, int] = {}  # rows into which a cell above still reaches, by its columns

    def take_lines(self) -> list[Line]:
        """Return the lines that have been completed since the last call."""
        lines, self._lines = self._lines, []
        return lines

    def _count_tag(self) -> None:
        self._tags += 1
        if self._tags > limits.MOST_TAGS:
            raise self._too_large(limits.MOST_TAGS)

    def _too_large(self, most: int) -> InvalidInput:
        return InvalidInput([Problem("document_too_large", self._name, 0, 0, {"most": f"{most:,}"})])

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Handle a start tag."""
        self._text_line = self.source_line
        self._count_tag()
        self._depth += 1
        if self._depth > limits.MOST_NESTED_ELEMENTS:
            details = {"most": str(limits.MOST_NESTED_ELEMENTS)}
            raise InvalidInput([Problem("document_too_deep", self._name, self.source_line, 1, details)])
        if tag in ("sup", "sub"):
            self._placed.append(tag)
        if tag in _HIDDEN:
            self._hidden += 1
            self._styles = [] if tag == "style" else self._styles
        elif tag == "table":
            self._end_line()
            self._tables += 1
            self._reaching.clear()
        elif tag == "tr":
            self._end_row()
            self._row_begins = True
        elif tag in ("td", "th"):
            self._end_cell()
            self._begin_cell(attributes)
        elif tag in _PARAGRAPHS:
            self._end_line()
        if not self._left_out_below and (
            _is_left_out(tag, attributes) or any(rule.selects(tag, attributes) for rule in self._rules)
        ):
            self._left_out_below = self._depth

    def end(self, tag: str) -> None:
        """Handle an end tag, written or omitted."""
        self._text_line = self.source_line
        if self._left_out_below == self._depth:
            self._left_out_below = 0
        self._depth -= 1
        if tag in ("sup", "sub") and self._placed:
            self._placed.pop()
        if tag in _HIDDEN:
            self._hidden -= 1
            if tag == "style" and self._styles is not None:
                self._rules += list(_rules("".join(self._styles)))[: _MOST_RULES - len(self._rules)]
                self._styles = None
        elif tag == "table":
            self._end_row()
            self._tables -= 1
            self._reaching.clear()
            self._after_frame = True
            self._opens = Opens.PARAGRAPH
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in _PARAGRAPHS:
            self._end_line()

    def comment(self, _: str) -> None:
        """Handle a comment: nothing of it is shown."""
        self._text_line = self.source_line
        self._count_tag()

    def data(self, text: str) -> None:
        """Handle text between tags, which may come in parts."""
        if self._styles is not None and sum(map(len, self._styles)) < _MOST_STYLES:
            self._styles.append(text)
        if self._left_out_below and not self._hidden:
            self._left_out = self._left_out or bool(text.strip())
        elif not self._hidden:
            self._characters += sum(map(len, text.split()))
            if self._characters > limits.MOST_CHARACTERS:  # in one line, perhaps, which has not come to its end
                raise self._too_large(limits.MOST_CHARACTERS)
            if not self._has_text and text.strip():
                self._has_text = True
                self._number = self._text_line + text[: len(text) - len(text.lstrip())].count("\n")
            self._texts.append(self._as_placed(text))
        self._text_line += text.count("\n")

    def _as_placed(self, text: str) -> str:
        """The text, raised or lowered digits as such."""
        match self._placed[-1:]:
            case ["sup"]:
                return raised(text)
            case ["sub"]:
                return lowered(text, "".join(self._texts[-1:]))
            case _:
                return text

    def close(self) -> None:
        """Handle the end of the page."""
        self._end_line()

    def _end_line(self) -> None:
        """Complete the line of the text since the last one; a line break of the source shows as a space."""
        if self._has_text:
            self._add(" ".join("".join(self._texts).split()))
        self._texts.clear()
        self._has_text = False
        self._left_out = self._left_out and self._cell_open

    def _add(self, text: str, *, from_above: bool = False) -> None:
        self._lines.append(Line(self._number, text, self._opens, self._after_frame, self._left_out, from_above))
        self._after_frame = self._left_out = False
        self._opens = Opens.RUN_ON if self._tables else Opens.PARAGRAPH

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._end_line()
        self._number = self.source_line
        self._opens = Opens.ROW if self._row_begins else Opens.CELL
        self._fill_from_above()
        self._row_begins, self._cell_open = False, True
        self._width = column_span(attributes.get("colspan"))
        rows = column_span(attributes.get("rowspan"))
        for column in range(self._column, self._column + self._width):
            self._reaching[column] = rows - 1
        self._column += self._width

    def _fill_from_above(self) -> None:
        """Add the empty cells in place of those that reach into the row from above."""
        while self._reaching.get(self._column):
            self._reaching[self._column] -= 1
            self._add("", from_above=True)
            self._opens = Opens.CELL
            self._column += 1

    def _end_row(self) -> None:
        """Complete the last cell of a row, and those behind it that reach into it from above."""
        self._end_cell()
        if self._column:
            self._opens = Opens.CELL
            self._fill_from_above()
            self._opens = Opens.RUN_ON
        self._column = 0

    def _end_cell(self) -> None:
        self._end_line()
        if not self._cell_open:
            return
        if self._opens is not Opens.RUN_ON or self._left_out:  # the cell is empty, or ends with text left out
            self._add("")
        self._cell_open = False
        for _ in range(self._width - 1):
            self._opens = Opens.CELL
            self._add("")


def _is_left_out(tag: str, attributes: Mapping[str, str]) -> bool:
    """Whether the text of an element is struck out, deleted or not shown."""
    style = "".join((attributes.get("style") or "").split()).lower()
    return tag in _DELETED or "hidden" in attributes or _LEFT_OUT.search(style) is not None
