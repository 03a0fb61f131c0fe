"""The one gate: members, guests and devices, by page and by socket, meet the same answers."""

from uuid import UUID, uuid4

import pytest

from server.meetings.models import MeetingPerson
from server.meetings.rules import Role
from server.people.accounts.sessions import revoke_sessions
from server.platform.keys import BUS
from signaling.ports import Credentials, Refused
from tests.support.meetings import MINUTE, Town, app, town

__all__ = ["app", "town"]


async def refusal(town: Town, code: str, credentials: Credentials) -> str:
    with pytest.raises(Refused) as caught:
        await town.admission.admit(code, credentials)
    return caught.value.code


async def device(town: Town, code: str, direction: str = "publish") -> str:
    made = await town.ask(
        "head",
        "POST",
        f"/api/meetings/{code}/device-tokens",
        {"label": "Máy quay hội trường", "direction": direction},
        status=201,
    )
    return str(made["token"])


async def test_a_member_enters_under_name_and_unit(town: Town) -> None:
    made = await town.meeting("head", people=["official"], capacity=12)
    town.clock.advance(minutes=40)
    entry = await town.admission.admit(made["code"], await town.credentials("official"))
    assert entry.identity == f"person:{town.city.person('official')}"
    assert (entry.name, entry.unit_name) == ("Đỗ Thị Ấn", "Phòng Văn thư - Lưu trữ")
    assert (entry.role, entry.direct, entry.capacity) == ("member", True, 12)
    assert (entry.title, entry.code, entry.started_at) == (made["title"], made["code"], None)


async def test_a_code_may_be_typed_in_capitals_and_without_hyphens(town: Town) -> None:
    made = await town.meeting("head")
    typed = made["code"].replace("-", "").upper()
    entry = await town.admission.admit(typed, await town.credentials("head"))
    assert (entry.code, entry.role) == (made["code"], "host")


async def test_two_sessions_of_one_person_are_one_identity(town: Town) -> None:
    made = await town.meeting("head")
    first = await town.admission.admit(made["code"], await town.credentials("head"))
    name, _, value = (await town.new_session("head")).partition("=")
    second = await town.admission.admit(made["code"], Credentials(cookies={name: value}))
    assert first.identity == second.identity
    assert first.session != second.session


async def test_a_revoked_session_is_nobody(town: Town) -> None:
    made = await town.meeting("head")
    credentials = await town.credentials("head")
    async with town.database.write() as work:
        await revoke_sessions(work, town.app[BUS], town.city.person("head"), town.now)
    assert await refusal(town, made["code"], credentials) == "session.required"


async def test_nobody_and_a_stranger_learn_nothing(town: Town) -> None:
    made = await town.meeting("head")
    stranger = await town.credentials("stranger")
    assert await refusal(town, made["code"], stranger) == "not_found"
    assert await refusal(town, "xyz-xyzx-xyz", stranger) == "not_found"
    assert await refusal(town, "no code", stranger) == "not_found"
    for nobody in (
        Credentials(cookies={}),
        Credentials(cookies={"congvu": "x", "congvu-guest": "y"}),
        Credentials(cookies=stranger.cookies, bearer="forged"),
    ):
        assert await refusal(town, made["code"], nobody) == "session.required"
        with pytest.raises(Refused) as caught:
            await town.admission.identify(nobody)
        assert caught.value.code == "session.required"


async def test_the_room_opens_half_an_hour_before_and_for_hosts_at_any_time(town: Town) -> None:
    made = await town.meeting("head", people=["official"])
    path = f"/api/meetings/{made['code']}/entry"
    official = await town.credentials("official")
    with pytest.raises(Refused) as caught:
        await town.admission.admit(made["code"], official)
    opens_at = town.now + 30 * MINUTE
    assert caught.value.code == "meeting.not_open"
    assert caught.value.details == {"opens_at": int(opens_at.timestamp() * 1000)}
    shown = await town.ask("official", "GET", path)
    assert (shown["open"], shown["status"]) == (False, "scheduled")
    assert (await town.admission.admit(made["code"], await town.credentials("head"))).direct
    town.clock.set(opens_at)
    assert (await town.admission.admit(made["code"], official)).direct
    assert (await town.ask("official", "GET", path))["open"] is True


