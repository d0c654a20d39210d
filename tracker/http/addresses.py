"""Which addresses may be connected to: public ones, and those of hosts the operator allows."""

import socket
from collections.abc import Callable, Collection, Sequence
from ipaddress import ip_address, ip_network
from typing import TypeAlias

from tracker.errors import AddressRefused

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host and port; raises OSError or UnicodeError."""

# Beyond what `is_global` knows on every Python from 3.11: ranges that carry an IPv4 address inside,
# which a gateway may route to a private network, and ranges withdrawn from public use.
_NEVER_PUBLIC = tuple(
    ip_network(each)
    for each in (
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "::/96",  # IPv4-compatible, RFC 4291
        "::ffff:0:0/96",  # IPv4-mapped, RFC 4291
        "::ffff:0:0:0/96",  # IPv4-translated, RFC 7915
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # local NAT64, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056
        "5f00::/16",  # segment routing, RFC 9602
        "fec0::/10",  # site-local, RFC 3879
    )
)


def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver; its order, which knows the routes, is kept."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class AddressPolicy:
    """Refuses private addresses, except those of `allow_hosts`.

    An allowed host is a name or a literal as the URL spells it, with or without `:port`.
    """

    def __init__(self, allow_hosts: Collection[str] = ()) -> None:
        self._allowed = frozenset(spelled(each) for each in allow_hosts)

    def check(self, host: str, port: int, addresses: Sequence[str]) -> None:
        """Raise AddressRefused unless every address is public or the host is allowed.

        One private address among public ones is enough: a rebinding name mixes them.
        """
        if self._allowed.intersection(names(host, port)):
            return
        for address in addresses:
            if not is_public(address):
                raise AddressRefused(
                    f"{host} is at the private address {address}; "
                    f"add {host!r} to http.allow_hosts if that is meant"
                )


def is_public(address: str) -> bool:
    """Return True where `address` is a global unicast address that hides no other."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if not found.is_global or found.is_multicast:
        return False
    return not any(found in net for net in _NEVER_PUBLIC)


def names(host: str, port: int) -> tuple[str, str]:
    """Return the two ways in which a host may be configured: with its port, and without."""
    host = spelled(host)
    return (f"[{host}]:{port}" if ":" in host else f"{host}:{port}"), host


def spelled(netloc: str) -> str:
    """Return a host, with or without a port, in the one spelling that is compared."""
    netloc = netloc.strip().lower().rstrip(".")
    return netloc[1:-1] if netloc.startswith("[") and netloc.endswith("]") else netloc
