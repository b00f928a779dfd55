"""The names of everything in the shared Redis; pure.

::

    diorama:1:{<source>}:era          random; another one after each write
    diorama:1:{<source>}:news         stream of what the kernels tell each other
    diorama:1:{<source>}:bell         channel: an answer is there, or news
    diorama:1:{<source>}:page:<page>  hash of one answer: began, era, digest, value
    diorama:1:{<source>}:lock:<page>  token of who asks the source for it
    diorama:1:{<account>}:pace        hash: when the next request may be sent

`<source>` is made of the rows' identity, which holds a fingerprint of the account: nobody
looks at what was read for another one. The braces keep the keys of a source on one node of a
cluster.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.vista.sharing import Sharing

FORMAT: Final = 1
"""Version of everything in the shared Redis; kernels of another one share nothing with us."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The names of what belongs to one source.

    Attributes
    ----------
    source : str
        Stands for the rows.
    account : str
        Stands for who asks whom.
    answers : str
        What pages depend on beside the rows.
    """

    source: str
    account: str
    answers: str

    @classmethod
    def of(cls, sharing: Sharing) -> Keys:
        """Return the names for a source."""
        return cls(_hash(sharing.rows), _hash(sharing.account), sharing.answers)

    def name(self, kind: str, *what: Any) -> str:
        """Return the name of an answer: of the kind of question, and what was asked."""
        return _hash(self.answers, kind, *what)

    def page(self, name: str) -> str:
        """Return the key of an answer."""
        return self._key(f"page:{name}")

    def lock(self, name: str) -> str:
        """Return the key of who is asking for it."""
        return self._key(f"lock:{name}")

    @property
    def era(self) -> str:
        """The key of what changes with each write."""
        return self._key("era")

    @property
    def news(self) -> str:
        """The stream of news."""
        return self._key("news")

    @property
    def bell(self) -> str:
        """The channel that wakes those who wait."""
        return self._key("bell")

    @property
    def pace(self) -> str:
        """The key of when the next request may be sent."""
        return f"diorama:{FORMAT}:{{{self.account}}}:pace"

    def _key(self, what: str) -> str:
        return f"diorama:{FORMAT}:{{{self.source}}}:{what}"


def _hash(*parts: Any) -> str:
    told = json.dumps([FORMAT, *parts], ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
