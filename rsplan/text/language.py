"""The language of a run, known before the first help text is made."""

from collections.abc import Mapping, Sequence

from rsplan.text import LANGUAGES, Language

_FALLBACK: Language = "en"


def language(args: Sequence[str], environ: Mapping[str, str], setting: str = "") -> Language:
    """From --lang, else RSPLAN_LANG, else the setting, else the locale's variables in their own order."""
    return _of_option(args) or _named(environ.get("RSPLAN_LANG")) or _named(setting) or _of_locale(environ) or _FALLBACK


def _of_option(args: Sequence[str]) -> Language | None:
    for index, word in enumerate(args):
        if word == "--":
            break
        given = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang" and index + 1 < len(args):
            given = args[index + 1]
        if lang := _named(given):
            return lang
    return None


def _of_locale(environ: Mapping[str, str]) -> Language | None:
    """The language of the first variable that is set; None where it is none of ours, whatever the others say."""
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return next((lang for lang in LANGUAGES if locale.lower().startswith(lang)), None)


def _named(word: str | None) -> Language | None:
    return next((lang for lang in LANGUAGES if lang == word), None)
