import pytest
from django.test import RequestFactory

from csbm_catalog.visitors import client_address, neighborhood


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "198.51.100.1", "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (2, "10.0.0.1, 198.51.100.1, 192.0.2.9", "127.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (1, "", "127.0.0.1", "127.0.0.1"),
        (1, "nonsense", "127.0.0.1", "127.0.0.1"),
        (1, "::ffff:198.51.100.1", "127.0.0.1", "198.51.100.1"),
        (1, "[2001:DB8::1]", "127.0.0.1", "2001:db8::1"),
        (0, "", "", None),
    ],
)
def test_as_many_proxies_are_believed_as_are_there(settings, proxies, forwarded, remote, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)) == address


@pytest.mark.parametrize(
    ("remote", "counted"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("", "0.0.0.0"), ("fe80::1%eth0", "fe80::")],
)  # fmt: skip
def test_guesses_are_counted_by_address_or_network(remote, counted):
    assert neighborhood(RequestFactory().get("/", REMOTE_ADDR=remote)) == counted
