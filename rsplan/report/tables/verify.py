"""The tables of `rsplan verify`: the quotations not found at their place, and the figures that nobody claims."""

from collections.abc import Iterator

from rsplan.documents.document_text import PositionUnit
from rsplan.report.tables.table import CellStyle, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language
from rsplan.verify.lookup import Lookup, LookupState
from rsplan.verify.other_locations import Location
from rsplan.verify.unclaimed import Unclaimed
from rsplan.verify.verification import Verification


def verify_tables(verification: Verification, lang: Language) -> list[ReportTable]:
    """The quotations that do not stand at their place, then the figures that no target file claims."""
    words = Words(lang)
    tables = [_summary(verification, words)]
    return [*tables, _unclaimed_table(verification, words)] if verification.unclaimed else tables


def _summary(verification: Verification, words: Words) -> ReportTable:
    city, document = verification.plans[0].city, verification.plans[0].document
    plans = words("word.and").join(plan.id for plan in verification.plans)
    problems, unit = verification.problems, verification.document.format.position_unit
    summary = words("verify.summary", **_counts(verification))
    columns = (
        TableColumn(words("column.indicator"), folds=True),
        TableColumn(words("column.printed"), folds=True),
        TableColumn(words("column.where"), folds=True),
        TableColumn(words("verify.outcome"), folds=True),
    )
    return ReportTable(
        words("plan.head", city=words.of(city.name), title=verification.document.name),
        (
            TableCell((words("verify.read", title=words.of(document.title), plans=plans),)),
            TableCell((summary,), CellStyle.BAD if problems else CellStyle.STRONG),
            *_not_printed(verification, words),
        ),
        columns,
        (Section("", tuple(_problem_row(problem, unit, words) for problem in problems)),),
        (),
    )


def _not_printed(verification: Verification, words: Words) -> Iterator[TableCell]:
    """The units and natures that were not looked up, because the document does not print them."""
    lookups = [lookup for lookup in verification.lookups if lookup.state is LookupState.NOT_PRINTED]
    if lookups:
        names = words("word.and").join(_described(lookup, words) for lookup in lookups)
        yield TableCell((words("verify.not_printed", names=names),))


def _described(lookup: Lookup, words: Words) -> str:
    quotation, indicator = lookup.quotation, lookup.quotation.indicator
    number = f" #{indicator.number}" if indicator and indicator.number else ""
    what = words(f"verify.what.{quotation.kind}")
    return words("verify.not_printed.entry", what=what, printed=quotation.printed, place=quotation.where + number)


def _counts(verification: Verification) -> dict[str, str]:
    figures = sum(not lookup.quotation.kind.is_name for lookup in verification.lookups)
    counts = {
        "total": len(verification.lookups),
        "figures": figures,
        "names": len(verification.lookups) - figures,
        "unclaimed": len(verification.unclaimed),
        **{str(state): verification.count(state) for state in LookupState},
    }
    return {name: str(count) for name, count in counts.items()}


def _problem_row(lookup: Lookup, unit: PositionUnit, words: Words) -> tuple[TableCell, ...]:
    quotation = lookup.quotation
    indicator = quotation.indicator
    place = f"{quotation.at.file}:{quotation.at.line}" if quotation.at.line else quotation.at.file
    number = f" #{indicator.number}" if indicator and indicator.number else ""
    return (
        TableCell((words.of(indicator.name) if indicator else "", place)),
        TableCell((quotation.printed.strip() or words("verify.empty"), words(f"verify.what.{quotation.kind}"))),
        TableCell((quotation.where + number,)),
        TableCell(tuple(_outcome(lookup, unit, words)), CellStyle.BAD),
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


def _unclaimed_table(verification: Verification, words: Words) -> ReportTable:
    columns = (
        TableColumn(words("column.printed"), folds=True),
        TableColumn(words("column.where"), folds=True),
        TableColumn(words("verify.context"), folds=True),
        TableColumn(words("verify.rank"), folds=True),
    )
    unit = verification.document.format.position_unit
    rows = tuple(_unclaimed_row(unclaimed, unit, words) for unclaimed in verification.unclaimed)
    title = words("verify.unclaimed", count=str(len(verification.unclaimed)))
    return ReportTable(title, (TableCell((words("verify.unclaimed_lead"),)),), columns, (Section("", rows),), ())


def _unclaimed_row(unclaimed: Unclaimed, unit: PositionUnit, words: Words) -> tuple[TableCell, ...]:
    return (
        TableCell((unclaimed.printed,)),
        TableCell((unclaimed.where or words("word.none"), words(f"verify.{unit}", number=str(unclaimed.position)))),
        TableCell((unclaimed.context,)),
        TableCell((words(f"verify.rank.{unclaimed.rank.name.lower()}"),)),
    )