async def test_a_meeting_that_is_over_or_cancelled_lets_nobody_in(town: Town) -> None:
    ended, cancelled = await town.meeting("head"), await town.meeting("head")
    await town.ask("head", "POST", f"/api/meetings/{cancelled['code']}/cancel", {"reason": "Hoãn"})
    town.clock.advance(hours=2)
    for made, code in ((ended, "meeting.ended"), (cancelled, "meeting.cancelled")):
        credentials = await town.credentials("head")
        assert await refusal(town, made["code"], credentials) == code
        path = f"/api/meetings/{made['code']}/entry"
        assert await town.refused("head", "GET", path) == (410, code)


@pytest.mark.parametrize(
    ("policy", "official", "stranger"),
    [
        ("invited_direct", True, True),
        ("unit_direct", True, False),
        ("everyone_waits", False, False),
    ],
)
async def test_the_policy_says_who_waits(
    town: Town, policy: str, official: bool, stranger: bool
) -> None:
    made = await town.meeting("head", entry=policy, units=["interior", "ward"])
    town.clock.advance(minutes=40)
    for login, direct in (("official", official), ("stranger", stranger), ("head", True)):
        entry = await town.admission.admit(made["code"], await town.credentials(login))
        assert entry.direct is direct, login


async def test_a_manager_who_was_not_invited_waits_until_a_host_opens(town: Town) -> None:
    made = await town.meeting("official")
    town.clock.advance(minutes=40)
    entry = await town.admission.admit(made["code"], await town.credentials("head"))
    assert (entry.role, entry.direct) == ("member", False)


async def test_a_removed_person_does_not_come_back_until_invited_again(town: Town) -> None:
    made = await town.meeting("head", people=["official"])
    row = await town.row(made["code"])
    town.clock.advance(minutes=40)
    credentials = await town.credentials("official")
    entry = await town.admission.admit(made["code"], credentials)
    for _ in range(2):
        await town.journal.removed(row.id, entry.identity, f"person:{row.organiser_id}")
    assert await refusal(town, made["code"], credentials) == "removed"
    path = f"/api/meetings/{made['code']}"
    assert await town.refused("official", "GET", f"{path}/entry") == (403, "removed")
    name, _, value = (await town.new_session("official")).partition("=")
    other = Credentials(cookies={name: value})
    assert await refusal(town, made["code"], other) == "removed"
    body = {"people": [str(town.city.person("official"))]}
    await town.ask("head", "POST", f"{path}/members", body)
    assert (await town.admission.admit(made["code"], credentials)).direct


async def test_a_guest_enters_as_one_identity_without_a_session_to_revoke(town: Town) -> None:
    made = await town.meeting("head")
    secret = await town.guest((await town.link(made["code"]))["token"])
    town.clock.advance(minutes=40)
    credentials = await town.credentials(guest=secret)
    entry = await town.admission.admit(made["code"], credentials)
    assert (entry.name, entry.role, entry.direct) == ("Chị Mây", "guest", False)
    assert (entry.session, entry.person, entry.unit_name) == (None, None, None)
    known = await town.admission.identify(credentials)
    assert (known.identity, known.session) == (entry.identity, None)


async def test_who_is_both_enters_as_the_one_that_has_to_do_with_the_meeting(town: Town) -> None:
    made = await town.meeting("head", people=["official"])
    secret = await town.guest((await town.link(made["code"]))["token"])
    town.clock.advance(minutes=40)
    member = await town.credentials("official", guest=secret)
    assert (await town.admission.admit(made["code"], member)).role == "member"
    stranger = await town.credentials("stranger", guest=secret)
    assert (await town.admission.admit(made["code"], stranger)).role == "guest"


async def test_a_device_enters_its_meeting_in_its_direction_only(town: Town) -> None:
    made, other = await town.meeting("head"), await town.meeting("head")
    bearer = await town.credentials(bearer=await device(town, made["code"], "play"))
    assert await refusal(town, made["code"], bearer) == "meeting.not_open"
    town.clock.advance(minutes=40)
    entry = await town.admission.admit(made["code"], bearer)
    assert (entry.role, entry.direction, entry.direct) == ("device", "play", True)
    assert entry.name == "Máy quay hội trường"
    assert await refusal(town, other["code"], bearer) == "not_found"


