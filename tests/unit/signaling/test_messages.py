"""Commands and events: what is well formed, and that the written protocol is the code's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signaling.messages
from signaling.controllers import HANDLERS
from signaling.events import EVENTS
from signaling.messages import COMMANDS, BadMessage, ChatSend, HostAdmit, Join, Leave, Ping, parse

PROTOCOL = (Path(signaling.messages.__file__).parent / "PROTOCOL.md").read_text(encoding="utf-8")


def section(number: int) -> str:
    return PROTOCOL.split(f"\n## {number}. ")[1].split("\n## ")[0]


def table_names(text: str) -> set[str]:
    """The names in the first column of the tables of a section."""
    names: set[str] = set()
    for row in re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE):
        names.update(re.findall(r"`([a-z_.]+)`", row))
    return names


def test_the_protocol_names_exactly_the_commands_that_exist() -> None:
    entering = set(re.findall(r"^`(join|leave)\b", section(4), re.MULTILINE))
    assert entering == {"join", "leave"}
    assert table_names(section(5)) | entering == set(COMMANDS)


def test_the_protocol_names_exactly_the_events_that_exist() -> None:
    assert table_names(section(6)) == set(EVENTS)


def test_the_protocol_names_the_events_without_a_number() -> None:
    text = section(3).split("Volatile")[1].split("\n\n")[0]
    unnumbered = set(re.findall(r"`([a-z_.]+)`", text)) - {"seq"}
    assert unnumbered == {name for name, event in EVENTS.items() if not event.numbered}


def test_every_command_has_a_controller() -> None:
    at_the_door = {Join, Leave, Ping}
    assert set(HANDLERS) | at_the_door == set(COMMANDS.values())


VALID: dict[str, dict[str, Any]] = {
    "join": {"meeting": "abc-defg-hij", "media": {"microphone": True, "camera": False}},
    "publish": {"sdp": "v=0", "tracks": [{"mid": "0", "source": "camera"}]},
    "subscribe.answer": {"version": 1, "sdp": "v=0"},
    "view": {"tiles": [{"track": "t", "width": 320, "height": 180}]},
    "hand": {"raised": True},
    "chat.send": {"text": "Chào cả nhà"},
    "host.admit": {"all": True},
    "stats": {"rtt_ms": 12.5, "loss_up": 0.01, "freezes": 2, "relay": False},
}


@pytest.mark.parametrize("name", VALID)
def test_a_well_formed_command_is_taken(name: str) -> None:
    assert isinstance(parse(name, {**VALID[name], "id": "c1"}), COMMANDS[name])


INVALID: list[tuple[str, Any]] = [
    ("hand", None),
    ("hand", []),
    ("hand", {}),
    ("hand", {"raised": 1}),
    ("hand", {"raised": "true"}),
    ("hand", {"raised": True, "more": 1}),
    ("hand", {"raised": True, "id": ""}),
    ("hand", {"raised": True, "id": "x" * 65}),
    ("join", {"meeting": "../../etc"}),
    ("join", {"meeting": "abc", "resume": {"seat": "s", "key": "k", "seq": -1}}),
    ("reaction", {"emoji": "💣"}),
    ("chat.send", {"text": ""}),
    ("chat.send", {"text": " \x00\x07 "}),
    ("chat.send", {"text": "x" * 2001}),
    ("chat.send", {"text": "half a pair \ud800"}),
    ("view", {"tiles": [{"track": "t", "width": -1, "height": 1}]}),
    ("view", {"tiles": [{"track": "t", "width": 1, "height": 1}] * 129}),
    ("publish", {"sdp": "x" * 70_000, "tracks": []}),
    ("publish", {"sdp": "v=0", "tracks": [{"mid": "0", "source": "kitchen"}]}),
    ("stats", {"rtt_ms": float("nan")}),
    ("stats", {"loss_up": 2.0}),
    ("host.admit", {}),
    ("host.admit", {"all": True, "waiting": ["a"]}),
    ("host.admit", {"all": False}),
    ("host.lower_hand", {}),
    ("chat.history", {"before": "nonsense", "limit": 10}),
    ("chat.history", {"before": "0" * 32, "limit": 101}),
]


@pytest.mark.parametrize(("name", "payload"), INVALID)
def test_a_malformed_command_is_refused(name: str, payload: Any) -> None:
    with pytest.raises(BadMessage) as refused:
        parse(name, payload)
    assert refused.value.code == "message.invalid"


def test_an_unknown_command_is_told_apart_from_a_malformed_one() -> None:
    with pytest.raises(BadMessage) as refused:
        parse("host.crown", {})
    assert refused.value.code == "message.unknown"


def test_chat_text_loses_control_characters_and_keeps_its_lines() -> None:
    command = parse("chat.send", {"text": "  dòng một\n\x1b[31mdòng hai\x00 "})
    assert isinstance(command, ChatSend)
    assert command.text == "dòng một\n[31mdòng hai"


def test_one_waiting_person_is_admitted_by_name() -> None:
    command = parse("host.admit", {"waiting": ["seat-1"]})
    assert isinstance(command, HostAdmit)
    assert command.waiting == ["seat-1"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(name=st.sampled_from(sorted(COMMANDS)) | st.text(), payload=json_values)
def test_whatever_is_sent_is_a_command_or_refused(name: str, payload: object) -> None:
    try:
        command = parse(name, payload)
    except BadMessage:
        return
    assert command.name == name
