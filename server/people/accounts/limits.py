"""Limits on wrong passwords: for each account from each address, account, address, and everybody.

A right password gives back what its attempt took, so a whole office behind one address signs in
at half past seven. The narrowest limit is asked first: fifty wrong passwords for one account use up
ten of the address's, and the colleagues at that address still come in.
"""

import hashlib

from server.platform.http.limits import Limiter, Rate

QUARTER = 15 * 60
ACCOUNT_AT_ADDRESS = Rate(10, QUARTER)
ACCOUNT = Rate(50, QUARTER)
ADDRESS = Rate(40, QUARTER)
EVERYBODY = Rate(1200, 60)
CONFIRMATION = Rate(10, QUARTER)


class SignInLimits:
    """Counts the attempts of one sign-in; raises TooMany before a password is looked at."""

    def __init__(self, limiter: Limiter, login: str, address: str | None) -> None:
        self._limiter = limiter
        # The login is what somebody typed: of any length, and perhaps a password.
        account = hashlib.sha256(login.encode()).hexdigest()[:32]
        self._own = f"sign-in:pair:{account}:{address or '-'}"
        self._shared = (
            (f"sign-in:account:{account}", ACCOUNT),
            (f"sign-in:address:{address or '-'}", ADDRESS),
            ("sign-in:everybody", EVERYBODY),
        )

    async def attempt(self) -> None:
        """Count an attempt; TooMany when there were too many wrong ones."""
        await self._limiter.take(self._own, ACCOUNT_AT_ADDRESS)
        for key, rate in self._shared:
            await self._limiter.take(key, rate)

    async def succeeded(self) -> None:
        """Give back what the attempt took."""
        await self._limiter.forget(self._own)
        for key, rate in self._shared:
            await self._limiter.take(key, rate, cost=-1)


async def limit_confirmation(limiter: Limiter, person: str) -> None:
    """Limit guesses of the current password, or of a code, inside a session."""
    await limiter.take(f"confirm:{person}", CONFIRMATION)
