"""What a server is told to subscribe, filled in from the first event of its stream; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from diorama_nb.errors import ShapeChanged
from diorama_nb.values import MISSING
from diorama_nb.vista.rest import shape

_PLACE: Final = re.compile(r"\{(?:url\[(-?\d+)\]|(\$|[A-Za-z_][\w.\[\]]*))\}")


def filled(template: Any, data: Any, parts: Sequence[str]) -> Any:
    """Return what is told, with the places in its texts filled in.

    A text that is nothing but one place becomes the value itself; anything else in braces is
    left as it is.

    Parameters
    ----------
    template : object
        JSON, as declared: ``{a.b}`` is a path in `data`, ``{$}`` all of it, ``{url[-2]}`` one
        of `parts`.
    data : object
        The data of the first event.
    parts : sequence of str
        The parts of the list's path.

    Raises
    ------
    ShapeChanged
        If there is nothing to be filled in somewhere.

    Examples
    --------
    >>> filled({"id": "{id}", "topics": ["{url[-1]}/*"]}, {"id": 7}, ["api", "orders"])
    {'id': 7, 'topics': ['orders/*']}
    """
    if isinstance(template, Mapping):
        return {name: filled(value, data, parts) for name, value in template.items()}
    if isinstance(template, list | tuple):
        return [filled(value, data, parts) for value in template]
    if not isinstance(template, str):
        return template
    if whole := _PLACE.fullmatch(template):
        return _value(whole, data, parts)
    return _PLACE.sub(lambda found: _text(_value(found, data, parts)), template)


def _value(found: re.Match[str], data: Any, parts: Sequence[str]) -> Any:
    index, path = found.groups()
    if path is None:
        place = int(index)
        held = parts[place] if -len(parts) <= place < len(parts) else MISSING
    else:
        held = shape.at(data, path)
    if held is MISSING:
        raise ShapeChanged(
            f"there is no {found[0]} to subscribe with",
            hint="check Sse(subscribe=…): paths in the data of the stream's first event",
        )
    return held


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
