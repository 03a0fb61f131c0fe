"""What people keep in the application."""

from dataclasses import dataclass

from aiohttp import web

from server.people.accounts.hashing import PasswordHashing
from server.people.accounts.touches import Touches


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, shown with its password on the sign-in page in demo mode only."""

    login: str
    password: str
    name: str
    role: str
    title: str


HASHING = web.AppKey("password_hashing", PasswordHashing)
TOUCHES = web.AppKey("session_touches", Touches)
DEMO_ACCOUNTS = web.AppKey[tuple[DemoAccount, ...]]("demo_accounts")
