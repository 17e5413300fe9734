"""The orders of the accounts. Each one checks the right of `by`, writes, and leaves its line in the audit log."""

from .catalogue import load_roles
from .giving import (
    EndBeforeBeginning,
    MoreThanOneHolds,
    NotToOneself,
    OutsideYourPerimeter,
    RightTooLong,
    RoleNotHeldThere,
)
from .invitations import (
    InvitationSpent,
    OpenYourOwnAccount,
    accept_invitation,
    accept_invitation_as,
    invite,
    withdraw_invitation,
)
from .organisations import (
    IdentifierTaken,
    IdentifierWrong,
    OrganisationUnidentified,
    register_organisation,
)
from .people import (
    AddressTaken,
    InventedOnlyInDemonstration,
    NameMissing,
    PasswordTooGuessable,
    change_name,
    deactivate_person,
    register_person,
)
from .places import PlaceUnknown
from .rights import LastKeyHolder, RightAlreadyEnded, RightAlreadyHeld, end_membership, grant_membership

__all__ = [
    "AddressTaken",
    "EndBeforeBeginning",
    "IdentifierTaken",
    "IdentifierWrong",
    "InventedOnlyInDemonstration",
    "InvitationSpent",
    "LastKeyHolder",
    "MoreThanOneHolds",
    "NameMissing",
    "NotToOneself",
    "OpenYourOwnAccount",
    "OrganisationUnidentified",
    "OutsideYourPerimeter",
    "PasswordTooGuessable",
    "PlaceUnknown",
    "RightAlreadyEnded",
    "RightAlreadyHeld",
    "RightTooLong",
    "RoleNotHeldThere",
    "accept_invitation",
    "accept_invitation_as",
    "change_name",
    "deactivate_person",
    "end_membership",
    "grant_membership",
    "invite",
    "load_roles",
    "register_organisation",
    "register_person",
    "withdraw_invitation",
]
