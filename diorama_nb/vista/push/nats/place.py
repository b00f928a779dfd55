"""How far a stream was read, and whether messages are missing; pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """What a stream holds at one moment.

    Attributes
    ----------
    made : str
        When it was made; another stream of the same name has another.
    first, last : int
        Numbers of the first message it holds, and of the last it ever got.
    """

    made: str
    first: int
    last: int

    def token(self, number: int) -> str:
        """Return what a reading can go on behind."""
        return f"{number}@{self.made}"

    def place(self, token: str | None) -> int | None:
        """Return the number in a token, where nothing behind it was removed; else None.

        >>> state = State("2026", 5, 9)
        >>> [state.place(token) for token in ("4@2026", "3@2026", "10@2026", "7@2025", "x")]
        [4, None, None, None, None]
        """
        number, _, made = (token or "").partition("@")
        if not (number.isascii() and number.isdecimal()) or made != self.made:
            return None
        found = int(number)
        return found if self.first - 1 <= found <= self.last else None


class Place:
    """How far a stream was read.

    Messages of other subjects are passed over, so a number that is passed over may be one of
    these, or one that was removed: the stream's first number tells which.

    Parameters
    ----------
    number : int
        What was read, up to this one.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self._before: int | None = None

    def read(self, number: int) -> None:
        """Note that a message was read."""
        if number > self.number + 1 and self._before is None:
            self._before = self.number
        self.number = number

    @property
    def passed_over(self) -> bool:
        """Whether numbers were passed over of which nothing is known yet."""
        return self._before is not None

    def lost(self, state: State) -> int | None:
        """Return behind which message some may have been removed unread; None: none were.

        Parameters
        ----------
        state : State
            The stream after the last reading. What was removed since then counts as unread:
            a reading too many is better than a row too few.
        """
        before, self._before = self._before, None
        return before if before is not None and state.first > before + 1 else None
