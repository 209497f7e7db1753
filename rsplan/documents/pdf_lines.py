"""PDF as lines, extracted by pypdf page by page; a PDF marks no cells, rows or frames."""

import io
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

import pypdf

from rsplan.documents import limits
from rsplan.documents.document_text import Line
from rsplan.errors import InvalidInput, Problem

T = TypeVar("T")

#: Radicals, as which some programs name the characters that look the same; those that Unicode does not say itself.
_SAME = dict(
    zip(
        "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "民西见角贝车长门青韦页风飞马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)
_RADICALS = str.maketrans(
    {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2E80, 0x2FE0)}
    | {ord(k): v for k, v in _SAME.items()}
)

#: The text of a line that is a page's number.
PAGE_NUMBER = re.compile(r"[-—–－·\s]*([0-9]{1,4})[-—–－·\s]*")


def pdf_lines(name: str, data: bytes) -> Iterator[Line]:
    """Read the lines of one page after another, without page numbers.

    Raises InvalidInput for a broken or locked file, and for one with too many pages or too much that draws them.
    """
    for number, text in of_pages(name, data, lambda page: str(page.extract_text())):
        for line in _without_page_number(unified(text), number):
            yield Line(number, line)


def unified(text: str) -> str:
    """Return a text with characters instead of the radicals that look like them: ⼈ is 人."""
    return text.translate(_RADICALS)


def of_pages(name: str, data: bytes, read: Callable[[Any], T]) -> Iterator[tuple[int, T]]:
    """Return the number of each page with what is read from it; raises InvalidInput as `pdf_lines` does."""
    # pypdf's messages about what it repairs in a file are of no use to the user.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInput([Problem("document_locked", name, 0, 0, {})])
        _check_pages(name, reader)
        _check_drawing(name, reader)
        for number, page in enumerate(reader.pages, 1):
            yield number, read(page)
    except InvalidInput:
        raise
    except Exception as error:  # a broken file raises whatever its contents lead the reader to
        raise InvalidInput([Problem("document_broken", name, 0, 0, {"reason": str(error) or "?"})]) from None


def _check_pages(name: str, reader: pypdf.PdfReader) -> None:
    """Refuse more pages than the limit before pypdf makes an object of each; one page may be named many times."""
    waiting, nodes, pages = [reader.root_object.get("/Pages")], 0, 0
    while waiting:
        node = _object(waiting.pop())
        kids = _object(node.get("/Kids")) if isinstance(node, dict) else None
        nodes, pages = nodes + 1, pages + (not isinstance(kids, list))
        if pages > limits.MOST_PAGES or nodes > 2 * limits.MOST_PAGES:
            raise InvalidInput([Problem("document_too_many_pages", name, 0, 0, {"most": f"{limits.MOST_PAGES:,}"})])
        waiting += kids[: limits.MOST_PAGES + 1] if isinstance(kids, list) else []


class _Drawing(NamedTuple):
    """The bytes that draw a page or a form, and the characters in them."""

    size: int
    characters: int


def _check_drawing(name: str, reader: pypdf.PdfReader) -> None:
    """Refuse more bytes of drawing than the limit, or characters, those of a form counted each time that it is drawn.

    pypdf takes some 0.1 ms to show a character or a piece of a line: too many are told before.
    """
    size, characters, known = 0, 0, dict[int, _Drawing]()
    for page in reader.pages:
        drawn = _drawn(_object(page.get("/Contents")), page, known)
        size, characters = size + drawn.size, characters + drawn.characters
        if size > limits.MOST_DRAWING:
            most = f"{limits.MOST_DRAWING // 1_000_000} MB"
            raise InvalidInput([Problem("document_too_much_drawing", name, 0, 0, {"most": most})])
    if characters > limits.MOST_CHARACTERS:
        details = {"most": f"{limits.MOST_CHARACTERS} / {limits.MOST_LINES}"}
        raise InvalidInput([Problem("document_too_large", name, 0, 0, details)])


def _drawn(contents: Any, holder: Any, known: dict[int, _Drawing]) -> _Drawing:
    """What draws a page or a form: its own, and for each form that it draws at most that of the largest."""
    if id(holder) not in known:
        known[id(holder)] = _Drawing(0, 0)  # a form that draws itself is drawn once
        data = [_data(one) for one in (contents if isinstance(contents, list) else [contents])]
        resources = _object(holder.get("/Resources"))
        forms = [_drawn(form, form, known) for form in filter(_is_form, _named(resources, "/XObject"))]
        largest = _Drawing(*map(max, zip(*forms, strict=True))) if forms else _Drawing(0, 0)
        times = sum(one.count(b"Do") for one in data)
        known[id(holder)] = _Drawing(
            sum(map(len, data)) + largest.size * times,
            sum(map(_codes, data)) // _bytes_of_a_code(_named(resources, "/Font")) + largest.characters * times,
        )
    return known[id(holder)]


def _named(resources: Any, kind: str) -> list[Any]:
    """The resources of a kind."""
    found = _object(resources.get(kind)) if isinstance(resources, dict) else None
    return list(map(_object, found.values())) if isinstance(found, dict) else []


def _data(stream: Any) -> bytes:
    """The unpacked bytes of a stream; none where they are broken, which draws nothing."""
    try:
        found = _object(stream).get_data()
    except Exception:  # whatever its filters lead pypdf to
        return b""
    return found if isinstance(found, bytes) else b""


#: Strings of a drawing: the codes of the characters that it shows, plain or in hexadecimal digits; and its images.
_STRING = re.compile(rb"\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f\s]++>", re.DOTALL)
_IMAGE = re.compile(rb"\sID\s.*?\sEI\b", re.DOTALL)


def _codes(drawing: bytes) -> int:
    """The bytes of all strings."""
    strings = _STRING.findall(_IMAGE.sub(b"", drawing) if b"ID" in drawing else drawing)
    return sum(len(one) - 2 if one[:1] == b"(" else (len(one) - 2) // 2 for one in strings)


def _bytes_of_a_code(fonts: Iterable[Any]) -> int:
    """Bytes of a character: two where any font is a composite one, as those of Chinese are."""
    return 2 if any(isinstance(font, dict) and font.get("/Subtype") == "/Type0" for font in fonts) else 1


def _is_form(drawn: Any) -> bool:
    return isinstance(drawn, dict) and drawn.get("/Subtype") == "/Form"


def _object(reference: Any) -> Any:
    """The object itself, where it is named by its number."""
    return reference.get_object() if hasattr(reference, "get_object") else reference


def _without_page_number(text: str, page: int) -> list[str]:
    """The lines of a page, but for a first or last one that is its number: between dashes, or as pages are counted."""
    lines = [line for line in text.splitlines() if line.strip()]
    for index in (-1, 0):
        number = PAGE_NUMBER.fullmatch(lines[index].strip()) if lines else None
        if number and (int(number[1]) == page or not lines[index].strip().isdigit()):
            del lines[index]
    return lines
