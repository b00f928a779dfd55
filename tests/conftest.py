"""Fixtures for all tests."""

from hypothesis import register_random

from diorama_nb import policy

pytest_plugins = ["tests.servers.fixtures", "tests.servers.postgres", "tests.contracts"]

register_random(policy.LOTS)  # a drawn course of events waits the same when it is run again
