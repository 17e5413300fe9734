"""The columns of the directory: as a file, a line for each activity; for a teacher, who takes this pupil."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marelle.domains.network.rules.directory import Activity, Found, Listed
from marelle.web.ui.offers import hour_words
from marelle.web.ui.tables import Column

from .words import late_words, shown_activity


@dataclass(frozen=True, slots=True)
class Line:
    """One activity, with its organisation."""

    listed: Listed
    activity: Activity

    def of_sheet(self, name: str) -> str | None:
        return getattr(self.listed.sheet, name, None) or None


DIRECTORY_COLUMNS = (
    Column("organisation", _("Organisme"), lambda line: line.listed.name),
    Column("activity", _("Activité"), lambda line: line.activity.title or None),
    Column("source", _("D’après"), lambda line: "sheet" if line.activity.number is None else "plan"),
    Column("ages", _("Âges"), lambda line: " ".join(f"{one.lowest}-{one.beyond - 1}" for one in line.activity.ages)),
    Column("moments", _("Moments"), lambda line: " ".join(line.activity.moments)),
    Column("hours", _("Semaine ordinaire"), lambda line: " | ".join(map(hour_words, line.activity.hours))),
    Column("quarters", _("Codes des quartiers"), lambda line: " ".join(one.code for one in line.activity.quarters)),
    Column("themes", _("Thèmes"), lambda line: " ".join(line.activity.themes)),
    Column("entry", _("Comment on y entre"), lambda line: line.activity.entry or None),
    Column("phone", _("Téléphone de l’accueil"), lambda line: line.of_sheet("phone")),
    Column("mail", _("Adresse électronique de l’accueil"), lambda line: line.of_sheet("mail")),
    Column("desk", _("Adresse de l’accueil"), lambda line: line.of_sheet("desk")),
    Column(
        "months_unconfirmed",
        _("Mois sans confirmation"),
        lambda line: line.listed.sheet and line.listed.sheet.months_unconfirmed,
        "number",
    ),
)


def _what(found: Found) -> str:
    return found.activity.title or found.listed.name


def _whose(found: Found) -> str:
    """The organisation under an action; under the name of an organisation, what it says of itself."""
    if found.activity.title:
        return found.listed.name
    return found.listed.sheet.text if found.listed.sheet else ""


def _when(found: Found) -> str:
    return "\u00a0; ".join(shown_activity(found.activity, {}).when)


def _entry(found: Found) -> str:
    return str(shown_activity(found.activity, {}).entry)


def _ages(found: Found) -> str:
    """Said when only some of the ages asked are taken."""
    if found.whole:
        return ""
    return gettext("Selon son âge : {ages}").format(ages=shown_activity(found.activity, {}).ages)


def _phone(found: Found) -> str | None:
    return found.listed.sheet.phone if found.listed.sheet else None


PUPIL_COLUMNS = (
    Column("what", _("Quoi, avec qui"), _what, note=_whose),
    Column("when", _("Quand"), _when),
    Column("where", _("Où, pour quels quartiers"), lambda found: shown_activity(found.activity, {}).where),
    Column("entry", _("Comment y entrer"), _entry, note=_ages),
    Column("phone", _("Téléphone de l’accueil"), _phone, note=lambda found: late_words(found.listed.sheet)),
)
