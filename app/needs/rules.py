"""What a need must say: facts in, findings out."""

from collections.abc import Iterator

from app.errors import Finding

COLLECTED, ADOPTED, ANSWERED = "collected", "adopted", "answered"
STATUSES = (COLLECTED, ADOPTED, ANSWERED)


def complete(title: str, text: str, beneficiaries: str) -> Iterator[Finding]:
    """A need says what is missing and for whom, so that a project can be designed from it."""
    for name, said in (("title", title), ("text", text), ("beneficiaries", beneficiaries)):
        if not said.strip():
            yield Finding("need-incomplete", field=name)


def still_open(status: str) -> Iterator[Finding]:
    """What a project was designed from stays as it was."""
    if status != COLLECTED:
        yield Finding("need-not-open")
