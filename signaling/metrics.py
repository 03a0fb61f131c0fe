"""What signaling counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from signaling.media import MediaCounters

ROOMS = Gauge("congvu_rooms", "Live rooms on this node")
SEATS = Gauge("congvu_seats", "Seats on this node", ["phase"])
CONNECTIONS = Gauge("congvu_signaling_connections", "Open signaling sockets")
COMMANDS = Counter("congvu_signaling_commands", "Commands by name and outcome", ["name", "outcome"])
SOCKETS_CUT = Counter("congvu_signaling_sockets_cut", "Sockets ended by the server", ["why"])
JOURNAL_FAILURES = Counter("congvu_journal_failures", "Journal calls given up")
MEDIA = Gauge("congvu_media", "Counters of the media plane", ["name"])
LOOP_LAG = Histogram(
    "congvu_event_loop_lag_seconds",
    "How late the event loop runs a timer",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1),
)
CLIENT_RTT = Histogram(
    "congvu_client_rtt_seconds",
    "Round trip the clients measured",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6),
)
CLIENT_LOSS = Histogram(
    "congvu_client_loss_ratio",
    "Packet loss the clients measured",
    ["direction"],
    buckets=(0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
)
CLIENT_FREEZES = Counter("congvu_client_freezes", "Video freezes the clients saw")


def count_media(counters: MediaCounters) -> None:
    """Shows the media plane's counters as they stand."""
    for name in MediaCounters.__slots__:
        MEDIA.labels(name).set(getattr(counters, name))
