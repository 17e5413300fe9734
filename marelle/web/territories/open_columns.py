"""The columns of the open files: what each one is called, what it holds, how it is written.

A last day is never in: a period stops before the day that its file names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.queries import CODE_FORMS
from marelle.domains.territories.states import NETWORKS, PASSAGE_BASES, SCHOOL_KINDS, SECTORS
from marelle.kernel.clock import PARIS
from marelle.web.ui.tables import Column

Text = str | Promise
NEEDED: Mapping[str, Any] = {"required": True}
GROUPINGS = ["CA", "CC", "CU", "METRO", "MET69", "EPT"]
PLACES = ["commune", "epci", "quarter", "contract", "school"]
STILL = _("Premier jour où ce n’est plus vrai. Vide : toujours vrai.")
LISTED_ON = _("Jour de la liste qui le dit.")


def _column(key: str, label: Text, read: str = "", described: Text = "", *, type: str = "", **rules: Any) -> Column:
    """A column that writes an attribute of the row as it is; `rules` are constraints of Table Schema."""
    return Column(key, label, attrgetter(read or key), type=type, description=described, constraints=rules)


def _code(key: str, label: Text, form: str, read: str = "", described: Text = "", **rules: Any) -> Column:
    return _column(key, label, read, described, pattern=f"({CODE_FORMS[form]})", **rules)


def _day(key: str, label: Text, described: Text = "", read: str = "", **rules: Any) -> Column:
    return Column(key, label, attrgetter(read or key), "date", description=described, constraints=rules)


def _word(key: str, label: Text, words: Iterable[str], read: str = "", described: Text = "", **rules: Any) -> Column:
    return _column(key, label, read, described, enum=list(words), **rules)


def _number(key: str, label: Text, low: float, high: float, type: str = "number", described: Text = "") -> Column:
    return Column(
        key,
        label,
        attrgetter(key),
        "number",
        type=type,
        description=described,
        constraints={"minimum": low, "maximum": high},
    )


POINT = (
    _number("lon", _("Longitude"), -180, 180, described=_("En degrés, WGS 84.")),
    _number("lat", _("Latitude"), -90, 90, described=_("En degrés, WGS 84.")),
)


def _source(start: str = "", **rules: Any) -> tuple[Column, ...]:
    """Where the row was read: a number, the same for all that one source says, its name, its address."""
    before = f"{start}_" if start else ""
    path = "today__" if start else ""
    return (
        _column(f"{before}source_id", _("Numéro de la source"), f"{path}source_id", type="integer", **rules),
        _column(f"{before}source", _("Source"), f"{path}source__name", **rules),
        _column(f"{before}source_url", _("Adresse de la source"), f"{path}source__url"),
    )


COMMUNE_COLUMNS = (
    _code("code", _("Code de la commune"), "commune", described=_("Code officiel géographique."), **NEEDED),
    _column("name", _("Nom"), **NEEDED),
    _column("departement", _("Code du département"), "departement_id", **NEEDED),
    _column("region", _("Code de la région"), "departement__region_id", **NEEDED),
    _column("academie", _("Académie"), "departement__academie_id"),
    _code("parent", _("Commune de l’arrondissement"), "commune", "parent_id", _("Vide : c’est une commune.")),
    _code("siren", _("SIREN"), "siren"),
    Column(
        "postcodes",
        _("Codes postaux"),
        lambda row: " ".join(row.postcodes),
        description=_("Séparés par une espace."),
        constraints={"pattern": "[0-9]{5}( [0-9]{5})*"},
    ),
    _column("population", _("Population municipale"), type="integer", minimum=0),
    _column("population_year", _("Année de la population"), type="year"),
    _day("valid_from", _("Existe depuis"), _("Vide : depuis avant ce que disent nos sources.")),
    _day("valid_to", _("N’existe plus depuis"), STILL),
    *POINT,
    _day("facts_on", _("Vrai au"), LISTED_ON),
)

MEMBERSHIP_COLUMNS = (
    _code("epci", _("SIREN du groupement"), "siren", "epci_id", **NEEDED),
    _column("epci_name", _("Nom du groupement"), "epci__name", **NEEDED),
    _word("epci_kind", _("Nature du groupement"), GROUPINGS, "epci__kind", **NEEDED),
    _code("commune", _("Code de la commune"), "commune", "commune_id", **NEEDED),
    _column("commune_name", _("Nom de la commune"), "commune__name", **NEEDED),
    _day("valid_from", _("Membre depuis"), **NEEDED),
    _day("valid_to", _("N’est plus membre depuis"), STILL),
)

QUARTER_COLUMNS = (
    _code("code", _("Code du quartier"), "quarter", **NEEDED),
    _column("name", _("Nom"), **NEEDED),
    _column("generation", _("Liste"), "", _("2015 ou 2024."), type="integer", enum=[2015, 2024], **NEEDED),
    _column("departement", _("Code du département"), "departement_id", **NEEDED),
    _column(
        "communes",
        _("Codes des communes"),
        "over",
        _("Séparés par une espace."),
        pattern=f"({CODE_FORMS['commune']})( ({CODE_FORMS['commune']}))*",
    ),
    _day("valid_from", _("En vigueur depuis"), **NEEDED),
    _day("valid_to", _("N’est plus en vigueur depuis"), STILL),
    _day("facts_on", _("Vrai au"), LISTED_ON),
)

PASSAGE_COLUMNS = (
    _code("before", _("Quartier de 2015"), "quarter_2015", "before_id", **NEEDED),
    _column("before_name", _("Son nom"), "before__name", **NEEDED),
    _code("after", _("Quartier de 2024"), "quarter_2024", "after_id", **NEEDED),
    _column("after_name", _("Son nom en 2024"), "after__name", **NEEDED),
    _word(
        "basis",
        _("Comment on le sait"),
        PASSAGE_BASES,
        described=_("source : une source le dit. outline : les contours le laissent penser. name : le nom aussi."),
        **NEEDED,
    ),
    _number(
        "share", _("Part de la surface"), 0, 1, described=_("De l’ancien quartier, dans le nouveau. Vide : inconnue.")
    ),
    *_source(),
)

CONTRACT_COLUMNS = (
    _column("code", _("Code du contrat"), **NEEDED),
    _column("name", _("Nom"), **NEEDED),
    _column("departement", _("Code du département"), "departement_id", **NEEDED),
    _column("holder", _("Porteur"), "", _("Son SIREN, ou le code de la commune."), **NEEDED),
    _code("epci", _("Groupement porteur"), "siren", "epci_id"),
    _code("commune", _("Commune porteuse"), "commune", "commune_id"),
    *POINT,
    _day("facts_on", _("Vrai au"), LISTED_ON),
)

SCHOOL_COLUMNS = (
    _code("uai", _("Code UAI"), "school", **NEEDED),
    _column("name", _("Nom"), **NEEDED),
    _word("kind", _("Sorte d’établissement"), SCHOOL_KINDS, **NEEDED),
    _word("sector", _("Secteur"), SECTORS, described=_("contract : privé sous contrat. private : privé hors contrat.")),
    _code("commune", _("Code de la commune"), "commune", "commune_id"),
    _column("commune_said", _("Commune écrite dans la liste"), "", _("Quand son code n’est pas connu.")),
    _column("departement", _("Code du département"), "commune__departement_id"),
    _column("postcode", _("Code postal"), pattern="[0-9]{5}"),
    *POINT,
    _day("opened_on", _("Ouvert le")),
    _day("closed_on", _("Fermé le")),
    _day("facts_on", _("Vrai au"), LISTED_ON, **NEEDED),
    _word("network", _("Éducation prioritaire"), NETWORKS, "today__status", _("Aujourd’hui. Vide : aucun connu.")),
    _code("network_head", _("Tête de réseau"), "school", "today__head_uai"),
    _day("network_from", _("Dans le réseau depuis"), read="today__valid_from"),
    _day("network_seen_on", _("Réseau vu le"), _("Jour de la dernière liste qui le dit."), "today__seen_on"),
    *_source("network"),
)

INDICATOR_COLUMNS = (
    _column("code", _("Code de l’indicateur"), **NEEDED),
    _column("label", _("Ce qui est mesuré"), **NEEDED),
    _column("unit", _("Unité")),
    _column("decimals", _("Décimales montrées"), type="integer", minimum=0, **NEEDED),
    _column("meaning", _("Ce que cela veut dire")),
)

FIGURE_COLUMNS = (
    Column(
        "kind",
        _("Sorte de lieu"),
        lambda row: row.place[: row.place.index(":")],
        description=_("commune, epci (groupement), quarter (quartier prioritaire), contract, school (établissement)."),
        constraints={"enum": PLACES, **NEEDED},
    ),
    Column(
        "place",
        _("Code du lieu"),
        lambda row: row.place[row.place.index(":") + 1 :],
        description=_("Dans le fichier de sa sorte de lieu."),
        constraints=NEEDED,
    ),
    _column("indicator", _("Indicateur"), "indicator_id", **NEEDED),
    _day("starts_on", _("Premier jour"), _("De la période dont parle le chiffre."), **NEEDED),
    _day("ends_on", _("Dernier jour, non compris"), **NEEDED),
    _word("calendar", _("Calendrier"), ["civil", "school"], described=_("school : années scolaires."), **NEEDED),
    Column("value", _("Valeur"), attrgetter("exact"), "number", constraints=NEEDED),
    _column("note", _("Note")),
    *_source(required=True),
)

RULE_COLUMNS = (
    _column("code", _("Nom court"), **NEEDED),
    _column("version", _("Version"), type="integer", minimum=1, **NEEDED),
    _column("title", _("Titre"), **NEEDED),
    _column("summary", _("Résumé")),
    _word("status", _("État"), ["published", "withdrawn"], described=_("withdrawn : remplacée."), **NEEDED),
    _day("applies_from", _("Premier jour"), **NEEDED),
    _day("applies_to", _("Dernier jour, non compris"), STILL),
    Column(
        "published_on",
        _("Publiée le"),
        lambda row: row.published_at.astimezone(PARIS).date(),
        "date",
        constraints=NEEDED,
    ),
    _column("content", _("Conditions"), "", _("En JSON."), type="object", **NEEDED),
    *_source(required=True),
)
