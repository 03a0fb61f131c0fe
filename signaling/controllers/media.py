"""Transports: publish, subscribe, what is shown how large, what the client measured."""

from __future__ import annotations

from signaling.controllers.call import Call, Handler
from signaling.events import Body
from signaling.messages import Command, Publish, Stats, SubscribeAnswer, SubscribeRestart, View
from signaling.quality import client_score, observe


async def publish(call: Call, command: Publish) -> Body:
    return {"sdp": await call.media.publish(command.sdp, command.tracks)}


async def subscribe_answer(call: Call, command: SubscribeAnswer) -> Body:
    await call.media.answered(command.version, command.sdp)
    return {}


async def subscribe_restart(call: Call, command: SubscribeRestart) -> Body:
    call.media.restart()
    return {}


async def view(call: Call, command: View) -> Body:
    call.media.view({tile.track: (tile.width, tile.height) for tile in command.tiles})
    return {}


async def stats(call: Call, command: Stats) -> Body:
    observe(command)
    call.media.client_score = client_score(command)
    return {}


HANDLERS: dict[type[Command], Handler] = {
    Publish: publish,
    SubscribeAnswer: subscribe_answer,
    SubscribeRestart: subscribe_restart,
    View: view,
    Stats: stats,
}
