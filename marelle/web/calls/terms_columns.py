"""The columns of the terms of a call, where they are written and where they are read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import Extension, RequiredDocument
from marelle.kernel.states import State
from marelle.web.ui.tables import Column

from .showing import moment
from .telling import scale_of, share_of, weight_of

WRITTEN = State("written", gettext_lazy("Chaque note a sa phrase"), "done")
LACKING = State("lacking", gettext_lazy("Des phrases manquent"), "late")


def _question(row: RequiredDocument) -> str:
    field = row.call.form.form.field(row.question) if row.call.form and row.question else None
    return field.label if field else ""


CRITERIA_COLUMNS = (
    Column(
        "critere",
        gettext_lazy("Critère"),
        lambda row: row.criterion.title,
        "link",
        href=lambda row: reverse("call_criterion", args=[row.criterion.call.slug, row.criterion.code]),
    ),
    Column("poids", gettext_lazy("Poids"), lambda row: weight_of(row.criterion.weight), "text"),
    Column("part", gettext_lazy("Part"), share_of, "text"),
    Column("notes", gettext_lazy("Notes"), scale_of),
    Column("phrases", gettext_lazy("Phrases"), lambda row: WRITTEN if row.complete else LACKING, "state"),
)
DOCUMENT_COLUMNS = (
    Column(
        "piece",
        gettext_lazy("Pièce"),
        lambda row: row.title,
        "link",
        href=lambda row: reverse("call_document", args=[row.call.slug, row.code]),
        note=lambda row: row.text or None,
    ),
    Column("sorte", gettext_lazy("Sorte"), lambda row: _("obligatoire") if row.compulsory else _("si utile")),
    Column("question", gettext_lazy("Question où la joindre"), lambda row: _question(row) or _("à choisir")),
)
PUBLISHED_DOCUMENTS = (
    Column("piece", gettext_lazy("Pièce"), lambda row: row.title, note=lambda row: row.text or None),
    DOCUMENT_COLUMNS[1],
)
YEARS = (
    Column("annee", gettext_lazy("Année"), lambda row: str(row.year)),
    Column("montant", gettext_lazy("Enveloppe"), lambda row: row.cents, "amount"),
)


def _for_whom(row: Extension) -> str:
    return row.application.site.name if row.application else _("Toutes les candidatures")


EXTENSION_COLUMNS = (
    Column("pour", gettext_lazy("Pour"), _for_whom),
    Column("jusque", gettext_lazy("Jusqu’au"), lambda row: moment(row.until)),
    Column("raison", gettext_lazy("Raison"), lambda row: row.why),
    Column("par", gettext_lazy("Accordé par"), lambda row: row.person.full_name),
    Column("le", gettext_lazy("Le"), lambda row: moment(row.decided_at)),
)
