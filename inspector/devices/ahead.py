"""Work done ahead on threads, a bounded number at a time, and handed over in its order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

J = TypeVar("J")
R = TypeVar("R")


def done_ahead(
    work: Callable[[J], R],
    jobs: Iterable[J],
    most: int,
    workers: int = 1,
    timeout_s: float | None = None,
) -> Iterator[R]:
    """Give what comes of each job, in the jobs' order; up to ``most`` are done or begun ahead.

    Whatever a job raises is raised where its result would have come. Left early, what was not
    begun is not done.

    Parameters
    ----------
    timeout_s
        How long to wait for one result; None: as long as it takes.

    Raises
    ------
    TimeoutError
        If a result is not there in time; its thread is left to itself.
    """
    waiting: deque[Future[R]] = deque()
    pool = ThreadPoolExecutor(workers, "ahead")
    wait = True
    try:
        for job in jobs:
            waiting.append(pool.submit(work, job))
            if len(waiting) > most:
                yield waiting.popleft().result(timeout_s)
        while waiting:
            yield waiting.popleft().result(timeout_s)
    except TimeoutError:
        wait = False  # it hangs: a share that has gone answers after minutes, or never
        raise
    finally:
        pool.shutdown(wait=wait, cancel_futures=True)
