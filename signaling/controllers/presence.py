"""Devices on and off, hands, reactions."""

from __future__ import annotations

from signaling.controllers.call import Call, Handler
from signaling.events import Body
from signaling.messages import Command, Hand, Media, React
from signaling.rooms import presence


async def media(call: Call, command: Media) -> Body:
    call.live.apply(
        presence.switch_media(
            call.live.room, call.seat, microphone=command.microphone, camera=command.camera
        )
    )
    return {}


async def hand(call: Call, command: Hand) -> Body:
    now = call.live.now()
    call.live.apply(presence.raise_hand(call.live.room, call.seat, now, raised=command.raised))
    return {}


async def react(call: Call, command: React) -> Body:
    call.live.apply(presence.react(call.live.room, call.seat, command.emoji))
    return {}


HANDLERS: dict[type[Command], Handler] = {Media: media, Hand: hand, React: react}
