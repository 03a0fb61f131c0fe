"""Media reaches the others through publish and subscribe."""

from __future__ import annotations

from tests.support.meeting_client import MeetingClient
from tests.support.signaling import CODE, running_signaling


def track_of(client: MeetingClient, participant: str, source: str) -> str | None:
    return next(
        (
            track["id"]
            for track in client.model.tracks.values()
            if track["participant"] == participant and track["source"] == source
        ),
        None,
    )


async def test_what_one_publishes_another_receives() -> None:
    async with (
        running_signaling() as server,
        MeetingClient(server.url, {"who": "host"}) as host,
        MeetingClient(server.url, {"who": "lan"}) as lan,
    ):
        await host.join(CODE, media={"microphone": True, "camera": True})
        await lan.join(CODE)
        await host.publish()
        camera = await lan.wait_for(lambda c: track_of(c, host.seat or "", "camera"))
        microphone = await lan.wait_for(lambda c: track_of(c, host.seat or "", "microphone"))
        await lan.view_all()
        await lan.frames(camera, 5)
        await lan.frames(microphone, 5)
