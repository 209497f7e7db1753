"""Problems of inputs as text for people: place, message, the line itself, and the remedy."""

from collections.abc import Iterable

from rsplan.cli.hints import with_targets
from rsplan.errors import Problem
from rsplan.journal.recording import ARGUMENTS
from rsplan.read.input_text import printable
from rsplan.report.records.check import problem_words
from rsplan.text import Language, say


def problem_text(problem: Problem, lang: Language, targets: Iterable[str] = ()) -> str:
    """`FILE:LINE:COLUMN: CODE message`, the line, and the remedy, which repeats the target files that were given."""
    message, remedy = problem_words(problem, lang)
    file = say(lang, "word.arguments") if problem.file == ARGUMENTS else problem.file
    place = f"{file}:{problem.line}:{problem.column}" if problem.line else file
    if problem.cell:
        place += f": {problem.cell}"
    text = f"{problem.code} {message}"
    lines = [f"{printable(place)}: {say(lang, 'warning.line', {'message': text}) if problem.warning else text}"]
    if problem.excerpt.strip():
        lines.append(f"    {printable(problem.excerpt)}")
    lines.append(f"    → {with_targets(remedy, targets)}")
    return "\n".join(lines) + "\n"
