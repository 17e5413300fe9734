"""Dossiers: a frozen version, its fingerprint, named voices on it, and their lapse when it changes.

Promises that those who speak speak on one and the same text; that each seat speaks once a version, and nobody from two
seats; that nothing said is changed or lost; that a new version asks for new voices and keeps the old ones readable.
Knows no word of the trade: seats and their permissions are data, organisations are numbers, the content is any JSON.
For guarded data (class C3 and above) freeze codes, not names: these tables are of class C2.
"""

from .canonical import canonical, fingerprint
from .refusals import AlreadySpoken, NothingChanged, NotYourSeat, ReasonsMissing, UnknownOpinion, VersionSuperseded
from .rules import CARRIES, OPINIONS, DossierRule, Seat, Standing, read_rule, standing

__all__ = [
    "CARRIES",
    "OPINIONS",
    "AlreadySpoken",
    "DossierRule",
    "NotYourSeat",
    "NothingChanged",
    "ReasonsMissing",
    "Seat",
    "Standing",
    "UnknownOpinion",
    "VersionSuperseded",
    "canonical",
    "fingerprint",
    "read_rule",
    "standing",
]
