"""Every listener bears a thousand damaged messages; `inspector bench listeners` sends more."""

import random

import pytest

from inspector.bench.fuzz import Target, damaged, fuzz
from inspector.bench.listeners import HERMES, answers, hermes_ports, opcua_port

EACH = 1000
HELLO = {0: HERMES[0], 1: HERMES[7], 2: HERMES[9]}


@pytest.mark.parametrize("which", HELLO, ids=("neighbour", "configuration", "supervisors"))
def test_a_port_of_hermes_does_not_fall_hang_or_grow(which):
    with hermes_ports() as ports:
        port = ports[which]
        corpus = (HELLO[which], *HERMES)
        target = Target("hermes", port, corpus, lambda: answers(port, corpus[0]))
        fuzz(target, EACH // 2, seed=which + 3)  # buffers grow to what they need once
        report = fuzz(target, EACH, seed=which + 7)
    assert report.alive
    assert report.hung == 0
    assert report.good


def test_opcua_does_not_fall_hang_or_grow():
    pytest.importorskip("asyncua", reason="the extra opcua is not installed")
    with opcua_port() as (port, corpus):
        target = Target("opcua", port, corpus, lambda: answers(port, corpus[0]))
        fuzz(target, EACH // 2, seed=3)
        report = fuzz(target, EACH, seed=11)
    assert report.alive
    assert report.hung == 0
    assert report.good


def test_damage_is_repeatable_and_of_many_kinds():
    made = [damaged(random.Random(n), HERMES) for n in range(200)]
    assert made == [damaged(random.Random(n), HERMES) for n in range(200)]
    assert len(set(made)) > 150
    assert sum(data.startswith(HERMES[0]) for data in made) > 80
