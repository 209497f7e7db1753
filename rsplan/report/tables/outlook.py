"""The words of an outlook and its last call, for the table of forecasts and for the report."""

from rsplan.calc.assess import Assessment
from rsplan.calc.forecast.values import Forecast, Method, Outlook
from rsplan.model.enums import Better
from rsplan.report.tables.cells import day_text
from rsplan.report.tables.table import Words


def ground(forecast: Forecast) -> str:
    """The ending of the sentences for what an outlook rests on: the best year's pace, the trend, or the range alone."""
    if forecast.pace is not None:
        return ""
    by_trend = forecast.range is not None and forecast.range.method is Method.TREND
    return "_by_trend" if by_trend else "_by_range"


def outlook_text(forecast: Forecast, words: Words) -> str:
    """The outlook, of an annual target with the year that it is that of; empty where there is none."""
    if forecast.outlook is None:
        return ""
    word = words(f"outlook.{forecast.outlook}")
    return word if forecast.year is None else words("forecast.of_year", year=str(forecast.year), end=word)


def name_text(name: str, forecast: Forecast, words: Words) -> str:
    """The name of a target, of an annual one with the year that its outlook is that of."""
    return name if forecast.year is None else words("forecast.name_of_year", name=name, year=str(forecast.year))


def last_call_text(assessment: Assessment, forecast: Forecast, words: Words) -> str:
    """The last day to act, and that it is past where it is; empty where there is none.

    It is none either where the data end on that day and the target is within reach: what came since is not known.
    """
    day = forecast.last_call_day
    is_past = day is not None and day < assessment.clock.as_of
    if day is None or (is_past and forecast.outlook is Outlook.WITHIN_REACH):
        return ""
    return words("forecast.last_call_past" if is_past else "forecast.last_call", day=str(day))


def contradiction_text(assessment: Assessment, forecast: Forecast, words: Words) -> str:
    """Why a target is out of reach that its range takes in, or a stretch that it does not; empty of any other."""
    if forecast.range is None or forecast.pace is None:
        return ""
    within = any(assessment.in_force.satisfied_by((end,)) for end in forecast.range.ends)
    is_ceiling = assessment.in_force.better is Better.LOWER and assessment.indicator.kind.is_additive
    if forecast.outlook is Outlook.OUT_OF_REACH and within:
        return words("forecast.beyond_smallest" if is_ceiling else "forecast.beyond_best")
    if forecast.outlook is Outlook.STRETCH and not within:
        return words("forecast.beyond_limit" if is_ceiling else "forecast.short_of_range")
    return ""


def breach_text(assessment: Assessment, forecast: Forecast, words: Words) -> str:
    """Since when a target to be kept is broken, or when it will be by the trend; empty where it is not."""
    actual, better = assessment.actual, assessment.in_force.better
    if forecast.breach is None or actual is None:
        return ""
    if assessment.in_force.satisfied_by(actual.values):
        return words(f"forecast.breach_{better}", year=str(forecast.breach.year))
    since = assessment.broken_since
    if since is None:  # never kept
        return words(f"forecast.broken_{better}", day=str(actual.through))
    return words(f"forecast.broken_since_{better}", day=day_text(since[0], words))
