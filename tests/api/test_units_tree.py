"""Units through the API: the tree on a day, and every change to it."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.people import City, Client, sign_in


async def units(client: Client, **query: Any) -> Any:
    answer = await client.get("/api/units", params={k: str(v) for k, v in query.items()})
    assert answer.status == 200, await answer.text()
    return (await answer.json())["items"]


async def new_unit(
    client: Client, city: City, code: Any = "SXD", name: Any = "Sở Xây dựng", **changes: Any
) -> Any:
    body = {
        "code": code,
        "name": name,
        "kind": "department",
        "parent_id": str(city.unit("city")),
        "valid_from": "2026-01-01",
    } | changes
    return await client.post("/api/units", json=body)


async def test_the_root_is_listed_without_a_parent(client: Client, city: City) -> None:
    await sign_in(client, "official")
    (root,) = await units(client)
    assert root["id"] == str(city.unit("city"))
    assert root["has_children"] is True
    assert root["staff_count"] == 10
    assert root["parent_id"] is None


async def test_children_are_listed_departments_first(client: Client, city: City) -> None:
    await sign_in(client, "official")
    found = await units(client, parent=city.unit("city"))
    assert [unit["code"] for unit in found] == ["interior", "island", "ward"]
    assert [unit["staff_count"] for unit in found] == [6, 0, 4]


async def test_search_finds_without_diacritics_and_gives_the_way_up(
    client: Client, city: City
) -> None:
    await sign_in(client, "official")
    answer = await client.get("/api/units/search", params={"q": "van thu"})
    (found,) = (await answer.json())["items"]
    assert found["name"] == "Phòng Văn thư - Lưu trữ"
    assert found["path"] == ["Thành phố Sông Mây", "Sở Nội vụ"]


async def test_one_unit_shows_its_edges_and_heads(client: Client, city: City) -> None:
    await sign_in(client, "official")
    found = await (await client.get(f"/api/units/{city.unit('interior')}")).json()
    assert [head["name"] for head in found["heads"]] == ["Nguyễn Văn Đứng"]
    assert [edge["parent_id"] for edge in found["edges"]] == [str(city.unit("city"))]
    assert found["rights"] == []


async def test_an_unknown_unit_is_not_found(client: Client) -> None:
    await sign_in(client, "official")
    assert (await client.get(f"/api/units/{uuid4()}")).status == 404
    assert (await client.get("/api/units/not-an-id")).status == 404


async def test_a_unit_is_created_and_seen_only_from_its_first_day(
    client: Client, city: City
) -> None:
    await sign_in(client, "hr")
    answer = await new_unit(client, city, professional_parent_id=str(city.unit("interior")))
    assert answer.status == 201, await answer.text()
    made = await answer.json()
    assert made["path"] == ["Thành phố Sông Mây"]
    assert {edge["hierarchy"] for edge in made["edges"]} == {"administrative", "professional"}
    before = await units(client, parent=city.unit("city"), on="2025-12-31")
    after = await units(client, parent=city.unit("city"), on="2026-01-01")
    assert "SXD" not in [unit["code"] for unit in before]
    assert "SXD" in [unit["code"] for unit in after]
    (line,) = await units(client, parent=city.unit("interior"), hierarchy="professional")
    assert line["code"] == "SXD"


async def test_a_code_is_never_used_twice(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    answer = await new_unit(client, city, code="ward")
    assert answer.status == 409
    assert (await answer.json())["code"] == "unit.code_taken"


@pytest.mark.parametrize(
    "changes", [{"kind": "commune"}, {"kind": "department", "subkind": "ward"}]
)
async def test_only_communes_have_a_commune_kind(client: Client, city: City, changes: Any) -> None:
    await sign_in(client, "hr")
    answer = await new_unit(client, city, **changes)
    assert answer.status == 422
    assert (await answer.json())["errors"][0]["pointer"] == "/subkind"


async def test_a_unit_may_not_begin_before_its_parent(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    answer = await new_unit(client, city, valid_from="2025-06-30")
    assert answer.status == 409
    assert (await answer.json())["code"] == "unit.outside_life"


async def test_a_new_name_leaves_the_old_one_in_the_past(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    ward = city.unit("ward")
    answer = await client.patch(
        f"/api/units/{ward}", json={"name": "Phường Bến Tơ", "on": "2026-03-01"}
    )
    assert answer.status == 200, await answer.text()
    named = {}
    for day in ("2026-02-28", "2026-03-01"):
        found = await units(client, parent=city.unit("city"), on=day)
        named[day] = next(unit["name"] for unit in found if unit["id"] == str(ward))
    assert named == {"2026-02-28": "Phường Bến Lụa", "2026-03-01": "Phường Bến Tơ"}


async def test_a_unit_moves_from_a_day_on(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    body = {
        "hierarchy": "administrative",
        "parent_id": str(city.unit("ward")),
        "on": "2026-06-01",
    }
    answer = await client.post(f"/api/units/{city.unit('records')}/move", json=body)
    assert answer.status == 200, await answer.text()
    edges = (await answer.json())["edges"]
    assert [(edge["valid_from"], edge["valid_to"]) for edge in edges] == [
        ("2025-07-01", "2026-05-31"),
        ("2026-06-01", None),
    ]


async def test_a_unit_cannot_answer_to_a_unit_below_it(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    for below in ("interior", "records"):
        body = {
            "hierarchy": "administrative",
            "parent_id": str(city.unit(below)),
            "on": "2026-06-01",
        }
        answer = await client.post(f"/api/units/{city.unit('interior')}/move", json=body)
        assert answer.status == 409
        assert (await answer.json())["code"] == "unit.circle"


async def test_a_closed_unit_names_its_successors_with_exact_shares(
    client: Client, city: City
) -> None:
    await sign_in(client, "hr")
    body = {
        "on": "2026-09-01",
        "basis": "Nghị quyết số 9/NQ-HĐND",
        "successors": [
            {"unit_id": str(city.unit("ward")), "share": "1/3"},
            {"unit_id": str(city.unit("interior")), "share": "2/3"},
        ],
    }
    answer = await client.post(f"/api/units/{city.unit('island')}/close", json=body)
    assert answer.status == 200, await answer.text()
    closed = await answer.json()
    assert closed["valid_to"] == "2026-08-31"
    assert {s["share"] for s in closed["successors"]} == {"1/3", "2/3"}
    again = await client.post(f"/api/units/{city.unit('island')}/close", json=body)
    assert (await again.json())["code"] == "unit.closed"


@pytest.mark.parametrize(
    ("successors", "code"),
    [
        ([("ward", "0.5")], "unit.shares_not_whole"),
        ([("ward", "0.5"), ("ward", "0.5")], "unit.successor_wrong"),
        ([("island", "1")], "unit.successor_wrong"),
    ],
)
async def test_wrong_successors_are_refused(
    client: Client, city: City, successors: Any, code: Any
) -> None:
    await sign_in(client, "hr")
    body = {
        "on": "2026-09-01",
        "basis": "Nghị quyết",
        "successors": [{"unit_id": str(city.unit(u)), "share": s} for u, s in successors],
    }
    answer = await client.post(f"/api/units/{city.unit('island')}/close", json=body)
    assert answer.status == 422
    assert (await answer.json())["code"] == code


async def test_a_unit_with_units_below_it_is_not_closed(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    body = {"on": "2026-09-01", "basis": "Nghị quyết", "successors": []}
    answer = await client.post(f"/api/units/{city.unit('ward')}/close", json=body)
    assert answer.status == 409
    assert (await answer.json())["code"] == "unit.has_children"


async def test_positions_and_roles_end_with_their_unit(client: Client, city: City) -> None:
    await sign_in(client, "hr")
    body = {"on": "2026-03-01", "basis": "Nghị quyết", "successors": []}
    answer = await client.post(f"/api/units/{city.unit('records')}/close", json=body)
    assert answer.status == 200, await answer.text()
    person = await (await client.get(f"/api/staff/{city.person('official')}")).json()
    assert person["positions"][0]["valid_to"] == "2026-02-28"


async def test_the_hr_of_a_ward_changes_only_the_ward(client: Client, city: City) -> None:
    await sign_in(client, "ward_hr")
    inside = await new_unit(client, city, parent_id=str(city.unit("ward")), kind="division")
    assert inside.status == 201
    outside = await new_unit(client, city, code="X", parent_id=str(city.unit("interior")))
    assert outside.status == 404
    move = {"hierarchy": "administrative", "parent_id": str(city.unit("ward")), "on": "2026-06-01"}
    answer = await client.post(f"/api/units/{city.unit('records')}/move", json=move)
    assert answer.status == 404
