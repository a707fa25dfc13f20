"""Letters: their heads, and the way over a real SMTP conversation."""

import socketserver
import threading
from dataclasses import replace
from email import message_from_bytes, policy
from uuid import UUID

import pytest

from app import config
from jobs import mail

KEY = UUID("0b0e7a52-62a5-4c0b-9a34-0f2f3c7f9b11")
LETTER = {"to": "li@example.invalid", "subject": "投标回执\r\nBcc: x@y.z", "text": "已收到。"}


class Postbox(socketserver.StreamRequestHandler):
    """As much of a mail server as a letter needs."""

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")

    def handle(self):
        self.say("220 post")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.letters.append(b"".join(lines))
                self.say("250 taken")
            elif line.startswith(b"QUIT"):
                self.say("221 bye")
                return
            else:
                self.say("250 well")


@pytest.fixture
def post():
    with socketserver.TCPServer(("127.0.0.1", 0), Postbox) as server:
        server.letters = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def composed(**settings):
    known = {"site_url": "https://jieli.example.invalid", "smtp_url": None, **settings}
    from_now = mail.clock.machine_now()
    return mail.compose(LETTER, from_now, key=KEY, settings=replace(config.load(), **known))


def test_the_id_of_the_row_is_the_id_of_the_letter():
    assert composed()["Message-ID"] == f"<{KEY}@jieli.example.invalid>"


def test_a_line_break_in_a_subject_makes_no_head():
    letter = message_from_bytes(composed().as_bytes(), policy=policy.default)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "投标回执 Bcc: x@y.z"


def test_the_sender_is_what_the_setting_names():
    url = "smtp://post.example.invalid?from=office%40lanwan.example.invalid"
    assert composed(smtp_url=url)["From"] == "office@lanwan.example.invalid"
    assert composed()["From"] == "jieli@jieli.example.invalid"


def test_a_letter_goes_over_smtp(post):
    mail.deliver(composed(), f"smtp://127.0.0.1:{post.server_address[1]}")
    (taken,) = post.letters
    letter = message_from_bytes(taken, policy=policy.default)
    assert letter["To"] == "li@example.invalid"
    assert letter.get_content().strip() == "已收到。"


def test_a_real_district_without_post_sends_nothing_and_says_so(app, monkeypatch):
    real = replace(app.config["SETTINGS"], env="production", smtp_url=None)
    monkeypatch.setitem(app.config, "SETTINGS", real)
    with app.app_context(), pytest.raises(mail.NoPostError):
        mail.send(LETTER, mail.clock.machine_now(), key=KEY)
    assert not (real.data / "mail" / f"{KEY}.eml").exists()


def test_another_scheme_is_refused():
    with pytest.raises(ValueError, match="SMTP_URL"):
        mail.deliver(composed(), "http://127.0.0.1")
