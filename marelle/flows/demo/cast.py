"""The cast: the invented people of one invented city, the same in the demonstration, tests, docs and pictures.

None of them exists; their addresses end in `.invalid`, which nobody can own, and the identifiers of their organisations
check and belong to nobody. Their passwords are published: they only open a demonstration.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from marelle.domains.accounts import queries, services
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.clock import PARIS

CITY, NEXT_CITY = "Valmarelle", "Clairebise"  # invented communes, in the real département of the Somme
DEPARTEMENT, ACADEMIE = Perimeter("departement", "80"), Perimeter("academie", "AMIENS")
SINCE, UNTIL = datetime(2019, 1, 1, tzinfo=PARIS), datetime(2040, 1, 1, tzinfo=PARIS)
# Places that exist only once the demonstration has made them: the caller says what they are called.
CITY_PLACE, NEXT_PLACE, OWN_ORGANISATION = "city", "next city", "own organisation"


@dataclass(frozen=True, slots=True)
class Body:
    """One invented organisation: its key in this file, and what identifies it."""

    key: str
    name: str
    kind: str
    home: Perimeter | str
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """One invented person: what they are called, hold and can try. Screens translate `story` and `tries`."""

    key: str
    given_name: str
    family_name: str
    role: str
    body: str
    where: Perimeter | str
    password: str
    story: str
    tries: str
    ended: bool = False  # their right ended the day before the demonstration was made
    since: datetime | None = None  # the day their right began, where the story says one

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def email(self) -> str:
        return f"{self.key}@valmarelle.invalid"


BODIES = (
    Body("town", "Ville de Valmarelle", "commune", CITY_PLACE, {"siret": "00800001000010"}),
    Body("next_town", "Ville de Clairebise", "commune", NEXT_PLACE, {"siret": "00800002800012"}),
    Body("prefecture", "Préfecture (démonstration)", "prefecture", DEPARTEMENT, {"siret": "00800003600015"}),
    Body("rectorat", "Rectorat (démonstration)", "rectorat", ACADEMIE, {"siret": "00800004400019"}),
    Body("national", "Équipe nationale (démonstration)", "national", NATIONAL, {"siret": "00800005100014"}),
    Body("college", "Collège Rosa-Bonheur de Valmarelle", "lead_college", CITY_PLACE, {"uai": "0809901C"}),
    Body("school", "École Les Tilleuls de Valmarelle", "school", CITY_PLACE, {"uai": "0809902D"}),
    Body(
        "ateliers", "Les Ateliers du mercredi", "operator", CITY_PLACE, {"rna": "W809999901", "siret": "00800006900016"}
    ),
    Body("study", "Cabinet Traverse (démonstration)", "evaluator", NATIONAL, {"siret": "00800007700019"}),
    Body("host", "Hébergeur (démonstration)", "host", NATIONAL, {"siret": "00800008500012"}),
    Body("moreau", "Foyer Moreau", "family", CITY_PLACE),
)

CAST = (
    Member(
        "nadia.belkacem",
        "Nadia",
        "Belkacem",
        "project_leader",
        "town",
        CITY_PLACE,
        "cerceau-tilleul-ardoise-lampion",
        _("Cheffe de projet opérationnelle de Valmarelle. Elle a écrit la candidature, puis le projet, qui est final."),
        _("Lire le projet et ses trois voix, puis chercher dans le plan ce que personne n’offre."),
    ),
    Member(
        "helene.vasseur",
        "Hélène",
        "Vasseur",
        "mayor",
        "town",
        CITY_PLACE,
        "marmite-violon-peuplier-craie",
        _("Maire de Valmarelle. La candidature ne part pas sans elle."),
        _("Relire la candidature et la déposer avant l’échéance."),
    ),
    Member(
        "catherine.morel",
        "Catherine",
        "Morel",
        "prefect",
        "prefecture",
        DEPARTEMENT,
        "galet-parapluie-moutarde-orgue",
        _("Préfète. Elle donne un avis sur chaque candidature de la Somme."),
        _("Lire les candidatures du département, donner l’avis du préfet."),
    ),
    Member(
        "bruno.caron",
        "Bruno",
        "Caron",
        "prefect_delegate",
        "prefecture",
        CITY_PLACE,
        "sifflet-cabane-noisette-pont",
        _("Délégué de la préfète pour Valmarelle, et pour elle seule."),
        _("Préparer l’avis de la préfète. Chercher la ville voisine : elle n’existe pas pour lui."),
    ),
    Member(
        "olivier.lemaire",
        "Olivier",
        "Lemaire",
        "rector",
        "rectorat",
        ACADEMIE,
        "pupitre-orage-framboise-quai",
        _("Recteur de l’académie d’Amiens, pour la démonstration."),
        _("Donner l’avis du recteur sur les candidatures de l’académie."),
    ),
    Member(
        "elodie.roussel",
        "Élodie",
        "Roussel",
        "national_officer",
        "national",
        NATIONAL,
        "boussole-grenier-pissenlit-taxi",
        _("Membre de l’équipe nationale. Elle ouvre les appels et enregistre les labels."),
        _("Décider sur la candidature de Clairebise, et voir son budget s’ouvrir."),
    ),
    Member(
        "sophie.delattre",
        "Sophie",
        "Delattre",
        "lead_principal",
        "college",
        CITY_PLACE,
        "compas-herisson-vanille-digue",
        _("Principale du collège chef de file. Avec Nadia, elle forme le duo du quotidien."),
        _("Suivre la candidature et le budget, sans pouvoir l’écrire à la place de la ville."),
    ),
    Member(
        "karim.haddad",
        "Karim",
        "Haddad",
        "head_teacher",
        "school",
        OWN_ORGANISATION,
        "cartable-bouleau-sirop-menuet",
        _("Directeur de l’école Les Tilleuls."),
        _("Inviter une enseignante à représenter l’école."),
    ),
    Member(
        "aminata.diallo",
        "Aminata",
        "Diallo",
        "operator_manager",
        "ateliers",
        OWN_ORGANISATION,
        "tambour-osier-citrouille-rail",
        _("Responsable des Ateliers du mercredi."),
        _("Inviter une animatrice, mettre fin au droit de quelqu’un qui part."),
    ),
    Member(
        "lucas.petit",
        "Lucas",
        "Petit",
        "facilitator",
        "ateliers",
        OWN_ORGANISATION,
        "ballon-fougere-clarinette-seau",
        _("Animateur aux Ateliers du mercredi."),
        _("Voir ce qu’un animateur ne voit pas : ni candidature, ni budget, ni journal."),
    ),
    Member(
        "claire.fontaine",
        "Claire",
        "Fontaine",
        "evaluator",
        "study",
        NATIONAL,
        "loupe-brouillard-abricot-tunnel",
        _("Évaluatrice. Elle étudie le programme sur des données agrégées, et siège au jury de l’appel."),
        _("Dire ses liens avec la candidature de Clairebise, la lire, la noter ; puis comparer les notes."),
    ),
    Member(
        "philippe.marchand",
        "Philippe",
        "Marchand",
        "dpo",
        "national",
        NATIONAL,
        "registre-mousse-cannelle-phare",
        _("Délégué à la protection des données."),
        _("Lire le journal de tous les gestes, vérifier que rien n’y a été changé."),
    ),
    Member(
        "ines.garnier",
        "Inès",
        "Garnier",
        "platform_admin",
        "host",
        NATIONAL,
        "tournevis-jonquille-biscuit-lune",
        _("Administratrice de la plateforme : elle ouvre les accès et ne lit aucun dossier."),
        _("Enregistrer une organisation, nommer son premier responsable, fermer un compte."),
    ),
    Member(
        "thomas.lefevre",
        "Thomas",
        "Lefèvre",
        "project_leader",
        "next_town",
        NEXT_PLACE,
        "moulin-cerfeuil-patin-horloge",
        _("Chef de projet de Clairebise, la ville voisine : le même métier que Nadia, une autre ville."),
        _("Essayer d’ouvrir la candidature de Valmarelle : pour lui, cette page n’existe pas."),
    ),
    Member(
        "martine.dubois",
        "Martine",
        "Dubois",
        "prefect_delegate",
        "prefecture",
        CITY_PLACE,
        "encrier-chalut-mirabelle-roue",
        _("Ancienne déléguée de la préfète. Son droit a pris fin la veille."),
        _("Se connecter : son compte vit encore, mais plus aucun droit ne lui reste."),
        ended=True,
    ),
    Member(
        "julie.moreau",
        "Julie",
        "Moreau",
        "guardian",
        "moreau",
        OWN_ORGANISATION,
        "toboggan-laurier-brioche-navette",
        _("Mère de deux enfants de Valmarelle, qui vivent avec elle."),
        _("Voir un compte de parent avant toute inscription."),
    ),
    Member(
        "stephane.moreau",
        "Stéphane",
        "Moreau",
        "guardian",
        "moreau",
        OWN_ORGANISATION,
        "harmonica-sapin-groseille-bac",
        _("Père séparé, sans la garde. Son rôle n’ouvre aucun enfant par lui-même."),
        _("Vérifier que rien de ce qui touche aux enfants ou à leur mère ne lui apparaît."),
    ),
)


def make_cast(*, by: Viewer, at: datetime, city: Perimeter, next_city: Perimeter) -> dict[str, int]:
    """Makes the organisations, the people and their rights; answers the numbers of the people by key.

    1. Each organisation is registered where it stands.
    2. Each person enters with their published password.
    3. Each receives their right; the right of one of them ended the day before.

    Told again, it makes only what is missing. Refuses outside a demonstration (`InventedOnlyInDemonstration`).
    """
    return enter(CAST, BODIES, by=by, at=at, places={CITY_PLACE: city, NEXT_PLACE: next_city})


def enter(
    people: Sequence[Member], every: Sequence[Body], *, by: Viewer, at: datetime, places: Mapping[str, Perimeter]
) -> dict[str, int]:
    """Makes those of these people, and of their organisations, who are missing; their numbers by key."""
    present = queries.invented_people()
    missing = [member for member in people if member.email not in present]
    needed = {member.body for member in missing}
    bodies = {body.key: _register(by, at, body, places) for body in every if body.key in needed}
    made = {}
    for member in missing:
        made[member.key] = _enter(by, at, member, bodies[member.body], places)
    return {**{m.key: present[m.email] for m in people if m.email in present}, **made}


def _register(by: Viewer, at: datetime, body: Body, places: Mapping[str, Perimeter]) -> Any:
    known = queries.invented_organisation(body.name)
    home = body.home if isinstance(body.home, Perimeter) else places[body.home]
    return known or services.register_organisation(
        by=by, at=at, name=body.name, kind=body.kind, home=home, invented=True, **body.identifiers
    )


def _enter(by: Viewer, at: datetime, member: Member, body: Any, places: Mapping[str, Perimeter]) -> int:
    person = services.register_person(
        by=by,
        at=at,
        email=member.email,
        given_name=member.given_name,
        family_name=member.family_name,
        password=member.password,
        invented=True,
    )
    where = (
        member.where
        if isinstance(member.where, Perimeter)
        else {**places, OWN_ORGANISATION: body.perimeter}[member.where]
    )
    services.grant_membership(
        by=by,
        at=at,
        person=person,
        organisation=body,
        role=member.role,
        perimeter=where,
        valid_from=member.since or min(SINCE, at - timedelta(days=365)),
        valid_to=at - timedelta(days=1) if member.ended else max(UNTIL, at + timedelta(days=365)),
    )
    return person.pk


def cast_accounts() -> list[dict[str, str]]:
    """The published accounts, for people and for programs: name, address, password, role, place, story. No query."""
    return accounts_of(CAST, BODIES)


def accounts_of(people: Sequence[Member], every: Sequence[Body]) -> list[dict[str, str]]:
    """The accounts of these people. No query."""
    bodies = {body.key: body.name for body in every}
    return [
        {
            "key": member.key,
            "name": member.name,
            "email": member.email,
            "password": member.password,
            "role": member.role,
            "organisation": bodies[member.body],
            "where": _where(member, bodies),
            "story": member.story,
        }
        for member in people
    ]


def _where(member: Member, bodies: Mapping[str, str]) -> str:
    if isinstance(member.where, Perimeter):
        return f"{member.where.kind}:{member.where.code}"
    return {CITY_PLACE: CITY, NEXT_PLACE: NEXT_CITY, OWN_ORGANISATION: bodies[member.body]}[member.where]
