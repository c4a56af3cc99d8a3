"""An interrupt or an error stops the work soon, and files are whole or as they were."""

import os
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from racekit import _parallel, _whole, sweeps


def test_threads_share_the_blocks():
    done = []
    _parallel.in_threads(done.append, range(100), 3)
    assert sorted(done) == list(range(100))


def test_an_error_stops_all_threads():
    done = []

    def fill(block):
        if block == 5:
            raise ZeroDivisionError
        done.append(block)
        time.sleep(0.001)

    with pytest.raises(ZeroDivisionError):
        _parallel.in_threads(fill, range(10_000), 2)
    assert len(done) < 100


def test_a_long_block_is_left_where_it_yields():
    steps = []

    def fill(block):
        if block == 1:
            time.sleep(0.01)
            raise KeyboardInterrupt
        for step in range(10_000):
            steps.append(step)
            time.sleep(0.001)
            yield

    def fill_or_fail(block):
        return fill(block) if block == 0 else list(fill(block))

    with pytest.raises(KeyboardInterrupt):
        _parallel.in_threads(fill_or_fail, [0, 1], 2)
    assert len(steps) < 5_000


INTERRUPTED = """
import os, signal, sys, threading, time
import racekit as rk
from racekit.repeated import tournament

race = rk.Race.equal(20, milestones=100)
calls = {
    "simulate": lambda: rk.simulate(race, [0.3] * 20, runs=10**6, threads=2),
    "alone": lambda: rk.simulate(race, [0.3] * 20, runs=10**6, threads=1),
    "tournament": lambda: tournament(runs=10**6, rounds=1000, threads=2),
}
rk.simulate(race, [0.3] * 20, runs=2)
tournament(("TFT", "ALLD"), runs=2, rounds=2)
for name, call in calls.items():
    for delay in (0.0, 0.01, 0.3):
        timer = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGINT))
        try:
            timer.start()
            call()
        except KeyboardInterrupt:
            used = time.process_time()
            timer.join()
            time.sleep(0.2)
            used = time.process_time() - used
            assert used < 0.15, f"{name}: still at work, {used:.2f} s"
        else:
            raise AssertionError(f"{name} went on")
print("stopped")
"""


def test_simulations_stop_when_interrupted():
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False
    )
    assert done.stdout == "stopped\n", done.stderr


class Waiting:
    """Stands for a function whose points take their time."""

    def __init__(self):
        self.started = threading.Event()
        self.calls = 0

    def __call__(self, n):
        self.calls += 1
        self.started.set()
        time.sleep(0.005)
        return n


def test_a_sweep_left_early_calls_no_more():
    waiting = Waiting()
    with ThreadPoolExecutor(2) as pool:
        found = sweeps.each(
            waiting, [{"n": n} for n in range(6400)], executor=pool, progress=False
        )
        next(found)
        found.close()
    assert waiting.calls < 1000


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    _whole.write(path, b"old")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(path), "replace", full)
    with pytest.raises(OSError, match="No space"):
        _whole.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["report.html"]


def test_links_and_permissions_stay(tmp_path):
    path, link = tmp_path / "a.html", tmp_path / "b.html"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    _whole.write(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
