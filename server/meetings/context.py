"""What use cases of meetings work with, and where the application keeps it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from aiohttp import web

from server.meetings.headcount import Headcounts
from server.meetings.links import LinkSigner
from server.meetings.models import Meeting
from server.meetings.ports import LiveCounts, MediaPlace
from server.people.actor import Actor
from server.platform.bus import Bus
from server.platform.clock import Clock
from server.platform.db.types import JsonObject
from server.platform.db.work import Database, Work

TOPIC_CHANGED = "meetings.changed"


@dataclass(frozen=True, slots=True)
class Context:
    """The parts that a use case needs, without the application around them."""

    database: Database
    bus: Bus
    clock: Clock
    signer: LinkSigner
    headcounts: Headcounts = field(default_factory=Headcounts)

    def announce(self, work: Work, meeting: Meeting, what: str) -> None:
        """After the commit, tell every node what became of a meeting."""
        message: JsonObject = {
            "meeting": str(meeting.id),
            "what": what,
            "title": meeting.title,
            "chat_enabled": meeting.chat_enabled,
            "capacity": meeting.capacity,
        }
        self._publish(work, message)

    def announce_admission(
        self, work: Work, meeting: Meeting, by: Actor, identities: Iterable[str] | None
    ) -> None:
        """After the commit, tell every node about whom the gate may judge otherwise from now on.

        None is anybody: a whole unit, or everyone whom the lobby's policy concerns.
        """
        message: JsonObject = {
            "meeting": str(meeting.id),
            "what": "admission",
            "by": by.name,
            "identities": None if identities is None else [*identities],
        }
        self._publish(work, message)

    def _publish(self, work: Work, message: JsonObject) -> None:
        async def publish() -> None:
            await self.bus.publish(TOPIC_CHANGED, message)

        work.after_commit(publish)


MEETINGS = web.AppKey("meetings", Context)
# One process of the server, as far as open attendance is concerned.
HOLDER = web.AppKey("meetings_holder", UUID)
LIVE_COUNTS = web.AppKey[LiveCounts]("live_counts")
MEDIA_PLACE = web.AppKey[Callable[[], MediaPlace]]("media_place")
