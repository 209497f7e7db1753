"""Problems of inputs as text for people: place, message, the line itself, and the remedy."""

from rsplan.errors import Problem
from rsplan.read.input_text import printable
from rsplan.report.records.check import problem_words
from rsplan.text import Language, say


def problem_text(problem: Problem, lang: Language) -> str:
    """`FILE:LINE:COLUMN: CODE message`, the line, and the remedy."""
    message, remedy = problem_words(problem, lang)
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    if problem.cell:
        place += f": {problem.cell}"
    text = f"{problem.code} {message}"
    lines = [f"{printable(place)}: {say(lang, 'warning.line', {'message': text}) if problem.warning else text}"]
    if problem.excerpt.strip():
        lines.append(f"    {printable(problem.excerpt)}")
    lines.append(f"    → {remedy}")
    return "\n".join(lines) + "\n"
