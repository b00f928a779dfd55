"""The fixture that starts SAP CAP, an OData service, over the session's PostgreSQL."""

import json
import os
import subprocess
import uuid
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests.servers.fixtures import HERE, SHELF, free_port, installed, serve

ROWS = [{**row, "id": str(uuid.UUID(int=row["id"]))} for row in SHELF]
"""The rows of the contract under ids as the service makes them."""


@dataclass(frozen=True)
class Cap:
    """A running service; its tables are those of `base`."""

    url: str
    base: sa.Engine

    def list(self, name):
        """Return the address of an entity set."""
        return f"{self.url}/odata/v4/shop/{name}"

    def put(self, name, rows):
        """Have an entity set hold these rows, by way of its database."""
        table = sa.table(f"shop_{name}".lower(), *map(sa.column, rows[0]))
        with self.base.begin() as connection:
            connection.execute(sa.delete(table))
            connection.execute(sa.insert(table), [dict(row) for row in rows])


@pytest.fixture(scope="session")
def cap(postgres, tmp_path_factory):
    """SAP CAP with an empty shelf, and 23 pages that are read five at a time as leaves."""
    folder = HERE / "cap"
    program = installed(folder, "@sap/cds/bin/serve.js", "RestVista")
    engine = sa.create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE cap")
    engine.dispose()
    where = {"host": engine.url.query["host"], "user": "dio", "database": "cap"}
    config = {"requires": {"db": {"credentials": where}}}
    home = str(tmp_path_factory.mktemp("cap"))  # it notes there where it runs
    env = {**os.environ, "CDS_CONFIG": json.dumps(config), "HOME": home}
    port = free_port()
    deploy = ["node", str(program.with_name("deploy.js"))]
    command = ["node", str(program), "all", "--port", str(port)]
    base = sa.create_engine(sa.make_url(postgres).set(database="cap"))
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(deploy, cwd=folder, env=env, **quiet) as deploying:
        for url in serve(command, port, "/odata/v4/shop/", folder, env):
            assert deploying.wait(120) == 0, "the tables were not made"
            server = Cap(url, base)
            server.put("pages", [{"id": n, "stock": n * 7 % 5} for n in range(1, 24)])
            yield server
    base.dispose()
