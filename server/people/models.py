"""All tables of people, so that one import completes the metadata."""

from server.people.accounts.models import Credential, LoginSession, RecoveryCode, TotpSecret
from server.people.roles.models import RoleGrant
from server.people.staff.models import Person, Position
from server.people.units.models import Unit, UnitEdge, UnitName, UnitSuccession

__all__ = [
    "Credential",
    "LoginSession",
    "Person",
    "Position",
    "RecoveryCode",
    "RoleGrant",
    "TotpSecret",
    "Unit",
    "UnitEdge",
    "UnitName",
    "UnitSuccession",
]
