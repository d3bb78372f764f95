"""Masked clips: decoded from the ring through the mask, in a process that may die."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection
from pathlib import Path

import av
import numpy as np
import pytest

from tests.fakes.clock import ManualClock
from tests.fakes.evidence_packets import T0, packet, scene_packets, stream
from tests.fakes.waiting import until
from videowall.analytics.privacy import Masker
from videowall.evidence.clip import ClipJob, ClipRefused, make_clip
from videowall.evidence.desk import QUEUE_MAX, SETTLE_MS, TIME_LIMIT_S, Clip, ClipDesk, ClipSpan
from videowall.evidence.folder import EvidenceFolder
from videowall.evidence.masks import ClipMasks, Cover
from videowall.evidence.ring import PacketRing, cut
from videowall.evidence.sealed import node_key
from videowall.evidence.spec import RecordSpec
from videowall.feeds.errors import SourceRefused
from videowall.feeds.packets import decoded
from videowall.feeds.scenes.catalogue import scene_named
from videowall.feeds.stamps import Packet, PacketClock

SPAN = ClipSpan(2000, 2000)


def job_of(folder: Path, seconds: float = 12.0) -> ClipJob:
    ring = PacketRing(folder, "c1", node_key(folder))
    for one in scene_packets("yard", seconds):
        ring.push(one)
    ring.flush()
    paths = cut(folder, "c1", T0 + 2_000, T0 + 11_000, folder / "job")
    key = node_key(folder)
    return ClipJob("c1", key, paths, T0 + 2_000, T0 + 6_000, T0 + 10_000, folder / "clip.mp4", None)


def pictures(path: Path) -> list[tuple[float, np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]]:
    with av.open(str(path)) as file:
        return [(float(f.time or 0), f.to_ndarray(format="bgr24")) for f in file.decode(video=0)]


def test_that_packets_made_of_a_scene_decode_to_its_pictures_at_their_times() -> None:
    moments = list(decoded(scene_packets("yard", 3.0)))
    assert [m.at_ms for m in moments] == [T0 + n * 125 for n in range(24)]
    drawn = scene_named("yard").picture(2.0).astype(int)
    assert np.abs(moments[16].image.astype(int) - drawn).mean() < 8


def test_that_a_clip_covers_every_head_of_the_drawn_people(tmp_path: Path) -> None:
    job = job_of(tmp_path)
    made = make_clip(job)
    assert made.mode == "heads"
    assert made.first_ms == T0 + 6_000
    assert 3_700 <= made.length_ms <= 4_000
    scene = scene_named("yard")
    checked = 0
    for time_s, image in pictures(job.target):
        plain = scene.picture(6.0 + time_s)
        for x, y, wide, tall in scene.heads(6.0 + time_s):
            if x < 12 or x + wide > 628:
                continue
            box = (slice(max(0, int(y)), int(y + tall)), slice(int(x), int(x + wide)))
            assert np.abs(image[box].astype(int) - plain[box].astype(int)).mean() > 12, (time_s, x)
            checked += 1
    assert checked > 30


def test_that_a_mask_reaches_back_to_before_the_face_was_found() -> None:
    grey = np.full((120, 160, 3), 90, np.uint8)
    box = np.array([[0.4, 0.4, 0.5, 0.9]], np.float32)
    masks = ClipMasks(Masker(), [Cover(T0 + 5_000, box)])
    for n in range(40):
        masks.look(grey, T0 + n * 200)
    masks.take_covers()
    for at_ms, expected in ((4_600, 1), (5_400, 1), (3_800, 0), (6_000, 0)):
        regions = masks.regions(T0 + at_ms)
        assert regions is not None
        assert len(regions) == expected, at_ms


def test_that_a_head_that_stood_stays_covered_for_long_both_ways() -> None:
    grey = np.full((120, 160, 3), 90, np.uint8)
    box = np.array([[0.4, 0.4, 0.5, 0.9]], np.float32)
    masks = ClipMasks(Masker(), [Cover(T0 + 9_000 + n * 200, box) for n in range(8)])
    for n in range(100):
        masks.look(grey, T0 + n * 200)
    masks.take_covers()
    for at_ms in (3_000, 16_000):
        regions = masks.regions(T0 + at_ms)
        assert regions is not None
        assert len(regions) == 1


def test_that_pictures_of_an_unknown_background_are_coarse_as_a_whole() -> None:
    masks = ClipMasks(Masker())
    for n in range(20):
        masks.look(scene_named("yard").picture(n / 8), T0 + n * 125)
    masks.take_covers()
    assert masks.regions(T0) is None
    assert masks.regions(T0 + 19 * 125) is not None


def test_that_noise_in_place_of_packets_is_refused_in_words(tmp_path: Path) -> None:
    ring = PacketRing(tmp_path, "c1", node_key(tmp_path))
    for one in stream(12.0):
        ring.push(one)
    ring.flush()
    paths = cut(tmp_path, "c1", T0, T0 + 11_000, tmp_path / "job")
    job = ClipJob("c1", node_key(tmp_path), paths, T0, T0, T0 + 9_000, tmp_path / "x.mp4", None)
    with pytest.raises(SourceRefused):
        make_clip(job)


def test_that_packets_are_dated_by_the_stream_but_never_far_from_their_arrival() -> None:
    now = [T0]
    clock = PacketClock(lambda: now[0])
    assert clock.date(100.0) == T0
    now[0] += 300
    assert clock.date(100.2) == T0 + 200
    now[0] += 100
    assert clock.date(500.0) == now[0], "a stream whose clock jumps is followed by arrival"
    assert clock.date(None) == now[0]
    assert PacketClock(lambda: T0, believe=False).date(7.0) == T0


class Bench:
    """A clip desk on a ring of a drawn yard."""

    def __init__(self, folder: Path, **more: object) -> None:
        self.clock = ManualClock(T0 + 30_000)
        self.ring = folder / "ring"
        self.evidence = folder / "evidence"
        self.desk = ClipDesk(
            lambda camera: EvidenceFolder(self.evidence, camera),
            RecordSpec(self.ring),
            self.clock.monotonic_s,
            span=SPAN,
            **more,  # type: ignore[arg-type] # only `body` is given
        )

    def record(self, packets: list[Packet] | None = None) -> None:
        ring = PacketRing(self.ring, "c1", node_key(self.ring))
        for one in packets or stream(14.0):
            ring.push(one)
        ring.flush()

    def outcome(self) -> Clip:
        clips: list[Clip] = []

        def ended() -> bool:
            clips.extend(self.desk.tend(self.clock.now_ms()))
            return bool(clips)

        until(ended, 60, saying="a clip")
        return clips[0]


def test_that_alarms_close_together_share_one_masked_clip_by_its_digest(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.record(scene_packets("yard", 14.0, 5.0))
    assert bench.desk.ask("c1", "a", T0 + 8_000)
    assert bench.desk.ask("c1", "b", T0 + 9_500)
    clip = bench.outcome()
    assert clip.client_ids == ("a", "b")
    assert clip.ref is not None
    assert (clip.ref.mime, clip.ref.masked, clip.ref.site) == ("video/mp4", True, "c1")
    kept = bench.evidence / f"{clip.ref.sha256}.mp4"
    assert kept.stat().st_size == clip.ref.size_bytes
    assert len(pictures(kept)) > 15
    assert not list((bench.ring / "clips").glob("*"))
    bench.desk.close()


def test_that_a_clip_waits_for_its_time_and_for_the_ring(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.record()
    at_ms = T0 + 13_000
    bench.desk.ask("c1", "a", at_ms)
    assert bench.desk.tend(at_ms + 1_000) == []
    assert bench.desk.tend(at_ms + SPAN.post_ms + 100) == []
    assert bench.desk.waiting == 1
    assert not list((bench.ring / "clips").glob("*")), "the ring ends before the clip does"
    bench.desk.tend(at_ms + SPAN.post_ms + SETTLE_MS)
    assert list((bench.ring / "clips").glob("*"))
    bench.desk.close()


def test_that_nothing_in_the_ring_is_said_and_the_source_s_end_is_not_waited_for(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.desk.ask("c1", "a", T0 + 60_000)
    bench.desk.over("c1")
    (clip,) = bench.desk.tend(T0 + 60_100)
    assert clip.ref is None
    assert "nothing of that time" in clip.words
    bench.desk.close()


def test_that_a_full_queue_refuses_and_counts(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    asked = [bench.desk.ask("c1", str(n), T0 + n * 10_000) for n in range(QUEUE_MAX + 2)]
    assert asked == [True] * QUEUE_MAX + [False] * 2
    assert bench.desk.refused == 2
    bench.desk.close()


def crash(_job: ClipJob, _theirs: Connection) -> None:
    os.kill(os.getpid(), 11)


def refuse(_job: ClipJob, theirs: Connection) -> None:
    theirs.send(ClipRefused("no room"))


def hang(_job: ClipJob, theirs: Connection) -> None:
    theirs.poll(600)


@pytest.mark.parametrize(("body", "words"), [(crash, "crashed"), (refuse, "no room")])
def test_that_a_clip_process_that_dies_or_refuses_costs_only_the_clip(
    tmp_path: Path, body: object, words: str
) -> None:
    bench = Bench(tmp_path, body=body)
    bench.record()
    bench.desk.ask("c1", "a", T0 + 8_000)
    clip = bench.outcome()
    assert clip.ref is None
    assert words in clip.words
    assert not list((bench.ring / "clips").glob("*"))
    bench.desk.close()


def test_that_a_clip_process_that_hangs_is_ended(tmp_path: Path) -> None:
    bench = Bench(tmp_path, body=hang)
    bench.record()
    bench.desk.ask("c1", "a", T0 + 8_000)
    assert bench.desk.tend(bench.clock.now_ms()) == []
    bench.clock.advance(round(TIME_LIMIT_S * 1000) + 1_000)
    (clip,) = bench.desk.tend(bench.clock.now_ms())
    assert "longer than" in clip.words
    bench.desk.close()


def test_that_a_broken_start_of_a_stream_is_passed_over() -> None:
    good = scene_packets("yard", 2.0)
    bad = packet(-500, key=True, head=good[0].head)
    assert len(list(decoded([bad, *good]))) >= 15
