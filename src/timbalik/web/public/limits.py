"""How often a code may be asked for and tried, by mail address, by code and by network.

A key is an address (asking) or one code (trying it): nobody can lock another person out for long.
"""

from __future__ import annotations

from ipaddress import IPv6Network, ip_address

from allauth.account.adapter import get_adapter

from timbalik.people.budgets import Limit, take
from timbalik.web.middleware import ActingRequest

MINUTE, HOUR, DAY = 60, 3600, 86_400
ASKING_FROM_A_NETWORK, TRYING_FROM_A_NETWORK = Limit(20, MINUTE), Limit(30, MINUTE)
ASKING_FOR_AN_ADDRESS = (Limit(3, MINUTE), Limit(15, HOUR), Limit(40, DAY))
TRYING_A_CODE = Limit(3, DAY)  # a code lives ten minutes
HOST_BITS = 64  # of a long address: one household or office has them all


def may_ask_for_code(request: ActingRequest, email: str) -> bool:
    return take("ask-from", _network(request), ASKING_FROM_A_NETWORK, now=request.now) and take(
        "ask-for", email.strip().lower(), *ASKING_FOR_AN_ADDRESS, now=request.now
    )


def may_try_code(request: ActingRequest, code: str) -> bool:
    return take("try-from", _network(request), TRYING_FROM_A_NETWORK, now=request.now) and take(
        "try-code", code, TRYING_A_CODE, now=request.now
    )


def _network(request: ActingRequest) -> str:
    """The visitor's address; of a longer one the part that a provider gives to one customer."""
    said: str = get_adapter().get_client_ip(request)
    try:
        address = ip_address(said)
    except ValueError:  # some proxies add a port
        return said
    if address.version == 6:
        return str(IPv6Network((int(address) >> HOST_BITS << HOST_BITS, 128 - HOST_BITS)))
    return str(address)
