"""What people operations may answer instead of a result."""

from server.platform.http.problems import Conflict, Forbidden, Problem, Unauthorized, Unavailable


class CredentialsWrong(Unauthorized):
    """Unknown login, wrong password, no password set or deactivated: deliberately one answer."""

    code = "credentials.wrong"
    title = "The login or the password is wrong"


class CodeRequired(Unauthorized):
    """The password is right and the account asks for its second factor."""

    code = "credentials.code_required"
    title = "Enter the code of your authenticator app"


class CodeWrong(Unauthorized):
    """The password is right, the second factor is not."""

    code = "credentials.code_wrong"
    title = "The code is wrong or was used before"


class SignInBusy(Unavailable):
    """More passwords wait to be checked than can be in good time."""

    code = "session.busy"
    title = "Too many people are signing in at this moment"


class PasswordChangeRequired(Forbidden):
    """Signed in with a temporary password: it must be changed before anything else."""

    code = "password.change_required"
    title = "Change your temporary password first"


class PasswordFault(Problem):
    """The new password is not acceptable."""

    status = 422
    code = "password.unacceptable"
    title = "The password is not acceptable"


class PasswordTooShort(PasswordFault):
    code = "password.too_short"
    title = "The password needs at least 8 characters"


class PasswordTooLong(PasswordFault):
    code = "password.too_long"
    title = "The password may have at most 256 characters"


class PasswordCommon(PasswordFault):
    code = "password.common"
    title = "The password is one of those that attackers try first"


class PasswordContext(PasswordFault):
    code = "password.context"
    title = "The password is made of your name, your login or the name of this system"


class PasswordSame(PasswordFault):
    code = "password.same"
    title = "The new password equals the current one"


class PasswordWrong(PasswordFault):
    code = "password.wrong"
    title = "The current password is wrong"


class TotpAlreadyOn(Conflict):
    code = "totp.already_on"
    title = "The second factor is already on"


class TotpNotStarted(Conflict):
    code = "totp.not_started"
    title = "Ask for a secret first"


class TotpCodeWrong(Problem):
    status = 422
    code = "totp.code_wrong"
    title = "The code is wrong; check the clock of the device"


class UnitCodeTaken(Conflict):
    code = "unit.code_taken"
    title = "Another unit has or had this code"


class UnitCircle(Conflict):
    code = "unit.circle"
    title = "The unit would be its own superior"


class UnitOutsideLife(Conflict):
    """A unit takes part in something on days on which it does not exist."""

    code = "unit.outside_life"
    title = "A unit does not exist on those days"


class UnitHasChildren(Conflict):
    code = "unit.has_children"
    title = "Units still answer to this one on that day; move or close them first"


class UnitClosed(Conflict):
    code = "unit.closed"
    title = "The unit is already closed"


class UnitSharesNotWhole(Problem):
    status = 422
    code = "unit.shares_not_whole"
    title = "The shares of the successors do not sum to one"


class UnitSuccessorWrong(Problem):
    status = 422
    code = "unit.successor_wrong"
    title = "A successor is unknown, named twice, or the unit itself"


class DatesReversed(Problem):
    status = 422
    code = "dates.reversed"
    title = "The last day comes before the first"


class LoginTaken(Conflict):
    code = "staff.login_taken"
    title = "Another person has this login"


class StaffInactive(Conflict):
    code = "staff.inactive"
    title = "The account is deactivated"


class StaffMoreRights(Forbidden):
    """Whoever sets somebody's password could use that person's rights."""

    code = "staff.more_rights"
    title = "This person has rights that you do not have"


class StaffSelf(Conflict):
    code = "staff.self"
    title = "Use your own profile page for your own account"


class PrimaryOverlaps(Conflict):
    code = "position.primary_overlaps"
    title = "The person has another main position on those days"


class RoleNotGrantable(Problem):
    status = 422
    code = "role.not_grantable"
    title = "This role follows from a position and is not granted"


class GrantExists(Conflict):
    code = "grant.exists"
    title = "The person already has this role over this unit on those days"


class DeputyNeedsEnd(Problem):
    status = 422
    code = "grant.deputy_needs_end"
    title = "A deputy is appointed for a time: name the last day"


class DelegationDates(Problem):
    status = 422
    code = "delegation.dates"
    title = "A delegation ends on a day to come, within a year of its first day"


class DelegationToSelf(Problem):
    status = 422
    code = "delegation.to_self"
    title = "A delegation goes to somebody else"


PASSWORD_FAULTS: dict[str, type[PasswordFault]] = {
    fault.code: fault
    for fault in (PasswordTooShort, PasswordTooLong, PasswordCommon, PasswordContext)
}
