"""The tables of `rsplan verify`: the quotations not found at their place, and the figures that nobody claims."""

from rsplan.report.tables.table import CellStyle, ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language
from rsplan.verify.lookup import Location, Lookup, LookupState, QuotationKind
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
    problems = verification.problems
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
        ),
        columns,
        (Section("", tuple(_problem_row(problem, verification.document.counts, words) for problem in problems)),),
        (),
    )


def _counts(verification: Verification) -> dict[str, str]:
    figures = sum(lookup.wanted.what is not QuotationKind.NAME for lookup in verification.lookups)
    counts = {
        "total": len(verification.lookups),
        "figures": figures,
        "names": len(verification.lookups) - figures,
        "unclaimed": len(verification.unclaimed),
        **{str(state): verification.count(state) for state in LookupState},
    }
    return {name: str(count) for name, count in counts.items()}


def _problem_row(lookup: Lookup, counts: str, words: Words) -> tuple[TableCell, ...]:
    wanted = lookup.wanted
    indicator = wanted.indicator
    place = f"{wanted.at.file}:{wanted.at.line}" if wanted.at.line else wanted.at.file
    number = f" #{indicator.number}" if indicator and indicator.number else ""
    return (
        TableCell((words.of(indicator.name) if indicator else "", place)),
        TableCell((wanted.printed.strip() or words("verify.empty"), words(f"verify.what.{wanted.what}"))),
        TableCell((wanted.where + number,)),
        TableCell(tuple(_outcome(lookup, counts, words)), CellStyle.BAD),
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


def _unclaimed_table(verification: Verification, words: Words) -> ReportTable:
    columns = (
        TableColumn(words("column.printed"), folds=True),
        TableColumn(words("column.where"), folds=True),
        TableColumn(words("verify.context"), folds=True),
        TableColumn(words("verify.rank"), folds=True),
    )
    counts = verification.document.counts
    rows = tuple(_unclaimed_row(unclaimed, counts, words) for unclaimed in verification.unclaimed)
    title = words("verify.unclaimed", count=str(len(verification.unclaimed)))
    return ReportTable(title, (TableCell((words("verify.unclaimed_lead"),)),), columns, (Section("", rows),), ())


def _unclaimed_row(unclaimed: Unclaimed, counts: str, words: Words) -> tuple[TableCell, ...]:
    return (
        TableCell((unclaimed.printed,)),
        TableCell((unclaimed.where or words("word.none"), words(f"verify.{counts}", number=str(unclaimed.number)))),
        TableCell((unclaimed.context,)),
        TableCell((words(f"verify.rank.{unclaimed.rank.name.lower()}"),)),
    )
