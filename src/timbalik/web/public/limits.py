"""How often a code may be asked for and tried, by mail address, by code and by network.

A key is an address (asking) or one code (trying it): nobody can lock another person out for long.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter

from timbalik.people.budgets import Limit, take
from timbalik.web.middleware import ActingRequest

MINUTE, HOUR, DAY = 60, 3600, 86_400
ASKING_FROM_A_NETWORK, TRYING_FROM_A_NETWORK = Limit(20, MINUTE), Limit(30, MINUTE)
ASKING_FOR_AN_ADDRESS = (Limit(3, MINUTE), Limit(15, HOUR), Limit(40, DAY))
TRYING_A_CODE = Limit(3, DAY)  # a code lives ten minutes
IPV6_PREFIX = 64  # what one household or office has


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
    address = ip_address(get_adapter().get_client_ip(request))
    return str(ip_network(f"{address}/{IPV6_PREFIX}", strict=False) if address.version == 6 else address)
