"""Fixtures of the operations' tests; a test module may put its own in their place."""

from tests.support.people import app, city, client

__all__ = ["app", "city", "client"]
