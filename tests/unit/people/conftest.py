"""Fixtures of the tests of people."""

from tests.support.people import app, city, client

__all__ = ["app", "city", "client"]
