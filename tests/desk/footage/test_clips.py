import threading

import anyio
import pytest

from pantau.desk.footage.clips import MOST_CLIPS, Busy, Left, Workshop
from pantau.pipelines.playback import BrowserClip, FootageRequest


class Browser:
    """Stands for a request; `leaves` when the page is closed."""

    def __init__(self):
        self.left = False

    async def is_disconnected(self):
        return self.left


def footage(offset_s):
    return FootageRequest("archive", {"recording_id": "r1", "recording_uri": "r1.mp4"}, offset_s)


def run(function):
    return anyio.run(function)


def test_one_is_made_at_a_time_and_others_wait_in_vain_if_it_takes_too_long():
    begun, go_on = threading.Event(), threading.Event()

    def make(request, is_left):
        begun.set()
        go_on.wait(30)
        return BrowserClip(0.0, 1.0, True)

    async def both():
        workshop = Workshop(make, wait_s=0.05)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(workshop.still, Browser(), footage(0.0))
            await anyio.to_thread.run_sync(begun.wait)
            with pytest.raises(Busy):
                await workshop.still(Browser(), footage(1.0))
            go_on.set()
        assert await workshop.still(Browser(), footage(1.0)) == BrowserClip(0.0, 1.0, True)
        workshop.close()

    run(both)


def test_who_leaves_while_others_are_served_waits_no_longer_and_takes_no_turn():
    begun, go_on = threading.Event(), threading.Event()
    asked = []

    def make(request, is_left):
        asked.append(request.offset_s)
        begun.set()
        go_on.wait(30)

    async def leave():
        workshop, gone = Workshop(make, wait_s=60), Browser()
        gone.left = True
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(workshop.still, Browser(), footage(0.0))
            await anyio.to_thread.run_sync(begun.wait)
            with pytest.raises(Left):
                await workshop.still(gone, footage(1.0))
            go_on.set()
        await workshop.still(Browser(), footage(2.0))
        assert asked == [0.0, 2.0]
        workshop.close()

    run(leave)


def test_who_makes_it_is_told_when_the_browser_leaves():
    browser = Browser()

    def make(request, is_left):
        browser.left = True
        while not is_left():
            pass
        raise RuntimeError("ended")

    async def leave():
        workshop = Workshop(make)
        with pytest.raises(Left):
            await workshop.clip(browser, footage(0.0))
        assert not list(workshop.folder.iterdir())
        workshop.close()

    run(leave)


def test_only_the_newest_clips_are_kept():
    def make(request, is_left):
        request.clip.write_bytes(b"clip")
        return BrowserClip(request.offset_s, request.offset_s + 1, True)

    async def many():
        workshop = Workshop(make)
        clips = [await workshop.clip(Browser(), footage(float(i))) for i in range(MOST_CLIPS + 2)]
        assert [workshop.named(clip.name) for clip in clips] == [None, None, *clips[2:]]
        assert sorted(workshop.folder.iterdir()) == sorted(clip.path for clip in clips[2:])
        workshop.close()

    run(many)


def test_a_clip_that_could_not_be_made_is_none():
    def make(request, is_left):
        request.clip.write_bytes(b"half")
        raise ValueError("broken")

    async def fail():
        workshop = Workshop(make)
        with pytest.raises(ValueError, match="broken"):
            await workshop.clip(Browser(), footage(0.0))
        assert not list(workshop.folder.iterdir())
        workshop.close()

    run(fail)


def test_a_workshop_leaves_nothing_behind():
    workshop = Workshop()
    folder = workshop.folder
    assert folder.is_dir()
    workshop.close()
    assert not folder.exists()
