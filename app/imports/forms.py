"""The file to import."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from app.forms import Form


class FileForm(Form):
    """One file of one kind."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Please choose a file."))],
        description=_l("XLSX or CSV, up to 20 MB. Nothing is written before you have confirmed."),
    )
