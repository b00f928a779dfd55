"""The fixture that starts a MariaDB server for the session, and ends it."""

import getpass
import shutil
import socket
import subprocess
import tempfile
import time

import pytest
import sqlalchemy as sa

from tests.servers.fixtures import free_port
from tests.servers.needed import need, need_module

SMALL = (
    "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=4M", "--performance-schema=OFF",
    "--innodb-flush-method=nosync", "--innodb-doublewrite=0", "--innodb-undo-tablespaces=0",
    "--character-set-server=utf8mb4",
)  # fmt: skip


@pytest.fixture(scope="session")
def mariadb(mariadb_server):
    """The URL of a server of its own, which listens on 127.0.0.1 and a socket in its folder."""
    return mariadb_server[0]


@pytest.fixture(scope="session")
def mariadb_server():
    """The URL of that server, and a function that kills it and starts it again."""
    need_module("pymysql", "SqlVista was NOT run against MariaDB")
    install = shutil.which("mariadb-install-db")
    binary = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin")
    need(install and binary, "MariaDB", "SqlVista was NOT run against it")
    folder = tempfile.mkdtemp(prefix="diorama-maria-")
    user = getpass.getuser()
    if user == "root":  # the server refuses to run as root
        user = "mysql"
        shutil.chown(folder, user)
    # A server that starts removes the temporary tables of all others that share its tmpdir.
    where = [
        "--no-defaults", f"--datadir={folder}/data", f"--tmpdir={folder}", f"--user={user}",
        *SMALL,
    ]  # fmt: skip
    owned = ["--auth-root-authentication-method=normal", "--skip-test-db"]
    with open(f"{folder}/install.log", "w") as log:
        command = [install, *where, *owned]
        subprocess.run(command, check=True, timeout=60, stdout=log, stderr=log)
    port, server = free_port(), None
    begin = [
        binary, *where, f"--socket={folder}/socket", f"--pid-file={folder}/pid",
        f"--log-error={folder}/log", f"--port={port}", "--bind-address=127.0.0.1",
    ]  # fmt: skip
    root = f"mariadb+pymysql://root@/mysql?unix_socket={folder}/socket"

    def start():
        nonlocal server
        server = subprocess.Popen(begin, cwd=folder, stderr=subprocess.DEVNULL)
        for _ in range(1500):
            assert server.poll() is None, f"MariaDB ended with {server.returncode}"
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("MariaDB does not answer")

    def restart():
        server.kill()
        server.wait(10)
        start()

    try:
        start()
        engine = sa.create_engine(root, poolclass=sa.NullPool)
        with engine.connect() as connection:
            for statement in (
                "CREATE DATABASE shop",
                "CREATE USER dio@localhost IDENTIFIED BY 'hidden'",
                "GRANT ALL ON *.* TO dio@localhost WITH GRANT OPTION",
            ):
                connection.exec_driver_sql(statement)
        yield f"mariadb+pymysql://dio:hidden@127.0.0.1:{port}/shop", restart
    finally:
        if server is not None:
            server.kill()
            server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
