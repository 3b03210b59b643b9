import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.errors import RefusedAddressError
from mentions.fetch.guard import check_target, is_public
from mentions.fetch.target import target_of

PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1"),  # noqa: S104 - refused
    *("127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
    *("192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255"),
    *("198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "168.63.129.16"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("2001:db8::1", "3fff::1", "2001:2::1", "2001:10::1", "2001:20::1", "100::1", "5f00::1"),
    # IPv4 inside IPv6: mapped, compatible, translated, 6to4, Teredo, NAT64 twice, ISATAP twice
    *("::ffff:127.0.0.1", "::ffff:a00:1", "::127.0.0.1", "::93.184.216.34"),
    *("::ffff:0:127.0.0.1", "2002:7f00:1::", "2002:a00:1::1", "2002:c058:6301::"),
    *("2001::1", "2001:0:7f00:1::80ff:fffe", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::5db8:d822", "2a00:1450::5efe:10.0.0.1", "2a00:1450::200:5efe:127.0.0.1"),
    *("", "example.org", "1.2.3", "2130706433", "0177.0.0.1", "::1::", "127.0.0.1 "),
]
PUBLIC = [
    *("93.184.216.34", "8.8.8.8", "1.1.1.1", "100.128.0.1", "172.32.0.1", "198.20.0.1"),
    *("192.0.1.1", "223.255.255.255", "2a00:1450:4001::1", "2606:4700::1111", "2001:4860::8888"),
    *("::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1", "2a00:1450::5efe:8.8.8.8"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_no_open_network(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_whatever_python_calls_private_is_not_public(address: object) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:  # type: ignore[attr-defined]
        assert not is_public(str(address))


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_wrapping_in_ipv6_makes_nothing_public(address: object) -> None:
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}", f"2a00:1450::5efe:{address}"):
        assert is_public(wrapped) == is_public(str(address))


@settings(deadline=None)
@given(st.text())
def test_anything_has_an_answer(text: str) -> None:
    assert is_public(text) in {True, False}


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001"),
        *("127.0.0.1.", "127。0。0。1", "１２７.０.０.１", "①②⑦.0.0.1", "0", "0.0.0.0", "[::]"),  # noqa: S104 - refused
        *("[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]", "[fe80::1]"),
        *("169.254.169.254", "[fd00:ec2::254]", "0xa9fea9fe", "user:pw@127.0.0.1", "%31%32%37.1"),
    ],
)
def test_private_literals_in_every_spelling(host: str) -> None:
    with pytest.raises(RefusedAddressError, match="allow_hosts"):
        check_target(target_of(f"http://{host}/"), frozenset())


@pytest.mark.parametrize("port", [22, 25, 110, 6379, 5432, 11211, 6667, 10080, 0])
def test_ports_without_a_web_server(port: int) -> None:
    target = target_of(f"http://example.org:{port}/")
    with pytest.raises(RefusedAddressError, match=f"port {port} is not one of a web server"):
        check_target(target, frozenset())
    check_target(target, frozenset({"example.org"}))


@pytest.mark.parametrize("port", [80, 443, 8080, 8443, 3000, 65535])
def test_any_other_port(port: int) -> None:
    check_target(target_of(f"http://example.org:{port}/"), frozenset())


def test_only_the_very_host_is_allowed() -> None:
    check_target(target_of("http://127.1/"), frozenset({"127.0.0.1"}))
    check_target(target_of("http://[::1]:22/"), frozenset({"::1"}))
    with pytest.raises(RefusedAddressError):
        check_target(target_of("http://127.0.0.2/"), frozenset({"127.0.0.1", "localhost"}))
