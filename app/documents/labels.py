"""Words for what is wrong with a file, and what to do."""

from flask_babel import lazy_gettext as _l

FINDINGS = {
    "file-turn-into": _l(
        "%(ending)s files are not taken. Save it as %(other)s, then choose it again."
    ),
    "file-is-archive": _l(
        "Packed files are not taken. Unpack it and choose the files one by one (%(kinds)s)."
    ),
    "file-kind": _l("Files ending in “%(ending)s” are not taken. These are: %(kinds)s."),
    "file-empty": _l("There is nothing in “%(label)s” (0 bytes). Choose the file again."),
    "file-too-large": _l(
        "The file is larger than %(limit)s. Make its pictures smaller or split it."
    ),
    "file-not-what-it-says": _l(
        "The file ends in %(ending)s but its content is something else. Save it anew from the program that made it."
    ),
    "file-other-kind": _l(
        "The file ends in %(ending)s but its content is %(found)s. Give it the right ending or choose another file."
    ),
    "file-two-in-one": _l(
        "“%(label)s” is two kinds of file at once. Save it anew from the program that made it."
    ),
    "file-damaged": _l(
        "“%(label)s” cannot be read to its end. Open it on your computer, save it anew, then choose it again."
    ),
    "file-hidden-data": _l(
        "There is something behind the end of “%(label)s” that does not belong to it. Save it anew, then choose it again."
    ),
    "file-locked": _l(
        "“%(label)s” is protected by a password. Take the password away, then choose it again."
    ),
    "file-active": _l(
        "There is a program or another file inside “%(label)s” (%(what)s). Print it to a new PDF, then choose that."
    ),
    "file-too-many-parts": _l(
        "“%(label)s” has more than %(limit)s parts inside, too many for an ordinary document. Save its content in a new file."
    ),
    "file-odd-parts": _l(
        "“%(label)s” has a part inside that no office program makes (%(part)s). Save its content in a new file."
    ),
    "file-overlapping": _l(
        "The parts inside “%(label)s” lie over one another. Save its content in a new file."
    ),
    "file-bomb": _l(
        "“%(label)s” grows beyond measure when it is unpacked. Save its content in a new file."
    ),
    "file-macros": _l("There are macros in “%(label)s”. Save it as a document without macros."),
    "file-nested": _l(
        "There is another file inside “%(label)s” (%(part)s). Take it out and choose it separately."
    ),
    "file-external": _l(
        "“%(label)s” fetches something from outside when it is opened (%(target)s). Take this out, or save it as a PDF."
    ),
    "file-not-office": _l(
        "“%(label)s” is not a %(ending)s document. Save it anew from the program that made it."
    ),
    "file-ballast": _l(
        "“%(label)s” carries more than %(limit)s beside its picture, more than any camera writes. Save it anew as a picture."
    ),
    "file-too-heavy": _l(
        "“%(label)s” takes too long or too much memory to be looked into. Save its content in a new file."
    ),
    "file-too-many-pixels": _l(
        "The picture has %(width)s × %(height)s pixels, too many to be opened. Make it smaller."
    ),
}

STEPS = {
    "file.store": _l("File taken in"),
    "file.unseal": _l("File opened"),
    "file.share": _l("File shared"),
    "file.withhold": _l("File taken away again"),
}
