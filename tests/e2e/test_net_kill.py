"""A console's center is killed under its hands and comes back: every command is done once, none is lost."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

from backend.net.client import Client, ClientEvent, LinkDown, LinkUp, Pace, open_session
from backend.net.keys import Keyring, new_pair, parse_grant
from backend.wire.messages import Command, Result, Snapshot, Tail
from tests.fakes.net_process import center_process
from tests.fakes.waiting import until

pytestmark = pytest.mark.e2e

COMMANDS = 60
QUICK = Pace(ping_s=0.2, silent_s=30.0, answer_s=2.0, settled_s=0.05)


def known(events: list[ClientEvent]) -> set[str]:
    """Tickets that a screen shows after these events."""
    found: set[str] = set()
    for event in events:
        if isinstance(event, Snapshot) and event.topic == "ticket":
            found = {record.ticket for record in event.tickets}
        elif isinstance(event, Tail):
            found |= {record.ticket for record in event.tickets}
    return found


def test_that_a_killed_center_loses_and_doubles_no_command(tmp_path: Path) -> None:
    pair = new_pair()
    Keyring(tmp_path / "data").authorise(pair.public, parse_grant("operator:li:intake"))
    events: list[ClientEvent] = []
    futures: list[Future[Result]] = []

    def submit(client: Client, until_n: int) -> None:
        while len(futures) < until_n:
            name = f"c{len(futures)}"
            futures.append(client.submit(Command(name, "report", args={"title": name})))

    with center_process(tmp_path) as first:
        client = Client(first.endpoint, first.public_key, pair, listener=events.append, pace=QUICK)
        client.start()
        try:
            submit(client, COMMANDS // 3)
            until(futures[0].done)
            submit(client, 2 * COMMANDS // 3)
            first.die()
            until(lambda: any(isinstance(event, LinkDown) for event in events))
            submit(client, COMMANDS)
            with center_process(tmp_path, first.endpoint) as second:
                results = [future.result(30) for future in futures]
                until(lambda: len(known(events)) == COMMANDS)
                with open_session(second.endpoint, second.public_key, pair) as session:
                    logs = session.snapshot("ticket").tickets
                client.close()
        finally:
            client.close()
    assert [result.ok for result in results] == [True] * COMMANDS
    assert len({result.target for result in results}) == COMMANDS
    assert sorted(record.events[0].args["title"] for record in logs) == sorted(
        f"c{n}" for n in range(COMMANDS)
    )
    assert known(events) == {record.ticket for record in logs}
    assert sum(isinstance(event, LinkUp) for event in events) == 2
