"""What holds for every request: problems, headers, origin, addresses, pages."""

import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import Field
from sqlalchemy.exc import OperationalError

from server.platform import application
from server.platform.http.address import client_address
from server.platform.http.limits import Rate
from server.platform.http.operation import add_operations, check_operations, operation
from server.platform.http.problems import Conflict
from server.platform.http.schema import Instant, Line, Schema
from server.platform.keys import DATABASE, RESOLVERS
from server.platform.lifecycle import DRAIN
from server.platform.settings import Settings

Client = TestClient[web.Request, web.Application]
Connect = Callable[..., Awaitable[Client]]


class Colour(StrEnum):
    RED = "red"


class Thing(Schema):
    """What the operations of these tests take and give."""

    name: Line = Field(max_length=20)
    count: int = Field(default=1, ge=0, le=10)
    at: Instant | None = None
    mark: str | None = Field(default=None, max_length=20)


class Filter(Schema):
    """A query."""

    since: date | None = Field(default=None, alias="from")
    limit: int = Field(default=5, ge=1, le=10)


class Caller:
    """An identity that a resolver gives."""

    def __init__(self, name: str) -> None:
        self.name = name


@operation("POST", "/api/things", summary="Make", tag="things", public=True, status=201)
async def make(*, body: Thing) -> Thing:
    return body


@operation("GET", "/api/things", summary="List", tag="things", public=True)
async def listing(*, query: Filter) -> Thing:
    return Thing(name=str(query.since), count=query.limit)


@operation("GET", "/api/things/{key}", summary="Show", tag="things", public=True)
async def show(*, key: UUID) -> Thing:
    return Thing(name="shown")


@operation("GET", "/api/colours/{colour}", summary="Colour", tag="things", public=True)
async def colour(*, colour: Colour) -> Thing:
    return Thing(name=colour.value)


@operation("DELETE", "/api/things/{key}", summary="Drop", tag="things", public=True)
async def drop(*, key: UUID) -> None:
    raise Conflict("in use", by=3)


@operation("GET", "/api/broken", summary="Break", tag="things", public=True)
async def broken(request: web.Request) -> None:
    if request.query_string == "database":
        raise OperationalError("SELECT secret", {}, Exception("locked"))
    raise ValueError("a secret reason")


@operation("GET", "/api/address", summary="Address", tag="things", public=True)
async def address(request: web.Request) -> Thing:
    return Thing(name=client_address(request) or "-")


@operation("GET", "/api/few", summary="Few", tag="things", public=True, rate=Rate(2, 60))
async def few() -> None:
    return None


@operation("GET", "/api/who", summary="Who", tag="things")
async def who(caller: Caller) -> Thing:
    return Thing(name=caller.name)


@operation(
    "POST",
    "/api/text",
    summary="Text",
    tag="things",
    public=True,
    consumes="application/sdp",
    produces="application/sdp",
    body_limit=100,
)
async def text(*, body: str) -> web.Response:
    return web.Response(text=body, content_type="application/sdp")


OPERATIONS = (make, listing, show, colour, drop, broken, address, few, who, text)


@pytest.fixture
async def connect(sqlite_settings: Settings) -> AsyncIterator[Connect]:
    """Starts the platform with this module's operations under changed settings."""
    clients: list[Client] = []

    async def start(**changes: object) -> Client:
        settings = Settings.model_validate(sqlite_settings.model_dump() | changes)
        app = await application.create(settings)
        add_operations(app, *OPERATIONS)

        async def resolve(request: web.Request) -> Caller:
            return Caller("someone")

        app[RESOLVERS][Caller] = resolve
        client: Client = TestClient(TestServer(app))
        await client.start_server()
        clients.append(client)
        return client

    yield start
    for client in clients:
        await client.close()


@pytest.fixture
async def client(connect: Connect) -> Client:
    return await connect()


async def problem(response: object) -> tuple[int, str, dict[str, object]]:
    """Status, code and document of a problem response."""
    from aiohttp import ClientResponse

    assert isinstance(response, ClientResponse)
    assert response.content_type == "application/problem+json"
    document = json.loads(await response.read())
    assert document["status"] == response.status
    return response.status, document["code"], document


