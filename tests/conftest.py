"""Fixtures for all tests."""

import asyncio
import gc
import signal

import pytest
from hypothesis import HealthCheck, register_random, settings

from diorama_nb import policy

pytest_plugins = [
    "tests.servers.fixtures",
    "tests.servers.cap",
    "tests.servers.datasette",
    "tests.servers.encrypted",
    "tests.servers.eventstream",
    "tests.servers.kinto",
    "tests.servers.nats",
    "tests.servers.mariadb",
    "tests.servers.oxigraph",
    "tests.servers.pocketbase",
    "tests.servers.postgres",
    "tests.servers.redis",
    "tests.servers.stripe",
    "tests.contracts",
]

# Few examples, many times a day; `--hypothesis-profile=default` tries more.
usual = settings.get_profile(settings.get_current_profile_name())
settings.register_profile(
    "quick",
    usual,
    max_examples=40,
    deadline=None,  # a busy machine is no error
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("quick")

register_random(policy.LOTS)  # a drawn course of events waits the same when it is run again

# A shell starts a job in the background with interrupts ignored, and tests send some.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish():
    """Keep what was imported and collected out of every garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def asyncio_as_it_is():
    """No test nests a loop in this process: that patches asyncio for all tests after it."""
    yield
    assert not hasattr(asyncio, "_nest_patched")
