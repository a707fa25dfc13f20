"""The life of a report: draft, filed, looked at by the supervisor, accepted or returned."""

from app.lifecycle import Lifecycle, Step
from app.organizations.states import ReportState
from app.permissions import May

S = ReportState

LIFE = Lifecycle(
    "annual_report",
    Step("file", S.DRAFT, S.FILED, by=May.REPORT_FILE, law="SOC/28"),
    Step("file", S.RETURNED, S.FILED, by=May.REPORT_FILE, law="SOC/28"),
    Step("look", S.FILED, S.LOOKED, by=May.REPORT_LOOK, law="SOC/28"),
    Step("return", S.FILED, S.RETURNED, by=May.REPORT_DECIDE),
    Step("return", S.LOOKED, S.RETURNED, by=May.REPORT_DECIDE),
    Step("accept", S.FILED, S.ACCEPTED, by=May.REPORT_DECIDE, law="SOC/28"),
    Step("accept", S.LOOKED, S.ACCEPTED, by=May.REPORT_DECIDE, law="SOC/28"),
)
# What the organization may still write in.
OPEN = (S.DRAFT, S.RETURNED)
WAITING = (S.FILED, S.LOOKED)
