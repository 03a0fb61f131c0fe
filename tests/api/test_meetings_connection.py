"""How media reaches the server, and who gets credentials for the relay."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest
from pydantic import SecretStr

from server.meetings import MEDIA_PLACE, MediaPlace
from server.platform.settings import Settings
from tests.support.meetings import Town, app, town

__all__ = ["app", "town"]


async def test_without_a_relay_the_media_address_is_all(town: Town) -> None:
    answer = await town.ask("head", "GET", "/api/connection")
    assert answer == {
        "ice_servers": [],
        "media": {"addresses": ["127.0.0.1"], "port": 0},
        "turn": False,
    }


class TestWithRelay:
    @pytest.fixture
    def settings(self, sqlite_settings: Settings) -> Settings:
        return sqlite_settings.model_copy(
            update={
                "turn_urls": ("turn:relay.example.vn:3478?transport=udp",),
                "turn_secret": SecretStr("north"),
            }
        )

    async def test_members_and_guests_get_credentials_that_the_relay_can_check(
        self, town: Town
    ) -> None:
        made = await town.meeting("head")
        secret = await town.guest((await town.link(made["code"]))["token"])
        for answer in (
            await town.ask("head", "GET", "/api/connection"),
            await town.ask(None, "GET", "/api/connection", guest=secret),
        ):
            (server,) = answer["ice_servers"]
            assert server["urls"] == ["turn:relay.example.vn:3478?transport=udp"]
            digest = hmac.new(b"north", server["username"].encode(), hashlib.sha1).digest()
            assert base64.b64decode(server["credential"]) == digest
            expiry, _, user = server["username"].partition(":")
            assert int(expiry) == int((town.now + timedelta(days=3)).timestamp())
            assert user.split(":")[0] in {"person", "guest"}
            assert answer["turn"] is True

    async def test_nobody_else_gets_the_relay(self, town: Town) -> None:
        answer = await town.ask(None, "GET", "/api/connection")
        assert (answer["ice_servers"], answer["turn"]) == ([], False)


class TestWithMedia:
    async def test_the_media_server_names_its_own_place(self, town: Town) -> None:
        answer = await town.ask(None, "GET", "/api/connection")
        assert answer["media"] == {"addresses": ["203.0.113.7"], "port": 40123}

    @pytest.fixture
    def settings(self, sqlite_settings: Settings) -> Settings:
        return sqlite_settings

    @pytest.fixture
    async def app(self, app: object) -> object:
        app[MEDIA_PLACE] = lambda: MediaPlace(("203.0.113.7",), 40123)  # type: ignore[index]
        return app
