"""A shop for every test."""

import pytest

from tests.vista.sql import shop


@pytest.fixture
def url(tmp_path):
    """Return the address of a shop with ten products."""
    return shop.make(tmp_path / "shop.db")
