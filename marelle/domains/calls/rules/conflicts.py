"""Conflicts of interest that are inferred from what the accounts know: each comes with the sentence that says why.

Pure. What ties a person is looked at over five years, ended rights included (`LOOKS_BACK`). Public mail providers say
nothing of anybody and are left out (`shared_domains.txt`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

LOOKS_BACK = timedelta(days=5 * 365 + 1)
SENTENCES: dict[str, str | Promise] = {
    "organisation": _("Même organisation que la candidature : {about}."),
    "siren": _("Même SIREN que l’organisation qui candidate : {about}."),
    "commune": _("Un droit ou une organisation dans la commune de la candidature : {about}."),
    "domain": _("Même domaine de courriel que les personnes qui portent la candidature : {about}."),
    "author": _("A écrit ou déposé cette candidature."),
    "authority": _("Parle déjà sur cette candidature au nom d’une autorité : {about}."),
    "declared": _("Intérêt déclaré : {about}"),
}


class ConflictOfInterest(Refused):
    """Reading, marking and deliberating are closed to whoever has a link with the file."""

    code = "calls.conflict_of_interest"
    sentence = _(
        "Vous avez un lien avec cette candidature : vous ne pouvez ni la lire comme membre du jury, ni la noter, "
        "ni en délibérer. {why}"
    )
    status = 403


@dataclass(frozen=True, slots=True)
class Conflict:
    """One link between a person and a file: its kind, and what it is about in proper names."""

    kind: str
    about: str = ""

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.kind]).format(about=self.about)


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation that somebody acts or acted for."""

    number: int
    name: str
    siren: str = ""
    communes: frozenset[str] = frozenset()  # the communes that it stands in, as « commune:80021 »


@dataclass(frozen=True, slots=True)
class Ties:
    """What one person is tied to: bodies, places of their rights, keys that they hold somewhere, mail domain."""

    person: int
    bodies: frozenset[Body] = frozenset()
    places: frozenset[str] = frozenset()  # « commune:80021 », « site:4 »
    keys: frozenset[str] = frozenset()  # the perimeters on which they give an authority's opinion
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a file is tied to: who applies, where, the domains of those who carry it, who wrote it, who spoke on it."""

    number: int
    organisation: Body
    inside: frozenset[str]
    domains: frozenset[str] = frozenset()
    authors: frozenset[int] = frozenset()
    speakers: frozenset[int] = frozenset()


def domain_of(address: str) -> str:
    """The mail domain of an address when it says who employs somebody, else nothing."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    return "" if domain in shared_domains() else domain


def siren_of(siret: str) -> str:
    """The nine digits of the legal unit; La Poste, like anybody, is one."""
    return siret[:9] if len(siret) == 14 else ""


@cache
def shared_domains() -> frozenset[str]:
    lines = Path(__file__).with_name("shared_domains.txt").read_text().splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def inferred(ties: Ties, file: Candidate) -> tuple[Conflict, ...]:
    """Every link between a person and a file that nobody needs to declare, each kind once."""
    found = [
        _of_bodies(ties.bodies, file.organisation),
        _of_places(ties, file.inside),
        Conflict("domain", ties.domain) if ties.domain and ties.domain in file.domains else None,
        Conflict("author") if ties.person in file.authors else None,
        _of_keys(ties, file),
    ]
    return tuple(one for one in found if one is not None)


def _of_bodies(bodies: Iterable[Body], applicant: Body) -> Conflict | None:
    for body in sorted(bodies, key=lambda body: body.number):
        if body.number == applicant.number:
            return Conflict("organisation", body.name)
        if body.siren and body.siren == applicant.siren:
            return Conflict("siren", body.name)
    return None


def _of_places(ties: Ties, inside: frozenset[str]) -> Conflict | None:
    local = {key for key in inside if key.startswith(("commune:", "site:"))}
    if ties.places & local:
        return Conflict("commune", ", ".join(key.partition(":")[2] for key in sorted(ties.places & local)))
    named = sorted(body.name for body in ties.bodies if body.communes & local)
    return Conflict("commune", named[0]) if named else None


def _of_keys(ties: Ties, file: Candidate) -> Conflict | None:
    held = sorted(ties.keys & file.inside)
    if held or ties.person in file.speakers:
        return Conflict("authority", held[0].replace(":", " ") if held else "")
    return None
