from .invitations import Invitation
from .organisations import Organisation
from .people import Person
from .rights import Membership
from .roles import Permission, Role, RolePermission

__all__ = ["Invitation", "Membership", "Organisation", "Permission", "Person", "Role", "RolePermission"]
