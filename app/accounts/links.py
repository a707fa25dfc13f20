"""The one-time links of invitations and resets.

The word in a link is made from the invitation's id under a key that is not in the database:
nothing that lies in a table, an outbox or a backup lets anybody in.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from flask import current_app

PATH = "/account/links/"


def token_of(invitation_id: UUID) -> str:
    """Return the word of an invitation's link."""
    key = current_app.config["SETTINGS"].key("links")
    made = hmac.new(key, invitation_id.bytes, hashlib.sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """Return what is stored of a link's word."""
    return hashlib.sha256(token.encode()).hexdigest()


def path_of(invitation_id: UUID) -> str:
    """Return the address of the link inside the portal."""
    return f"{PATH}{token_of(invitation_id)}"


def url_of(invitation_id: UUID) -> str:
    """Return the whole address, for e-mails and the command line."""
    site: str = current_app.config["SETTINGS"].site_url
    return site.rstrip("/") + path_of(invitation_id)
