"""What is typed about organizations."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from app.forms import ChoiceField, CodeField, Filters, Form, Longest, Needed
from app.organizations.labels import FIELDS, TYPES
from app.organizations.queries import NO_GRADE
from app.organizations.rules import LEVELS
from app.organizations.states import OrganizationType

ANY = ("", _l("All"))
GRADES = [
    ANY,
    ("3A+", _l("3A and above")),
    *((level, level) for level in LEVELS),
    (NO_GRADE, _l("None or lapsed")),
]


class SearchForm(Filters):
    """The filters of the register and of the directory."""

    q = StringField(_l("Name or credit code"))
    field = ChoiceField(_l("Field"), choices=[ANY, *FIELDS.items()], default="")
    street = ChoiceField(_l("Street"), choices=[ANY], default="", validate_choice=False)
    grade = ChoiceField(_l("Grade today"), choices=GRADES, default="")


class RegisterForm(SearchForm):
    """The filters of the register alone."""

    type = ChoiceField(
        _l("Type"), choices=[ANY, *((kind.value, word) for kind, word in TYPES.items())], default=""
    )
    status = ChoiceField(
        _l("Status"),
        choices=[ANY, ("registered", _l("Registered")), ("filed", _l("Filed"))],
        default="",
    )


class CodeForm(Form):
    """Which organization somebody wants to act for."""

    code = CodeField(
        _l("Unified social credit code"),
        [Needed()],
        description=_l("18 characters, from the registration certificate."),
    )


class ClaimForm(Form):
    """The claim of somebody who is signed in."""

    statement = TextAreaField(
        _l("What is your post there, and who can confirm it?"),
        [Needed(), Longest(500)],
        description=_l("For example: project director since March 2024, ask the office manager."),
    )
    file = FileField(
        _l("Letter of authorization or work permit"),
        [Optional()],
        description=_l("A PDF or a picture, up to 20 MB. It speeds up the decision."),
    )
    true = BooleanField(
        _l("I act for this organization with its consent, and what I wrote is true."), [Needed()]
    )


class NewPersonForm(ClaimForm):
    """The claim of somebody without an account."""

    name = StringField(_l("Your name"), [Needed(), Longest(60)])
    phone = StringField(
        _l("Mobile phone"),
        [Needed(), Longest(20)],
        description=_l("You sign in with this number. Only the bureau and you see it."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    password = PasswordField(
        _l("Password"),
        [Needed()],
        description=_l("At least 10 characters. A sentence is easy to remember."),
        render_kw={"autocomplete": "new-password"},
    )


class RefuseForm(Form):
    """Why a claim is refused."""

    reason = TextAreaField(_l("Reason"), [Needed(), Longest(300)])


def chosen_type(value: str) -> OrganizationType | None:
    """Return a type by its key; anything else asks for all."""
    return next((kind for kind in OrganizationType if kind.value == value), None)
