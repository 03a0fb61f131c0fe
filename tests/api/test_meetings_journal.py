"""What is kept of a meeting: chat and attendance, also when the server dies."""

import asyncio
from uuid import uuid4

import pytest

from server.meetings import attendance, recover
from server.meetings.journal import MeetingJournal
from tests.support.meetings import Town, app, town

__all__ = ["app", "town"]

PERSON = "Nguyễn Văn Đứng"
ANNA, BINH, GUEST = f"person:{uuid4()}", f"person:{uuid4()}", f"guest:{uuid4()}"


async def hold(town: Town) -> tuple[str, MeetingJournal]:
    made = await town.meeting("head", people=["official"])
    return made["code"], town.journal


async def test_a_message_sent_twice_is_kept_once(town: Town) -> None:
    code, journal = await hold(town)
    row = await town.row(code)
    first = await journal.said(row.id, ANNA, PERSON, "Kính chào", "key-1")
    again = await journal.said(row.id, ANNA, PERSON, "Kính chào", "key-1")
    other = await journal.said(row.id, BINH, PERSON, "Kính chào", "key-1")
    assert first == again
    assert other.id != first.id
    assert [line.id for line in await journal.history(row.id, None, 50)] == [first.id, other.id]


async def test_the_same_message_at_the_same_time_is_kept_once(town: Town) -> None:
    code, journal = await hold(town)
    row = await town.row(code)
    lines = await asyncio.gather(
        *(journal.said(row.id, ANNA, PERSON, "Xin chào", "key") for _ in range(5))
    )
    assert len({line.id for line in lines}) == 1


async def test_history_goes_back_in_parts_oldest_first(town: Town) -> None:
    code, journal = await hold(town)
    row = await town.row(code)
    said = [await journal.said(row.id, ANNA, PERSON, f"Câu {n}", f"k{n}") for n in range(5)]
    newest = await journal.history(row.id, None, 2)
    assert newest == said[3:]
    assert await journal.history(row.id, newest[0].id, 2) == said[1:3]
    assert await journal.history(row.id, said[0].id, 2) == []
    assert await journal.history(row.id, uuid4(), 2) == []


async def test_the_chat_stays_readable_to_members_afterwards(town: Town) -> None:
    code, journal = await hold(town)
    row = await town.row(code)
    said = [
        await journal.said(row.id, GUEST, "Chị Mây", f"Câu {n}\nhai", f"k{n}") for n in range(3)
    ]
    town.clock.advance(days=30)
    page = await town.ask("official", "GET", f"/api/meetings/{code}/chat", params={"limit": "2"})
    assert [item["text"] for item in page["items"]] == ["Câu 1\nhai", "Câu 2\nhai"]
    assert page["items"][0]["from"] == {"id": GUEST, "name": "Chị Mây"}
    assert page["next"] == str(said[1].id)
    page = await town.ask(
        "official", "GET", f"/api/meetings/{code}/chat", params={"before": page["next"]}
    )
    assert ([item["text"] for item in page["items"]], page["next"]) == (["Câu 0\nhai"], None)
    answer = await town.refused("stranger", "GET", f"/api/meetings/{code}/chat")
    assert answer == (404, "not_found")


async def test_attendance_tells_who_was_inside_and_how_long(town: Town) -> None:
    code, journal = await hold(town)
    row = await town.row(code)
    official = f"person:{town.city.person('official')}"
    await journal.opened(row.id, town.now)
    for _ in range(2):
        await journal.arrived(row.id, official, "Đỗ Thị Ấn", town.now)
    town.clock.advance(minutes=20)
    await journal.arrived(row.id, f"guest:{uuid4()}", "Chị Mây", town.now)
    for _ in range(2):
        await journal.departed(row.id, official, town.now, "left")
    town.clock.advance(minutes=5)
    shown = await town.ask("official", "GET", f"/api/meetings/{code}/attendance")
    rows = [(i["name"], i["kind"], i["unit_name"], i["seconds"]) for i in shown["items"]]
    assert rows == [
        ("Đỗ Thị Ấn", "member", "Phòng Văn thư - Lưu trữ", 1200),
        ("Chị Mây", "guest", None, 300),
    ]
    assert [item["left_at"] is None for item in shown["items"]] == [False, True]


