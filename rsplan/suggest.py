"""The known word nearest to a mistyped one."""

from collections.abc import Iterable

#: In Chinese a word is two or three characters, of which one may be wrong: 苏洲, 落后. 北京 is no 南京, though.
_SHORT = 3
_ONE_OF_TWO = 0.5


def nearest(word: str, known: Iterable[str], *, any_character: bool = False) -> str | None:
    """Return the closest of the known words, or None where none is close.

    A short Chinese word is close to one that begins like it, or with `any_character` has one of its characters.
    """
    from difflib import get_close_matches  # only for mistakes: it takes time to load

    words = list(known)
    matches = get_close_matches(word.lower(), words, n=1)
    if not matches and len(word) <= _SHORT and not word.isascii():
        alike = [known_word for known_word in words if any_character or known_word[:1] == word[:1]]
        matches = get_close_matches(word.lower(), alike, n=1, cutoff=_ONE_OF_TWO)
    return matches[0] if matches else None
