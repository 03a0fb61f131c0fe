"""The audit log: who sees which rows, filters, pages, and the export."""

import csv
import io
from typing import Any

import pytest
from aiohttp import web

from server.people.actions import PeopleAction
from server.people.audit.spreadsheet import cell
from server.platform import audit
from server.platform.keys import CLOCK, DATABASE
from tests.support.clock import ManualClock
from tests.support.people import City, Client, sign_in


async def entries(client: Client, **query: Any) -> Any:
    answer = await client.get("/api/audit", params={k: str(v) for k, v in query.items()})
    assert answer.status == 200, await answer.text()
    return (await answer.json())["items"]


async def rename(client: Client, city: City, unit: Any, name: Any) -> None:
    answer = await client.patch(f"/api/units/{city.unit(unit)}", json={"name": name})
    assert answer.status == 200


@pytest.fixture
async def history(client: Client, city: City, clock: ManualClock) -> None:
    """A few changes, a minute apart."""
    await sign_in(client, "hr")
    for unit, name in (("records", "Phòng Hồ sơ"), ("ward", "Phường Bến Tơ")):
        clock.advance(minutes=1)
        await rename(client, city, unit, name)
    clock.advance(minutes=1)


async def test_a_change_is_logged_with_who_what_and_when(
    client: Client, city: City, history: Any
) -> None:
    await sign_in(client, "administrator")
    (entry,) = await entries(client, action="unit.changed", unit=city.unit("ward"))
    assert entry["actor"] == {"id": str(city.person("hr")), "name": "Trần Thị Nhân"}
    assert entry["target"] == f"unit:{city.unit('ward')}"
    assert entry["target_label"] == "Phường Bến Tơ"
    assert entry["detail"] == {"name": "Phường Bến Tơ", "on": "2026-03-02"}
    assert entry["address"] == "127.0.0.1"


async def test_rows_come_latest_first_and_filters_narrow_them(
    client: Client, city: City, history: Any, clock: ManualClock
) -> None:
    await sign_in(client, "administrator")
    changed = await entries(client, action="unit.changed")
    assert [e["detail"]["name"] for e in changed] == ["Phường Bến Tơ", "Phòng Hồ sơ"]
    assert {e["action"] for e in await entries(client, actor=city.person("hr"))} == {
        "session.opened",
        "unit.changed",
    }
    target = f"unit:{city.unit('records')}"
    assert len(await entries(client, target=target)) == 1
    assert len(await entries(client, action="unit.changed", **{"from": changed[0]["at"]})) == 1
    assert len(await entries(client, action="unit.changed", to=changed[0]["at"])) == 1
    within = await entries(client, action="unit.changed", unit=city.unit("interior"))
    assert [e["detail"]["name"] for e in within] == ["Phòng Hồ sơ"]


async def test_the_administrator_of_a_ward_reads_only_the_wards_rows(
    client: Client, history: Any
) -> None:
    await sign_in(client, "ward_administrator")
    assert [e["detail"].get("name") for e in await entries(client)] == ["Phường Bến Tơ"]


async def test_pages_follow_each_other_without_gap(client: Client, history: Any) -> None:
    await sign_in(client, "administrator")
    everything = [entry["id"] for entry in await entries(client)]
    seen, cursor = [], None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = await (await client.get("/api/audit", params=query)).json()
        seen += [entry["id"] for entry in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == everything
    assert len(seen) == 4


async def test_the_actions_that_occur_can_be_chosen(client: Client, history: Any) -> None:
    await sign_in(client, "administrator")
    found = (await (await client.get("/api/audit/actions")).json())["items"]
    assert found == ["session.opened", "unit.changed"]
    assert set(found) <= {action.value for action in PeopleAction}


async def test_a_wrong_password_is_logged_for_the_account_it_was_tried_on(
    client: Client, city: City
) -> None:
    await client.post("/api/session", json={"login": "official", "password": "không phải"})
    await sign_in(client, "administrator")
    (entry,) = await entries(client, action="session.refused")
    assert entry["actor"] is None
    assert entry["target"] == f"person:{city.person('official')}"
    assert "không phải" not in str(entry)


async def test_an_unknown_login_leaves_a_row_without_what_was_typed(client: Client) -> None:
    body = {"login": "mật khẩu của tôi", "password": "không phải"}
    await client.post("/api/session", json=body)
    await sign_in(client, "administrator")
    (entry,) = await entries(client, action="session.refused")
    assert entry["target"] == "person:unknown"
    assert "mật khẩu" not in str(entry)


async def test_the_export_holds_what_the_filter_finds_and_is_logged_itself(
    client: Client, city: City, history: Any
) -> None:
    await sign_in(client, "administrator")
    answer = await client.get("/api/audit/export", params={"action": "unit.changed"})
    assert answer.status == 200
    assert answer.content_type == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    text = (await answer.read()).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[0] == "time"
    assert [dict(zip(head, row, strict=True))["target_name"] for row in rows] == [
        "Phường Bến Tơ",
        "Phòng Hồ sơ",
    ]
    (entry,) = await entries(client, action="audit.exported")
    assert entry["detail"] == {"action": "unit.changed"}


async def test_an_export_of_many_rows_is_complete(
    client: Client, city: City, app: web.Application
) -> None:
    async with app[DATABASE].write() as work:
        for number in range(1_203):
            audit.record(
                work,
                actor=None,
                action=PeopleAction.UNIT_CHANGED,
                target=f"unit:{number}",
                at=app[CLOCK].now(),
            )
    await sign_in(client, "administrator")
    answer = await client.get("/api/audit/export", params={"action": "unit.changed"})
    rows = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    assert len({row[3] for row in rows[1:]}) == 1_203


async def test_a_formula_in_the_export_stays_text(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    await rename(client, city, "records", '=HYPERLINK("http://evil.example")')
    await sign_in(client, "administrator")
    answer = await client.get("/api/audit/export", params={"action": "unit.changed"})
    rows = list(csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig"))))
    assert rows[1][4] == '\'=HYPERLINK("http://evil.example")'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", " =1", "\t=1", "\r=1", "＝1"])
def test_whatever_could_be_a_formula_gets_an_apostrophe(text: Any) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Phòng", "1-1", "a=b", "2026-03-02"])
def test_other_text_stays_as_it_is(text: Any) -> None:
    assert cell(text) == text
