"""The thread of a link: what fails is run again where somebody hears of it, and always ends."""

import asyncio
import threading
from contextlib import suppress

import pytest

from inspector.domain.errors import DeviceError
from inspector.line.own_loop import AT_ONCE_S, OwnLoop

PATIENCE_S = 5.0


@pytest.mark.parametrize("error", [DeviceError("the port is taken"), ValueError("unforeseen")])
def test_what_fails_is_told_and_run_again(error):
    told, again = [], threading.Event()

    async def main():
        if not told:
            raise error
        again.set()
        await asyncio.Event().wait()

    loop = OwnLoop("link", main, told.append, AT_ONCE_S)
    loop.start()
    try:
        assert again.wait(PATIENCE_S)
    finally:
        loop.stop()
    assert len(told) == 1
    assert str(error) in told[0]
    assert loop.failure == ""


def test_without_anybody_to_hear_it_a_failure_is_the_end():
    done = threading.Event()

    async def main():
        done.set()
        raise ValueError("unforeseen")

    loop = OwnLoop("link", main)
    loop.start()
    assert done.wait(PATIENCE_S)
    loop.stop()
    assert "unforeseen" in loop.failure
    assert not loop.soon(done.clear)


def test_a_cancellation_that_is_swallowed_is_repeated():
    begun, ended = threading.Event(), threading.Event()

    async def main():
        begun.set()
        with suppress(asyncio.CancelledError):  # as wait_for() of Python 3.11 may do
            await asyncio.Event().wait()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    loop = OwnLoop("link", main, lambda _: None, AT_ONCE_S)
    loop.start()
    assert begun.wait(PATIENCE_S)
    loop.stop()
    assert ended.is_set()


def test_who_takes_leave_is_not_disturbed():
    begun, whole = threading.Event(), threading.Event()

    async def main():
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(5 * AT_ONCE_S)  # a farewell to the neighbours
            whole.set()

    loop = OwnLoop("link", main)
    loop.start()
    assert begun.wait(PATIENCE_S)
    loop.stop()
    assert whole.is_set()
