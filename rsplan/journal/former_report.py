"""A status report of `rsplan status --format json`, read to be compared with; docs/month.md."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from rsplan.calc.figure_formulas import FIGURE_NAMES
from rsplan.calc.verdict import Rules, Status
from rsplan.errors import InvalidInput, Problem
from rsplan.journal.changes import ACTUAL, FigureState, FormerReport, FormerTarget, Standing
from rsplan.model.bilingual import Text
from rsplan.model.enums import Bound, Comparator
from rsplan.model.input_places import InputFile
from rsplan.model.plan import Target
from rsplan.read.input_text import decode, printable, read_bytes
from rsplan.survey import EvaluationContext

#: National monthly reports are some tens of megabytes.
_MOST_BYTES = 500_000_000

_SCHEMA = "rsplan.status/1"

#: Figures of the pace stand in a record of their own.
_OF_PACE = "pace"


def read_former_report(path: str) -> tuple[FormerReport, InputFile]:
    """Read a status report; raises InvalidInput for a file that is none."""
    name = printable(path)
    source = decode(name, read_bytes(path, name, _MOST_BYTES), ("utf-8-sig",))
    try:
        report = json.loads(source.text, parse_float=Decimal, parse_int=Decimal)
        schema = report.get("schema") if isinstance(report, dict) else None
        if schema != _SCHEMA:
            found = printable(schema)[:80] if isinstance(schema, str) else "-"
            raise InvalidInput([Problem("not_a_status_report", name, 0, 0, {"found": found})])
        former = FormerReport(_evaluation(report), dict(_targets(report)))
    except json.JSONDecodeError as error:
        details = {"reason": error.msg}
        raise InvalidInput([source.problem("not_json", error.lineno, error.colno, **details)]) from None
    except KeyError as error:
        details = {"key": printable(str(error.args[0]))[:80]}
        raise InvalidInput([Problem("status_report_lacks", name, 0, 0, details)]) from None
    except (TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        raise InvalidInput([Problem("status_report_unreadable", name, 0, 0, {})]) from None
    return former, InputFile(name, source.sha256, 0, 0)


def _evaluation(report: Mapping[str, Any]) -> EvaluationContext:
    """The dates and the thresholds; a report without a day of knowledge knew everything when it was made."""
    as_of, rules = date.fromisoformat(report["as_of"]), report["rules"]
    known_on = date.fromisoformat(report["known_on"]) if report["known_on"] else None
    thresholds = Rules(Fraction(rules["ahead_by"]), Fraction(rules["slack"]), int(rules["stale_after"]))
    return EvaluationContext(as_of, known_on, thresholds)


def _targets(report: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], FormerTarget]]:
    for plan in report["plans"]:
        for indicator in plan["indicators"]:
            key = plan["city"]["id"], plan["plan"], indicator["id"]
            standing = Standing(Status(indicator["status"]), dict(_figures(indicator)))
            yield key, FormerTarget(standing, partial(_target, indicator["target"]), _name(indicator["name"]))


def _name(record: Mapping[str, Any]) -> Text:
    return Text(printable(str(record["zh"])), printable(str(record["en"])))


def _figures(indicator: Mapping[str, Any]) -> Iterator[tuple[str, FigureState]]:
    """The figures that the report holds; one that is null has no number there either."""
    actual = indicator["actual"]
    yield ACTUAL, FigureState() if actual is None else FigureState(_numbers(actual["value"]), Bound(actual["bound"]))
    for name in FIGURE_NAMES:
        for record in (indicator, indicator[_OF_PACE]):
            if name in record:
                bound = Bound(indicator["bounds"][name] or Bound.EXACT)
                yield name, FigureState() if record[name] is None else FigureState(_numbers(record[name]), bound)


def _numbers(value: object) -> tuple[Decimal, ...]:
    numbers = tuple(value) if isinstance(value, list) else (value,)
    if not all(isinstance(number, Decimal) for number in numbers):
        raise TypeError("no number")
    return numbers


def _target(record: Mapping[str, Any], now: Target) -> Target:
    """The target with the meaning that the report gives it; today's where that says the same."""
    values = record["value"]
    given = now._replace(
        printed=record["printed"],
        comparator=Comparator(record["comparator"]),
        values=() if values is None else _numbers(values),
        high=record["high"],
        tolerance=record["tolerance"],
    )
    same = (now.comparator, now.high) == (given.comparator, given.high) and _rounded(now) == _rounded(given)
    return now if same else given


def _rounded(target: Target) -> list[Fraction]:
    """The numbers of a target as reports round them."""
    tolerance = [] if target.tolerance is None else [target.tolerance]
    return [round(Fraction(value), 6) for value in (*target.values, *tolerance)]
