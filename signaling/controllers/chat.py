"""Chat: kept with the meeting before it is answered and shown."""

from __future__ import annotations

from uuid import UUID, uuid4

from signaling.controllers.call import Call, Handler
from signaling.events import Body
from signaling.messages import BadMessage, ChatHistory, ChatSend, Command
from signaling.rooms import presence, views
from signaling.rooms.state import Denied


async def send(call: Call, command: ChatSend) -> Body:
    live, entry = call.live, call.seat.entry
    if not live.room.chat_enabled:
        raise Denied("chat.disabled")
    # The seat is part of the key: another person's client may choose the same ids.
    key = f"{call.seat.id}:{command.id or uuid4().hex}"
    line = await live.journal.said(live.meeting, entry.identity, entry.name, command.text, key)
    live.apply(presence.said(live.room, line))
    return views.chat_message(live.room, line, call.seat).model_dump(mode="json")


async def history(call: Call, command: ChatHistory) -> Body:
    live = call.live
    try:
        before = UUID(command.before)
    except ValueError:
        raise BadMessage("message.invalid") from None
    lines = await live.journal.history(live.meeting, before, command.limit + 1)
    page = lines[-command.limit :]
    return {
        "messages": [
            views.chat_message(live.room, line, call.seat).model_dump(mode="json") for line in page
        ],
        "more": len(lines) > command.limit,
    }


HANDLERS: dict[type[Command], Handler] = {ChatSend: send, ChatHistory: history}
