"""The life of an import (导入任务): checked, shown, confirmed, written."""

from enum import StrEnum

from app.lifecycle import Lifecycle, Step
from app.permissions import May


class RunState(StrEnum):
    """What has been done with the file."""

    CHECKING = "checking"
    BAD = "bad"
    READY = "ready"
    WRITING = "writing"
    DONE = "done"
    DROPPED = "dropped"


S = RunState

LIFE = Lifecycle(
    "import",
    Step("accept", S.CHECKING, S.READY, by=May.IMPORT_DATA),
    Step("reject", S.CHECKING, S.BAD, by=May.IMPORT_DATA),
    Step("queue", S.READY, S.WRITING, by=May.IMPORT_DATA),
    Step("write", S.READY, S.DONE, by=May.IMPORT_DATA),
    Step("write", S.WRITING, S.DONE, by=May.IMPORT_DATA),
    Step("reject", S.READY, S.BAD, by=May.IMPORT_DATA),
    Step("reject", S.WRITING, S.BAD, by=May.IMPORT_DATA),
    Step("drop", S.READY, S.DROPPED, by=May.IMPORT_DATA),
)