async def test_a_valid_body_reaches_the_handler_cleaned_and_typed(client: Client) -> None:
    response = await client.post(
        "/api/things", json={"name": "  a \u200b b ", "at": "2026-01-01T07:00:00+07:00"}
    )
    assert response.status == 201
    assert await response.json() == {
        "name": "a b",
        "count": 1,
        "at": "2026-01-01T00:00:00Z",
        "mark": None,
    }


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"name": 5}, "/name", "string_type"),
        ({"name": "a", "count": "1"}, "/count", "int_type"),
        ({"name": "a", "count": 11}, "/count", "less_than_equal"),
        ({"name": "a" * 21}, "/name", "string_too_long"),
        ({}, "/name", "missing"),
        ({"name": "a", "evil<script>": 1}, "", "extra_forbidden"),
        ({"name": "a", "at": "2026-01-01T07:00:00"}, "/at", "value_error"),
        ({"name": "a", "at": "0001-01-01T00:00:00+07:00"}, "/at", "value_error"),
        ({"name": "a", "mark": "\x00"}, "/mark", "string_nul"),
        ([], "", "model_type"),
    ],
)
async def test_a_wrong_value_is_pointed_at_and_not_repeated(
    client: Client, body: object, pointer: str, code: str
) -> None:
    response = await client.post("/api/things", json=body)
    raw = await response.text()
    assert await problem(response) == (422, "invalid", json.loads(raw))
    assert json.loads(raw)["errors"] == [{"pointer": pointer, "code": code}]
    assert "evil" not in raw


@pytest.mark.parametrize(
    ("raw", "content_type", "expected"),
    [
        (b"{", "application/json", (400, "body.not_json")),
        (b"", "application/json", (400, "body.not_json")),
        (b'{"name": "\xff"}', "application/json", (400, "body.not_json")),
        (b'{"name": "\\ud800"}', "application/json", (400, "body.not_json")),
        (b"[" * 10_000, "application/json", (400, "body.not_json")),
        (b"name=a", "application/x-www-form-urlencoded", (415, "body.wrong_type")),
        (b'{"name": "a"}', "text/plain", (415, "body.wrong_type")),
        (b" " * (64 * 1024 + 1), "application/json", (413, "body.too_large")),
    ],
)
async def test_a_body_that_is_no_json_is_refused_in_its_own_words(
    client: Client, raw: bytes, content_type: str, expected: tuple[int, str]
) -> None:
    response = await client.post("/api/things", data=raw, headers={"Content-Type": content_type})
    assert (await problem(response))[:2] == expected


async def test_a_body_of_unknown_length_is_bounded_too(client: Client) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1024

    response = await client.post(
        "/api/things", data=endless(), headers={"Content-Type": "application/json"}
    )
    assert (await problem(response))[:2] == (413, "body.too_large")


async def test_a_compressed_body_is_bounded_by_what_it_unpacks_to(client: Client) -> None:
    response = await client.post(
        "/api/things",
        data=gzip.compress(b" " * 10_000_000),
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
    )
    assert (await problem(response))[:2] in {(413, "body.too_large"), (400, "bad_request")}


async def test_a_text_body_is_read_as_declared(client: Client) -> None:
    headers = {"Content-Type": "application/sdp"}
    response = await client.post("/api/text", data="v=0 ế", headers=headers)
    assert await response.text() == "v=0 ế"
    response = await client.post("/api/text", data=b"\xff", headers=headers)
    assert (await problem(response))[:2] == (400, "bad_request")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=2026-01-02&limit=7", 200),
        ("", 200),
        ("limit=11", 422),
        ("limit=1&limit=2", 422),
        ("since=2026-01-02", 422),
        ("from=%00", 422),
        ("unknown=1", 422),
        ("from=x", 422),
        ("limit=%ff", 422),
    ],
)
async def test_queries_are_typed_and_strict(client: Client, query: str, expected: int) -> None:
    response = await client.get(f"/api/things?{query}")
    assert response.status == expected
    if expected == 422:
        await problem(response)


@pytest.mark.parametrize(
    "path",
    [
        "/api/things/no-uuid",
        "/api/colours/blue",
        "/api/colours/%00",
        "/api/colours/%ff",
        "/api/nothing",
        "/api",
        "/api/",
    ],
)
async def test_an_address_of_nothing_is_not_found(client: Client, path: str) -> None:
    response = await client.get(path)
    assert (await problem(response))[:2] == (404, "not_found")


