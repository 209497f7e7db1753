"""Which plans are read from a document, and what became of each of their prints in it."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rsplan.documents.document import DocumentText
from rsplan.documents.figure_scan import folded
from rsplan.errors import RsplanError
from rsplan.model.inputs import InputFile
from rsplan.model.plan import Plan
from rsplan.read.library import Library
from rsplan.survey import ALL_PLANS, choose_plans
from rsplan.verify.lookup import Lookup, LookupState, look_up_all
from rsplan.verify.places import Structure
from rsplan.verify.unclaimed import Unclaimed, unclaimed


class Verification(NamedTuple):
    """A document with the plans that are read from it, every look-up, and the figures without an owner."""

    document: DocumentText
    inputs: tuple[InputFile, ...]
    plans: tuple[Plan, ...]
    lookups: tuple[Lookup, ...]
    unclaimed: tuple[Unclaimed, ...]

    def count(self, state: LookupState) -> int:
        """How many prints were found so."""
        return sum(one.state is state for one in self.lookups)

    @property
    def problems(self) -> list[Lookup]:
        """The prints that do not stand at their place."""
        return [one for one in self.lookups if one.state is not LookupState.FOUND]


def verify(library: Library, document: DocumentText, asked: tuple[str, ...] = ()) -> Verification:
    """Look up every print of the plans asked for (all when empty) that are read from the document.

    What another plan of the document claims is not unclaimed. Raises RsplanError for an unknown plan, and where
    it cannot be told from the titles of whose plans the document is.
    """
    structure = Structure(document)
    named = choose_plans(library, asked or (ALL_PLANS,), max(plan.start for plan in library.plans))
    first = _of_document(named, structure, document.name)[0]
    every = [plan for plan in library.plans if _document_of(plan) == _document_of(first)]
    lookups = look_up_all(every, structure)
    return Verification(
        document,
        tuple(one for one in library.inputs if one.path in {plan.at.file for plan in every}),
        tuple(plan for plan in every if plan in named),
        tuple(one for one in lookups if one.wanted.plan in named),
        tuple(unclaimed(lookups, structure)),
    )


def _document_of(plan: Plan) -> tuple[str, str]:
    return plan.city.id, plan.document.id


def _of_document(plans: Sequence[Plan], structure: Structure, name: str) -> list[Plan]:
    """The plans that are read from one document: the only one they cite, else the one whose title stands in it."""
    titled = plans
    if _differ(plans, _document_of):
        titled = [plan for plan in plans if _title(plan) in structure.whole.text]
    if not titled or _differ(titled, _document_of):
        known = dict.fromkeys(f"--city {plan.city.id} --plan {plan.id}" for plan in titled or plans)
        raise RsplanError("error.verify_which", document=name, known="; ".join(known))
    return list(titled)


def _differ(plans: Iterable[Plan], of: Callable[[Plan], object]) -> bool:
    return len({of(plan) for plan in plans}) > 1


def _title(plan: Plan) -> str:
    """The document's title without what is added in brackets (征求意见稿)."""
    return folded(plan.document.title.zh).partition("(")[0]
