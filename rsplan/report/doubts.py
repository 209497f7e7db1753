"""The doubts about a figure in a few words, as tables mark them and say them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import assert_never

from rsplan.calc.assess import Assessment
from rsplan.calc.evidence import FIRM, Doubt
from rsplan.calc.notes import shakes
from rsplan.calc.verdict import Status
from rsplan.model.bilingual import ShakingText, Text
from rsplan.model.enums import Bound
from rsplan.model.period import ONE_DAY
from rsplan.text import Language, catalogue, in_words, say

#: What keeps the data from a verdict, by the reason; the others say it by gaps and bounds.
_UNDECIDED: Mapping[str, str] = {
    "reason.final_figure_missing": "doubt.final_figure_missing",
    "reason.no_final_figure": "doubt.final_figure_missing",
    "reason.no_path": "doubt.no_path",
    "reason.no_base": "doubt.no_base",
    "reason.none_of_latest": "doubt.none_of_latest",
    "reason.none_of_year_end": "doubt.none_of_year_end",
    "reason.none_of_mean": "doubt.none_of_mean",
    "reason.none_of_plan_mean": "doubt.none_of_plan_mean",
    "reason.no_whole_year": "reason.no_whole_year",
    "reason.years_unknown": "doubt.years_unknown",
}


def doubts_about(assessment: Assessment, lang: Language) -> tuple[str, ...]:
    """Every reason why the figure or its verdict is not firm, the gravest first; empty for one that is."""
    return tuple(dict.fromkeys(_doubts(assessment, lang)))


def evidence_text(assessment: Assessment, lang: Language) -> str | None:
    """How firm the figure and its verdict are: every doubt about them, else that there is none; None without data."""
    if assessment.evidence is None:
        return None
    return say(lang, "word.semicolon").join(doubts_about(assessment, lang)) or say(lang, f"evidence.{FIRM}")


def _doubts(assessment: Assessment, lang: Language) -> Iterator[str]:
    doubts = assessment.evidence.doubts if assessment.evidence else ()
    if Doubt.STALE in doubts:
        yield _doubt(Doubt.STALE, assessment, lang)
    if assessment.status is Status.INCOMPLETE and assessment.reason.key in _UNDECIDED and not _says_gaps(assessment):
        yield say(lang, _UNDECIDED[assessment.reason.key], assessment.reason.details)
    for doubt in reversed(doubts):
        if doubt is not Doubt.PARTIAL:  # what is missing is named below, whatever it decides
            yield _doubt(doubt, assessment, lang)
    if assessment.actual is None:
        return
    if assessment.actual.missing:
        yield say(lang, "doubt.missing", {"missing": ", ".join(assessment.actual.missing)})
    elif assessment.actual.bound is not Bound.EXACT:
        yield say(lang, f"doubt.{assessment.actual.bound}")
    if since := assessment.broken_since:
        better = assessment.in_force.better
        key = f"doubt.broken_again_{better}" if since[1] else f"doubt.broken_{better}"
        yield say(lang, key, {"day": day_in_words(since[0], lang)})
    elif assessment.lost:
        reached_on = assessment.reached_on
        yield say(lang, "doubt.lost", {"day": day_in_words(reached_on, lang) if reached_on else ""})
    for note in assessment.notes:
        if shakes(note) and not (isinstance(note, ShakingText) and doubts):  # which say it shorter
            yield note.in_(lang) if isinstance(note, Text) else say(lang, note.key, note.details)


def _says_gaps(assessment: Assessment) -> bool:
    """Whether the reason names nothing but years that are missing, which is said below."""
    return assessment.reason.key == "reason.years_unknown" and bool(assessment.actual and assessment.actual.missing)


def _doubt(doubt: Doubt, assessment: Assessment, lang: Language) -> str:
    actual, across = assessment.actual, assessment.across_break
    match doubt:
        case Doubt.PROVISIONAL | Doubt.PRESS | Doubt.COPY:
            return say(lang, f"doubt.{doubt}")
        case Doubt.PARTIAL:
            return say(lang, "doubt.missing", {"missing": ", ".join(actual.missing if actual else ())})
        case Doubt.STALE:
            return say(lang, "doubt.stale", {"day": day_in_words(actual.through, lang) if actual else ""})
        case Doubt.BREAK:
            breaks = (*across.earlier, across.at) if across else ()
            keys = {True: "doubt.break_declared", False: "doubt.break_suspected"}
            return say(lang, "word.and").join(say(lang, keys[one.declared], {"since": one.text}) for one in breaks)
        case _:
            assert_never(doubt)


def doubts_of_year(standing: Assessment, lang: Language) -> tuple[str, ...]:
    """The doubts about the standing within a year, and how often a target that is kept now was broken in it."""
    key = f"doubt.breached_in_year_{standing.in_force.better}"
    return (*_breached(standing, lang, key), *doubts_about(standing, lang))


def doubts_of_plan(assessment: Assessment, lang: Language) -> tuple[str, ...]:
    """The doubts about the standing, and how often a target that is kept now was broken."""
    key = f"attention.breached_{assessment.in_force.better}"
    return (*_breached(assessment, lang, key), *doubts_about(assessment, lang))


def _breached(standing: Assessment, lang: Language, key: str) -> Iterator[str]:
    record = standing.maintenance_record
    if record is not None and record.breaches.number and standing.broken_since is None:
        yield say(lang, key, {"count": str(record.breaches.number)})


def day_in_words(day: date, lang: Language) -> str:
    """The day in words: the end of a year or of a month as such, any other day as a date."""
    if (day + ONE_DAY).day != 1:
        return day.isoformat()
    if (day.month, day.day) == (12, 31):
        return say(lang, "period.year_end", {"year": str(day.year)})
    return in_words(f"{day:%Y-%m}", catalogue(lang))
