from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, F, FloatField, Func, IntegerField, Q, QuerySet, TextField, Value, When

from marelle.kernel.access import NATIONAL, Perimeter
from marelle.kernel.words import plain

from ..models import Academie, Commune, Departement, Region, Site
from ..rules.words import spelled_out

_MODELS = {"region": Region, "academie": Academie, "departement": Departement, "commune": Commune, "site": Site}


def commune(code: str) -> Commune | None:
    """The commune of this official code, with all that contains it, or None. Price: one query."""
    around = Commune.objects.select_related("departement__region", "departement__academie")
    return around.filter(code=code.strip().upper()).first()


def search_communes(text: str, limit: int = 20, include_invented: bool = False) -> list[Commune]:
    """Communes that answer to what somebody typed, best first: the very name or code, then names that begin so, then
    names with such words, the largest first; when there is none, names that look alike, the closest first.

    Accents, capitals, hyphens, « St » and typing errors are forgiven; the département tells homonyms apart. Price: one
    query, two when nothing answers exactly.
    """
    wanted = Value(spelled_out(text))
    everything = Commune.objects.select_related("departement__region").alias(
        wanted=Func(wanted, function="marelle_plain", output_field=TextField())
    )
    found = everything if include_invented else everything.filter(invented=False)
    found = found.exclude(wanted="")
    return list(_answering(found, text)[:limit]) or list(_alike(found)[:limit])


def _answering(found: QuerySet[Commune], text: str) -> QuerySet[Commune]:
    same = Q(plain=F("wanted")) | Q(code=text.strip().upper())
    begins, has = Q(plain__startswith=F("wanted")), Q(plain__contains=F("wanted"))
    rank = Case(When(same, then=Value(0)), When(begins, then=Value(1)), default=Value(2), output_field=IntegerField())
    return found.filter(same | has).order_by(rank, F("population").desc(nulls_last=True), "plain", "code")


def _alike(found: QuerySet[Commune]) -> QuerySet[Commune]:
    alike = found.annotate(closeness=Func(F("plain"), F("wanted"), function="similarity", output_field=FloatField()))
    return alike.filter(plain__trigram_similar=F("wanted")).order_by(
        "-closeness", F("population").desc(nulls_last=True), "code"
    )


def regions() -> list[Region]:
    """The régions in the order of the dictionary. Price: one query."""
    return list(Region.objects.all())


def academies() -> list[Academie]:
    """The académies by name. Price: one query."""
    return list(Academie.objects.order_by("name"))


class DepartementNames(NamedTuple):
    """One département and what contains it, by code and name."""

    departement: str
    departement_name: str
    region: str
    region_name: str
    academie: str | None
    academie_name: str | None


def departement_names() -> dict[str, DepartementNames]:
    """Every département by its code, in the order of codes. Price: one query."""
    fields = ("code", "name", "region", "region__name", "academie", "academie__name")
    found = Departement.objects.order_by("code").values_list(*fields)
    return {row[0]: DepartementNames(*row) for row in found}


def containing(place: Perimeter) -> frozenset[Perimeter]:
    """Every perimeter that contains a place, itself included. Raises LookupError when there is no such place.

    Price: one query.
    """
    if place == NATIONAL:
        return frozenset({NATIONAL})
    if place.kind in ("region", "academie"):
        if not _MODELS[place.kind].objects.filter(pk=place.code).exists():  # type: ignore[attr-defined]
            raise LookupError(place)
        return frozenset({NATIONAL, place})
    return _placed(place).perimeters()


def _placed(place: Perimeter) -> Departement | Commune | Site:
    found: Departement | Commune | Site | None = None
    if place.kind == "departement":
        found = Departement.objects.filter(code=place.code).first()
    elif place.kind == "commune":
        found = Commune.objects.select_related("departement").filter(code=place.code).first()
    elif place.kind == "site" and place.code.isdecimal():
        found = Site.objects.select_related("commune_main__departement").filter(pk=int(place.code)).first()
    if found is None:
        raise LookupError(place)
    return found


def is_invented(place: Perimeter) -> bool:
    """True for an invented commune or site; of an unknown place, false. Price: one query, none for larger places."""
    if place.kind == "commune":
        return Commune.objects.filter(code=place.code, invented=True).exists()
    return (
        place.kind == "site" and place.code.isdecimal() and Site.objects.filter(pk=place.code, invented=True).exists()
    )


def meant_communes(text: str, limit: int = 8, include_invented: bool = False) -> list[Commune]:
    """The communes that somebody may mean by a name or a code; one when there is no doubt.

    Price: as `search_communes`.
    """
    found = search_communes(text, limit, include_invented)
    code, name = text.strip().upper(), plain(spelled_out(text))
    return [commune for commune in found if code == commune.code or name == commune.plain] or found


def places_to_choose() -> dict[str, list[tuple[str, str]]]:
    """The codes and names of the places that are few enough for a list, by kind, in the order of the dictionary.

    Price: four queries.
    """
    found = {
        kind: [(str(pk), name) for pk, name in _MODELS[kind].objects.values_list("pk", "name")]  # type: ignore[attr-defined]
        for kind in ("region", "academie", "departement", "site")
    }
    return {kind: sorted(places, key=lambda place: plain(place[1])) for kind, places in found.items()}


def place_names(places: Iterable[Perimeter]) -> dict[Perimeter, str]:
    """The name of each place that exists. Price: one query for each kind among them."""
    wanted: dict[str, list[str]] = {}
    for place in places:
        if place.kind in _MODELS:
            wanted.setdefault(place.kind, []).append(place.code)
    names: dict[Perimeter, str] = {}
    for kind, codes in wanted.items():
        keys = [int(code) for code in codes if code.isdecimal()] if kind == "site" else codes
        for pk, name in _MODELS[kind].objects.filter(pk__in=keys).values_list("pk", "name"):  # type: ignore[attr-defined]
            names[Perimeter(kind, str(pk))] = name
    return names
