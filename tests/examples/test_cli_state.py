"""A shell session over a slow API."""

import os
import subprocess
import sys
from pathlib import Path

from diorama_nb.demo_api import DemoApi
from tests.examples.conftest import EXAMPLES, WAIT


def test_what_one_command_has_read_the_next_ones_do_not_ask_for(tmp_path):
    """S20, S69: line by line, so that the requests of each can be counted."""
    session = (EXAMPLES / "cli_state.sh").read_text(encoding="utf-8").splitlines()
    told, asked = [], []
    with DemoApi(rows=1234, latency=0) as shop:
        places = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DIORAMA_DEMO_URL": shop.url,
            "DIORAMA_CACHE": str(tmp_path),
        }
        for line in session:
            if line and not line.startswith("#"):
                shop.reset_stats()
                ended = subprocess.run(
                    line,
                    shell=True,
                    env=os.environ | places,
                    capture_output=True,
                    text=True,
                    timeout=WAIT,
                )
                assert ended.returncode == 0, ended.stderr
                told.append(ended.stdout)
                asked.append(shop.stats()["requests"])
    first, again, refreshed = told
    assert len(first.splitlines()) == 26
    assert first == again == refreshed
    assert [number > 0 for number in asked] == [True, False, True]
