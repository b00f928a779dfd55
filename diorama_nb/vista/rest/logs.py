"""Takes secrets out of the HTTP client's logs, which repeat whole URLs."""

from __future__ import annotations

import logging
import threading
import weakref
from typing import Final

from diorama_nb.vista.rest.keyring import Keyring


class _Redactor(logging.Filter):
    """Takes secrets out of what the HTTP client logs, which repeats whole URLs."""

    def __init__(self) -> None:
        super().__init__()
        self._keyrings: weakref.WeakSet[Keyring] = weakref.WeakSet()
        self._lock = threading.Lock()

    def add(self, keyring: Keyring) -> None:
        with self._lock:
            self._keyrings.add(keyring)

    def filter(self, record: logging.LogRecord) -> bool:
        with self._lock:
            keyrings = list(self._keyrings)
        text = record.getMessage()
        for keyring in keyrings:
            text = keyring.redact(text)
        record.msg, record.args = text, None
        return True


_REDACTOR: Final = _Redactor()


def guard_logs(keyring: Keyring) -> None:
    """Mask what a keyring knows in every log of the HTTP client."""
    _REDACTOR.add(keyring)
    for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2"):
        logger = logging.getLogger(name)
        if _REDACTOR not in logger.filters:
            logger.addFilter(_REDACTOR)
