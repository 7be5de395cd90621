"""The real PLC process, over real sockets, really killed: a short run of what the command does."""

import random
from collections import Counter

from inspector.bench.line import measure_kills, measure_latency
from inspector.bench.line_fuzz import Reaction, inputs, measure_fuzz, reaction_to


def nothing(*_):
    """Hear progress."""


def test_an_answer_is_acknowledged_within_a_few_scans():
    times = sorted(measure_latency(60, nothing))
    assert times[30] < 0.020  # 5 ms are usual; this machine may be busy


def test_a_plc_that_is_killed_loses_and_doubles_nothing():
    assert measure_kills(60, 2, nothing) == (0, 0)


def test_malformed_input_is_met_as_the_protocol_says():
    report = measure_fuzz(1000, random.randrange(2**32), nothing)
    assert report.wrong == ()
    assert report.alive
    assert report.answered + report.closed + report.awaited == 1000


def test_the_inputs_are_of_every_kind():
    met = Counter(reaction_to(data) for data in inputs(1000, 1))
    assert all(met[reaction] > 100 for reaction in Reaction)
