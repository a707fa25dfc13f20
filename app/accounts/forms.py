"""What people type: signing in, passwords, invitations."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, Regexp

from app.accounts import labels, rules
from app.accounts.actions import USERNAME_MAX, Contact
from app.forms import ChecksField, Form, Needed
from app.permissions import Role

NAME_MAX, PHONE_MAX, EMAIL_MAX, JOB_MAX, PASSWORD_MAX = 60, 20, 120, 80, 200
USERNAME = r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}"
CODE = r"\s*\d{3}\s?\d{3}\s*"

_is_email = Regexp(
    r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", message=_l("Write an address like name@example.cn.")
)
_username = [
    Needed(),
    Length(max=USERNAME_MAX),
    Regexp(
        f"^{USERNAME}$", message=_l("Use 3 to 60 letters, digits, points or dashes, no blanks.")
    ),
]


class SignInForm(Form):
    """Name and password."""

    username = StringField(
        _l("Sign-in name"),
        [Needed(), Length(max=USERNAME_MAX)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [Needed(), Length(max=PASSWORD_MAX)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class CodeForm(Form):
    """Six digits of the second factor."""

    code = StringField(
        _l("Code from the app"),
        [Needed(), Regexp(f"^{CODE}$", message=_l("The code has 6 digits."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    def digits(self) -> str:
        """Return the digits without blanks."""
        return "".join((self.code.data or "").split())


class BindForm(CodeForm):
    """The first code of an app that is bound in the middle of a session."""

    old = PasswordField(
        _l("Present password"), [Needed()], render_kw={"autocomplete": "current-password"}
    )


class ForgotForm(Form):
    """Who wants a new password."""

    username = StringField(
        _l("Sign-in name"),
        [Needed(), Length(max=USERNAME_MAX)],
        render_kw={"autocomplete": "username"},
    )
    email = StringField(
        _l("E-mail"),
        [Needed(), Length(max=EMAIL_MAX), _is_email],
        render_kw={"autocomplete": "email"},
    )


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        _l("New password"),
        [Needed(), Length(max=PASSWORD_MAX)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password, once more"), [Needed()], render_kw={"autocomplete": "new-password"}
    )

    def agree(self) -> bool:
        """Say whether both are the same; if not, the error is beside the second one."""
        if self.password.data == self.again.data:
            return True
        self.add_error(str(labels.FINDINGS["password-differs"]), "again")
        return False


class ChangePasswordForm(NewPasswordForm):
    """One's own password."""

    old = PasswordField(
        _l("Present password"), [Needed()], render_kw={"autocomplete": "current-password"}
    )


class ContactForm(Form):
    """What people put right themselves."""

    phone = StringField(_l("Telephone"), [Optional(), Length(max=PHONE_MAX)])
    email = StringField(_l("E-mail"), [Optional(), Length(max=EMAIL_MAX), _is_email])
    job = StringField(lazy_pgettext("person", "Post"), [Optional(), Length(max=JOB_MAX)])

    def contact(self) -> Contact:
        """Return what was typed."""
        fields = (self.phone, self.email, self.job)
        phone, email, job = ((f.data or "").strip() for f in fields)
        return Contact(phone=phone, email=email, job=job)


class OwnContactForm(ContactForm):
    """One's own; another e-mail needs the password, because it opens the account."""

    old = PasswordField(
        _l("Present password"),
        [Optional(), Length(max=PASSWORD_MAX)],
        render_kw={"autocomplete": "current-password"},
    )


class ColleagueForm(ContactForm):
    """A colleague of an organization."""

    name = StringField(lazy_pgettext("person", "Name"), [Needed(), Length(max=NAME_MAX)])
    username = StringField(_l("Sign-in name"), _username)
    place = SelectField(lazy_pgettext("account", "Organization"), [Needed()])


class InviteForm(ContactForm):
    """An official."""

    name = StringField(lazy_pgettext("person", "Name"), [Needed(), Length(max=NAME_MAX)])
    username = StringField(_l("Sign-in name"), _username)
    unit = SelectField(lazy_pgettext("office", "Unit"), [Needed()])
    roles = ChecksField(
        _l("Roles"),
        [Needed()],
        choices=[SelectChoice(r.value, labels.ROLES[r]) for r in rules.OF_OFFICE],
    )

    def chosen(self) -> list[Role]:
        """Return the chosen roles."""
        return [Role(value) for value in self.roles.data or []]


class GrantForm(Form):
    """One more role."""

    role = SelectField(
        _l("Role"),
        [Needed()],
        choices=[SelectChoice(r.value, labels.ROLES[r]) for r in rules.OF_OFFICE],
    )
    unit = SelectField(lazy_pgettext("office", "Unit"), [Needed()])
