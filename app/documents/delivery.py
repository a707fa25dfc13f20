"""Handing a file out: always as something to save, never shown inside our own pages."""

from urllib.parse import quote

from flask import Response

from app.documents import queries
from app.documents.models import StoredFile
from app.documents.queries import Unseal

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


def as_download(file: StoredFile, unseal: Unseal | None = None) -> Response:
    """Return a response that saves the file under its label.

    Other capabilities use this behind a door of their own (a public notice's annex, the
    evidence of a delivery). A sealed file is absent unless `unseal` opens it.
    """
    return saved(queries.content(file, unseal), file.label, file.media_type)


def saved(content: bytes, label: str, media_type: str) -> Response:
    """Return `content` as something to save as `label`."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(label, safe='')}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
