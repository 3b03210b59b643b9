"""Which addresses may be connected to: public ones, and those the owner's config allows.

Pure: nothing is looked up here. `resolver.py` applies it to what a name leads to.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from mentions.errors import RefusedAddressError
from mentions.fetch.target import Target

# Said wherever a private address is refused.
REFUSED = (
    "leads to a private network address; if you want that, add the host to allow_hosts under "
    "[fetch] in config.toml"
)

# IANA IPv4 Special-Purpose Address Registry, without what is routed like any other address; and
# the address at which virtual machines in Azure find their host, public only by its number.
_CLOSED_V4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32"),
            *("169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
            *("192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
            *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
# Of IPv6 only this is handed out to the open internet (RFC 4291, 2.4), apart from: protocol
# assignments with Teredo, benchmarking and ORCHID in it, and documentation (twice).
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
# IPv6 that stands for an IPv4 address: mapped, 6to4, NAT64 as everybody uses it (RFC 6052).
_MAPPED = IPv6Network("::ffff:0:0/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_NAT64 = IPv6Network("64:ff9b::/96")
# ISATAP (RFC 5214): an interface identifier of 0:5efe or 200:5efe and an IPv4 address.
_ISATAP = 0x0000_5EFE
_ISATAP_MASK = 0xFDFF_FFFF
_V4_MASK = 0xFFFF_FFFF

# "Bad ports" of the Fetch Standard: mail, shells, files, databases; no web server is there, and a
# request could be taken for a command.
_BAD_PORTS = frozenset(
    {
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
        *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161),
        *(179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563),
        *(587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060),
        *(5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
        # Not on that list, and open without a password often enough: MySQL, PostgreSQL, VNC,
        # Redis, Memcached, MongoDB.
        *(3306, 5432, 5900, 6379, 11211, 27017),
    }
)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, also inside IPv6 wrappings.

    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1", "fe80::1%eth0")]
    [True, False, False, False]
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return _is_public_v4(ip) if isinstance(ip, IPv4Address) else _is_public_v6(ip)


def _is_public_v4(ip: IPv4Address) -> bool:
    return not any(ip in network for network in _CLOSED_V4)


def _is_public_v6(ip: IPv6Address) -> bool:
    if ip.scope_id:
        return False
    number = int(ip)
    if ip in _MAPPED or ip in _NAT64:
        return _is_public_v4(IPv4Address(number & _V4_MASK))
    if ip not in _OPEN_V6 or any(ip in network for network in _CLOSED_V6):
        return False
    if ip in _SIX_TO_FOUR and not _is_public_v4(IPv4Address(number >> 80 & _V4_MASK)):
        return False
    isatap = number >> 32 & _ISATAP_MASK == _ISATAP
    return not isatap or _is_public_v4(IPv4Address(number & _V4_MASK))


def check_target(target: Target, allowed: Collection[str]) -> None:
    """Refuse a private IP address, and a port at which no web server is; names are looked up later.

    Args:
        target: Where the request goes.
        allowed: Hosts the owner's config allows, as `plain_host` writes them.

    Raises:
        RefusedAddressError: The owner's config does not allow the host.
    """
    host = target.host
    if host in allowed:
        return
    # In an http(s) address every host that ends in a digit, or has a colon, is an IP address
    # (WHATWG URL Standard, "ends in a number checker").
    if (":" in host or host[-1:].isdigit()) and not is_public(host):
        raise RefusedAddressError(target.url, REFUSED)
    if target.port in _BAD_PORTS:
        why = f"port {target.port} is not one of a web server; correct the address"
        raise RefusedAddressError(target.url, why)
