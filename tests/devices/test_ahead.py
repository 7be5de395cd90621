import threading

import pytest

from inspector.devices.ahead import done_ahead


def test_results_come_in_the_jobs_order_whichever_is_done_first():
    second_done = threading.Event()

    def work(job):
        if job == 0:
            assert second_done.wait(10.0)
        else:
            second_done.set()
        return job

    assert list(done_ahead(work, range(4), most=3, workers=2)) == [0, 1, 2, 3]


def test_no_more_jobs_are_begun_than_may_be_ahead():
    begun = []
    results = done_ahead(begun.append, range(10), most=2)
    for number in range(3):
        next(results)
        assert len(begun) <= number + 3
    results.close()
    assert len(begun) <= 5


def test_what_a_job_raises_is_raised_in_its_place():
    results = done_ahead(lambda job: 1 // job, (1, 0, 1), most=3)
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_a_job_that_hangs_is_an_error_in_time_and_is_not_waited_for():
    free = threading.Event()
    try:
        with pytest.raises(TimeoutError):
            list(done_ahead(lambda job: free.wait(30.0), range(2), most=2, timeout_s=0.02))
    finally:
        free.set()
