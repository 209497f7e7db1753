"""The known word nearest to a mistyped one."""

from collections.abc import Iterable

#: In Chinese a word is two or three characters, of which one may be wrong: 苏洲, 落后. 北京 is no 南京, though.
_SHORT = 3


def nearest(word: str, known: Iterable[str], *, any_character: bool = False) -> str | None:
    """Return the closest of the known words, or None where none is close.

    A short Chinese word is close to one that begins like it, or with `any_character` has one of its characters.
    """
    from difflib import get_close_matches  # only for mistakes: it takes time to load

    words = list(known)
    matches = get_close_matches(word.lower(), words, n=1)
    if not matches and len(word) <= _SHORT and not word.isascii():
        matches = [known_word for known_word in words if _is_half_of(known_word, word, any_character=any_character)]
    return matches[0] if matches else None


def _is_half_of(known: str, word: str, *, any_character: bool) -> bool:
    """Whether at least half of the characters stand in the same places, the first among them or any."""
    equal = [one == other for one, other in zip(known, word, strict=False)]
    return (any_character or equal[:1] == [True]) and 2 * sum(equal) >= max(len(known), len(word))
