"""The reason of a verdict in words, with what happened on the way: a level lost again, a break of the series."""

from rsplan.calc.assess import Assessment
from rsplan.calc.evidence import Amount
from rsplan.model.enums import BOUND_SIGNS
from rsplan.model.rounding import shown
from rsplan.text import Language, say


def reason_text(assessment: Assessment, lang: Language) -> str:
    """The reason of the verdict; with it, that a level was lost again, and that the actual lies across a break."""
    reason = say(lang, assessment.reason.key, assessment.reason.details)
    if assessment.lost:
        reason = say(lang, "reason.lost", {"reason": reason, "reached_on": str(assessment.reached_on)})
    across = assessment.across_break
    if across is None:
        return reason
    details = {
        "reason": reason,
        "since": across.at.text,
        "why": across.at.reason.in_(lang),
        "before": _amount(across.before, lang),
        "after": _amount(across.after, lang),
    }
    return say(lang, "reason.break_declared" if across.at.declared else "reason.break_suspected", details)


def _amount(amount: Amount | None, lang: Language) -> str:
    return say(lang, "word.none") if amount is None else BOUND_SIGNS[amount.bound] + shown(amount.value, None)
