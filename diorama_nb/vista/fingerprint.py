"""A short text that is the same for the same secret, and tells nothing of it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

_APP_KEY: Final = b"diorama-nb credential fingerprint v1"


def digest(*parts: str) -> str:
    """Return the keyed fingerprint of texts that may hold secrets.

    Keyed, so that a short secret can not be looked up in a table of plain hashes.
    """
    text = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(_APP_KEY, text.encode(), hashlib.sha256).hexdigest()[:16]
