"""What a failure of MongoDB's client means for who follows a change stream; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pymongo.errors import OperationFailure, PyMongoError

from diorama_nb.errors import (
    AuthFailed,
    DioramaError,
    Forbidden,
    SourceError,
    SourceUnavailable,
    Unsupported,
)
from diorama_nb.vista.masking import shown

if TYPE_CHECKING:
    from diorama_nb.vista.push.mongo import MongoChanges


def error_of(error: PyMongoError, way: MongoChanges, name: str) -> DioramaError:
    """Return a failure as an error of ours, whose text holds no secret.

    Parameters
    ----------
    error : PyMongoError
        What happened; its own text may repeat the address, or a document.
    name : str
        Name of the data set.
    """
    where = f"MongoDB at {shown(way.url)}"
    if not isinstance(error, OperationFailure):
        return SourceUnavailable(
            f"the connection to {where} broke: {type(error).__name__}",
            hint="it is made again by itself; check that the server runs",
        )
    match error.code:
        case 18:  # AuthenticationFailed
            return AuthFailed(
                f"{where} does not know who asks",
                hint='check them: "mongodb://user:password@host/?authSource=admin"',
            )
        case 13:  # Unauthorized
            return Forbidden(
                f"{where} does not allow it",
                hint=f"who asks needs the actions changeStream and find on {way.database!r}",
            )
        case 40573:  # no replica set
            hint = "change streams need a replica set: mongod --replSet rs0, and rs.initiate()"
            return Unsupported("subscribe", name, enable=hint)
        case 286:  # ChangeStreamHistoryLost
            return SourceError(
                f"the log of {where} does not reach back to the last change",
                hint="everything is read again; a larger log: replSetResizeOplog",
            )
        case code:
            word = (error.details or {}).get("codeName", "no name")
            return SourceError(
                f"{where} ended the change stream: {word} ({code})",
                hint="it is followed again by itself; see error codes in MongoDB's manual",
            )
