"""The report as Markdown, for those who paste it elsewhere."""

from collections.abc import Iterable, Iterator, Sequence

from rsplan.render.markdown import escaped, markdown_text
from rsplan.report.handout.values import Handout, HandoutIndicator, HandoutPlan
from rsplan.report.tables.table import Words


def report_markdown(report: Handout) -> str:
    """The report as Markdown: headings, tables and lists, everything from files escaped."""
    words = report.words
    lines = [f"# {escaped(report.title)}", ""]
    if len(report.plans) != 1:
        lines += [report.dates, ""]
    for plan in report.plans:
        if len(report.plans) > 1:
            lines += [f"# {escaped(plan.title)}", ""]
        lines += [*_plan(plan, words)]
    lines += [f"## {words('report.inputs')}", "", *(f"- {_line(line)}" for line in report.inputs), ""]
    lines += [escaped(words("report.generated", generator=report.generator)), ""]
    return "\n".join(lines)


def _plan(plan: HandoutPlan, words: Words) -> Iterator[str]:
    yield from (_line(plan.span), "", _line(plan.sentence), "", f"## {words('report.attention')}", "")
    if not plan.attention:
        yield from (words("report.nothing_wanting"), "")
    for indicator in plan.attention:
        heading = f"{indicator.number} {indicator.titled}".strip()
        yield from (f"### {escaped(heading)}", "", _line(indicator.sentence), "")
        if indicator.forecast is not None:
            yield from (_line(words("word.colon", text=words("column.outlook"), more=indicator.forecast.line)), "")
    if plan.changes is not None:
        yield from ("".join(markdown_text([plan.changes])), "")
    yield from (f"## {words('report.table')}", "")
    keys = [
        *("column.number", "column.indicator", "column.unit", "column.target", "column.actual", "report.through"),
        *("column.completion", "column.elapsed", "column.lead", "report.left", "column.need.both"),
        *("column.status", "report.evidence"),
    ]
    for group in plan.with_data:
        if group.heading:
            yield from (f"### {escaped(group.heading)}", "")
        yield from _table([words(key) for key in keys], (_row(indicator) for indicator in group.indicators))
    if plan.without_data:
        yield from (_line(plan.without_data), "")
    if plan.year:
        yield from (f"## {words('report.year', year=str(plan.year))}", "", escaped(plan.year_sentence), "")
        heads = [
            *("column.number", "column.indicator", "report.year_target", "report.year_actual"),
            *("column.completion", "column.remaining", "column.status"),
        ]
        yield from _table([words(key) for key in heads], _year_rows(plan))
    yield from (f"## {words('report.firmness')}", "")
    if not plan.firmness:
        yield from (words("report.all_firm"), "")
    for name, reasons in plan.firmness:
        yield f"- {_line(words('word.colon', text=name, more=reasons))}"
    yield from ("", f"## {words('report.sources')}", "")
    for source in dict.fromkeys(
        seen.source for indicator in plan.indicators for seen in indicator.observations if seen.counted
    ):
        yield f"- {_line(source)}"
    yield ""


def _row(indicator: HandoutIndicator) -> list[str]:
    return [
        indicator.number,
        indicator.name,
        indicator.unit,
        indicator.target,
        indicator.actual.text,
        indicator.day,
        *(indicator.figures[name].text for name in ("completion_rate", "elapsed", "lead_points")),
        indicator.left.text,
        indicator.needed,
        indicator.marked,
        indicator.evidence,
    ]


def _year_rows(plan: HandoutPlan) -> Iterator[list[str]]:
    for indicator in plan.indicators:
        year = indicator.year
        if year is not None:
            yield [
                indicator.number,
                indicator.titled,
                f"{year.target} {year.origin}",
                year.actual.text,
                year.completion.text,
                year.remaining.text,
                year.marked,
            ]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(map(escaped, heads)) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(map(escaped, row)) + " |"
    yield ""


def _line(text: str) -> str:
    """The text as a line of its own: nothing at its beginning makes a heading, a list or a rule of it."""
    return f"\\{escaped(text)}" if text.startswith(("#", "-", "+", "=", ">", "~")) else escaped(text)
