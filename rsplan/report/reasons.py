"""The reason of a verdict in words, with what happened on the way: a level lost again, a break of the series."""

from rsplan.calc.assess import Assessment
from rsplan.calc.evidence import Amount
from rsplan.model.enums import BOUND_SIGNS
from rsplan.model.rounding import shown
from rsplan.text import Language, say


def reason_text(assessment: Assessment, lang: Language) -> str:
    """The reason of the verdict; with it, that a level was lost again, and that the actual lies across breaks."""
    reason = say(lang, assessment.reason.key, assessment.reason.details)
    if since := assessment.broken_since:
        better = assessment.in_force.better
        key = f"reason.broken_again_{better}" if since[1] else f"reason.broken_{better}"
        reason = say(lang, key, {"reason": reason, "since": str(since[0])})
    elif assessment.lost:
        reason = say(lang, "reason.lost", {"reason": reason, "reached_on": str(assessment.reached_on)})
    across = assessment.across_break
    if across is None:
        return reason
    for broken in (*across.earlier, across.at):
        details = {"reason": reason, "since": broken.text, "why": broken.reason.in_(lang)}
        reason = say(lang, "reason.break_declared" if broken.declared else "reason.break_suspected", details)
    if across.before is None and across.after is None:
        return reason  # shares, or a single figure across the break
    before = _side("break.before", "break.before_none", across.before, lang)
    after = _side("break.after", "break.after_none", across.after, lang)
    return say(lang, "reason.break_sides", {"reason": reason, "before": before, "after": after})


def _side(key: str, none: str, amount: Amount | None, lang: Language) -> str:
    if amount is None:
        return say(lang, none)
    return say(lang, key, {"amount": BOUND_SIGNS[amount.bound] + shown(amount.value, None)})
