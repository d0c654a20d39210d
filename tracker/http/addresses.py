"""Which addresses may be connected to: public ones, and those of hosts the operator allows."""

import socket
from collections.abc import Callable, Collection, Sequence
from ipaddress import ip_address, ip_network
from typing import TypeAlias

from tracker.errors import AddressRefused

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host and port; raises OSError or UnicodeError."""

# Of IPv6 only this block is given out; the others loop back, stay on a link or hide an IPv4 address
# (mapped, NAT64): https://www.iana.org/assignments/ipv6-address-space/
_IPV6 = ip_network("2000::/3")

# What `is_global` of a Python since 3.11 may let through, and no feed is served from.
_NEVER_PUBLIC = tuple(
    ip_network(each)
    for each in (
        "192.0.0.0/24",  # protocol assignments, RFC 6890; a cloud has its metadata there
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "2001::/32",  # Teredo: an IPv4 address inside, RFC 4380
        "2002::/16",  # 6to4: an IPv4 address inside, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
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
    if not found.is_global or found.is_multicast or (found.version == 6 and found not in _IPV6):
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
