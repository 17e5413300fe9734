"""The columns of the directory as a file: a line for each activity of each organisation."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from marelle.domains.network.rules.directory import Activity, Listed
from marelle.web.ui.offers import hour_words
from marelle.web.ui.tables import Column


@dataclass(frozen=True, slots=True)
class Line:
    """One activity, with its organisation."""

    listed: Listed
    activity: Activity

    def of_sheet(self, name: str) -> str | None:
        return getattr(self.listed.sheet, name, None) or None


DIRECTORY_COLUMNS = (
    Column("organisation", _("Organisme"), lambda l: l.listed.name),
    Column("activity", _("Activité"), lambda l: l.activity.title or None),
    Column("source", _("D’après"), lambda l: "sheet" if l.activity.number is None else "plan"),
    Column("ages", _("Âges"), lambda l: " ".join(f"{one.lowest}-{one.beyond - 1}" for one in l.activity.ages)),
    Column("moments", _("Moments"), lambda l: " ".join(l.activity.moments)),
    Column("hours", _("Semaine ordinaire"), lambda l: " | ".join(map(hour_words, l.activity.hours))),
    Column("quarters", _("Codes des quartiers"), lambda l: " ".join(one.code for one in l.activity.quarters)),
    Column("themes", _("Thèmes"), lambda l: " ".join(l.activity.themes)),
    Column("entry", _("Comment on y entre"), lambda l: l.activity.entry or None),
    Column("phone", _("Téléphone de l’accueil"), lambda l: l.of_sheet("phone")),
    Column("mail", _("Adresse électronique de l’accueil"), lambda l: l.of_sheet("mail")),
    Column("desk", _("Adresse de l’accueil"), lambda l: l.of_sheet("desk")),
    Column(
        "months_unconfirmed",
        _("Mois sans confirmation"),
        lambda l: l.listed.sheet and l.listed.sheet.months_unconfirmed,
        "number",
    ),
)
