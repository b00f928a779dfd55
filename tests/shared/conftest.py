"""Fixtures of the tests of what kernels share."""

import pytest
import redis

from tests.shared.well import Well


@pytest.fixture
def well():
    server = Well()
    yield server
    server.close()


@pytest.fixture
def server(empty_redis):
    """A Redis that holds nothing, and is there."""
    return empty_redis


@pytest.fixture
def raw(server):
    """A client of that Redis."""
    with redis.Redis.from_url(server.url) as client:
        yield client
