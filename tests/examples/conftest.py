import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
WAIT = 30  # seconds after which a process that should have ended is taken to hang


def load(name):
    """Return an example as a module."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start():
    """Start examples as processes; what still runs at the end is killed."""
    running = []

    def start(name, *arguments):
        command = [sys.executable, str(EXAMPLES / name), *map(str, arguments)]
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        running.append(subprocess.Popen(command, text=True, **pipes))
        return running[-1]

    yield start
    for process in running:
        with process:
            process.kill()


def ended(process):
    """Return what a process printed, once it ended well."""
    out, errors = process.communicate(timeout=WAIT)
    assert process.returncode == 0, errors
    return out
