import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from inspector.jit import NAN_SAFE, Kernel, choose_cache, kernel

KERNELS = """
import numpy as np
from inspector.jit import NAN_SAFE, kernel


@kernel
def squared(value: float) -> float:
    return value * value


@kernel(fastmath=NAN_SAFE)
def energy(values):
    total = 0.0
    for value in values:
        total += squared(value)
    return total


@kernel
def spin(turns: int) -> float:
    total = 0.0
    for turn in range(turns):
        total += np.sin(turn)
    return total
"""


@kernel
def ratio(above: float, below: float) -> float:
    """Give a quotient."""
    return above / below


@kernel(fastmath=NAN_SAFE)
def mean(values: np.ndarray) -> float:
    total = 0.0
    for value in values:
        total += value
    return total / len(values)


@kernel
def twice(value: float) -> float:
    return 2 * ratio(value, 1.0)


def run(code: str, folder: Path, **environment: str) -> str:
    """Run code in a fresh interpreter that finds ``folder/loops.py``."""
    (folder / "loops.py").write_text(KERNELS, encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "INSPECTOR_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_kernel_gives_what_its_python_gives():
    values = np.linspace(-1, 3, 1001)
    assert mean(values) == pytest.approx(mean.python(values))
    assert mean.__name__ == "mean"
    assert ratio.__doc__ == "Give a quotient."


def test_a_kernel_may_call_a_kernel():
    assert twice(4.0) == 8.0


def test_a_division_by_zero_is_no_exception():
    assert ratio(1.0, 0.0) == np.inf
    assert np.isnan(ratio(0.0, 0.0))


def test_nan_stays_nan_with_fastmath():
    assert np.isnan(mean(np.array([1.0, np.nan, 2.0])))


@pytest.mark.parametrize("flag", ["nnan", "ninf", "fast"])
def test_a_freedom_that_loses_nan_is_refused(flag):
    with pytest.raises(ValueError, match=flag):
        kernel(fastmath=frozenset({flag}))


def test_a_kernel_crosses_into_another_process_by_its_name():
    assert pickle.loads(pickle.dumps(ratio)) is ratio


def test_threads_that_call_first_share_one_dispatcher():
    fresh = Kernel(mean.python, frozenset())
    values = np.arange(100.0)
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: (fresh(values), fresh.dispatcher()), range(8)))
    assert {value for value, _ in got} == {49.5}
    assert len({id(dispatcher) for _, dispatcher in got}) == 1


def test_numba_is_imported_by_the_first_call_only(tmp_path):
    code = (
        "import sys, loops; assert 'numba' not in sys.modules;"
        "loops.squared(2.0); assert 'numba' in sys.modules"
    )
    run(code, tmp_path, INSPECTOR_HOME=str(tmp_path))


def test_machine_code_is_kept_on_disk_and_used_again(tmp_path):
    code = (
        "import loops, numpy; assert loops.energy(numpy.ones(5)) == 5.0;"
        "print(sum(loops.energy.dispatcher().stats.cache_hits.values()))"
    )
    assert run(code, tmp_path, INSPECTOR_HOME=str(tmp_path)).strip() == "0"
    assert list((tmp_path / "cache" / "numba").rglob("*energy*.nbi"))
    assert run(code, tmp_path, INSPECTOR_HOME=str(tmp_path)).strip() == "1"


def test_a_home_that_cannot_be_written_only_costs_time(tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be", encoding="utf-8")
    code = (
        "import loops, os; assert loops.squared(3.0) == 9.0; print(os.environ['NUMBA_CACHE_DIR'])"
    )
    said = run(code, tmp_path, INSPECTOR_HOME=str(tmp_path / "home"))
    folder = said.splitlines()[0]
    assert "cannot be written" in said
    assert "inspector-numba-" in folder
    assert not Path(folder).exists()  # it went away with the process


def test_the_cache_folder_that_the_user_set_is_kept(tmp_path):
    environment = {"NUMBA_CACHE_DIR": "/srv/kept", "INSPECTOR_HOME": str(tmp_path)}
    assert choose_cache(environment) == Path("/srv/kept")
    assert environment["NUMBA_CACHE_DIR"] == "/srv/kept"


def test_a_kernel_runs_without_the_gil(tmp_path):
    # The main thread ticks while another one spins in a kernel; with the GIL it would stand still.
    code = """
import threading, time, loops
loops.spin(1)
done = threading.Event()
began = time.perf_counter()
threading.Thread(target=lambda: (loops.spin(20_000_000), done.set())).start()
gap, last = 0.0, began
while not done.is_set():
    now = time.perf_counter()
    gap, last = max(gap, now - last), now
print(gap / (time.perf_counter() - began))
"""
    assert float(run(code, tmp_path, INSPECTOR_HOME=str(tmp_path))) < 0.5
