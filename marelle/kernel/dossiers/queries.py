"""The questions asked about dossiers."""

from dataclasses import dataclass

from .canonical import fingerprint
from .models import Dossier, DossierVersion, Voice
from .rules import Standing, standing


@dataclass(frozen=True, slots=True)
class VersionRead:
    """One version with its voices; `lapsed` when a later one replaced it: they stay readable, and count no more."""

    version: DossierVersion
    voices: tuple[Voice, ...]
    lapsed: bool

    def voice_of(self, seat: str) -> Voice | None:
        return next((voice for voice in self.voices if voice.seat == seat), None)


@dataclass(frozen=True, slots=True)
class DossierState:
    """Where a dossier stands: its versions, newest first, and what the voices on the newest amount to."""

    dossier: Dossier
    versions: tuple[VersionRead, ...]
    standing: Standing

    @property
    def current(self) -> VersionRead | None:
        return self.versions[0] if self.versions else None

    @property
    def first(self) -> VersionRead | None:
        return self.versions[-1] if self.versions else None


def state(dossier: Dossier) -> DossierState:
    """The whole state of one dossier. Price: two queries."""
    versions = dossier.versions.order_by("-number").prefetch_related("voices")
    read = tuple(_read(version, dossier.latest) for version in versions)
    current = [(voice.seat, voice.opinion) for voice in read[0].voices] if read else []
    return DossierState(dossier, read, standing(dossier.rule, current))


def _read(version: DossierVersion, latest: int) -> VersionRead:
    voices = sorted(version.voices.all(), key=lambda voice: (voice.spoken_at, voice.pk))
    return VersionRead(version, tuple(voices), version.number != latest)


def is_intact(version: DossierVersion) -> bool:
    """True when the text kept still has the fingerprint that was given as a receipt. Price: none."""
    return fingerprint(version.text) == version.fingerprint
