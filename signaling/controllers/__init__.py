"""Commands become transitions: one module a concern, one small function a command."""

from __future__ import annotations

from collections.abc import Mapping

from signaling.controllers import chat, hosting, media, presence
from signaling.controllers.call import Handler
from signaling.messages import Command

# A handler takes the one command type it stands under; a mapping's type cannot say so.
HANDLERS: Mapping[type[Command], Handler] = {
    **presence.HANDLERS,
    **media.HANDLERS,
    **chat.HANDLERS,
    **hosting.HANDLERS,
}
