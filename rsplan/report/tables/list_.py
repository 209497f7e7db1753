"""The tables of `rsplan list`: the plans and indicators that are loaded."""

from collections.abc import Sequence

from rsplan.model.plan import Indicator, Plan, Scope
from rsplan.report.tables.cells import plan_title
from rsplan.report.tables.table import ReportTable, Section, TableCell, TableColumn, Words
from rsplan.text import Language


def plans_table(plans: Sequence[Plan], lang: Language) -> ReportTable:
    """The plans that are loaded."""
    words = Words(lang)
    names = ("city", "plan", "name", "period", "state", "headline", "text")
    rows = []
    for plan in plans:
        count = sum(one.scope is Scope.HEADLINE for one in plan.indicators)
        cells = (
            *(plan.city.id, plan.id, plan_title(plan, words)),
            *(f"{plan.start} - {plan.end}", words(f"word.{plan.state}")),
            *(str(count), str(len(plan.indicators) - count)),
        )
        rows.append(tuple(TableCell((cell,)) for cell in cells))
    cities = len({plan.city.id for plan in plans})
    total = sum(len(plan.indicators) for plan in plans)
    head = words("list.head", cities=str(cities), plans=str(len(plans)), indicators=str(total))
    columns = tuple(
        TableColumn(
            words(f"column.{name}"), right=name in ("headline", "text"), folds=name in ("name", "period", "state")
        )
        for name in names
    )
    return ReportTable(head, (), columns, (Section("", tuple(rows)),), ())


def indicators_table(plan: Plan, indicators: Sequence[Indicator], lang: Language) -> ReportTable:
    """The indicators of a plan."""
    words = Words(lang)
    names = ("number", "id", "name", "unit", "kind", "target")
    rows = [
        tuple(
            TableCell((cell,))
            for cell in (
                one.number or "",
                one.id,
                words.of(one.name),
                words.of(one.unit),
                words(f"kind.{one.kind}"),
                one.target.printed.strip(),
            )
        )
        for one in indicators
    ]
    columns = tuple(
        TableColumn(words(f"column.{name}"), right=name in ("number", "target"), folds=name not in ("number", "kind"))
        for name in names
    )
    return ReportTable(
        f"{plan_title(plan, words)} ({plan.city.id} {plan.id})", (), columns, (Section("", tuple(rows)),), ()
    )
