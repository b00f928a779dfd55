"""``make demo``: the slow demo API and JupyterLab on the quickstart notebook, until Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

from diorama_nb.demo_api import DemoApi

ROOT = Path(__file__).parent.parent
API_PORT = 8765
LAB_PORT = 8888


def free(port: int) -> int:
    """Return the port if nobody listens there, else a free one."""
    for wanted in (port, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", wanted))
            return int(probe.getsockname()[1])
    raise SystemExit("no free port on 127.0.0.1")


def main() -> int:
    """Run both servers; the notebook gets the API's address from its environment."""
    with DemoApi(port=free(API_PORT)) as api:
        port = free(LAB_PORT)
        print(f"demo API:   {api.url}  (100 000 products, 0.3 s per answer)")
        token = secrets.token_urlsafe(16)
        address = f"http://127.0.0.1:{port}/lab/tree/quickstart.ipynb?token={token}"
        print(f"JupyterLab: {address}", flush=True)
        command = [
            sys.executable, "-m", "jupyterlab", f"--port={port}", "--ip=127.0.0.1",
            "--ServerApp.port_retries=0", f"--ServerApp.root_dir={ROOT / 'notebooks'}",
            "--LabApp.default_url=/lab/tree/quickstart.ipynb",
        ]  # fmt: skip
        if not os.environ.get("DISPLAY") and sys.platform.startswith("linux"):
            command.append("--no-browser")
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--allow-root")
        environment = {**os.environ, "DIORAMA_DEMO_URL": api.url, "JUPYTER_TOKEN": token}
        lab = subprocess.Popen(command, env=environment)
        try:
            return lab.wait()
        except KeyboardInterrupt:
            lab.terminate()
            return lab.wait()


if __name__ == "__main__":
    sys.exit(main())
