"""The columns of the list of candidatures: one tuple, from which the screen, every file and the interface read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.calls.queries.lines import Listed
from marelle.domains.calls.queries.listing import OPEN
from marelle.domains.calls.states.applications import APPLICATION
from marelle.kernel.dossiers import OPINIONS
from marelle.kernel.states import State
from marelle.web.ui.tables import Column

TONES: dict[str, Any] = {"favourable": "done", "reservations": "late", "unfavourable": "refused"}
AWAITED = State("awaited", gettext_lazy("Avis attendu"), tone="late")
SILENT = State("silent", gettext_lazy("Sans avis"))
SAID = {code: State(code, label, TONES.get(code, "neutral")) for code, label in OPINIONS.items()}
STAGES = {code: APPLICATION.state(code) for code in APPLICATION.codes}


def opinion(row: Listed, seat: str, said: str | None) -> State:
    """What a seat said of the current version, as a state; awaited, or silent for good."""
    if said is not None:
        return SAID[said]
    return AWAITED if seat in row.awaited else SILENT


def _day(day: date | None, otherwise: str) -> str:
    return date_format(day, "j N Y").replace(" ", "\u00a0") if day else otherwise


def _marks(row: Listed) -> str | None:
    """« 1 sur 2 »: how many of the readers have sent their marks."""
    if row.readers is None or row.sent is None:
        return None
    return _("{sent} sur {readers}").format(sent=row.sent, readers=row.readers) if row.readers else _("aucun lecteur")


def waiting(row: Listed, today: date) -> str:
    """What a file waits for, with how late it is."""
    names = [str(SEATS[seat]) for seat in row.awaited]
    if not names:
        return ""
    late = row.days_late(today)
    said = _("Avis attendu : {names}").format(names=", ".join(names))
    if late:
        said += ngettext(" ({n} jour de retard)", " ({n} jours de retard)", late).format(n=late)
    return said


SEATS = {
    "prefect": gettext_lazy("Préfet"),
    "rector": gettext_lazy("Recteur"),
    "region": gettext_lazy("Préfet de région"),
}

EVERY_COLUMN = (
    Column(
        "choisir",
        gettext_lazy("Choisir"),
        lambda row: (row.id, _("Choisir {site}").format(site=row.site)),
        "tick",
        exported=False,
    ),
    Column("numero", gettext_lazy("Numéro"), attrgetter("id"), "number"),
    Column(
        "site",
        gettext_lazy("Site"),
        attrgetter("site"),
        "link",
        sortable=True,
        href=lambda row: reverse("application", args=[row.id]),
        note=attrgetter("organisation"),
    ),
    Column("appel", gettext_lazy("Appel"), attrgetter("call_title")),
    Column("organisation", gettext_lazy("Organisation"), attrgetter("organisation"), sortable=True),
    Column("siret", gettext_lazy("SIRET"), lambda row: row.siret or None),
    Column("commune", gettext_lazy("Commune"), attrgetter("commune")),
    Column("code_commune", gettext_lazy("Code commune"), attrgetter("commune_code")),
    Column("departement", gettext_lazy("Département"), attrgetter("departement"), sortable=True),
    Column("code_departement", gettext_lazy("Code département"), attrgetter("departement_code")),
    Column("region", gettext_lazy("Région"), attrgetter("region")),
    Column("code_region", gettext_lazy("Code région"), attrgetter("region_code")),
    Column("academie", gettext_lazy("Académie"), attrgetter("academie")),
    Column(
        "etat",
        gettext_lazy("État"),
        lambda row: STAGES[row.state],
        "state",
        sortable=True,
    ),
    Column(
        "deposee",
        gettext_lazy("Déposée le"),
        lambda row: _day(row.filed_on, _("pas encore")),
        sortable=True,
        export=attrgetter("filed_on"),
        type="date",
    ),
    Column(
        "prefet",
        gettext_lazy("Préfet"),
        lambda row: opinion(row, "prefect", row.prefect),
        "state",
        sortable=True,
    ),
    Column(
        "recteur",
        gettext_lazy("Recteur"),
        lambda row: opinion(row, "rector", row.rector),
        "state",
        sortable=True,
    ),
    Column("avis_avant_le", gettext_lazy("Avis avant le"), attrgetter("opinions_by"), "date"),
    Column("lus", gettext_lazy("Notes"), _marks, sortable=True, export=attrgetter("sent"), type="integer"),
    Column(
        "relance",
        gettext_lazy("Relancée le"),
        lambda row: _day(row.reminded_on, _("jamais")),
        sortable=True,
        export=attrgetter("reminded_on"),
        type="date",
    ),
)
_BY_KEY = {column.key: column for column in EVERY_COLUMN}


def columns(*keys: str) -> tuple[Column, ...]:
    """Some of them, in an order."""
    return tuple(_BY_KEY[key] for key in keys)


STEERING = ("lus", "relance", "choisir")  # what only whoever organises the review sees
ON_SCREEN = ("site", "departement", "etat", "deposee", "prefet", "recteur")
EXPORTED = tuple(column.key for column in EVERY_COLUMN if column.exported)


def screen_columns(steering: bool, one_call: bool) -> tuple[Column, ...]:
    """What the list shows: to whom steers, boxes to tick, marks and reminders too."""
    keys = ON_SCREEN if one_call else ("site", "appel", *ON_SCREEN[1:])
    return columns("choisir", *keys, "lus", "relance") if steering and one_call else columns(*keys)


def file_columns(steering: bool) -> tuple[Column, ...]:
    """What files hold: everything that the viewer may read, states in words of the language of the answer.

    The words are looked up once, for a file asks for them at each row.
    """
    stages = {code: str(stage.label) for code, stage in STAGES.items()}
    said: dict[str | None, str] = {code: str(state.label) for code, state in SAID.items()}
    open_, closed = {**said, None: str(AWAITED.label)}, {**said, None: str(SILENT.label)}
    words: dict[str, Callable[[Listed], str]] = {
        "etat": lambda row: stages[row.state],
        "prefet": lambda row: (open_ if row.state in OPEN else closed)[row.prefect],
        "recteur": lambda row: (open_ if row.state in OPEN else closed)[row.rector],
    }
    kept = columns(*(key for key in EXPORTED if steering or key not in STEERING))
    return tuple(replace(column, export=words[column.key]) if column.key in words else column for column in kept)
