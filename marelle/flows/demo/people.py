"""The people around the calls of the demonstration: those whom one may enter as, beside the cast, and the crowd.

None of them exists. The crowd (a préfet for each département, a rector for each académie, a mayor for each invented
town, readers) has no password: it speaks, and nobody enters as it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from marelle.domains.accounts import queries, services
from marelle.domains.accounts.services import InventedBody
from marelle.domains.territories.queries import place_names
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.clock import PARIS

from .cast import ACADEMIE, DEPARTEMENT, SINCE, UNTIL, Body, Member, accounts_of, enter
from .towns import SEED, towns, words

if TYPE_CHECKING:
    from marelle.domains.territories.models import Site

READERS = 14  # of the crowd, beside the two whom one may enter as
READING = "Jury de lecture (démonstration)"


# Three towns of the national call whose mayors one may enter as: the first of all; one that the plain rank list takes
# and the optimum leaves, because it costs much; one far from the list.
STRONG, MIDDLING, WEAK = (next(town for town in towns() if town.code == code) for code in ("13987", "80989", "44988"))

# The two who marked the first call beside Claire Fontaine: `first` and `second` in `jury.toml`.
FIRST_JUROR, SECOND_JUROR = "yann.legoff", "rose.andrieu"

GUEST_BODIES = (
    Body("inspection", "Inspection nationale (démonstration)", "national", NATIONAL, {"siret": "00800009300016"}),
    Body(
        "elected", "Réseau des élus de l’éducation (démonstration)", "national", NATIONAL, {"siret": "00800010100017"}
    ),
    Body("reading", READING, "national", NATIONAL),
    Body("deciding", "Jury délibérant (démonstration)", "national", NATIONAL),
    *(Body(one.code, one.council, "commune", Perimeter("commune", one.code)) for one in (STRONG, MIDDLING, WEAK)),
)

JURORS = (
    Member(
        FIRST_JUROR,
        "Yann",
        "Le Goff",
        "jury_reviewer",
        "inspection",
        NATIONAL,
        "phare-abricot-vitrail-dune",
        _("Inspecteur général. Avec Claire Fontaine et Rose Andrieu, il a noté les deux villes de la Somme."),
        _("Relire ses notes sur Valmarelle, et voir celles des autres maintenant que toutes sont données."),
    ),
    Member(
        SECOND_JUROR,
        "Rose",
        "Andrieu",
        "jury_reviewer",
        "elected",
        NATIONAL,
        "lucarne-safran-galet-tambour",
        _("Élue d’une autre région. Elle a noté les mêmes dossiers, sans voir les notes de Yann ni de Claire."),
        _("Ouvrir Clairebise\u00a0: une note manque encore, celles des autres lui restent fermées."),
    ),
)

GUESTS = (
    *JURORS,
    Member(
        "marguerite.aubry",
        "Marguerite",
        "Aubry",
        "jury_reviewer",
        "reading",
        NATIONAL,
        "lanterne-myrtille-gouttiere-sept",
        _("Membre du jury de lecture. Elle note ce qu’un tirage lui a confié, et rien d’autre."),
        _("Dire ses liens avec une candidature, puis la noter, critère par critère."),
    ),
    Member(
        "samir.kaci",
        "Samir",
        "Kaci",
        "jury_reviewer",
        "reading",
        NATIONAL,
        "ficelle-amande-belvedere-once",
        _("Membre du jury de lecture. Il s’est déporté d’une candidature\u00a0: son frère travaille dans ce quartier."),
        _("Chercher la candidature dont il s’est déporté\u00a0: elle ne s’ouvre plus."),
    ),
    Member(
        "genevieve.lacombe",
        "Geneviève",
        "Lacombe",
        "deciding_jury",
        "deciding",
        NATIONAL,
        "balance-cerisier-horizon-treize",
        _("Présidente du jury délibérant de l’appel national de la démonstration."),
        _("S’écarter du calcul pour une candidature en disant pourquoi, puis signer la liste."),
    ),
    Member(
        "etienne.rivoal",
        "Étienne",
        "Rivoal",
        "deciding_jury",
        "deciding",
        NATIONAL,
        "plumier-goeland-reglisse-trente",
        _("Membre du jury délibérant. Une liste n’est signée que par toutes les personnes nommées."),
        _("Relire la liste figée, et la signer ou dire non."),
    ),
    Member(
        "nicole.garrigue",
        "Nicole",
        "Garrigue",
        "mayor",
        STRONG.code,
        Perimeter("commune", STRONG.code),
        "fontaine-noisetier-pupitre-vent",
        _("Maire d’une commune inventée dont le dossier est fort."),
        _("Après la décision\u00a0: lire la lettre de sa commune."),
    ),
    Member(
        "paul.estienne",
        "Paul",
        "Estienne",
        "mayor",
        MIDDLING.code,
        Perimeter("commune", MIDDLING.code),
        "escalier-romarin-tartine-brume",
        _("Maire d’une commune inventée que la liste par rang retient, et que l’optimum laisse."),
        _("Après la décision\u00a0: lire ce qui aurait changé le résultat, et comment contester."),
    ),
    Member(
        "odile.marchais",
        "Odile",
        "Marchais",
        "mayor",
        WEAK.code,
        Perimeter("commune", WEAK.code),
        "girouette-pavot-violoncelle-sel",
        _("Maire d’une commune inventée dont le dossier est faible."),
        _("Après la décision\u00a0: lire ses notes et les motifs du refus."),
    ),
)

FONTAREL, MIRELANDE = Perimeter("commune", "80996"), Perimeter("commune", "80995")
TEAM_BODIES = (
    Body("fontarel", "Ville de Fontarel", "commune", FONTAREL),
    Body("mirelande", "Ville de Mirelande", "commune", MIRELANDE),
)
# The town whose project is not final yet, and the one in its second year: who leads, and who speaks for the commune.
TEAMS = (
    Member(
        "maelle.corbel",
        "Maëlle",
        "Corbel",
        "project_leader",
        "fontarel",
        FONTAREL,
        "cabestan-lilas-gaufre-vitre",
        _("Cheffe de projet de Fontarel. Une retouche a fait tomber une voix, et il reste treize jours."),
        _("Suivre le plan à rebours, compléter ce qui manque, soumettre de nouveau aux trois voix."),
    ),
    Member(
        "agnes.delmas",
        "Agnès",
        "Delmas",
        "mayor",
        "fontarel",
        FONTAREL,
        "arrosoir-bruyere-tamis-cloche",
        _("Maire de Fontarel. Elle avait donné sa voix\u00a0; le texte a changé depuis."),
        _("Voir pourquoi sa voix est tombée, et la redonner sur le nouveau texte."),
    ),
    Member(
        "farid.osmont",
        "Farid",
        "Osmont",
        "project_leader",
        "mirelande",
        MIRELANDE,
        "equerre-mimosa-barque-poivre",
        _("Chef de projet de Mirelande, cité dans sa deuxième année. Il a pris la suite en septembre 2019."),
        _("Finir la revue de 2019, à côté des chiffres de celle de 2018, et la soumettre."),
        since=datetime(2019, 8, 26, tzinfo=PARIS),
    ),
    Member(
        "luce.breval",
        "Luce",
        "Bréval",
        "mayor",
        "mirelande",
        MIRELANDE,
        "chandelle-sureau-galoche-banc",
        _("Maire de Mirelande. Elle a validé la revue de 2018 avec la préfète et le recteur."),
        _("Relire la revue de 2018, figée telle qu’elle était\u00a0; attendre celle de 2019."),
        since=datetime(2017, 6, 1, tzinfo=PARIS),
    ),
)


def make_guests(*, by: Viewer, at: datetime) -> dict[str, int]:
    """Makes those who are missing; answers their numbers by key. Their towns must be there."""
    return enter(GUESTS, GUEST_BODIES, by=by, at=at, places={})


def make_jurors(*, by: Viewer, at: datetime) -> dict[str, int]:
    """Makes the two who sit beside Claire Fontaine, if they are missing; answers their numbers by key."""
    return enter(JURORS, GUEST_BODIES, by=by, at=at, places={})


def make_team(town: str, *, by: Viewer, at: datetime) -> dict[str, int]:
    """Makes those who are missing of the team of `fontarel` or `mirelande`, a town that is there; their numbers by
    key."""
    return enter([one for one in TEAMS if one.body == town], TEAM_BODIES, by=by, at=at, places={})


def guest_accounts() -> list[dict[str, str]]:
    """The published accounts beside the cast. No query."""
    return [*accounts_of(TEAMS, TEAM_BODIES), *accounts_of(GUESTS, GUEST_BODIES)]


def make_crowd(*, by: Viewer, at: datetime, sites: Sequence[Site]) -> dict[str, tuple[int, int]]:
    """The crowd around the sites of the towns; answers (organisation, person) by `prefect:59`, `rector:LILLE`,
    `town:59989`, `reader:3`. The préfète and the rector of the cast speak for their own territory."""
    wanted = [*_authorities(sites), *_mayors(), *_readers()]
    made = services.register_invented_bodies(
        by=by, at=at, bodies=[body for _key, body in wanted], valid_from=SINCE, valid_to=UNTIL
    )
    return {key: made[body.email] for key, body in wanted}


def _authorities(sites: Sequence[Site]) -> Iterator[tuple[str, InventedBody]]:
    places = {place for site in sites for place in site.perimeters() if place.kind in ("departement", "academie")}
    for place, name in sorted(place_names(places - {DEPARTEMENT, ACADEMIE}).items(), key=lambda one: one[0].code):
        kind, role, body = (
            ("Préfecture", "prefect", "prefecture")
            if place.kind == "departement"
            else ("Rectorat", "rector", "rectorat")
        )
        yield f"{role}:{place.code}", _body(f"{kind}, {name} (démonstration)", body, place, role)


def _mayors() -> Iterator[tuple[str, InventedBody]]:
    guests = {member.body for member in GUESTS}
    for town in towns():
        if town.code not in guests:
            yield f"town:{town.code}", _body(town.council, "commune", Perimeter("commune", town.code), "mayor")


def _readers() -> Iterator[tuple[str, InventedBody]]:
    for one in range(READERS):
        yield f"reader:{one}", _body(READING, "national", NATIONAL, "jury_reviewer", one)


def _body(name: str, kind: str, home: Perimeter, role: str, number: int = 0) -> InventedBody:
    luck = Random(f"{SEED}|{role}|{home.code}|{number}")
    place = home.code.lower().replace(" ", "-") or f"n{number + 1}"
    return InventedBody(
        name=name,
        kind=kind,
        home=home,
        given_name=luck.choice(words("given")),
        family_name=luck.choice(words("family")),
        email=f"{role.replace('_', '-')}.{place}@valmarelle.invalid",
        role=role,
    )


def town_bodies(crowd: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """The council of each town and its mayor, by code of the town."""
    found = {key.split(":")[1]: pair for key, pair in crowd.items() if key.startswith("town:")}
    people, mayors = queries.invented_people(), {member.body: member.email for member in GUESTS}
    for town in (STRONG, MIDDLING, WEAK):
        council = queries.invented_organisation(town.council)
        assert council is not None
        found[town.code] = council.pk, people[mayors[town.code]]
    return found
