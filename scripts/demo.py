"""``make demo``: the slow demo API and JupyterLab on the quickstart notebook, until Ctrl-C."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from diorama_nb.demo_api import DemoApi

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
API_PORT = 8765
LAB_PORT = 8888


def free(port: int) -> int:
    """Return the port if nobody listens there, else a free one."""
    for wanted in (port, 0):
        with socket.socket() as probe:
            # As servers do: the last demo's closed connections do not hold the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SystemExit("no free port on 127.0.0.1")


def start_lab(port: int, token: str, api_url: str) -> subprocess.Popen[bytes]:
    """Start JupyterLab with the user's own settings; the notebook learns the API's address."""
    command = [
        sys.executable, "-m", "jupyterlab", f"--port={port}", "--ip=127.0.0.1",
        "--ServerApp.port_retries=0", f"--ServerApp.root_dir={NOTEBOOKS}",
        "--LabApp.default_url=/lab/tree/quickstart.ipynb", "--Application.log_level=WARN",
    ]  # fmt: skip
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not screen:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    environment = {
        **os.environ,
        "DIORAMA_DEMO_URL": api_url,
        "JUPYTER_TOKEN": token,
        "JUPYTER_PREFER_ENV_PATH": "1",  # kernels come from this environment
    }
    # A session of its own: Ctrl-C reaches only us, and JupyterLab asks no "Shut down (y/n)?".
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )


def wait_until_up(lab: subprocess.Popen[bytes], port: int) -> bool:
    """Return whether JupyterLab answers, within 60 s and before it ends."""
    for _ in range(300):
        if lab.poll() is not None:
            return False
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
            return True
        except urllib.error.HTTPError as answer:
            answer.close()
            return True
        except OSError:
            time.sleep(0.2)
    return False


def end(lab: subprocess.Popen[bytes]) -> None:
    """End JupyterLab and with it its kernels."""
    lab.terminate()
    try:
        lab.wait(20)
    except subprocess.TimeoutExpired:
        lab.kill()
        lab.wait()


def main() -> int:
    """Run both servers until one of them ends or we are told to stop."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with DemoApi(port=free(API_PORT)) as api:
            port, token = free(LAB_PORT), secrets.token_urlsafe(16)
            print(f"demo API:   {api.url}  (100 000 products, 0.3 s per answer)", flush=True)
            lab = start_lab(port, token, api.url)
            try:
                if wait_until_up(lab, port):
                    address = f"http://127.0.0.1:{port}/lab/tree/quickstart.ipynb"
                    print(f"JupyterLab: {address}?token={token}")
                    print("Ctrl-C ends both.", flush=True)
                return lab.wait()
            finally:
                end(lab)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
