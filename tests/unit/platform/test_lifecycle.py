"""Draining: what is live ends in order, within the time that is given."""

import asyncio

from server.platform.lifecycle import Drain


async def test_hooks_run_in_order_and_know_that_the_node_is_draining() -> None:
    drain, seen = Drain(), []

    async def first(seconds: float) -> None:
        seen.append(("first", drain.started, seconds > 0))

    async def second(seconds: float) -> None:
        seen.append(("second", drain.started, seconds > 0))

    drain.add_hook(first)
    drain.add_hook(second)
    assert not drain.started
    await drain.run(5)
    assert seen == [("first", True, True), ("second", True, True)]


async def test_a_hook_that_hangs_is_cut_off_and_the_rest_still_runs() -> None:
    drain, ran = Drain(), []

    async def hangs(seconds: float) -> None:
        await asyncio.Event().wait()

    async def after(seconds: float) -> None:
        ran.append(seconds)

    drain.add_hook(hangs)
    drain.add_hook(after)
    async with asyncio.timeout(2):
        await drain.run(0.05)
    assert ran == [0.0]


async def test_a_hook_that_fails_does_not_stop_the_others() -> None:
    drain, ran = Drain(), []

    async def fails(seconds: float) -> None:
        raise ValueError("no")

    async def after(seconds: float) -> None:
        ran.append("after")

    drain.add_hook(fails)
    drain.add_hook(after)
    await drain.run(1)
    assert ran == ["after"]
