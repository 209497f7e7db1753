"""Numbers and signs as plain text: what a cell, an option and a printed figure have in common."""

import re
from decimal import Decimal
from functools import cache

from rsplan.errors import BadText

#: More digits than a reader using doubles gives back unchanged are refused (RFC 7493, section 2.2).
MOST_DIGITS = 15

_NUMBER = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?"

# Only signs with one meaning; a general folding such as NFKC would also turn ² into 2.
_PLAIN = str.maketrans(
    "０１２３４５６７８９．％﹪，﹐＞﹥＜﹤≧⩾≦⩽＋－−＊﹡：∶︰～〜―",
    "0123456789.%%,,>><<≥≥≤≤+--**:::~~—",
)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first used: a run that finds all target files in the cache needs none."""
    return re.compile(pattern)


def number(text: str) -> Decimal:
    """The exact decimal written in plain ASCII digits; raises BadText for any other text."""
    if not compiled(_NUMBER).fullmatch(text):
        raise BadText("text.not_a_number", text=text)
    if len(text.lstrip("-0").replace(".", "")) > MOST_DIGITS:
        raise BadText("text.too_many_digits", text=text, most=str(MOST_DIGITS))
    return Decimal(text)


def plain(text: str) -> str:
    """The text with full-width digits and signs as ASCII and without white space, for comparisons only."""
    return "".join(narrow(text).split())


def narrow(text: str) -> str:
    """The text with full-width digits and signs as ASCII."""
    return text.translate(_PLAIN)


def has_blank_inside(text: str) -> bool:
    """Whether white space parts the digits of a number, or its minus from it: 1 2 may be 12, 1.2, or two numbers."""
    return compiled(r"[0-9.,]\s+[0-9.,]|^\s*-\s+[0-9]").search(narrow(text)) is not None
