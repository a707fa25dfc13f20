"""The life of a panel member and of a score sheet."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class MemberState(StrEnum):
    """Where a member stands (专家答复)."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    RECUSED = "recused"


class SheetState(StrEnum):
    """Where a sheet stands (打分表)."""

    OPEN = "open"
    SIGNED = "signed"
    VOID = "void"


class TieKind(StrEnum):
    """What ties an expert to an organization (回避情形)."""

    EMPLOYMENT = "employment"
    CONTRACT = "contract"
    KINSHIP = "kinship"
    OTHER = "other"


MEMBER = Lifecycle(
    "panel_member",
    Step("accept", MemberState.ASKED, MemberState.ACCEPTED, by=May.PANEL_SCORE),
    Step("recuse", MemberState.ASKED, MemberState.RECUSED, by=May.PANEL_SCORE, law="GPR/9"),
    Step("recuse", MemberState.ACCEPTED, MemberState.RECUSED, by=May.PANEL_SCORE, law="GPR/9"),
    Step("void", MemberState.ASKED, MemberState.RECUSED, by=May.PANEL_FORM, law="GPR/9"),
    Step("void", MemberState.ACCEPTED, MemberState.RECUSED, by=May.PANEL_FORM, law="GPR/9"),
)

SHEET = Lifecycle(
    "sheet",
    Step("sign", SheetState.OPEN, SheetState.SIGNED, by=May.PANEL_SCORE, law="GPR/41"),
    # Never on a sheet with marks: a version of its own that says that the one before is void.
    Step("void", SheetState.OPEN, SheetState.VOID, by=May.PANEL_FORM, law="GPR/9"),
)
