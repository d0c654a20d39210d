"""A private PostgreSQL server for the tests: its own folder, a socket in it, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

SUPERUSER = "postgres"


class Cluster:
    """A running server that hands out databases."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self._folder}"

    def new_database(self, template: str = "template1") -> str:
        """Make a database like `template` and return its URL."""
        self._made += 1
        name = f"test{self._made}"
        address = f"postgresql://{SUPERUSER}@/postgres?host={self._folder}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.url(name)


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, None where PostgreSQL is not installed."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = [str(path) for path in packaged] or [shutil.which("initdb")]
    return Path(found[0]).parent if found[0] else None


@contextmanager
def running_cluster(bin_folder: Path) -> Iterator[Cluster]:
    """Start a server for the time of the block; root runs it as somebody else, as it must be."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgresql-"))
    owner = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        owner = {"user": account.pw_uid, "group": account.pw_gid}
    control = [bin_folder / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
    # Nothing here outlives the test: no disk has to be waited for.
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
    initdb = [bin_folder / "initdb", "-D", folder / "data", "-U", SUPERUSER, "-A", "trust"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder, **owner}
    try:
        subprocess.run([*initdb, "-E", "UTF8", "--no-sync"], **quiet)
        subprocess.run([*control, "-o", options, "start"], **quiet)
        try:
            yield Cluster(folder)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
