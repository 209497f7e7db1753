"""The report of `rsplan verify` as tables for people: what is wrong, and what nobody claims."""

from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language
from rsplan.verify.lookup import Location, Lookup, LookupState, QuotationKind
from rsplan.verify.unclaimed import Unclaimed
from rsplan.verify.verification import Verification


def verify_tables(found: Verification, lang: Language) -> list[ReportTable]:
    """How much was found; below it the prints that do not stand at their place, then the figures without an owner."""
    words = Words(lang)
    tables = [_summary(found, words)]
    return [*tables, _unclaimed_table(found, words)] if found.unclaimed else tables


def _summary(found: Verification, words: Words) -> ReportTable:
    plan = found.plans[0]
    figures = sum(one.wanted.what is not QuotationKind.NAME for one in found.lookups)
    counts = {
        "total": len(found.lookups),
        "figures": figures,
        "names": len(found.lookups) - figures,
        "unclaimed": len(found.unclaimed),
        **{str(state): found.count(state) for state in LookupState},
    }
    details = {key: str(value) for key, value in counts.items()}
    plans = words("word.and").join(one.id for one in found.plans)
    problems = found.problems
    return ReportTable(
        words("plan.head", city=words.of(plan.city.name), title=found.document.name),
        (
            TableCell((words("verify.read", title=words.of(plan.document.title), plans=plans),)),
            TableCell((words("verify.summary", **details),), "behind" if problems else "lead"),
        ),
        (
            TableColumn(words("column.indicator"), folds=True),
            TableColumn(words("column.printed"), folds=True),
            TableColumn(words("column.where"), folds=True),
            TableColumn(words("verify.outcome"), folds=True),
        ),
        (Section("", tuple(_problem_row(one, found.document.counts, words) for one in problems)),),
        (),
    )


def _problem_row(lookup: Lookup, counts: str, words: Words) -> tuple[TableCell, ...]:
    wanted = lookup.wanted
    indicator = wanted.indicator
    place = f"{wanted.at.file}:{wanted.at.line}" if wanted.at.line else wanted.at.file
    number = f" #{indicator.number}" if indicator and indicator.number else ""
    return (
        TableCell((words.of(indicator.name) if indicator else "", place)),
        TableCell((wanted.printed.strip() or words("verify.empty"), words(f"verify.what.{wanted.what}"))),
        TableCell((wanted.where + number,)),
        TableCell(tuple(_outcome(lookup, counts, words)), "behind"),
    )


def _outcome(lookup: Lookup, counts: str, words: Words) -> list[str]:
    wanted = lookup.wanted
    number = (wanted.indicator.number if wanted.indicator else None) or wanted.name
    details = {"where": wanted.where, "stands": lookup.stands, "number": number}
    return [
        words(f"verify.lack.{lookup.lack}", **details),
        *(words("verify.elsewhere", spot=_spot(spot, counts, words)) for spot in lookup.elsewhere),
    ]


def _spot(spot: Location, counts: str, words: Words) -> str:
    position = words(f"verify.{counts}", number=str(spot.number))
    return words("verify.spot", where=spot.where or words("word.none"), position=position, text=spot.text)


def _unclaimed_table(found: Verification, words: Words) -> ReportTable:
    return ReportTable(
        words("verify.unclaimed", count=str(len(found.unclaimed))),
        (TableCell((words("verify.unclaimed_lead"),)),),
        (
            TableColumn(words("column.printed"), folds=True),
            TableColumn(words("column.where"), folds=True),
            TableColumn(words("verify.context"), folds=True),
            TableColumn(words("verify.rank"), folds=True),
        ),
        (Section("", tuple(_unclaimed_row(one, found.document.counts, words) for one in found.unclaimed)),),
        (),
    )


def _unclaimed_row(unclaimed: Unclaimed, counts: str, words: Words) -> tuple[TableCell, ...]:
    return (
        TableCell((unclaimed.printed,)),
        TableCell((unclaimed.where or words("word.none"), words(f"verify.{counts}", number=str(unclaimed.number)))),
        TableCell((unclaimed.context,)),
        TableCell((words(f"verify.rank.{unclaimed.rank.name.lower()}"),)),
    )
