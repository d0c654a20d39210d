"""Every test of the store runs on both databases, each time on a fresh one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import FixedClock
from tests.store.postgresql import Cluster, programs, running_cluster
from tracker.store import Store
from tracker.store.reading import Reader, open_reader


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A private PostgreSQL server; skips loudly where none is installed."""
    folder = programs()
    if folder is None:
        pytest.skip("NEEDS the package postgresql: the store is not tested on PostgreSQL here")
    with running_cluster(folder) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our schema and nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "empty.db"
    Store.open(f"sqlite:///{file}", FixedClock(), create=True).close()
    return file


@pytest.fixture(scope="session")
def empty_database(cluster: Cluster) -> str:
    """The name of a PostgreSQL database with our schema and nothing in it, to be copied."""
    url = cluster.new_database()
    Store.open(url, FixedClock(), create=True).close()
    return url.partition("@/")[2].partition("?")[0]


@pytest.fixture
def file_url(empty_file: Path, tmp_path: Path) -> str:
    """The URL of a new SQLite database."""
    file = tmp_path / "tracker.db"
    shutil.copy(empty_file, file)
    return f"sqlite:///{file}"


@pytest.fixture
def server_url(cluster: Cluster, empty_database: str) -> str:
    """The URL of a new PostgreSQL database."""
    return cluster.new_database(empty_database)


@pytest.fixture(params=["file_url", "server_url"], ids=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a new database of either kind."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def clock() -> FixedClock:
    """A clock that the test moves."""
    return FixedClock()


@pytest.fixture
def store(url: str, clock: FixedClock) -> Iterator[Store]:
    """An open store with nothing in it."""
    store = Store.open(url, clock, sleep=clock.sleep)
    yield store
    store.close()


@pytest.fixture
def reader(url: str, store: Store) -> Iterator[Reader]:
    """The reader of the same database."""
    with open_reader(url) as reader:
        yield reader
