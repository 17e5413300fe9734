"""The register of what is kept (GDPR, article 30): why, on which basis, what, for how long, and who reads it.

Each model says its `data_class` and, unless it is public, what it is `kept` for; tables of libraries are declared
where the library is brought in. The public page and `docs/privacy.md` are read from these words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .classes import DataClass
from .rows import own_models


class Purpose(StrEnum):
    """Why something is kept. A table has one purpose; what serves none is not kept."""

    PROGRAMME = "P1"
    REGISTRATION = "P2"
    SUPPORT = "P3"
    OBSERVATORY = "P4"
    CHOICE = "P5"
    SECURITY = "P6"

    @property
    def label(self) -> str | Promise:
        return _PURPOSES[self][0]

    @property
    def basis(self) -> str | Promise:
        """The legal basis, with its place in the regulation."""
        return _PURPOSES[self][1]


_PURPOSES: dict[Purpose, tuple[str | Promise, str | Promise]] = {
    Purpose.PROGRAMME: (
        _("Conduire le programme et ses subventions"),
        _("mission d’intérêt public (article 6.1.e du RGPD) ; obligation légale pour la comptabilité (6.1.c)"),
    ),
    Purpose.REGISTRATION: (
        _("Inscrire les enfants et tenir les présences"),
        _("mission d’intérêt public (6.1.e) ; contrat ou mission d’intérêt public pour une association"),
    ),
    Purpose.SUPPORT: (
        _("Accompagner un parcours"),
        _("mission d’intérêt public (6.1.e), avec l’accord de la famille comme garantie"),
    ),
    Purpose.OBSERVATORY: (_("Observer le programme"), _("données anonymes, réutilisation compatible (5.1.b)")),
    Purpose.CHOICE: (_("Ce que chacun choisit : photo, lettre, nouvelles après 18 ans"), _("consentement (6.1.a)")),
    Purpose.SECURITY: (
        _("Protéger le service et prouver ce qui a été fait"),
        _("mission d’intérêt public (6.1.e) et intérêt légitime (6.1.f)"),
    ),
}

# Readers that are not a permission of the catalogue.
EVERYBODY, ONESELF, HOLDER, PROGRAMS = "everybody", "oneself", "holder", "programs"
READERS: dict[str, str | Promise] = {
    EVERYBODY: _("tout le monde, pour ce qui est publié"),
    ONESELF: _("la personne elle-même"),
    HOLDER: _("qui peut lire le dossier qui le contient"),
    PROGRAMS: _("aucune personne : un programme de l’installation"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a table is kept for, who reads it (permissions, or words of `READERS`), and what it says of people.

    `data` is empty when it says nothing of anybody; `until` when it is kept as its class is.
    """

    purpose: Purpose
    readers: tuple[str, ...]
    data: str | Promise = ""
    until: str | Promise = ""


PUBLIC_FACTS = Kept(Purpose.PROGRAMME, (EVERYBODY,))


def held(data: str | Promise = "") -> Kept:
    """A part of another record (its answers, its file, what was said of it): it is read and lives as that record."""
    return Kept(Purpose.PROGRAMME, (HOLDER,), data, until=_("autant que le dossier qui le contient"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register: a table, and the name of its model (none for a table of a library)."""

    table: str
    model: str
    data_class: DataClass
    kept: Kept

    @property
    def until(self) -> str | Promise:
        return self.kept.until or self.data_class.retention


_external: dict[str, Entry] = {}


def declare_tables(tables: Mapping[str, tuple[DataClass, Kept]]) -> None:
    """Says what the tables of a library keep, by their names."""
    for table, (data_class, kept) in tables.items():
        _external[table] = Entry(table, "", data_class, kept)


def register() -> list[Entry]:
    """The whole register, by purpose, class and table. Price: none.

    Raises `LookupError` for a model that does not say what it is kept for.
    """
    own = [_entry(model) for model in own_models()]
    return sorted([*own, *_external.values()], key=lambda entry: (entry.kept.purpose, entry.data_class, entry.table))


def _entry(model: type[Model]) -> Entry:
    data_class, kept = getattr(model, "data_class", None), getattr(model, "kept", None)
    if kept is None and isinstance(data_class, DataClass) and data_class.is_public:
        kept = PUBLIC_FACTS
    if not isinstance(data_class, DataClass) or not isinstance(kept, Kept):
        raise LookupError(f"{model.__name__} does not say what it is kept for")
    return Entry(model._meta.db_table, model.__name__, data_class, kept)