async def test_a_devices_token_is_told_once_expires_and_is_revoked(town: Town) -> None:
    made = await town.meeting("head")
    path = f"/api/meetings/{made['code']}/device-tokens"
    town.clock.advance(minutes=40)
    body = {
        "label": "Máy quay",
        "direction": "publish",
        "expires_at": (town.now + MINUTE).isoformat(),
    }
    first = await town.ask("head", "POST", path, body, status=201)
    assert first["endpoint"] == f"http://127.0.0.1/api/whip/{made['code']}"
    # The list is by time of making, and two of one moment have no order.
    town.clock.advance(seconds=1)
    second = await device(town, made["code"])
    listed = (await town.ask("head", "GET", path))["items"]
    assert [item["token"] for item in listed] == [None, None]
    await town.ask("head", "DELETE", f"{path}/{listed[1]['id']}", status=204)
    await town.ask("head", "DELETE", f"{path}/{listed[1]['id']}", status=204)
    revoked = await town.credentials(bearer=second)
    assert await refusal(town, made["code"], revoked) == "session.required"
    bearer = await town.credentials(bearer=first["token"])
    assert (await town.admission.admit(made["code"], bearer)).direction == "publish"
    town.clock.advance(minutes=1)
    assert await refusal(town, made["code"], bearer) == "session.required"


async def test_whoever_got_the_meeting_enters_as_host_and_the_giver_as_cohost(town: Town) -> None:
    made = await town.meeting("head", units=["records"])
    row = await town.row(made["code"])
    official, head = town.city.person("official"), town.city.person("head")
    for _ in range(2):
        await town.journal.host_changed(row.id, f"person:{official}", f"person:{head}")
    town.clock.advance(minutes=40)
    entry = await town.admission.admit(made["code"], await town.credentials("official"))
    assert (entry.role, entry.direct) == ("host", True)
    async with town.database.read() as session:
        giver = await session.get_one(MeetingPerson, (row.id, head))
    assert giver.role is Role.COHOST
    entry = await town.admission.admit(made["code"], await town.credentials("head"))
    assert (entry.role, entry.direct) == ("cohost", True)
    with pytest.raises(ValueError, match="only a person"):
        await town.journal.host_changed(row.id, "guest:x", f"person:{head}")


async def test_after_a_host_ended_it_nobody_comes_in_though_time_is_left(town: Town) -> None:
    made = await town.meeting("head")
    row = await town.row(made["code"])
    town.clock.advance(hours=1, minutes=10)
    for _ in range(2):
        await town.journal.ended(row.id, f"person:{row.organiser_id}", town.now)
    credentials = await town.credentials("head")
    assert await refusal(town, made["code"], credentials) == "meeting.ended"
    assert [heard["what"] for heard in town.heard] == ["ended"]
    shown = await town.ask("head", "GET", f"/api/meetings/{made['code']}")
    assert shown["status"] == "ended"


async def test_those_inside_may_come_back_after_the_planned_end(town: Town) -> None:
    made = await town.meeting("head")
    row = await town.row(made["code"])
    credentials = await town.credentials("head")
    identity = f"person:{row.organiser_id}"
    await town.journal.opened(row.id, town.now)
    await town.journal.arrived(row.id, identity, "Nguyễn Văn Đứng", town.now)
    town.clock.advance(hours=3)
    assert (await town.admission.admit(made["code"], credentials)).started_at is not None
    await town.journal.departed(row.id, identity, town.now, "lost")
    await town.journal.emptied(row.id, town.now)
    town.clock.advance(minutes=9)
    assert (await town.admission.admit(made["code"], credentials)).direct
    town.clock.advance(minutes=1)
    assert await refusal(town, made["code"], credentials) == "meeting.ended"


async def test_the_gate_asked_again_names_who_may_stay_and_who_need_not_wait(town: Town) -> None:
    made = await town.meeting("head", people=["official"])
    wanted = {"label": "Máy quay", "direction": "publish"}
    path = f"/api/meetings/{made['code']}/device-tokens"
    token = await town.ask("head", "POST", path, wanted, status=201)
    head, official, deputy, stranger = (
        f"person:{town.city.person(login)}" for login in ("head", "official", "deputy", "stranger")
    )
    device, unknown = f"device:{token['id']}", f"guest:{uuid4()}"
    asked = [head, official, deputy, stranger, device, unknown]
    meeting = UUID(made["id"])
    # The deputy may manage the meeting without being invited, and so would wait.
    stay = {head: True, official: True, deputy: False, device: True}
    assert await town.admission.review(meeting, asked) == stay
    await town.ask("head", "DELETE", f"{path}/{token['id']}", status=204)
    assert town.heard[-1] | {"by": ""} == {
        "meeting": made["id"],
        "what": "admission",
        "by": "",
        "identities": [device],
    }
    await town.journal.removed(meeting, official, head)
    assert await town.admission.review(meeting, asked) == {head: True, deputy: False}
    assert await town.admission.review(uuid4(), asked) == {}
