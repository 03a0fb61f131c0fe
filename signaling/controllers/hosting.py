"""What hosts and co-hosts command.

What must outlive the room (a removal, a new host, the end) is written down first: if that fails,
nothing was changed.
"""

from __future__ import annotations

from datetime import UTC, datetime

from signaling.controllers.call import Call, Handler
from signaling.events import Body
from signaling.messages import (
    Command,
    HostAdmit,
    HostEnd,
    HostHandOver,
    HostLock,
    HostLowerHand,
    HostMute,
    HostMuteAll,
    HostRefuse,
    HostRemove,
    HostRole,
)
from signaling.rooms import hosting


async def admit(call: Call, command: HostAdmit) -> Body:
    live = call.live
    live.apply(hosting.admit(live.room, call.seat, command.waiting, live.now()))
    return {}


async def refuse(call: Call, command: HostRefuse) -> Body:
    live = call.live
    live.apply(hosting.refuse(live.room, call.seat, command.waiting, command.reason, live.now()))
    return {}


async def mute(call: Call, command: HostMute) -> Body:
    live = call.live
    live.apply(hosting.mute(live.room, call.seat, command.participant, command.source))
    return {}


async def mute_all(call: Call, command: HostMuteAll) -> Body:
    call.live.apply(hosting.mute_all(call.live.room, call.seat))
    return {}


async def lower_hand(call: Call, command: HostLowerHand) -> Body:
    call.live.apply(hosting.lower_hand(call.live.room, call.seat, command.participant))
    return {}


async def remove(call: Call, command: HostRemove) -> Body:
    live = call.live
    target = hosting.check_remove(live.room, call.seat, command.participant)
    await live.journal.removed(live.meeting, target.entry.identity, call.seat.entry.identity)
    live.apply(hosting.remove(live.room, call.seat, command.participant, command.reason))
    return {}


async def lock(call: Call, command: HostLock) -> Body:
    call.live.apply(hosting.lock(call.live.room, call.seat, locked=command.locked))
    return {}


async def give_role(call: Call, command: HostRole) -> Body:
    live = call.live
    live.apply(hosting.give_role(live.room, call.seat, command.participant, command.role))
    return {}


async def hand_over(call: Call, command: HostHandOver) -> Body:
    live = call.live
    target = hosting.check_hand_over(live.room, call.seat, command.participant)
    await live.journal.host_changed(live.meeting, target.entry.identity, call.seat.entry.identity)
    live.apply(hosting.hand_over(live.room, call.seat, command.participant))
    return {}


async def end(call: Call, command: HostEnd) -> Body:
    live = call.live
    hosting.check_host(call.seat)
    at = datetime.fromtimestamp(live.now() / 1000, UTC)
    # The journal announces the end to all nodes; this room may hear of it before we go on.
    live.ended_by = call.seat.entry.name
    await live.journal.ended(live.meeting, call.seat.entry.identity, at)
    live.end()
    return {}


HANDLERS: dict[type[Command], Handler] = {
    HostAdmit: admit,
    HostRefuse: refuse,
    HostMute: mute,
    HostMuteAll: mute_all,
    HostLowerHand: lower_hand,
    HostRemove: remove,
    HostLock: lock,
    HostRole: give_role,
    HostHandOver: hand_over,
    HostEnd: end,
}