async def test_a_wrong_method_says_which_are_right(client: Client) -> None:
    response = await client.put("/api/things", json={})
    assert (await problem(response))[:2] == (405, "method_not_allowed")
    assert response.headers["Allow"] == "GET,POST"


async def test_a_problem_carries_its_detail_and_members(client: Client) -> None:
    response = await client.delete(f"/api/things/{uuid4()}")
    _, code, document = await problem(response)
    assert (code, document["detail"], document["by"]) == ("conflict", "in use", 3)


async def test_our_own_mistake_tells_nothing_but_the_request_id(client: Client) -> None:
    response = await client.get("/api/broken")
    assert (await problem(response))[:2] == (500, "internal")
    assert "secret" not in await response.text()
    assert len(response.headers["X-Request-Id"]) == 32


async def test_a_database_that_is_busy_is_a_passing_problem(client: Client) -> None:
    response = await client.get("/api/broken?database")
    assert (await problem(response))[:2] == (503, "unavailable")
    assert response.headers["Retry-After"] == "2"


async def test_a_rate_is_counted_by_address(client: Client) -> None:
    statuses = [(await client.get("/api/few")).status for _ in range(3)]
    assert statuses == [204, 204, 429]


async def test_all_operations_share_one_generous_rate(connect: Connect) -> None:
    client = await connect(requests_per_minute=3)
    statuses = [(await client.get("/api/address")).status for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_sites_page_cannot_change_anything(
    client: Client, headers: dict[str, str]
) -> None:
    response = await client.post("/api/things", json={"name": "a"}, headers=headers)
    assert (await problem(response))[:2] == (403, "cross_site")
    assert (await client.get("/api/address", headers=headers)).status == 200


async def test_this_sites_page_can(client: Client) -> None:
    own = str(client.make_url("/")).rstrip("/")
    for headers in ({"Origin": own}, {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "none"}, {}):
        response = await client.post("/api/things", json={"name": "a"}, headers=headers)
        assert response.status == 201


async def test_every_answer_has_the_security_headers(client: Client) -> None:
    for path in ("/", "/api/address", "/api/nothing", "/healthz", "/api/docs", "/assets/x.js"):
        headers = (await client.get(path)).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=(self), microphone=(self)" in headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in headers
        assert "Server" not in headers


async def test_answers_of_the_api_are_stored_nowhere(client: Client) -> None:
    assert (await client.get("/api/address")).headers["Cache-Control"] == "no-store"


async def test_under_https_browsers_are_told_to_stay_there(connect: Connect) -> None:
    client = await connect(public_url="https://hop.example.vn")
    headers = (await client.get("/healthz")).headers
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "wss://hop.example.vn" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        ("", "198.51.100.7", "127.0.0.1"),
        ("127.0.0.1/32", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1/32", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1/32,198.51.100.0/24", "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        ("127.0.0.1/32", "", "127.0.0.1"),
        ("127.0.0.1/32", "nonsense", "127.0.0.1"),
        ("127.0.0.1/32", "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
async def test_the_address_is_believed_from_trusted_proxies_only(
    connect: Connect, proxies: str, forwarded: str, expected: str
) -> None:
    client = await connect(trusted_proxies=proxies)
    response = await client.get("/api/address", headers={"X-Forwarded-For": forwarded})
    assert (await response.json())["name"] == expected


async def test_a_resolver_gives_the_identity(client: Client) -> None:
    assert (await (await client.get("/api/who")).json())["name"] == "someone"


async def test_an_operation_that_nobody_identifies_stops_the_start(
    sqlite_settings: Settings,
) -> None:
    app = await application.create(sqlite_settings)
    add_operations(app, who)
    with pytest.raises(RuntimeError, match="nothing resolves"):
        check_operations(app)


async def test_an_operation_without_identity_must_say_that_it_is_public(
    sqlite_settings: Settings,
) -> None:
    @operation("GET", "/api/secret", summary="Secret", tag="things")
    async def secret() -> None:
        return None

    app = await application.create(sqlite_settings)
    add_operations(app, secret)
    with pytest.raises(RuntimeError, match="not public"):
        check_operations(app)


async def test_the_api_describes_itself(client: Client) -> None:
    document = await (await client.get("/api/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    entry = document["paths"]["/api/things"]["get"]
    assert {one["name"]: one["schema"]["type"] for one in entry["parameters"]} == {
        "from": "string",
        "limit": "integer",
    }
    made = document["paths"]["/api/things"]["post"]
    assert set(made["responses"]) >= {"201", "400", "403", "408", "413", "415", "422", "429"}
    assert "security" not in made
    assert document["paths"]["/api/who"]["get"]["security"] == [{"session": []}]


async def test_the_api_can_be_read_as_a_page_without_scripts(client: Client) -> None:
    response = await client.get("/api/docs")
    page = await response.text()
    assert response.content_type == "text/html"
    assert "/api/things/{key}" in page
    assert "<script" not in page
    assert "https://" not in page


async def test_metrics_exist_only_for_the_bearer_of_the_token(connect: Connect) -> None:
    closed = await connect()
    assert (await closed.get("/metrics")).status == 404
    client = await connect(metrics_token="a-token")
    assert (await client.get("/metrics")).status == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert (await client.get("/metrics", headers=wrong)).status == 401
    await client.get(f"/api/things/{uuid4()}")
    response = await client.get("/metrics", headers={"Authorization": "Bearer a-token"})
    page = await response.text()
    assert 'congvu_http_requests_total{method="GET",route="/api/things/{key}",status="200"}' in page


async def test_a_draining_node_is_alive_and_not_ready(client: Client) -> None:
    assert (await client.get("/readyz")).status == 200
    assert client.app is not None
    await client.app[DRAIN].run(0)
    assert (await client.get("/readyz")).status == 503
    assert (await client.get("/healthz")).status == 200


async def test_without_a_database_a_node_is_not_ready(connect: Connect, tmp_path: Path) -> None:
    client = await connect()
    assert client.app is not None
    (tmp_path / "congvu.sqlite3").write_bytes(b"no database")
    await client.app[DATABASE].engine.dispose()
    response = await client.get("/readyz")
    assert response.status == 503
    assert (await response.json())["checks"]["database"] == "failed"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built client."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<html>trang</html>")
    (folder / "assets" / "index-BxY1_z9Q.js").write_text("let a = 1;\n" * 1000)
    (folder / "assets" / "index-BxY1_z9Q.js.map").write_text("{}")
    (folder / "favicon.svg").write_text("<svg/>")
    return folder


@pytest.mark.parametrize("path", ["/", "/hop", "/hop/abc-defg-hij/phong", "/dang-nhap"])
async def test_pages_of_the_client_are_its_index(connect: Connect, dist: Path, path: str) -> None:
    response = await (await connect(client_dir=dist)).get(path)
    assert await response.text() == "<html>trang</html>"
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["/assets/gone-12345678.js", "/robots.txt", "/api/gone", "/assets/index-BxY1_z9Q.js.map"],
)
async def test_what_is_no_page_is_not_found(connect: Connect, dist: Path, path: str) -> None:
    response = await (await connect(client_dir=dist)).get(path)
    assert (await problem(response))[0] == 404


async def test_assets_with_a_hash_are_kept_for_ever_and_go_out_compressed(
    connect: Connect, dist: Path
) -> None:
    client = await connect(client_dir=dist)
    response = await client.get("/assets/index-BxY1_z9Q.js", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.content_type == "text/javascript"
    assert await response.text() == "let a = 1;\n" * 1000
    plain = await client.get("/assets/index-BxY1_z9Q.js", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers


async def test_a_file_that_did_not_change_is_not_sent_again(connect: Connect, dist: Path) -> None:
    client = await connect(client_dir=dist)
    first = await client.get("/favicon.svg")
    again = await client.get("/favicon.svg", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status == 304
    assert await again.read() == b""


async def test_without_a_built_client_the_page_says_what_to_do(
    connect: Connect, tmp_path: Path
) -> None:
    response = await (await connect(client_dir=tmp_path / "none")).get("/hop")
    page = await response.text()
    assert response.status == 503
    assert "Giao diện chưa được dựng" in page
    assert "has not been built" in page
