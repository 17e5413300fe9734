"""What a call still lacks before it may open, step by step. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused

from .criteria import anchored_marks
from .documents import Asked, lacking
from .selection import SelectionRulesMakeNoSense, read_selection

# The squares of a preparation, in their order.
STEPS: dict[str, str | Promise] = {
    "appel": _("L’appel"),
    "calendrier": _("Le calendrier"),
    "candidats": _("Qui peut candidater"),
    "dossier": _("Le dossier"),
    "criteres": _("Les critères"),
    "enveloppe": _("L’enveloppe"),
    "liste": _("La liste"),
}


class CallIncomplete(Refused):
    """What is missing is listed, never half published."""

    code = "calls.call_incomplete"
    sentence = _("L’appel ne peut pas s’ouvrir : il reste des points à compléter ({count}). Le premier : {first}")

    def __init__(self, missing: "tuple[Missing, ...]") -> None:
        super().__init__(count=len(missing), first=missing[0].sentence)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to complete, and the step where it is written."""

    step: str
    code: str
    sentence: str | Promise


@dataclass(frozen=True, slots=True)
class CriterionTerms:
    """What matters here of one criterion."""

    title: str
    mark_min: Decimal
    mark_max: Decimal
    mark_step: Decimal
    anchors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything that a call says before it opens."""

    kind: str
    opens_at: datetime
    closes_at: datetime | None
    about: str = ""
    decided_by: str = ""
    opinions_by: date | None = None
    decision_by: date | None = None
    finalise_by: date | None = None
    has_rules: bool = False
    has_form: bool = False
    documents: tuple[Asked, ...] = ()
    questions: frozenset[str] = frozenset()  # those of its form at which files are joined
    criteria: tuple[CriterionTerms, ...] = ()
    envelope_years: tuple[int, ...] = ()
    batches: tuple[datetime, ...] = ()
    preselected: int = 0
    selection: Mapping[str, Any] = field(default_factory=dict)


def what_is_missing(terms: Terms, now: datetime) -> tuple[Missing, ...]:
    """All that is missing to open, in the order of the steps; empty when the call may open."""
    found = (_presentation, _calendar, _candidates, _file, _criteria, _envelope, _list)
    return tuple(missing for part in found for missing in part(terms, now))


def _presentation(terms: Terms, now: datetime) -> Iterator[Missing]:
    if not terms.about.strip():
        yield Missing("appel", "about", _("Dire en quelques phrases à quoi sert cet appel."))
    if not terms.decided_by.strip():
        yield Missing("appel", "decided_by", _("Dire qui décide de la liste."))


def _calendar(terms: Terms, now: datetime) -> Iterator[Missing]:
    if terms.closes_at is not None and terms.closes_at <= now:
        yield Missing("calendrier", "closing_past", _("La date limite de dépôt est déjà passée."))
    if terms.kind == "rolling":
        yield from _batches(terms, now)
    else:
        yield from _days(terms)


def _days(terms: Terms) -> Iterator[Missing]:
    days = (
        ("opinions_by", terms.opinions_by, _("Donner le dernier jour des avis du préfet et du recteur.")),
        ("decision_by", terms.decision_by, _("Donner le jour pour lequel la décision est promise.")),
        ("finalise_by", terms.finalise_by, _("Donner le dernier jour pour finaliser les projets labellisés.")),
    )
    last = terms.closes_at.astimezone(PARIS).date() if terms.closes_at else None
    for code, day, sentence in days:
        if day is None:
            yield Missing("calendrier", code, sentence)
        elif last is not None and day < last:
            yield Missing("calendrier", f"{code}_too_early", _("Remettre les dates du calendrier dans leur ordre."))
            return
        last = day or last


def _batches(terms: Terms, now: datetime) -> Iterator[Missing]:
    if not any(cut > now for cut in terms.batches):
        yield Missing("calendrier", "batches", _("Prévoir au moins un lot à venir : sa date d’arrêt et sa décision."))


def _candidates(terms: Terms, now: datetime) -> Iterator[Missing]:
    if not terms.has_rules:
        yield Missing("candidats", "rule_set", _("Choisir les règles d’éligibilité, dans une version publiée."))
    if terms.kind == "preselection" and not terms.preselected:
        yield Missing("candidats", "preselected", _("Choisir au moins un site présélectionné."))


def _file(terms: Terms, now: datetime) -> Iterator[Missing]:
    if not terms.has_form:
        yield Missing("dossier", "form", _("Choisir la version du formulaire."))
        return
    for one in lacking(terms.documents, terms.questions):
        sentence = _("« {title} » : dire à quelle question du formulaire cette pièce se joint, ou ne plus la demander.")
        yield Missing("dossier", "documents", sentence.format(title=one.title))


def _criteria(terms: Terms, now: datetime) -> Iterator[Missing]:
    if not terms.criteria:
        yield Missing("criteres", "criteria", _("Écrire au moins un critère, avec son poids."))
    for criterion in terms.criteria:
        marks = anchored_marks(criterion.mark_min, criterion.mark_max, criterion.mark_step)
        left = [mark for mark in marks if not criterion.anchors.get(mark)]
        if left:
            sentence = ngettext(
                "« {title} » : écrire ce que veut dire la note {marks}.",
                "« {title} » : écrire ce que veulent dire les notes {marks}.",
                len(left),
            ).format(title=criterion.title, marks=", ".join(left))
            yield Missing("criteres", "anchors", sentence)


def _envelope(terms: Terms, now: datetime) -> Iterator[Missing]:
    if not terms.envelope_years:
        yield Missing("enveloppe", "envelopes", _("Donner l’enveloppe, année par année."))
    elif list(terms.envelope_years) != list(range(terms.envelope_years[0], terms.envelope_years[-1] + 1)):
        yield Missing("enveloppe", "years", _("Les années de l’enveloppe se suivent : il en manque une au milieu."))


def _list(terms: Terms, now: datetime) -> Iterator[Missing]:
    if not terms.selection:
        yield Missing(
            "liste", "selection_rules", _("Choisir comment la liste sera faite et comment fixer les montants.")
        )
        return
    try:
        read_selection(terms.selection)
    except SelectionRulesMakeNoSense as refusal:
        yield Missing("liste", "selection_rules", str(refusal))
