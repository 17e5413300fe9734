"""Who asks: a person (or a named program) with the rights held at this instant."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Self

from .door import Forbidden


@dataclass(frozen=True, slots=True, order=True)
class Perimeter:
    """A place of action: its kind ("region", "site", …) and its code within that kind."""

    kind: str
    code: str = ""


NATIONAL = Perimeter("national")


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission, held on one perimeter."""

    permission: str
    perimeter: Perimeter


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and all that they may do now. Computed once a request; never kept longer."""

    person_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    program: str = ""
    token: int | None = None  # the key through which a program of this person asks
    _held: dict[str, frozenset[Perimeter]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        gathered: dict[str, set[Perimeter]] = {}
        for grant in self.grants:
            gathered.setdefault(grant.permission, set()).add(grant.perimeter)
        self._held.update({permission: frozenset(places) for permission, places in gathered.items()})

    @classmethod
    def visitor(cls) -> Self:
        """Somebody who has not logged in: holds nothing."""
        return cls()

    @classmethod
    def machine(cls, program: str) -> Self:
        """A named program of the installation (an import, the demonstration). May everything; audited by name."""
        return cls(name=program, program=program)

    def on_behalf_of(self, person_id: int | None) -> Self:
        """This program, while it carries out what a person ordered: what it writes names both."""
        return replace(self, person_id=person_id)

    def through(self, token: int, permissions: Collection[str]) -> Self:
        """The same person as seen through a key that names some permissions: what is held and named, nothing more."""
        named = frozenset(permissions)
        if self.person_id is None:
            return self
        return replace(self, grants=tuple(g for g in self.grants if g.permission in named), token=token)

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def perimeters(self, permission: str) -> frozenset[Perimeter]:
        """Where this permission is held; a program of the installation holds everything nationally."""
        return frozenset({NATIONAL}) if self.program else self._held.get(permission, frozenset())

    def may(self, permission: str, within: frozenset[Perimeter] | None = None) -> bool:
        """True when the permission is held anywhere or, with `within`, on a perimeter that contains the record."""
        held = self.perimeters(permission)
        return bool(held) if within is None else bool(held & within) or NATIONAL in held

    def must(self, permission: str, within: frozenset[Perimeter] | None = None) -> None:
        """Refuses (`Forbidden`) unless `may`."""
        if not self.may(permission, within):
            raise Forbidden(permission=permission)
