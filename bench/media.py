"""CPU per forwarded packet, ours and Janus, by the same load in the same run.

Each case is talkers x listeners. A server's CPU time (all of its threads, user and system) over a
bounded interval is divided by the packets that reached listeners in it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

from bench import media_janus
from bench.measuring import cpu_seconds, report
from bench.media_janus import Janus
from bench.media_load import Load, Target
from bench.media_ours import Ours

CASES = ((1, 1), (1, 10), (1, 50), (10, 10))
_WARM_SECONDS = 1.0
_SECONDS = 6.0
_DRAIN_SECONDS = 3.0

Starter = Callable[[], Awaitable[Target]]


async def measure(target: Target, talkers: int, listeners: int) -> tuple[float, float]:
    """Microseconds per delivered packet, and the share delivered."""
    load = Load(talkers, listeners)
    try:
        await load.join(target)
        await load.run(_WARM_SECONDS)
        await load.drained(_DRAIN_SECONDS)
        due, got = load.totals()
        before = cpu_seconds(target.pid)
        await load.run(_SECONDS)
        await load.drained(_DRAIN_SECONDS)
        spent = cpu_seconds(target.pid) - before
        due, got = (after - was for after, was in zip(load.totals(), (due, got), strict=True))
        load.check()
    finally:
        await load.close()
        await target.reset()
    return spent / max(got, 1) * 1e6, got / due


async def _ours() -> Target:
    return await Ours.start()


async def _janus() -> Target:
    return await Janus.start("janus", 0)


async def _janus_el() -> Target:
    return await Janus.start("janus_el", 1)


async def run(only: set[str]) -> dict[str, float]:
    """The cases against the servers at hand; `only` names some of either, or is empty."""
    starters: dict[str, Starter] = {"ours": _ours}
    if media_janus.installed():
        starters |= {"janus": _janus, "janus_el": _janus_el}
    starters = {n: s for n, s in starters.items() if n in only} or starters
    cases = {f"{talkers}x{listeners}": (talkers, listeners) for talkers, listeners in CASES}
    cases = {n: c for n, c in cases.items() if n in only} or cases
    results: dict[str, float] = {}
    targets: dict[str, Target] = {}
    try:
        for name, start in starters.items():
            targets[name] = await start()
        for case, (talkers, listeners) in cases.items():
            for name, target in targets.items():
                cost, delivered = await measure(target, talkers, listeners)
                _note(results, name, case, cost, delivered)
            _compare(results, case)
    finally:
        for target in targets.values():
            await target.close()
    return results


def _note(results: dict[str, float], name: str, case: str, cost: float, delivered: float) -> None:
    results[f"{name}_us_{case}"] = round(cost, 2)
    key = "delivered" if name == "ours" else f"{name}_delivered"
    results[f"{key}_{case}"] = round(delivered, 5)
    said = f"{case:>6} {name:<9} {cost:6.2f} us/packet, delivered {delivered:.2%}"
    sys.stderr.write(said + "\n")


def _compare(results: dict[str, float], case: str) -> None:
    ours = results.get(f"ours_us_{case}")
    for name, ratio in (("janus", "ratio"), ("janus_el", "ratio_el")):
        other = results.get(f"{name}_us_{case}")
        if ours is not None and other:
            results[f"{ratio}_{case}"] = round(ours / other, 3)


def main() -> None:
    report("media", asyncio.run(run(set(sys.argv[1:]))))


if __name__ == "__main__":
    main()
