from .calendars import CalendarAddress
from .invitations import Invitation
from .organisations import Organisation
from .people import Person
from .rights import Membership
from .roles import Permission, Role, RolePermission
from .tokens import ApiToken

__all__ = [
    "ApiToken",
    "CalendarAddress",
    "Invitation",
    "Membership",
    "Organisation",
    "Permission",
    "Person",
    "Role",
    "RolePermission",
]
