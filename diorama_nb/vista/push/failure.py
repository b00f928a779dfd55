"""What a server says when it can not go on with its stream, as an error; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from diorama_nb.errors import Forbidden, RequestInfo, SourceError
from diorama_nb.vista.push.declared import Messages
from diorama_nb.vista.push.meaning import Message, meaning_of, name_of
from diorama_nb.vista.rest.failures import server_message


def failure_of(
    message: Message, way: Messages, request: RequestInfo, redact: Callable[[str], str]
) -> SourceError | None:
    """Return the error of a message that ends its stream; None for any other.

    Parameters
    ----------
    message : Message
        What arrived.
    way : Messages
        How messages are declared.
    request : RequestInfo
        What the stream is the answer to.
    redact : callable
        Masks secrets in what the server said.
    """
    if meaning_of(name_of(message, way), way.events) != "failed":
        return None
    told, refused = message.data, _condition(message) == "forbidden"
    said = server_message(told.encode() if isinstance(told, str) else told, "", redact)
    return (Forbidden if refused else SourceError)(
        f"the server says that its stream failed{said and ': ' + said}",
        hint="it is followed again by itself; check what who asks may read",
        request=request,
        server_message=said,
    )


def is_misread(message: Message) -> bool:
    """Whether a message that ends its stream says that the request itself was wrong."""
    return _condition(message) == "bad-request"


def _condition(message: Message) -> object:
    data = message.value
    return data.get("condition") if isinstance(data, Mapping) else None
