"""`flask demo`: load the demo district, print its sign-ins."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app import clock
from app.accounts.models import Person, Unit
from app.accounts.passwords import hashed
from app.db import portal_now, session
from app.demo import actions
from app.demo.content.bank import load as bank

group = AppGroup("demo", help="The demo district: everything in it is invented.")
PASSWORD = "jieli-demo-2026"  # noqa: S105 -- printed by ./run; refused in production
WHAT = {
    "leader": "分管区领导",
    "list_owner": "清单管理",
    "purchaser": "项目经办",
    "reviewer": "复核发布",
    "opener": "开启人",
    "civil_affairs": "社会组织管理",
    "registrar": "登记管理",
    "supervisor_unit": "业务主管单位",
    "party_body": "党建工作",
    "filed_org": "备案组织",
    "finance": "付款审核",
    "auditor": "审计",
    "observer": "监督",
    "admin": "系统管理",
    "street": "街道",
    "org_admin": "社会组织",
    "org_user": "社会组织",
    "expert": "评审专家",
}


@group.command("load")
def load() -> None:
    """Load the demo district as it stands today; do nothing if there is data."""
    if current_app.config["SETTINGS"].production:
        raise click.ClickException("The demo district is refused in production.")
    if actions.loaded():
        return
    actions.load(clock.local_date(portal_now()), hashed(PASSWORD))
    session.commit()


@group.command("sign-ins")
def sign_ins() -> None:
    """Print one sign-in per person of the journey."""
    names = session.execute(select(Person.username, Person.name)).all()
    by_name = dict(names)
    units = dict(session.execute(select(Unit.key, Unit.short_name)).all())
    people = bank("people")
    print(f"演示账号，密码都是 {PASSWORD}（演示环境不用第二验证）：")
    for _, name, username, unit, roles, *_rest, journey in people["named"]:
        if journey and username in by_name:
            what = "、".join(WHAT.get(role, role) for role in roles)
            print(f"  {username:<13}{name}　{units.get(unit, '')} {what}")
    for _, name, username, organization, roles, *_rest, journey in people["named_org"]:
        if journey and username in by_name:
            print(f"  {username:<13}{name}　{ORGANIZATIONS.get(organization, '')} {WHAT[roles[0]]}")
    for number in range(1, 6):
        username = f"expert{number:02d}"
        if username in by_name:
            print(f"  {username:<13}{by_name[username]}　评审专家")


ORGANIZATIONS = {
    "qinghe": "青禾社会工作服务中心（3A）",
    "tongxin": "同心社会工作服务中心（5A）",
    "xinya": "新芽青少年中心（没有等级）",
    "ankang": "安康社会服务中心（暂停）",
    "qiming": "启明（4A 上月到期）",
    "hefeng": "和风公益服务中心",
    "f01": "备案组织",
}
