"""The second factor (双因素认证): six digits from an app on the person's phone, RFC 6238.

The secret is sealed under a key beside the database. A code counts once, and one step to
either side is taken for clocks that go wrong. The demo has none, and says so.
"""

from base64 import b64decode, b64encode
from datetime import datetime

import pyotp
import segno
from flask import current_app
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

STEP_SECONDS = 30
STEPS_ASIDE = 1
ISSUER = "接力"


def in_force() -> bool:
    """Say whether this portal asks for a second factor at all."""
    return not current_app.config["SETTINGS"].demo


def fresh_secret() -> str:
    """Return a new secret, as an app takes it."""
    return pyotp.random_base32()


def sealed(secret: str) -> str:
    """Return what is stored of a secret."""
    return b64encode(_box().encrypt(secret.encode())).decode()


def opened(stored: str) -> str:
    """Return a stored secret; ValueError if it was not sealed here."""
    try:
        return _box().decrypt(b64decode(stored)).decode()
    except CryptoError as error:
        raise ValueError("sealed under another key") from error


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the time step whose code this is, or None for a wrong one."""
    generator = pyotp.TOTP(secret)
    present = int(at.timestamp()) // STEP_SECONDS
    for step in range(present - STEPS_ASIDE, present + STEPS_ASIDE + 1):
        if pyotp.utils.strings_equal(generator.generate_otp(step), code):
            return step
    return None


def picture(secret: str, username: str) -> str:
    """Return the QR code that an app reads, as SVG without any style."""
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    drawn = segno.make(address, error="m", micro=False)
    return drawn.svg_inline(scale=5, border=2, svgclass="jl-qr", lineclass=None, omitsize=False)


def _box() -> SecretBox:
    return SecretBox(current_app.config["SETTINGS"].key("second-factor"))