async def test_a_meeting_is_live_while_somebody_is_inside_though_it_is_early(town: Town) -> None:
    code, journal = await hold(town)
    row = await town.row(code)
    path = f"/api/meetings/{code}"
    await journal.opened(row.id, town.now)
    await journal.arrived(row.id, ANNA, PERSON, town.now)
    assert (await town.ask("head", "GET", path))["status"] == "live"
    await journal.departed(row.id, ANNA, town.now, "left")
    await journal.emptied(row.id, town.now)
    assert (await town.ask("head", "GET", path))["status"] == "scheduled"
    await journal.opened(row.id, town.now)
    assert (await town.ask("head", "GET", path))["status"] == "live"


async def test_intervals_of_a_server_that_died_end_when_it_last_said_so(town: Town) -> None:
    code, _ = await hold(town)
    row = await town.row(code)
    dead, new = uuid4(), uuid4()
    journal = MeetingJournal(town.context, dead)
    await journal.opened(row.id, town.now)
    await journal.arrived(row.id, ANNA, PERSON, town.now)
    town.clock.advance(minutes=3)
    await attendance.beat(town.database, dead, town.now)
    last_seen = town.now
    town.clock.advance(minutes=1)
    assert await attendance.recover(town.database, dead, town.now, alone=True) == 0
    assert await attendance.recover(town.database, new, town.now, alone=True) == 1
    shown = await town.ask("head", "GET", f"/api/meetings/{code}/attendance")
    assert [item["seconds"] for item in shown["items"]] == [180]
    assert (await town.row(code)).emptied_at == last_seen


async def test_with_other_nodes_about_only_what_went_silent_is_dead(town: Town) -> None:
    code, _ = await hold(town)
    row = await town.row(code)
    node, new = uuid4(), uuid4()
    await MeetingJournal(town.context, node).arrived(row.id, ANNA, PERSON, town.now)
    town.clock.advance(seconds=100)
    assert await attendance.recover(town.database, new, town.now, alone=False) == 0
    town.clock.advance(seconds=21)
    assert await attendance.recover(town.database, new, town.now, alone=False) == 1


async def test_a_room_that_is_occupied_on_another_node_is_not_emptied_by_recovery(
    town: Town,
) -> None:
    code, _ = await hold(town)
    row = await town.row(code)
    dead, alive = uuid4(), uuid4()
    await MeetingJournal(town.context, dead).arrived(row.id, ANNA, PERSON, town.now)
    town.clock.advance(minutes=10)
    await MeetingJournal(town.context, alive).arrived(row.id, BINH, PERSON, town.now)
    assert await attendance.recover(town.database, alive, town.now, alone=False) == 1
    assert (await town.row(code)).emptied_at is None


async def test_coming_back_to_a_new_process_closes_what_the_old_one_left(town: Town) -> None:
    code, _ = await hold(town)
    row = await town.row(code)
    await MeetingJournal(town.context, uuid4()).arrived(row.id, ANNA, PERSON, town.now)
    town.clock.advance(minutes=2)
    await MeetingJournal(town.context, uuid4()).arrived(row.id, ANNA, PERSON, town.now)
    shown = await town.ask("head", "GET", f"/api/meetings/{code}/attendance")
    assert [item["left_at"] is None for item in shown["items"]] == [False, True]


async def test_starting_recovers_what_the_last_process_left_open(town: Town) -> None:
    code, _ = await hold(town)
    row = await town.row(code)
    await MeetingJournal(town.context, uuid4()).arrived(row.id, ANNA, PERSON, town.now)
    await recover(town.app)
    shown = await town.ask("head", "GET", f"/api/meetings/{code}/attendance")
    assert [item["left_at"] is not None for item in shown["items"]] == [True]


async def test_events_of_a_meeting_that_does_not_exist_are_an_error(town: Town) -> None:
    with pytest.raises(LookupError):
        await town.journal.opened(uuid4(), town.now)
