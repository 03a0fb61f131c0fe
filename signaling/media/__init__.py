"""The media plane: forwards RTP between participants and never decodes it.

It knows no rooms, no HTTP and no database. Signaling uses the names below and no others.
"""

from signaling.media.api import (
    MediaConfig,
    MediaCounters,
    MediaError,
    Offer,
    PublisherEvents,
    Quality,
    SubscriberEvents,
    TransportState,
)
from signaling.media.publisher import Publisher
from signaling.media.server import MediaServer
from signaling.media.subscriber import Subscriber
from signaling.media.track import Track

__all__ = [
    "MediaConfig",
    "MediaCounters",
    "MediaError",
    "MediaServer",
    "Offer",
    "Publisher",
    "PublisherEvents",
    "Quality",
    "Subscriber",
    "SubscriberEvents",
    "Track",
    "TransportState",
]
