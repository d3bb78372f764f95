"""Real CURVE sockets on the loopback: who gets in, who is told what, and what a bad message does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zmq

from backend.domain.errors import Refused, Unavailable
from backend.net import dialer as dialer_module
from backend.net.curve import FRAME_MAX_BYTES, Socket, dial_curve, prepare
from backend.net.keyring import FILE_NAME, Keyring, Principal
from backend.net.keys import KeyPair, new_pair, parse_grant
from backend.net.sockets import Connected, Dialer, Inbound, LinkFault, Listener, wait_any
from backend.wire.codec import SIZE_MAX_BYTES, encode
from backend.wire.messages import Ack, Bye, Command, Envelope, Hello, Ping, Tail
from tests.fakes.waiting import until

SERVER = new_pair()
LI = new_pair()
TOWN = new_pair()
STRANGER = new_pair()


def wrap(body: Ack | Bye | Command | Hello | Ping | Tail, src: str = "") -> Envelope:
    return Envelope(1, src, 1, 1, 0, 0, body)


class Place:
    """A listener, whoever dials it, and everything either side heard."""

    def __init__(self, folder: Path) -> None:
        self.ring = Keyring(folder)
        self.ring.authorise(LI.public, parse_grant("operator:li:intake"))
        self.ring.authorise(TOWN.public, parse_grant("center:tl-bc"))
        self.listener = Listener("tcp://127.0.0.1:*", SERVER, self.ring)
        self.context: zmq.Context[Socket] = zmq.Context()
        self.dialers: list[Dialer] = []
        self.raw: list[Socket] = []
        self.heard: list[Inbound] = []

    def dial(self, pair: KeyPair, server_key: str = SERVER.public) -> Dialer:
        self.dialers.append(Dialer(self.listener.endpoint, server_key, pair))
        return self.dialers[-1]

    def open_raw(self, kind: int, pair: KeyPair | None = LI, endpoint: str = "") -> Socket:
        """A socket that obeys no rule of ours."""
        socket = self.context.socket(kind)
        prepare(socket, 100)
        if pair is not None:
            dial_curve(socket, pair, SERVER.public)
        socket.connect(endpoint or self.listener.endpoint)
        self.raw.append(socket)
        return socket

    def turn(self) -> bool:
        wait_any([self.listener, *self.dialers], 0.02)
        self.heard += self.listener.drain()
        return True

    def hear(self, judge: Callable[[Inbound], bool]) -> Inbound:
        until(lambda: self.turn() and any(map(judge, self.heard)), saying="a message at the listener")
        return next(filter(judge, self.heard))

    def hear_fault(self, code: str) -> Inbound:
        return self.hear(lambda inbound: inbound.fault == code)

    def wait_for(
        self, dialer: Dialer, kind: type[Connected | LinkFault | Envelope]
    ) -> Connected | LinkFault | Envelope:
        found: list[Connected | LinkFault | Envelope] = []

        def came() -> bool:
            self.turn()
            found.extend(item for item in dialer.drain() if isinstance(item, kind))
            return bool(found)

        until(came, saying=kind.__name__)
        return found[0]

    def connect(self, pair: KeyPair = LI) -> Dialer:
        dialer = self.dial(pair)
        assert self.wait_for(dialer, Connected)
        return dialer

    def close(self) -> None:
        for dialer in self.dialers:
            dialer.close()
        self.context.destroy(0)
        self.listener.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with closing(Place(tmp_path)) as found:
        yield found


def test_that_a_known_key_gets_in_and_is_known_by_name(place: Place) -> None:
    dialer = place.connect()
    assert dialer.send(wrap(Hello(1, 1, "")))
    inbound = place.hear(lambda found: found.envelope is not None)
    assert inbound.principal == parse_grant("operator:li:intake")
    assert inbound.envelope is not None
    assert inbound.envelope.src == "li"
    assert inbound.envelope.body == Hello(1, 1, "li")
    assert place.listener.send(inbound.route, wrap(Ping(5), "tl"))
    answer = place.wait_for(dialer, Envelope)
    assert answer == wrap(Ping(5), "tl")


def test_that_an_unknown_key_is_told_so_in_words_on_both_sides(place: Place) -> None:
    fault = place.wait_for(place.dial(STRANGER), LinkFault)
    assert isinstance(fault, LinkFault)
    assert fault.code == "key_refused"
    assert "authorise" in fault.words
    assert fault.link_lost
    assert STRANGER.public in place.hear_fault("unknown_key").words


def test_that_a_refused_key_is_reported_once_though_it_knocks_on(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialer_module, "REFUSED_RETRY_S", 0.02)
    knocks: list[str] = []
    find = place.ring.find

    def counted(public: str) -> Principal | None:
        knocks.append(public)
        return find(public)

    monkeypatch.setattr(place.ring, "find", counted)
    dialer = place.dial(STRANGER)
    said: list[object] = []

    def knocked_thrice() -> bool:
        place.turn()
        said.extend(dialer.drain())
        return len(knocks) >= 3

    until(knocked_thrice, saying="more knocks")
    assert [fault.fault for fault in place.heard] == ["unknown_key"]
    assert [fault.code for fault in said if isinstance(fault, LinkFault)] == ["key_refused"]


def test_that_a_key_authorised_while_it_knocks_gets_in(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialer_module, "REFUSED_RETRY_S", 0.05)
    dialer = place.dial(STRANGER)
    place.wait_for(dialer, LinkFault)
    place.ring.authorise(STRANGER.public, parse_grant("operator:zhao:viewer"))
    assert place.wait_for(dialer, Connected)


def test_that_a_wrong_server_key_is_not_mistaken_for_a_server_that_is_down(place: Place) -> None:
    fault = place.wait_for(place.dial(LI, server_key=STRANGER.public), LinkFault)
    assert isinstance(fault, LinkFault)
    assert fault.code == "wrong_server_key"
    assert "server key" in fault.words
    place.hear_fault("handshake_failed")


def test_that_a_server_that_is_down_is_unreachable(place: Place) -> None:
    endpoint = place.listener.endpoint
    place.listener.close()
    with closing(Dialer(endpoint, SERVER.public, LI)) as dialer:
        until(dialer.ready, saying="news of the link")
        (fault,) = [item for item in dialer.drain() if isinstance(item, LinkFault)]
        assert fault.code == "unreachable"
        assert endpoint in fault.words


def test_that_somebody_without_a_key_is_turned_away(place: Place) -> None:
    place.open_raw(zmq.DEALER, pair=None).send(encode(wrap(Ping(1))))
    place.hear_fault("handshake_failed")
    assert not [found for found in place.heard if found.envelope]


def test_that_a_spoilt_keyring_lets_nobody_in_and_says_so(place: Place, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")
    fault = place.wait_for(place.dial(LI), LinkFault)
    assert isinstance(fault, LinkFault)
    assert fault.code == "unavailable"
    assert FILE_NAME in place.hear_fault("keyring_corrupt").words


def test_that_a_key_taken_away_is_refused_at_its_next_message(place: Place, tmp_path: Path) -> None:
    dialer = place.connect()
    (tmp_path / FILE_NAME).unlink()
    dialer.send(wrap(Ping(1)))
    inbound = place.hear_fault("unknown_key")
    assert inbound.envelope is None
    assert place.listener.send(inbound.route, wrap(Bye("unknown_key")))


@pytest.mark.parametrize(
    ("pair", "envelope"),
    [
        (TOWN, wrap(Ack(), src="tl-other")),
        (TOWN, wrap(Ack(), src="")),
        (TOWN, wrap(Hello(1, 1, "tl-other"), src="tl-bc")),
        (LI, wrap(Ping(1), src="wang")),
        (LI, wrap(Hello(1, 1, "wang"))),
    ],
    ids=["another center", "no name", "another center's hello", "another person", "another person's hello"],
)
def test_that_a_key_cannot_speak_for_another(place: Place, pair: KeyPair, envelope: Envelope) -> None:
    place.connect(pair).send(envelope)
    inbound = place.hear_fault("wrong_src")
    assert inbound.envelope is None
    assert inbound.principal is not None
    assert inbound.route


def test_that_malformed_bytes_are_told_and_the_link_stays(place: Place) -> None:
    socket = place.open_raw(zmq.DEALER)
    socket.send(b"\xff\x00 no message")
    assert place.hear_fault("malformed").principal == parse_grant("operator:li:intake")
    socket.send_multipart([encode(wrap(Ping(1))), b"a second frame"])
    place.hear(lambda found: "2 frames" in found.words)
    socket.send(encode(wrap(Ping(7))))
    place.hear(lambda found: found.envelope is not None and found.envelope.body == Ping(7))


def test_that_an_oversized_message_is_told_and_a_monstrous_one_costs_the_connection(place: Place) -> None:
    socket = place.open_raw(zmq.DEALER)
    socket.send(b"\xc0" * (SIZE_MAX_BYTES + 1))
    place.hear_fault("oversized")
    monitor = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    socket.send(b"\xc0" * (FRAME_MAX_BYTES + 1))
    until(lambda: place.turn() and monitor.poll(0), saying="being disconnected")
    socket.disable_monitor()
    monitor.close(0)
    place.connect().send(wrap(Ping(9)))
    place.hear(lambda found: found.envelope is not None and found.envelope.body == Ping(9))


def test_that_an_unknown_version_or_kind_is_told_apart(place: Place) -> None:
    socket = place.open_raw(zmq.DEALER)
    socket.send(encode(Envelope(2, "", 1, 1, 0, 0, Ping(1))))
    place.hear_fault("version")
    socket.send(encode(wrap(Ack())).replace(b"\xa3Ack", b"\xa3Zzz"))
    place.hear_fault("unknown_kind")


def test_that_sending_to_a_route_that_is_gone_is_told(place: Place) -> None:
    dialer = place.connect()
    dialer.send(wrap(Ping(1)))
    route = place.hear(lambda found: found.envelope is not None).route
    dialer.close()
    until(lambda: place.turn() and not place.listener.send(route, wrap(Ping(2), "tl")), saying="a dead route")
    assert not place.listener.send(b"never was", wrap(Ping(2), "tl"))


def test_that_a_dialer_comes_back_by_itself_and_brings_nothing_old(place: Place) -> None:
    dialer = place.connect()
    endpoint = place.listener.endpoint
    place.listener.close()
    until(lambda: any(isinstance(item, LinkFault) for item in dialer.drain()), saying="the loss")
    assert not dialer.send(wrap(Ping(1)))
    place.listener = Listener(endpoint, SERVER, place.ring)
    assert place.wait_for(dialer, Connected)
    dialer.send(wrap(Ping(2)))
    first = place.hear(lambda found: found.envelope is not None)
    assert first.envelope is not None
    assert first.envelope.body == Ping(2)


def test_that_a_taken_address_is_unavailable_and_a_strange_one_refused(place: Place) -> None:
    with pytest.raises(Unavailable):
        Listener(place.listener.endpoint, SERVER, place.ring)
    with pytest.raises(Refused):
        Listener("nowhere", SERVER, place.ring)
    for endpoint in ("nowhere", "tcp://127.0.0.1", "tcp://127.0.0.1:x", "ipc:///tmp/x:1"):
        with pytest.raises(Refused):
            Dialer(endpoint, SERVER.public, LI)
    with pytest.raises(Refused):
        Dialer(place.listener.endpoint, "no key", LI)


@pytest.mark.parametrize(("pair", "topic"), [(LI, b""), (LI, b"t"), (TOWN, b"ticket")])
def test_that_a_topic_beyond_the_key_is_refused_and_stays_silent(
    place: Place, pair: KeyPair, topic: bytes
) -> None:
    socket = place.open_raw(zmq.SUB, pair, place.listener.feed_endpoint)
    socket.setsockopt(zmq.SUBSCRIBE, topic)
    assert "topic" in place.hear_fault("topic_refused").words
    marker = b"live/" + b"0" * 32
    socket.setsockopt(zmq.SUBSCRIBE, marker)
    until(lambda: place.turn() and socket.poll(0), saying="the marker")
    place.listener.publish("ticket", wrap(Tail("ticket", 1), "tl"))
    assert socket.recv_multipart() == [marker, b""]
    assert not socket.poll(50)


def test_that_after_the_marker_nothing_published_is_missed(place: Place) -> None:
    socket = place.open_raw(zmq.SUB, LI, place.listener.feed_endpoint)
    marker = b"live/" + b"1" * 32
    for topic in (b"ticket", b"alarm", marker):
        socket.setsockopt(zmq.SUBSCRIBE, topic)
    until(lambda: place.turn() and socket.poll(0), saying="the marker")
    for seq in range(50):
        place.listener.publish("ticket", wrap(Tail("ticket", seq), "tl"))
    assert socket.recv_multipart()[0] == marker
    got = [socket.recv_multipart()[0] for _ in range(50) if socket.poll(2_000)]
    assert got == [b"ticket"] * 50


def test_that_a_strangers_subscription_never_gets_through(place: Place) -> None:
    socket = place.open_raw(zmq.SUB, STRANGER, place.listener.feed_endpoint)
    socket.setsockopt(zmq.SUBSCRIBE, b"ticket")
    place.hear_fault("unknown_key")
    place.listener.publish("ticket", wrap(Tail("ticket", 1), "tl"))
    assert not socket.poll(100)


def test_that_descriptors_and_readiness_are_offered_to_other_loops(place: Place) -> None:
    dialer = place.connect()
    assert len(place.listener.fds()) == len(set(place.listener.fds())) == 5
    assert len(dialer.fds()) == 2
    dialer.send(wrap(Ping(1)))
    until(place.listener.ready, saying="readiness")
    until(lambda: place.listener.drain() and not place.listener.ready(), saying="the end of it")
    assert not wait_any([], 0.0)
