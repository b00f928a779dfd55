"""What all widgets have in common: they take checked messages only, and tell by traits.

Messages arrive on any thread and are only checked there; everything else, also every write of a
trait, happens on the loop of what is shown.
"""

from __future__ import annotations

import asyncio
import html
import logging
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

import anywidget
import traitlets

from diorama_nb.errors import DioramaError, WriteRejected
from diorama_nb.runtime import Tasks
from diorama_nb.widgets import wire
from diorama_nb.widgets.deaf import Deaf
from diorama_nb.widgets.flow import Budget, Inbox
from diorama_nb.widgets.framed import Framed
from diorama_nb.widgets.hosting import honour_subshells
from diorama_nb.widgets.messages import Message, Refused, parse
from diorama_nb.widgets.state import problem

log = logging.getLogger("diorama")

STATIC: Final = Path(__file__).parent.parent / "static"

VIEW: Final = "application/vnd.jupyter.widget-view+json"

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at the age of what is shown."""

COMPLAINTS: Final = 1000
"""Malformed messages that are answered; then a tenth of that each second."""


def front_end(name: str) -> str:
    """Return the script of a widget.

    As text: a path anywidget would watch, and never let go of the widgets that follow it.
    """
    return (STATIC / f"{name}.js").read_text("utf-8")


class Widget(Deaf, anywidget.AnyWidget):
    """A widget whose page may ask for little, by message, and is told what became of it.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
        Where everything happens.
    **traits : object
        What the page is told from the beginning.
    """

    _obeys: ClassVar[frozenset[str]]
    """Kinds of messages this widget takes."""

    # What `close` finds of a widget that was refused while it was made: nothing to do.
    _stops: tuple[Callable[[], None], ...] = ()
    _closing = True
    _framed: Framed | None = None

    _model_key = traitlets.Unicode().tag(sync=True)
    """The id of its model, by which a page finds it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, **traits: Any) -> None:
        self._loop = loop
        self._inbox = Inbox()
        self._complaints = Budget(COMPLAINTS, COMPLAINTS / 10)
        self._tasks = Tasks()
        self._closing = False
        self._waits = False
        self._met = False
        layout = {"width": "100%", "min_width": "0"}  # side by side they share a box
        key = uuid.uuid4().hex
        super().__init__(**{"layout": layout} | traits, model_id=key, _model_key=key)
        honour_subshells(self.comm)
        self.on_msg(self._receive)

    # --- from the page ---------------------------------------------------------------------

    def send_state(self, key: Any = None) -> None:
        """Send traits; all of them from where they are written, so that none is older."""
        if key is None:
            self._on_loop(super().send_state)
        else:
            super().send_state(key)

    def _receive(self, _: Any, content: object, buffers: object) -> None:
        """Check a message and hand it over; runs on whatever thread it came on."""
        try:
            message = parse(content, self._obeys)
        except Refused as error:
            self._complain(error)
            return
        if not self._met:
            self._met = True
            self._on_loop(self._meet)
        if message.kind == "hello":
            if message.seq:  # a page that was not answered tries it again
                self._on_loop(lambda: self._reply(message, None))
            return
        first = self._inbox.put(message)
        if first is None:
            busy = Refused("too many messages wait")
            busy.sender = (message.view, message.seq)
            self._complain(busy)
        elif first:
            self._on_loop(self._read)

    def _complain(self, error: Refused) -> None:
        if self._complaints.take(time.monotonic()) > 0:
            return
        log.warning("a widget refused a message: %s", error)
        hint = "run the cell again: the page and the kernel are of different versions"
        told = {"message": f"refused: {error}", "hint": hint}
        self.send(wire.error_message(*error.sender, told))

    def _read(self) -> None:
        for message in self._inbox.take():
            if message.kind == "leave":
                self._leave(message.view)
            else:
                self._obey(message)

    def _leave(self, view: str) -> None:
        """Take note of a view that is gone."""

    def _obey(self, message: Message) -> None:
        """Do what a page asks for, and answer it."""
        self._tasks.spawn(self._answered(message), f"{message.kind} in a widget")

    async def _answered(self, message: Message) -> None:
        try:
            answer = await self._do(message)
        except Exception as error:
            self._refuse(message, error)
        else:
            self._reply(message, answer)

    def _reply(self, message: Message, answer: wire.Answer | None) -> None:
        if answer is None:
            self.send(wire.done_message(message.view, message.seq))
        else:
            content = wire.answer_message(message.view, message.seq, answer.body)
            self.send(content, None if answer.buffer is None else [answer.buffer])

    async def _do(self, message: Message) -> wire.Answer | None:
        """Do what a page asks for; what is raised is its answer."""
        raise NotImplementedError

    def _refuse(self, message: Message, error: Exception) -> None:
        if not isinstance(error, DioramaError):
            log.exception("a widget could not obey %s", message.kind, exc_info=error)
        fields = error.fields if isinstance(error, WriteRejected) else {}
        told = problem(error, 'logging.getLogger("diorama")')
        self.send(wire.error_message(message.view, message.seq, told, fields))

    # --- to the page -----------------------------------------------------------------------

    @property
    def _messages(self) -> int:
        """How many messages the news of this widget take, for `paced`."""
        return 1

    def _on_loop(self, action: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(action)

    def _tell(self, traits: Mapping[str, Any]) -> None:
        """Set those traits that are others now."""
        for name, value in traits.items():
            if getattr(self, name) != value:
                try:
                    setattr(self, name, value)
                except Exception:  # of somebody who observes it: the rest must still be told
                    log.exception("an observer of %s failed", name)

    def _look_again(self, look: Callable[[], None]) -> Callable[[], None]:
        """Call a method of this widget every few seconds; return what ends that.

        Rows that were read again and are the same are no news, but their age is.
        """
        method, loop, ended = weakref.WeakMethod(look), self._loop, threading.Event()

        def wait() -> None:
            loop.call_later(LOOK_EVERY, again)

        def again() -> None:
            found = None if ended.is_set() else method()
            if found is not None:
                found()
                wait()

        self._on_loop(wait)
        return ended.set

    # --- its end ---------------------------------------------------------------------------

    def close(self) -> None:
        """Remove the widget; what it shows is let go of as soon as its loop gets to it.

        Waits for nothing: the garbage collector calls this too, on whatever thread it runs.
        """
        for stop in self._stops:
            stop()
        self._stops = ()
        if not self._closing and not self._loop.is_closed():
            self._closing = True
            self._on_loop(lambda: self._tasks.spawn(self._release(), "the end of a widget"))
        if self._framed is not None:
            self._framed.close()
        super().close()

    async def _release(self) -> None:
        await self._tasks.aclose()

    # --- without a page, or without its script ---------------------------------------------

    @property
    def framed(self) -> Framed:
        """The widget as it is displayed: with its markup where its script must not run."""
        if self._framed is None:
            self._framed = Framed(self, self._loop, self._as_html)
            if self._met:
                self._framed.meet()
        return self._framed

    def _meet(self) -> None:
        """A page runs the script."""
        if self._framed is not None:
            self._framed.meet()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else ({}, {})
        if VIEW in data:
            data[VIEW] |= {"model_id": self.framed.model_id}
        data["text/html"] = self._as_html()
        data["text/plain"] = self._as_text()
        return data, metadata

    def _as_text(self) -> str:
        """Return what is shown in one line."""
        raise NotImplementedError

    def _as_html(self) -> str:
        """Return what is shown as markup without a script; everything in it is escaped."""
        return f"<p>{html.escape(self._as_text())}</p>"
