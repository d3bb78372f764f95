"""What `bench.wire` drives a center with: one CURVE link, a window or a fixed rate, and its latencies."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from backend.net.dialer import Connected, Dialer, LinkFault
from backend.net.sockets import wait_any
from backend.wire.messages import PROTOCOL_VERSION, Bye, Command, Envelope, Hello, Message, Result, Welcome

MakeCommand = Callable[[int], Command]

LOOK_S = 0.2
DRAIN_S = 30.0


@dataclass
class Load:
    """One link with commands under way; `sent_s` by client id until the result comes."""

    dialer: Dialer
    sent_s: dict[str, float] = field(default_factory=dict)
    latencies_s: list[float] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)

    def open(self) -> Load:
        """Say HELLO and await WELCOME."""
        deadline_s = time.monotonic() + DRAIN_S
        while time.monotonic() < deadline_s:
            for item in self.dialer.drain():
                if isinstance(item, Connected):
                    self._send(Hello(PROTOCOL_VERSION, PROTOCOL_VERSION, ""))
                elif isinstance(item, Envelope) and isinstance(item.body, Welcome):
                    return self
            wait_any([self.dialer], LOOK_S)
        raise SystemExit("the center does not welcome the load")

    def windowed(self, count: int, window: int, make: MakeCommand) -> float:
        """Do `count` commands with at most `window` under way; gives the seconds it took."""
        began_s, next_one, done = time.monotonic(), 0, len(self.latencies_s)
        while len(self.latencies_s) - done < count:
            while next_one < count and len(self.sent_s) < window:
                self._ask(make(next_one), time.monotonic())
                next_one += 1
            self._hear()
        return time.monotonic() - began_s

    def at_rate(self, per_s: float, seconds: float, make: MakeCommand) -> float:
        """Send at a fixed rate whether or not answers come; latency counts from the planned moment.

        Gives the seconds from the first command to the last answer.
        """
        began_s, count, next_one = time.monotonic(), int(per_s * seconds), 0
        done = len(self.latencies_s)
        while len(self.latencies_s) - done < count:
            now_s = time.monotonic()
            while next_one < count and began_s + next_one / per_s <= now_s:
                self._ask(make(next_one), began_s + next_one / per_s)
                next_one += 1
            due_s = began_s + next_one / per_s - time.monotonic() if next_one < count else LOOK_S
            self._hear(max(0.0, min(due_s, LOOK_S)))
        return time.monotonic() - began_s

    def _ask(self, command: Command, planned_s: float) -> None:
        self.sent_s[command.client_id] = planned_s
        while not self._send(command):
            self._hear(0.001)

    def _send(self, body: Message) -> bool:
        return self.dialer.send(Envelope(PROTOCOL_VERSION, "", 0, 0, 0, 0, body))

    def _hear(self, wait_s: float = LOOK_S) -> None:
        if not self.dialer.ready():
            wait_any([self.dialer], wait_s)
        for item in self.dialer.drain():
            if isinstance(item, LinkFault) or (isinstance(item, Envelope) and isinstance(item.body, Bye)):
                raise SystemExit(f"the center ended the load: {item}")
            if isinstance(item, Envelope) and isinstance(item.body, Result):
                result = item.body
                if not result.ok:
                    raise SystemExit(f"the center refused the load: {result}")
                self.latencies_s.append(time.monotonic() - self.sent_s.pop(result.client_id))
                self.targets.append(result.target)


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of `values` lie; `values` is not empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
