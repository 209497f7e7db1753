"""The report of `rsplan verify` as tables for people: what is wrong, and what nobody claims."""

from rsplan.report.tables.table import Cell, Column, Section, Sheet, Words
from rsplan.verify.lookup import Lookup, Spot, State, What
from rsplan.verify.unclaimed import Unclaimed
from rsplan.verify.verification import Verification


def verify_sheets(found: Verification, lang: str) -> list[Sheet]:
    """How much was found; below it the prints that do not stand at their place, then the figures without an owner."""
    words = Words(lang)
    sheets = [_summary(found, words)]
    return [*sheets, _unclaimed_sheet(found, words)] if found.unclaimed else sheets


def _summary(found: Verification, words: Words) -> Sheet:
    plan = found.plans[0]
    figures = sum(one.wanted.what is not What.NAME for one in found.lookups)
    counts = {
        "total": len(found.lookups),
        "figures": figures,
        "names": len(found.lookups) - figures,
        "unclaimed": len(found.unclaimed),
        **{str(state): found.count(state) for state in State},
    }
    details = {key: str(value) for key, value in counts.items()}
    plans = words("word.and").join(one.id for one in found.plans)
    problems = found.problems
    return Sheet(
        words("plan.head", city=words.of(plan.city.name), title=found.document.name),
        (
            Cell((words("verify.read", title=words.of(plan.document.title), plans=plans),)),
            Cell((words("verify.summary", **details),), "behind" if problems else "lead"),
        ),
        (
            Column(words("column.indicator"), folds=True),
            Column(words("column.printed"), folds=True),
            Column(words("column.where"), folds=True),
            Column(words("verify.outcome"), folds=True),
        ),
        (Section("", tuple(_problem_row(one, found.document.counts, words) for one in problems)),),
        (),
    )


def _problem_row(lookup: Lookup, counts: str, words: Words) -> tuple[Cell, ...]:
    wanted = lookup.wanted
    indicator = wanted.indicator
    place = f"{wanted.at.file}:{wanted.at.line}" if wanted.at.line else wanted.at.file
    number = f" #{indicator.number}" if indicator and indicator.number else ""
    return (
        Cell((words.of(indicator.name) if indicator else "", place)),
        Cell((wanted.printed.strip() or words("verify.empty"), words(f"verify.what.{wanted.what}"))),
        Cell((wanted.where + number,)),
        Cell(tuple(_outcome(lookup, counts, words)), "behind"),
    )


def _outcome(lookup: Lookup, counts: str, words: Words) -> list[str]:
    wanted = lookup.wanted
    number = (wanted.indicator.number if wanted.indicator else None) or wanted.name
    details = {"where": wanted.where, "stands": lookup.stands, "number": number}
    return [
        words(f"verify.lack.{lookup.lack}", **details),
        *(words("verify.elsewhere", spot=_spot(spot, counts, words)) for spot in lookup.elsewhere),
    ]


def _spot(spot: Spot, counts: str, words: Words) -> str:
    position = words(f"verify.{counts}", number=str(spot.number))
    return words("verify.spot", where=spot.where or words("word.none"), position=position, text=spot.text)


def _unclaimed_sheet(found: Verification, words: Words) -> Sheet:
    return Sheet(
        words("verify.unclaimed", count=str(len(found.unclaimed))),
        (Cell((words("verify.unclaimed_lead"),)),),
        (
            Column(words("column.printed"), folds=True),
            Column(words("column.where"), folds=True),
            Column(words("verify.context"), folds=True),
            Column(words("verify.rank"), folds=True),
        ),
        (Section("", tuple(_unclaimed_row(one, found.document.counts, words) for one in found.unclaimed)),),
        (),
    )


def _unclaimed_row(unclaimed: Unclaimed, counts: str, words: Words) -> tuple[Cell, ...]:
    return (
        Cell((unclaimed.printed,)),
        Cell((unclaimed.where or words("word.none"), words(f"verify.{counts}", number=str(unclaimed.number)))),
        Cell((unclaimed.context,)),
        Cell((words(f"verify.rank.{unclaimed.rank.name.lower()}"),)),
    )
