"""What can not be run is told, and CI never leaves it out."""

from pathlib import Path

import pytest

from tests.servers.needed import need, need_module

HERE = Path(__file__).parent


def test_what_is_missing_is_skipped_by_name_and_fails_in_ci(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    assert need("/usr/bin/server", "server", "nothing was run") == "/usr/bin/server"
    need_module("json", "nothing was run")
    with pytest.raises(pytest.skip.Exception, match="nosuch is missing: X was NOT run"):
        need_module("nosuch", "X was NOT run")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(AssertionError, match="CI must have it"):
        need_module("nosuch", "X was NOT run")


@pytest.mark.parametrize(
    ("folder", "word"),
    [
        pytest.param(".", "importorskip", id="silent skips"),
        pytest.param("sources", "testing.contract", id="parts of the suite of sources"),
    ],
)
def test_nothing_is_left_out_in_silence(folder, word):
    """A source that ran a part of the suite only would look as well tested as the others."""
    own = {Path(__file__), HERE / "cache/test_limits.py"}  # quotas that Windows has not
    files = set((HERE / folder).rglob("*.py")) - own
    files = {file for file in files if "node_modules" not in file.parts}
    assert files
    assert {file.name for file in files if word in file.read_text(encoding="utf-8")} == set()
