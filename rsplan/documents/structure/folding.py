"""Text folded for look-ups, and the spans, sentences and clauses in it.

White space, line breaks and full-width forms do not matter in a look-up, digits and signs do.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rsplan.model.plain_text import plain

#: Full-width forms as ASCII, characters without width as nothing.
_FORMS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\xad")
)

#: Remains of word processor files that converters leave in their text.
_ARTEFACTS = re.compile(r"\[bookmark:[^\]]*\]")

#: Stands between lines that do not run on: cells of a table, headings.
BREAK = "\n"

_SENTENCE_END = re.compile(rf"[。;!?{BREAK}]")
_CLAUSE_END = re.compile(rf"[。;!?,{BREAK}]")

#: Characters before and after a span that are shown with it at most.
_LONGEST_BEFORE, _LONGEST_AFTER = 60, 40


class TextSpan(NamedTuple):
    """A part of a text from its start to its end, the end not included."""

    start: int
    end: int

    def overlaps(self, other: "TextSpan") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return the text without white space and in ASCII forms."""
    return plain(_ARTEFACTS.sub("", text).translate(_FORMS))


def sentence_end(text: str, start: int) -> int:
    """Return the end of the sentence that continues at `start`."""
    end = _SENTENCE_END.search(text, start)
    return end.start() if end else len(text)


def sentence_start(text: str, end: int) -> int:
    """Return the start of the sentence that reaches up to `end`."""
    return max((sign.end() for sign in _SENTENCE_END.finditer(text, 0, end)), default=0)


def clause(text: str, span: TextSpan) -> str:
    """Return the words around a span, up to the nearest signs that separate clauses."""
    first = max(0, span.start - _LONGEST_BEFORE)
    starts = [sign.end() for sign in _CLAUSE_END.finditer(text, first, span.start)]
    end = _CLAUSE_END.search(text, span.end, span.end + _LONGEST_AFTER)
    return text[starts[-1] if starts else first : end.start() if end else span.end + _LONGEST_AFTER]
