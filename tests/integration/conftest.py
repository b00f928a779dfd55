"""Fixtures of the integration tests."""

import pytest

from tests.integration.ward import Ward


@pytest.fixture
def ward():
    server = Ward()
    yield server
    server.close()
