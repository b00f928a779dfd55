"""What a ``with`` block closes, in plain scripts and in coroutines."""

from __future__ import annotations

from typing import TypeVar

from diorama_nb.runtime.doors import run

T = TypeVar("T", bound="Closing")


class Closing:
    """Something with an end, that a ``with`` or an ``async with`` block brings about."""

    async def aclose(self) -> None:
        """Bring it about."""
        raise NotImplementedError

    def close(self) -> None:
        """Do what `aclose` does; blocks. In asynchronous code await `aclose`."""
        run(self.aclose())

    def __enter__(self: T) -> T:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self: T) -> T:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
