"""The tables of `rsplan list`: the plans and indicators that are loaded."""

from collections.abc import Iterator, Sequence

from rsplan.model.enums import Scope
from rsplan.model.plan import Indicator, Plan
from rsplan.report.tables.cells import headed, plan_years
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def plans_table(plans: Sequence[Plan], lang: Language) -> ReportTable:
    """The plans that are loaded, each with the number of its indicators by scope."""
    words = Words(lang)
    details = {
        "cities": len({plan.city.id for plan in plans}),
        "plans": len(plans),
        "indicators": sum(len(plan.indicators) for plan in plans),
    }
    columns = (
        TableColumn(words("column.city")),
        TableColumn(words("column.id")),
        TableColumn(words("column.state")),
        *(TableColumn(words(f"column.{scope}"), right=True) for scope in Scope),
        TableColumn(words("column.plan"), folds=True),
    )
    title = words("list.head", **{name: str(count) for name, count in details.items()})
    rows = tuple(tuple(TableCell((text,)) for text in _plan_texts(plan, words)) for plan in plans)
    return ReportTable(title, (), columns, (Section("", rows),), ())


def _plan_texts(plan: Plan, words: Words) -> Iterator[str]:
    yield words.of(plan.city.name)
    yield f"{plan.city.id} {plan.id}"
    yield words(f"word.{plan.state}")
    for scope in Scope:
        yield str(sum(indicator.scope is scope for indicator in plan.indicators))
    yield f"{words.of(plan.title)} {plan_years(plan, words)}"


def indicators_table(plan: Plan, indicators: Sequence[Indicator], lang: Language) -> ReportTable:
    """The indicators of a plan."""
    words = Words(lang)
    columns = (
        TableColumn(words("column.number"), right=True),
        TableColumn(words("column.id"), folds=True),
        TableColumn(words("column.name"), folds=True),
        TableColumn(words("column.unit"), folds=True),
        TableColumn(words("column.kind")),
        TableColumn(words("column.target"), folds=True),
    )
    rows = tuple(tuple(TableCell((text,)) for text in _indicator_texts(one, words)) for one in indicators)
    return ReportTable(headed(plan, words), (), columns, (Section("", rows),), ())


def _indicator_texts(indicator: Indicator, words: Words) -> Iterator[str]:
    yield indicator.number or ""
    yield indicator.id
    yield words.of(indicator.name)
    yield words.of(indicator.unit)
    yield words(f"kind.{indicator.kind}")
    yield indicator.target.printed.strip()
