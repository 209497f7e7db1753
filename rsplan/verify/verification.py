"""A verification: the plans that are read from a document, with the outcome for each of their quotations."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rsplan.documents.document_text import DocumentText
from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.documents.structure.folding import folded
from rsplan.errors import RsplanError
from rsplan.model.input_places import InputFile
from rsplan.model.plan import Plan
from rsplan.read.plan_library import Library
from rsplan.survey import ALL_PLANS, choose_plans
from rsplan.verify.lookup import Lookup, LookupState, look_up_all
from rsplan.verify.unclaimed import Unclaimed, unclaimed


class Verification(NamedTuple):
    """A document with the plans that are read from it, their look-ups, and the unclaimed figures."""

    document: DocumentText
    inputs: tuple[InputFile, ...]
    plans: tuple[Plan, ...]
    lookups: tuple[Lookup, ...]
    unclaimed: tuple[Unclaimed, ...]

    def count(self, state: LookupState) -> int:
        """Return the number of look-ups with the outcome."""
        return sum(lookup.state is state for lookup in self.lookups)

    @property
    def problems(self) -> list[Lookup]:
        """The look-ups of quotations that do not stand at their place."""
        return [lookup for lookup in self.lookups if lookup.state is not LookupState.FOUND]


def verify(library: Library, document: DocumentText, plan_ids: tuple[str, ...] = ()) -> Verification:
    """Look up the quotations of the chosen plans (all when empty) that are read from the document.

    Figures that another plan of the document claims are not unclaimed. Raises RsplanError for an unknown plan, and
    where the titles do not tell whose plans the document holds.
    """
    structure = DocumentStructure(document)
    chosen = choose_plans(library, plan_ids or (ALL_PLANS,), max(plan.start for plan in library.plans))
    first = _of_document(chosen, structure, document.name)[0]
    plans = [plan for plan in library.plans if _document_of(plan) == _document_of(first)]
    lookups = look_up_all(plans, structure)
    files = {plan.at.file for plan in plans}
    return Verification(
        document=document,
        inputs=tuple(file for file in library.inputs if file.path in files),
        plans=tuple(plan for plan in plans if plan in chosen),
        lookups=tuple(lookup for lookup in lookups if lookup.quotation.plan in chosen),
        unclaimed=tuple(unclaimed(lookups, structure)),
    )


def _document_of(plan: Plan) -> tuple[str, str]:
    return plan.city.id, plan.document.id


def _of_document(plans: Sequence[Plan], structure: DocumentStructure, name: str) -> list[Plan]:
    """The plans that are read from one document: the only one they cite, else the one whose title stands in it."""
    titled = plans
    if _differ(plans, _document_of):
        titled = [plan for plan in plans if _title(plan) in structure.whole.text]
    if not titled or _differ(titled, _document_of):
        known = dict.fromkeys(f"--city {plan.city.id} --plan {plan.id}" for plan in titled or plans)
        raise RsplanError("error.verify_which", document=name, known="; ".join(known))
    return list(titled)


def _differ(plans: Iterable[Plan], key: Callable[[Plan], object]) -> bool:
    return len({key(plan) for plan in plans}) > 1


def _title(plan: Plan) -> str:
    """The document's title without an addition in brackets, as （征求意见稿）."""
    return folded(plan.document.title.zh).partition("(")[0]
