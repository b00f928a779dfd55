"""A batch job that goes on where it ended."""

import random
from itertools import pairwise

import pytest

from diorama_nb.demo_api import DemoApi
from tests.examples.conftest import WAIT, ended

ROWS, PAGES = 3000, 30
RANGES = [f"{first} to {first + 99}" for first in range(1, ROWS, 100)]


@pytest.fixture
def shop():
    with DemoApi(rows=ROWS, latency=0.005) as api:
        yield api


def told(text):
    """Return the pages a run processed, as numbers; the last line may be cut."""
    return [RANGES.index(line.partition(":")[0]) for line in text.splitlines() if ":" in line]


def test_a_job_that_is_killed_loses_no_page_and_repeats_only_the_one_in_flight(
    start, shop, tmp_path
):
    """S21: kill -9 as a page has just been processed, or as one of the next is asked for."""
    dice, runs = random.Random(7), []
    for _ in range(3):
        process = start("batch_resume.py", shop.url, tmp_path)
        lines = "".join(process.stdout.readline() for _ in range(dice.randint(2, 8)))
        asked = shop.stats()["requests"] + dice.randint(0, 2)
        while shop.stats()["requests"] < asked and process.poll() is None:
            pass
        process.kill()
        runs.append(told(lines + process.communicate(timeout=WAIT)[0]))
    runs.append(told(ended(start("batch_resume.py", shop.url, tmp_path))))
    for before, after in pairwise(runs):
        assert after[0] in (before[-1], before[-1] + 1)
    assert all(run == list(range(run[0], run[-1] + 1)) for run in runs)
    assert (runs[0][0], runs[-1][-1]) == (0, PAGES - 1)

    shop.reset_stats()  # a run behind the last one finds nothing new
    assert ended(start("batch_resume.py", shop.url, tmp_path)) == ""
    assert shop.stats()["requests"] == 1
