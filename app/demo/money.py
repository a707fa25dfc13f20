"""Loading the lists and the money: functions, the negative list, the catalogue, budget lines."""

from datetime import date

from app import clock
from app.db import session
from app.demo.content import model
from app.demo.ids import uid
from app.functions.models import CatalogueCode, FunctionItem, NegativeEntry
from app.functions.states import ItemState
from app.funds.models import BudgetLine

SINCE = date(2020, 3, 1)


def load(district: model.District) -> None:
    """Write the lists."""
    for line in district.budget_lines:
        session.add(
            BudgetLine(
                id=uid("line", line.key),
                code=line.code,
                name=line.name,
                unit_id=uid("unit", line.unit_key),
                year=line.year,
                amount=line.amount,
                source=line.source,
                new_public_service=line.new_public_service,
            )
        )
    session.flush()
    for item in district.functions:
        drafted = item.published_on or district.today
        session.add(
            FunctionItem(
                id=uid("function", item.key),
                number=item.number,
                name=item.name,
                unit_id=uid("unit", item.unit_key),
                field=item.field,
                basis=item.basis,
                content=item.content,
                fee_standard=item.fee_standard,
                conditions=item.conditions,
                mode=item.mode,
                service_class=item.service_class,
                target=item.target,
                reason=item.reason_text,
                budget_line_id=uid("line", item.budget_line_key) if item.budget_line_key else None,
                budget_amount=item.budget_amount,
                state=ItemState(item.status),
                drafted_by=uid("person", "shenyan"),
                published_on=item.published_on,
                created_at=clock.at_local(drafted, 9),
                screening={"verdict": "pass", "hits": []},
            )
        )
    for sort, entry in enumerate(district.negative_list):
        session.add(
            NegativeEntry(
                id=uid("negative", entry.key),
                number=entry.number,
                layer=entry.layer,
                title=entry.title,
                text=entry.text,
                keywords=list(entry.keywords),
                action=entry.action,
                source=entry.source,
                wording_confirmed=entry.wording_confirmed,
                since=SINCE,
                sort=sort,
            )
        )
    for code in district.catalogue:
        session.add(
            CatalogueCode(
                code=code.code, name=code.name, level=code.level, parent_code=code.parent_code
            )
        )
    session.flush()
