"""The sheets of the invented city's partners: three that are kept current, one that nobody has confirmed since spring.

The telephone numbers are of those that the regulator (Arcep) keeps for fiction: they ring nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts.queries import invented_organisation, viewer_of
from marelle.domains.network import services
from marelle.kernel import clock
from marelle.kernel.access import Viewer

from .cast import BODIES

if TYPE_CHECKING:
    from marelle.domains.territories.models import Site

IN_SPRING = datetime(2019, 5, 6, 9, 0, tzinfo=clock.PARIS)
IN_AUTUMN = datetime(2019, 11, 18, 9, 0, tzinfo=clock.PARIS)
# By the key of the organisation: who writes it (nobody: a program of the demonstration), when, and what is written.
SHEETS: Mapping[str, tuple[str, datetime, Mapping[str, Any]]] = {
    "ateliers": (
        "aminata.diallo",
        IN_AUTUMN,
        {
            "text": "Bois, vélo, dessin et cuisine : les enfants choisissent en septembre et peuvent changer à Noël. "
            "Un adulte connu raccompagne les plus jeunes.",
            "phone": "03 53 01 12 10",
            "mail": "accueil@ateliers.invalid",
            "desk": "Les Ateliers, quai du Canal",
            "desk_hours": "du lundi au vendredi, 10 h à 18 h",
            "entry": "open",
            "themes": ["culture", "sport"],
            "ages": ["a6_10", "a11_14"],
            "moments": ["after_school", "wednesday", "small_holidays"],
            "timetable": [
                {"day": "tuesday", "from": "16:45", "to": "18:15", "place": "Les Ateliers, quai du Canal"},
                {"day": "wednesday", "from": "14:00", "to": "17:30", "place": "Les Ateliers, quai du Canal"},
            ],
        },
    ),
    "school": (
        "karim.haddad",
        IN_AUTUMN,
        {"phone": "03 53 01 12 20", "desk": "École Les Tilleuls", "desk_hours": "aux heures de classe"},
    ),
    "town": (
        "",
        IN_AUTUMN,
        {
            "phone": "03 53 01 12 00",
            "mail": "jeunesse@valmarelle.invalid",
            "desk": "Mairie, service jeunesse",
            "desk_hours": "du lundi au vendredi, 9 h à 17 h",
            "entry": "open",
        },
    ),
    "college": (
        "",
        IN_SPRING,
        {
            "text": "Devoirs faits, club d’échecs et chorale, avec des professeurs du collège.",
            "phone": "03 53 01 12 30",
            "desk": "Collège Rosa-Bonheur, vie scolaire",
            "entry": "proposed",
            "themes": ["persistence", "culture"],
            "ages": ["a11_14"],
            "moments": ["lunch", "after_school"],
            "timetable": [{"day": "thursday", "from": "12:30", "to": "13:30", "place": "Collège Rosa-Bonheur"}],
        },
    ),
}


def play_partners(by: Viewer, cast: Mapping[str, int], *, site: Site) -> None:
    """Writes the sheets of four organisations of the invented city. Played again, it changes none."""
    names = {body.key: body.name for body in BODIES}
    for key, (person, at, answers) in SHEETS.items():
        body = invented_organisation(names[key])
        assert body is not None
        clock.set_to(at)
        writer = viewer_of(cast[person], clock.now()) if person else by
        partner = services.open_sheet(by=writer, at=at, site=site, organisation=body)
        if partner.confirmed_at is None:
            services.save_sheet(by=writer, at=at, partner=partner, answers=answers)
