"""Private addresses are refused where the connection is made, however they are spelled."""

import socket
from collections.abc import Callable, Sequence

import pytest

from tests.http.site import Site, answer
from tracker.errors import AddressRefused, FetchFailed, HostUnreachable
from tracker.http import Http
from tracker.http.addresses import AddressPolicy, is_public
from tracker.http.deadlines import Deadline
from tracker.http.network import Network
from tracker.http.shutdown import Shutdown

PUBLIC = "93.184.216.34"

SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1",
    "017700000001", "0177.1", "0", "0.0.0.0", "localhost", "LOCALHOST",
    "user:word@127.0.0.1", "example.org@127.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]",
    "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]",
    "[2001:0:7f00:1::]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]",
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "169.254.0.1",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "192.88.99.1", "[100::1]", "[2001:db8::1]",
    "[3fff::1]", "[5f00::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_a_private_address_is_connected_to(
    new_http: Callable[..., Http], site: Site, host: str
) -> None:
    with pytest.raises(AddressRefused, match=r"http\.allow_hosts"):
        new_http(allow_hosts=()).get(f"http://{host}:{site.port}/")
    assert site.connections == 0


@pytest.mark.parametrize(
    "host",
    ["localhost.", "0177.0.0.01", "①②⑦.⓪.⓪.①", "127.0.0.1%00.example.org", "[fe80::1%25lo]"],
)
def test_a_host_that_is_hardly_one_is_refused(
    new_http: Callable[..., Http], site: Site, host: str
) -> None:
    http = new_http(allow_hosts=(), resolve=lambda host, port: ["127.0.0.1"])
    with pytest.raises(FetchFailed):
        http.get(f"http://{host}:{site.port}/")
    assert site.connections == 0


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001::1"]
)
def test_public_addresses_may_be_connected_to(address: str) -> None:
    assert is_public(address)
    AddressPolicy().check("feeds.example", 443, [address])


def test_what_a_resolver_makes_up_is_not_public() -> None:
    assert not is_public("not an address")


@pytest.mark.parametrize(
    "allowed", ["127.0.0.1", "127.0.0.1:8080", " 127.0.0.1 ", "FEEDS.example", "feeds.example:8080"]
)
def test_an_allowed_host_may_be_private_with_or_without_its_port(allowed: str) -> None:
    host = "feeds.example." if "feeds" in allowed.lower() else "127.0.0.1"
    AddressPolicy([allowed]).check(host, 8080, ["127.0.0.1"])


@pytest.mark.parametrize("allowed", ["::1", "[::1]", "[::1]:8080"])
def test_an_allowed_host_may_be_an_ipv6_literal(allowed: str) -> None:
    AddressPolicy([allowed]).check("::1", 8080, ["::1"])


@pytest.mark.parametrize("allowed", ["127.0.0.1:8081", "127.0.0.2", "localhost", "example"])
def test_an_allowed_host_allows_no_other(allowed: str) -> None:
    with pytest.raises(AddressRefused):
        AddressPolicy([allowed]).check("127.0.0.1", 8080, ["127.0.0.1"])


def test_one_private_address_among_public_ones_is_enough(
    new_http: Callable[..., Http], site: Site
) -> None:
    http = new_http(allow_hosts=(), resolve=lambda host, port: [PUBLIC, "127.0.0.1"])
    with pytest.raises(AddressRefused, match=r"feeds\.example is at the private address"):
        http.get(f"http://feeds.example:{site.port}/")
    assert site.connections == 0


def test_a_name_that_is_rebound_is_connected_to_where_it_was_checked() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    connected: list[tuple[str, int]] = []
    network = Network(
        AddressPolicy(),
        lambda host, port: next(answers),
        Deadline(5, "rebound.example", lambda: 0.0),
        Shutdown(),
        connect=lambda sock, address: connected.append(address),
    )
    network.connect_tcp("rebound.example", 80, timeout=1).close()
    assert connected == [(PUBLIC, 80)]
    with pytest.raises(AddressRefused):
        network.connect_tcp("rebound.example", 80, timeout=1)
    assert connected == [(PUBLIC, 80)]


def test_a_name_is_looked_up_once_for_each_connection(
    new_http: Callable[..., Http], site: Site
) -> None:
    looked_up: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        looked_up.append((host, port))
        return ["127.0.0.1"]

    http = new_http(allow_hosts={"feeds.example"}, resolve=resolve)
    site.play(answer(b"x"), "/feed")
    assert http.get(f"http://feeds.example:{site.port}/feed").body == b"x"
    assert looked_up == [("feeds.example", site.port)]
    assert site.asked[0].header("Host") == f"feeds.example:{site.port}"


def test_a_dead_address_gives_way_to_the_next(new_http: Callable[..., Http], site: Site) -> None:
    # Nothing listens at 127.0.0.2.
    http = new_http(resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    assert http.get(site.play(answer(b"x"))).body == b"x"


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")]
)
def test_a_name_that_does_not_exist_says_so(
    new_http: Callable[..., Http], error: Exception
) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise error

    with pytest.raises(HostUnreachable, match=r"nowhere\.example was not found: (Name|label)"):
        new_http(resolve=resolve).get("http://nowhere.example/")
