"""The JSON of sign-in and of the own account."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.people.accounts.rules import LONGEST
from server.people.roles.rules import Permission, Role
from server.people.staff.models import LONGEST_LOGIN
from server.platform.http.schema import Instant, Items, Schema

# Longer than any acceptable password, so that the rules answer and not the parser.
Password = Annotated[str, Field(min_length=1, max_length=4 * LONGEST)]
Code = Annotated[str, Field(min_length=1, max_length=20)]


class SignIn(Schema):
    """Login and password; the code when the account has a second factor."""

    login: Annotated[str, Field(min_length=1, max_length=4 * LONGEST_LOGIN)]
    password: Password
    code: Code | None = None


class UnitRef(Schema):
    """A unit by id and the name it has today."""

    id: UUID
    name: str


class OwnPosition(Schema):
    """A position that I hold today."""

    id: UUID
    title: str
    unit_id: UUID
    unit_name: str
    primary: bool


class OwnGrant(Schema):
    """A role that I have today, over a unit and what is below it."""

    role: Role
    unit_id: UUID
    unit_name: str
    valid_to: date | None


class Me(Schema):
    """The signed-in person. `permissions` are those held over any unit."""

    id: UUID
    name: str
    login: str
    email: str | None
    language: Literal["vi", "en"]
    title: str | None
    unit: UnitRef | None
    positions: list[OwnPosition]
    permissions: list[Permission]
    grants: list[OwnGrant]
    totp_enabled: bool
    password_change_required: bool


class DemoAccountOut(Schema):
    """An account anybody may try, in demo mode only."""

    login: str
    password: str
    name: str
    role: str
    title: str


class SessionState(Schema):
    """Whether somebody is signed in, and what the sign-in page needs."""

    me: Me | None
    demo: bool
    demo_accounts: list[DemoAccountOut]
    version: str


class MePatch(Schema):
    """The settings a person changes alone."""

    language: Literal["vi", "en"] | None = None


class PasswordChange(Schema):
    """The current password and the wanted one."""

    current: Password
    new: Password


class OwnSession(Schema):
    """A browser in which I am signed in."""

    id: UUID
    created_at: Instant
    last_seen_at: Instant
    address: str | None
    user_agent: str | None
    current: bool


OwnSessions = Items[OwnSession]


class TotpOffer(Schema):
    """The secret of a second factor that is not on yet."""

    secret: str
    uri: str
    qr_svg: str


class TotpConfirm(Schema):
    """The code that the authenticator shows for the new secret."""

    code: Code


class RecoveryCodes(Schema):
    """Shown once; each opens the account once without the authenticator."""

    recovery_codes: list[str]


class TotpStop(Schema):
    """The password, to prove that it is not only an open browser."""

    password: Password
