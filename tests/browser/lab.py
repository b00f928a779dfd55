"""A real JupyterLab, and what is said to it in its page."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RESTORED = "() => window.jupyterapp?.restored && window.jupyterapp.restored.then(() => true)"
IDLE = """(path) => {
    const panel = window.jupyterapp.shell.currentWidget;
    const kernel = panel?.sessionContext?.session?.kernel;
    return panel?.context?.path === path && kernel?.status === "idle";
}"""
RUN = """async ([index, wait]) => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = index;
    notebook.deselectAll();
    const done = window.jupyterapp.commands.execute("notebook:run-cell");
    if (wait) await done;
}"""
SHUT = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.sessionContext.shutdown();
    panel.dispose();
}"""


class Lab:
    """A running JupyterLab server."""

    def __init__(self, base: str, folder: Path) -> None:
        self.base = base
        self.folder = folder

    def write(self, name: str, *cells: str) -> Path:
        """Put a notebook into the folder; return its path."""
        import nbformat  # takes five seconds

        document = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        path = self.folder / f"{name}.ipynb"
        nbformat.write(document, path)
        return path


@contextmanager
def running(
    home: Path, more: Mapping[str, str] = {}, settings: Mapping[str, Any] = {}
) -> Iterator[Lab]:
    """Start JupyterLab with all it writes in a folder; `more` goes into its environment.

    `settings` are those of its parts, by ``"@scope/package/plugin"``.
    """
    folder = home / "notebooks"
    folder.mkdir()
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    told = {"@jupyterlab/apputils-extension/notification": quiet, **settings}
    for name, values in told.items():
        place = home / "settings" / f"{name}.jupyterlab-settings"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(values))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    places = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "run", "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }  # fmt: skip
    environment = {
        **os.environ,
        **{name: str(home / place) for name, place in places.items()},
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        **more,
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=", "--ServerApp.password=",
        f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
    ]  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, env=environment, cwd=folder
        )
        try:
            _wait_for(base + "/api", server, home / "server.log")
            yield Lab(base, folder)
        finally:
            server.send_signal(signal.SIGTERM)  # it ends its kernels too
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")
