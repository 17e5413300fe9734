"""The columns of the screens from which decisions are followed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.queries.deciding import ToDecide, decides
from marelle.domains.calls.queries.terms import stage_at
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents
from marelle.web.ui.tables import Column

CALL_COLUMNS = (
    Column(
        "appel",
        gettext_lazy("Appel"),
        lambda call: call.title,
        "link",
        sortable=True,
        href=lambda call: reverse("call", args=[call.slug]),
        note=lambda call: _("essai") if call.is_trial else None,
    ),
    Column("etat", gettext_lazy("État"), lambda call: call.stage, "state"),
    Column("cloture", gettext_lazy("Clôture"), lambda call: _last_day(call.closes_at), "date", sortable=True),
    Column("deposees", gettext_lazy("Déposées"), lambda call: call.received, "number", sortable=True),
    Column("attente", gettext_lazy("Sans décision"), lambda call: call.waiting, "number", sortable=True),
    Column("labels", gettext_lazy("Labels"), lambda call: call.labels, "number", sortable=True),
)


PUBLIC_CALL_COLUMNS = (
    Column(
        "appel",
        gettext_lazy("Appel"),
        lambda call: call.title,
        "link",
        href=lambda call: reverse("call_public", args=[call.slug]),
        note=lambda call: _("appel inventé") if call.invented else None,
    ),
    Column("sorte", gettext_lazy("Sorte"), lambda call: call.get_kind_display()),
    Column("etat", gettext_lazy("État"), lambda call: call.stage, "state"),  # as the clock makes it: see below
    Column("ouverture", gettext_lazy("Ouverture"), lambda call: _day(call.opens_at), "date"),
    Column("cloture", gettext_lazy("Clôture"), lambda call: _last_day_said(call.closes_at)),
)


def public_call_columns(now: datetime) -> tuple[Column, ...]:
    """The same columns, with the state of each call as the clock makes it."""
    told = replace(PUBLIC_CALL_COLUMNS[2], value=lambda call: stage_at(call, now))
    return (*PUBLIC_CALL_COLUMNS[:2], told, *PUBLIC_CALL_COLUMNS[3:])


def _day(instant: datetime | None) -> date | None:
    return instant.astimezone(PARIS).date() if instant else None


def _last_day(instant: datetime | None) -> date | None:
    """The last day before an instant: a call that closes at midnight closes on the day before."""
    return _day(instant - timedelta(microseconds=1)) if instant else None


def _last_day_said(instant: datetime | None) -> str:
    last = _last_day(instant)
    return date_format(last, "j F Y") if last else _("sans date limite")


def missing(row: ToDecide) -> str:
    """What a candidature still lacks before its decision, or what was decided."""
    if not row.under_way:
        return _("Voir la décision") if row.decision_id else _("Rien")
    if row.awaited:
        return _("Avis attendu : {names}").format(names=", ".join(row.awaited))
    if not decides(row.application.call):
        return _("La clôture de l’appel")
    return _("Rien : décider") if row.ready else _("Un avis ne porte pas le label : décider")


def _next(row: ToDecide) -> str | None:
    if row.decision_id:
        return reverse("decision", args=[row.decision_id])
    return reverse("application_decide", args=[row.application.pk]) if row.application.state == "under_review" else None


TO_DECIDE_COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda row: row.application.site.name,
        "link",
        sortable=True,
        href=lambda row: reverse("application", args=[row.application.pk]),
        note=lambda row: row.application.organisation.name,
    ),
    Column("deposee", gettext_lazy("Déposée le"), lambda row: _day(row.application.filed_at), "date", sortable=True),
    Column("etat", gettext_lazy("État"), lambda row: row.application.stage, "state", sortable=True),
    Column("prefet", gettext_lazy("Préfet"), lambda row: row.prefect, "state", sortable=True),
    Column("recteur", gettext_lazy("Recteur"), lambda row: row.rector, "state", sortable=True),
    Column("manque", gettext_lazy("Ce qui manque"), missing, "link", sortable=True, href=_next),
)

ENVELOPE_COLUMNS = (
    Column("annee", gettext_lazy("Année"), lambda year: str(year.year)),
    Column("ouvert", gettext_lazy("Enveloppe"), lambda year: year.authorised, "amount"),
    Column("affecte", gettext_lazy("Affecté"), lambda year: year.allocated, "amount"),
    Column("reste", gettext_lazy("Reste"), lambda year: year.remaining, "amount"),
)


@dataclass(frozen=True, slots=True)
class AfterYear:
    """One year of an envelope around a label: what is left before, what the label takes, what is left after."""

    year: int
    before: Cents
    given: Cents | None
    after: Cents | None


AFTER_COLUMNS = (
    Column("annee", gettext_lazy("Année"), lambda row: str(row.year)),
    Column("avant", gettext_lazy("Reste avant"), lambda row: row.before, "amount"),
    Column("montant", gettext_lazy("Montant du budget"), lambda row: row.given, "amount"),
    Column("apres", gettext_lazy("Reste après"), lambda row: row.after, "amount"),
)

PAST_COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda told: told.site.name,
        "link",
        href=lambda told: reverse("decision", args=[told.pk]),
    ),
    Column("decision", gettext_lazy("Décision"), lambda told: told.get_outcome_display()),
    Column("jour", gettext_lazy("Jour"), lambda told: told.decided_on, "date"),
    Column("source", gettext_lazy("Source"), lambda told: told.source.name if told.source else None),
)

YEAR_COLUMNS = (
    Column("annee", gettext_lazy("Année"), lambda row: str(row[0])),
    Column("montant", gettext_lazy("Montant"), lambda row: row[1], "amount"),
)
