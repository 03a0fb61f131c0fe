"""Wrong passwords are limited, and other people are not."""

from collections import Counter
from typing import Any

from aiohttp import web

from server.people.accounts.limits import ADDRESS
from server.platform.http.limits import LIMITER
from server.platform.http.problems import TooMany
from tests.support.people import PASSWORD, Client, sign_in

WRONG = "sai mật khẩu rồi"


async def attempt(client: Client, login: Any, password: Any = WRONG) -> Any:
    answer = await client.post("/api/session", json={"login": login, "password": password})
    return answer.status


async def test_fifty_wrong_passwords_are_limited_and_other_people_are_not(client: Client) -> None:
    statuses = Counter([await attempt(client, "official") for _ in range(50)])
    assert statuses == {401: 10, 429: 40}
    assert await attempt(client, "official", PASSWORD) == 429
    await sign_in(client, "stranger")
    await sign_in(client, "head")


async def test_the_answer_says_when_to_try_again(client: Client) -> None:
    for _ in range(10):
        await attempt(client, "official")
    answer = await client.post("/api/session", json={"login": "official", "password": WRONG})
    assert answer.status == 429
    problem = await answer.json()
    assert problem["code"] == "rate.limited"
    assert 0 < int(answer.headers["Retry-After"]) == problem["retry_after"] <= 90 + 1


async def test_one_password_tried_on_many_accounts_is_limited_too(client: Client) -> None:
    statuses = Counter([await attempt(client, f"nobody{n}") for n in range(50)])
    assert statuses == {401: ADDRESS.count, 429: 50 - ADDRESS.count}


async def test_right_passwords_use_up_nothing(client: Client) -> None:
    for _ in range(ADDRESS.count + 5):
        await sign_in(client, "official")


async def test_a_right_password_clears_the_wrong_ones_before_it(client: Client) -> None:
    for _ in range(3):
        for _ in range(9):
            assert await attempt(client, "official") == 401
        await sign_in(client, "official")


async def test_sign_in_works_when_the_limiter_lets_everything_pass(
    client: Client, app: web.Application
) -> None:
    class Away:
        """What the limiter does when its store does not answer."""

        async def take(self, key: Any, rate: Any, cost: Any = 1) -> None:
            return None

        async def forget(self, key: Any) -> None:
            return None

    app._state[LIMITER] = Away()
    statuses = Counter([await attempt(client, "official") for _ in range(15)])
    assert statuses == {401: 15}
    await sign_in(client, "official")


async def test_guesses_of_the_current_password_are_limited(client: Client) -> None:
    await sign_in(client, "official")
    statuses = []
    for _ in range(12):
        answer = await client.put(
            "/api/me/password", json={"current": WRONG, "new": "cá lóc nướng trui"}
        )
        statuses.append(answer.status)
    assert Counter(statuses) == {422: 10, TooMany.status: 2}
