"""A batch job that goes on where it ended."""

import random
from itertools import pairwise

from diorama_nb.demo_api import DemoApi
from tests.examples.conftest import WAIT, ended

ROWS, PAGES = 3000, 30
RANGES = [f"{first} to {first + 99}" for first in range(1, ROWS, 100)]


class Shop(DemoApi):
    """The demo API, which calls `then` as it is asked for the n-th time."""

    countdown, then = 0, None

    def answer(self, *request):
        self.countdown -= 1
        if self.countdown == 0:
            self.then()
        return super().answer(*request)


def told(text):
    """Return the pages a run processed, as numbers; the last line may be cut."""
    return [RANGES.index(line.partition(":")[0]) for line in text.splitlines() if ":" in line]


def test_a_job_that_is_killed_loses_no_page_and_repeats_only_the_one_in_flight(start, tmp_path):
    """S21: kill -9 as a page was just processed, and as one is asked for."""
    dice, runs = random.Random(7), []
    with Shop(rows=ROWS, latency=0.005) as shop:

        def begin():
            return start("batch_resume.py", shop.url, tmp_path)

        process = begin()
        lines = "".join(process.stdout.readline() for _ in range(dice.randint(3, 12)))
        process.kill()
        runs.append(told(lines + process.communicate(timeout=WAIT)[0]))

        shop.countdown = dice.randint(3, 12)
        process = begin()
        shop.then = process.kill
        runs.append(told(process.communicate(timeout=WAIT)[0]))

        runs.append(told(ended(begin())))
        for before, after in pairwise(runs):
            assert after[0] in (before[-1], before[-1] + 1)
        assert all(run == list(range(run[0], run[-1] + 1)) for run in runs)
        assert (runs[0][0], runs[-1][-1]) == (0, PAGES - 1)

        shop.reset_stats()  # a run behind the last one finds nothing new
        assert ended(begin()) == ""
        assert shop.stats()["requests"] == 1
