"""What tests need beside the package itself: CI must have it, elsewhere its lack is told."""

import os
from importlib.util import find_spec

import pytest


def need(found, what, untested):
    """Return what was found; where nothing was, skip, which CI forbids.

    Parameters
    ----------
    found : object
        A path, a module's spec, …; false where there is none.
    what : str
        What is to be installed.
    untested : str
        What was not tried without it.
    """
    if not found:
        assert not os.environ.get("CI"), f"{what} is missing, and CI must have it"
        pytest.skip(f"{what} is missing: {untested}", allow_module_level=True)
    return found


def need_module(name, untested):
    """Skip where a module is not installed, which CI forbids."""
    need(find_spec(name) is not None, name, untested)
