"""The columns of the published actions of a cité: the same tuple for the CSV and the JSON."""

from django.utils.translation import gettext_lazy as _

from marelle.domains.projects.rules.offer import Offered
from marelle.web.ui.tables import Column


def _hours(action: Offered) -> str:
    """« 1 16:30-17:30 École du Canal »: the number of the day is that of ISO 8601, 1 is Monday."""
    told = (f"{one.day + 1} {one.starts_at:%H:%M}-{one.ends_at:%H:%M} {one.place}".strip() for one in action.hours)
    return " | ".join(told)


def _dates(action: Offered) -> str:
    """« 2020-04-20 09:00-12:00 École du Canal »."""
    told = (f"{one.on:%Y-%m-%d} {one.starts_at:%H:%M}-{one.ends_at:%H:%M} {one.place}".strip() for one in action.dates)
    return " | ".join(told)


def _places(action: Offered) -> str:
    return " | ".join(", ".join(filter(None, (one.name, one.code))) for one in action.places)


OFFER_COLUMNS = (
    Column("number", _("Numéro"), lambda a: a.number, "number", constraints={"required": True, "unique": True}),
    Column("title", _("Action"), lambda a: a.title, constraints={"required": True}),
    Column("text", _("Ce qui s’y passe"), lambda a: a.text),
    Column("year", _("Année"), lambda a: a.year, "number"),
    Column("themes", _("Thèmes"), lambda a: " ".join(a.themes)),
    Column("ages", _("Âges"), lambda a: " ".join(f"{one.lowest}-{one.beyond - 1}" for one in a.ages)),
    Column("levels", _("Niveaux scolaires"), lambda a: " ".join(a.levels)),
    Column("adults", _("Autres publics"), lambda a: " ".join(a.adults)),
    Column("moments", _("Moments"), lambda a: " ".join(a.moments)),
    Column("hours", _("Semaine ordinaire"), _hours),
    Column("dates", _("Séances à une date fixe"), _dates),
    Column("quarters", _("Codes des quartiers"), lambda a: " ".join(one.code for one in a.quarters)),
    Column("schools", _("Codes des établissements"), lambda a: " ".join(one.code for one in a.schools)),
    Column("places", _("Lieux"), _places),
    Column("operator", _("Opérateur"), lambda a: a.operator),
    Column("entry", _("Comment on y entre"), lambda a: a.entry or None),
    Column("starts_on", _("Premier jour"), lambda a: a.starts_on, "date"),
    Column("ends_on", _("Dernier jour"), lambda a: a.ends_on, "date"),
)
