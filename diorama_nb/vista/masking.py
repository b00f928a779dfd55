"""What is secret in an address, and how it is shown instead; pure."""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "***"

SECRET_NAME: Final = (  # a page token is no secret
    r"(?![^=&]*(?:page|next|prev|continuation|cursor|skip|sync)[-_.]?token)"
    r"(?:[^=&#\s;]*(?:api[-_.]?key|app[-_.]?id|token|secret|passw|signature|credential)[^=&#\s;]*"
    r"|key|sig|auth|authorization|pwd|session|sid|jwt)"
)
"""A pattern of the names under which secrets stand in a query."""

_PARAMETER: Final = re.compile(rf"(?i)(?<=[?&;])({SECRET_NAME})=[^&#\s\"'<>]+")
_ACCOUNT: Final = re.compile(r"(?<=://)\S*@")  # up to the last one: a password may hold others


def is_secret_name(name: str) -> bool:
    """Whether a query parameter is named like a secret."""
    return re.fullmatch(SECRET_NAME, name, re.IGNORECASE) is not None


def without_secrets(text: str) -> str:
    """Return a text with the parameters masked that are named like a secret."""
    return _PARAMETER.sub(lambda hit: f"{hit[1]}={MASK}", text)


def shown(address: str) -> str:
    """Return an address without its account, and with the secrets in its query masked.

    >>> shown("redis://me:p@ss@host:6379/0?password=x&db=1")
    'redis://***@host:6379/0?password=***&db=1'
    """
    return without_secrets(_ACCOUNT.sub(f"{MASK}@", address))
