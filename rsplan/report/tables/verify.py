"""The report of `rsplan verify` as tables for people: what is wrong, and what nobody claims."""

from rsplan.documents.document_text import PositionUnit
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.verify.lookup import Lookup, LookupState
from rsplan.verify.other_locations import Location
from rsplan.verify.unclaimed import Unclaimed
from rsplan.verify.verification import Verification


def verify_tables(found: Verification, lang: str) -> list[ReportTable]:
    """How much was found; below it the prints that do not stand at their place, then the figures without an owner."""
    words = Words(lang)
    tables = [_summary(found, words)]
    return [*tables, _unclaimed_table(found, words)] if found.unclaimed else tables


def _summary(found: Verification, words: Words) -> ReportTable:
    plan = found.plans[0]
    figures = sum(not lookup.quotation.kind.is_name for lookup in found.lookups)
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
        (Section("", tuple(_problem_row(one, found.document.format.position_unit, words) for one in problems)),),
        (),
    )


def _problem_row(lookup: Lookup, unit: PositionUnit, words: Words) -> tuple[TableCell, ...]:
    quotation = lookup.quotation
    indicator = quotation.indicator
    place = f"{quotation.at.file}:{quotation.at.line}" if quotation.at.line else quotation.at.file
    number = f" #{indicator.number}" if indicator and indicator.number else ""
    return (
        TableCell((words.of(indicator.name) if indicator else "", place)),
        TableCell((quotation.printed.strip() or words("verify.empty"), words(f"verify.what.{quotation.kind}"))),
        TableCell((quotation.where + number,)),
        TableCell(tuple(_outcome(lookup, unit, words)), "behind"),
    )


def _outcome(lookup: Lookup, unit: PositionUnit, words: Words) -> list[str]:
    quotation = lookup.quotation
    number = (quotation.indicator.number if quotation.indicator else None) or quotation.name
    details = {"where": quotation.where, "stands": lookup.stands, "number": number}
    return [
        words(f"verify.lack.{lookup.reason}", **details),
        *(words("verify.elsewhere", spot=_location(location, unit, words)) for location in lookup.elsewhere),
    ]


def _location(location: Location, unit: PositionUnit, words: Words) -> str:
    position = words(f"verify.{unit}", number=str(location.position))
    return words("verify.spot", where=location.where or words("word.none"), position=position, text=location.text)


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
        (
            Section(
                "", tuple(_unclaimed_row(one, found.document.format.position_unit, words) for one in found.unclaimed)
            ),
        ),
        (),
    )


def _unclaimed_row(unclaimed: Unclaimed, unit: PositionUnit, words: Words) -> tuple[TableCell, ...]:
    return (
        TableCell((unclaimed.printed,)),
        TableCell((unclaimed.where or words("word.none"), words(f"verify.{unit}", number=str(unclaimed.position)))),
        TableCell((unclaimed.context,)),
        TableCell((words(f"verify.rank.{unclaimed.rank.name.lower()}"),)),
    )
