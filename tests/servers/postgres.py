"""The fixture that starts a PostgreSQL server for the session, and ends it."""

import getpass
import glob
import shutil
import subprocess
import tempfile

import pytest

from tests.servers.needed import need, need_module


@pytest.fixture(scope="session")
def postgres():
    """The URL of a server of its own, which listens on a socket in its folder only."""
    for url, _ in started():
        yield url


@pytest.fixture(scope="module")
def mortal_postgres():
    """The URL of another one, which nobody else counts on, and a function that restarts it."""
    yield from started()


def started():
    """Start a server, yield its URL and a function that kills and starts it again, end it."""
    need_module("psycopg", "SqlVista was NOT run against PostgreSQL")
    binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    need(binaries, "PostgreSQL", "SqlVista was NOT run against it")
    folder = tempfile.mkdtemp(prefix="diorama-pg-")
    as_user = []
    if getpass.getuser() == "root":  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    control, start = f"{binaries[-1]}/pg_ctl", f"-c listen_addresses= -k {folder} -c fsync=off"

    def call(*words):
        subprocess.run(
            [*as_user, *words], check=True, timeout=60, cwd=folder, stdout=subprocess.DEVNULL
        )

    call(
        f"{binaries[-1]}/initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "dio",
        "-E", "UTF8", "--locale=C.UTF-8",
    )  # fmt: skip
    begin = (control, "-D", f"{folder}/data", "-o", start, "-l", f"{folder}/log", "-w")
    call(*begin, "start")

    def restart():
        call(*begin, "-m", "immediate", "restart")

    try:
        yield f"postgresql+psycopg://dio:hidden@/postgres?host={folder}", restart
    finally:
        call(control, "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)
