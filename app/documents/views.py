"""The one door to files."""

from flask import Blueprint, Response

from app.documents import queries
from app.documents.delivery import as_download
from app.documents.models import StoredFile
from app.guard import requires
from app.permissions import May

bp = Blueprint("documents", __name__, url_prefix="/files", template_folder="templates")


@bp.get("/<uuid:file_id>")
@requires(May.FILE_READ, file=queries.get)
def download(file: StoredFile) -> Response:
    """Save a file; absent for whoever may not have it and until a sealed one is opened."""
    return as_download(file)
