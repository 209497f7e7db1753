"""The language of a run, known before the first help text is made."""

from collections.abc import Mapping, Sequence

from rsplan.text import LANGUAGES

_FALLBACK = "en"


def language(args: Sequence[str], environ: Mapping[str, str]) -> str:
    """From --lang, else RSPLAN_LANG, else the locale's variables in their own order."""
    for index, word in enumerate(args):
        if word == "--":
            break
        given = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang" and index + 1 < len(args):
            given = args[index + 1]
        if given in LANGUAGES:
            return given
    if environ.get("RSPLAN_LANG") in LANGUAGES:
        return environ["RSPLAN_LANG"]
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "zh" if environ[name].lower().startswith("zh") else _FALLBACK
    return _FALLBACK
