"""A co-host that the invitation names leads from the start."""

from dataclasses import replace

from signaling.rooms import entering
from tests.support.rooms import entry_of, new_room


def test_a_cohost_of_the_invitation_leads_beside_the_host() -> None:
    room = new_room()
    for entry in (entry_of("host1"), replace(entry_of("an1"), role="cohost"), entry_of("binh1")):
        entering.join(room, entry, 1_000, media=None)
    roles = {seat.entry.name: (seat.role, seat.leads, seat.kind) for seat in room.inside()}
    assert roles == {
        "host1": ("host", True, "member"),
        "an1": ("cohost", True, "member"),
        "binh1": ("participant", False, "member"),
    }
