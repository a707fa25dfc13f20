"""The frame and the components: rendered without the rest of the portal."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask, current_app, render_template, render_template_string
from flask_wtf.csrf import CSRFProtect
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, FormField, StringField
from wtforms.validators import Optional

from app import clock, formats, forms, i18n, words
from app.errors import Finding
from app.permissions import NOBODY
from app.tasks import Task, group

APP = Path(forms.__file__).parent
NOW = clock.at_local(date(2026, 11, 24), 10, 48)
SITE = {"name": "澜湾区政府购买服务与公益创投平台", "host": "澜湾区民政局"}
IMPORT = '{% import "_macros/all.html" as m %}'


class Row(forms.SubForm):
    name = StringField("用途", [forms.Needed()])
    amount = forms.MoneyField("福彩公益金", [Optional()])


class Proposal(forms.Form):
    title = StringField("项目名称", [forms.Needed()], description="不超过 40 字")
    price = forms.MoneyField("总报价", [forms.Needed()])
    day = forms.DayField("开始", [Optional()])
    closes = forms.MomentField("截止", [Optional()])
    code = forms.CodeField("统一社会信用代码", [Optional()])
    grade = forms.RadiosField("等级", choices=[("5A", "5A"), ("4A", "4A")], validators=[Optional()])
    fields = forms.ChecksField("领域", choices=[("old", "养老"), ("child", "儿童")])
    place = forms.ChoiceField(
        "街道", choices=[("a", "云栖"), ("b", "望潮")], validators=[Optional()]
    )
    agreed = BooleanField("以上内容真实", [forms.Needed("请确认内容真实")])
    rows = FieldList(FormField(Row), min_entries=2)


def frame():
    part = current_app.jinja_env.get_template
    ways = ("preferences", "search", "sign_in", "sign_out")
    return {
        "ways": {way: f"/{way}" for way in ways},
        "links": Markup(part("_links.html").render()),
        "foot": Markup(part("_foot.html").render(site=SITE)),
    }


@pytest.fixture
def app():
    app = Flask("app", root_path=str(APP))
    app.config.update(SECRET_KEY="test", TESTING=True, WTF_CSRF_ENABLED=True)
    CSRFProtect(app)
    i18n.init_app(app)
    formats.register(app)
    for endpoint in ("portal.search", "accounts.sign_in", "accounts.sign_out"):
        app.add_url_rule(f"/{endpoint}", endpoint, lambda: "")
    app.context_processor(
        lambda: {
            "site": SITE,
            "frame": frame(),
            "actor": NOBODY,
            "nav": [("home", "首页", "/"), ("calls", "正在征集", "/calls")],
            "now": NOW,
            "demo": True,
        }
    )
    return app


@pytest.fixture
def page(app):
    clock.move(NOW - clock.machine_now())
    with app.test_request_context("/list?state=open&sort=-due"):
        yield lambda text, **values: render_template_string(IMPORT + text, **values)
    clock.move(timedelta())


@pytest.fixture
def fill(app):
    def fill(**typed):
        with app.test_request_context("/", method="POST"):
            form = Proposal(MultiDict(typed), meta={"csrf": False})
            form.validate()
            return form

    return fill


RIGHT = {"title": "巷口小课堂", "price": "468500", "agreed": "y", "rows-0-name": "教具"} | {
    "rows-1-name": "场地"
}


def test_amounts_are_read_as_people_type_them(fill):
    for typed in ("480,000.00", "４８００００", "480000 元", "¥480，000"):
        form = fill(**RIGHT | {"price": typed})
        assert form.price.data == Decimal("480000.00"), typed
        assert form.errors == {}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("四十八万", "金额只能填数字和小数点，例如 468500.00"),
        ("-3", "金额只能填数字和小数点，例如 468500.00"),
        ("3.456", "金额最多两位小数，例如 468500.00"),
        ("1" * 15, "金额太大了，请核对单位是不是元"),
        ("", "请填写“总报价”"),
    ],
)
def test_a_wrong_amount_is_kept_and_explained(fill, typed, said):
    form = fill(**RIGHT | {"price": typed})
    assert [str(e) for e in form.price.errors] == [said]
    assert form.price._value() == typed


def test_days_and_moments_are_read_in_beijing_time(fill):
    form = fill(**RIGHT | {"day": "2026年11月24日", "closes": "2026-11-27T15:00"})
    assert form.day.data == date(2026, 11, 24)
    assert form.closes.data == clock.at_local(date(2026, 11, 27), 15)
    assert fill(**RIGHT | {"closes": "2026-11-27 24:00"}).closes.data == clock.end_of(
        date(2026, 11, 27)
    )
    wrong = fill(**RIGHT | {"day": "2026-02-30", "closes": "2026-11-27 25:00"})
    assert [line.anchor for line in wrong.error_list()] == ["day", "closes"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("52990106MJ81T0628", "统一社会信用代码应为 18 位，您填了 17 位"),
        ("52990106MJ81T06281", "代码最后一位应是 0，请对照登记证书核对"),
        ("52990106MJ81T0628O", "统一社会信用代码里不会有“O”，请对照登记证书核对"),
    ],
)
def test_a_wrong_credit_code_is_explained(fill, typed, said):
    assert [str(e) for e in fill(**RIGHT | {"code": typed}).code.errors] == [said]


def test_a_credit_code_is_read_with_spaces_and_small_letters(fill):
    form = fill(**RIGHT | {"code": "52 990106 mj81t0628 0"})
    assert (form.code.data, form.errors) == ("52990106MJ81T06280", {})


def test_the_inner_organization_code_is_checked_too():
    # The outer check character fits; the ninth character of the inner code does not.
    assert forms.code_problem("52990106MJ81T06280") is None
    body = "52990106MJ81T0627"
    assert "17" in str(
        _in_request(lambda: forms.code_problem(body + forms.uscc.calc_check_digit(body)))
    )


def _in_request(ask):
    app = Flask("app")
    i18n.init_app(app)
    with app.test_request_context():
        return ask()


def test_findings_stand_at_their_fields_and_warnings_apart(fill, monkeypatch):
    labels = ModuleType("labels_of_this_test")
    labels.FINDINGS = {
        "labour-too-high": "人工成本 %(labour)s，要降到 50% 或以下",
        "whole": "整张表不对",
        "soon": "时间有点紧",
    }
    monkeypatch.setattr(words, "_registered", {t: {} for t in words.TABLES})
    words.register(labels)
    form = fill(**RIGHT)
    with _context():
        form.add_findings(
            [
                Finding("labour-too-high", "GPL/35", "rows.1.amount", {"labour": Decimal(42600)}),
                Finding("whole", field="no-such-field"),
                Finding("soon", warning=True),
            ]
        )
    assert [(line.anchor, line.words, line.law) for line in form.error_list()] == [
        ("", "整张表不对", None),
        ("rows-1-amount", "人工成本 42,600.00元，要降到 50% 或以下", "GPL/35"),
    ]
    assert [f.code for f in form.warnings] == ["soon"]


def _context():
    app = Flask("app")
    app.testing = True
    i18n.init_app(app)
    return app.test_request_context()


def test_an_unknown_code_is_an_error_in_tests_and_its_own_word_in_service():
    with _context(), pytest.raises(KeyError):
        words.finding(Finding("nobody-knows-this"))
    app = Flask("app")
    i18n.init_app(app)
    with app.test_request_context():
        assert words.finding(Finding("nobody-knows-this")) == "nobody-knows-this"


def test_two_capabilities_may_not_use_one_code(monkeypatch):
    monkeypatch.setattr(words, "_registered", {t: {} for t in words.TABLES})
    one, two = ModuleType("one"), ModuleType("two")
    one.STATES = {"call.draft": "草稿"}
    two.STATES = {"call.draft": "未发布"}
    words.register(one)
    words.register(one)
    with pytest.raises(ValueError, match="in one and in two"):
        words.register(two)
    assert words.state("call", "draft") == "草稿"


def test_tasks_are_grouped_by_their_day_in_beijing():
    def task(title, due_at, **more):
        return Task(title, "", due_at, "", "/", "去办", **more)

    groups = group(
        [
            task("later", clock.at_local(date(2026, 12, 10), 15)),
            task("sunday", clock.end_of(date(2026, 11, 29))),
            task("tonight", clock.end_of(date(2026, 11, 24))),
            task("late", NOW),
            task("never", None),
            task("done", NOW, done=True),
            task("monday", clock.at_local(date(2026, 11, 30), 9)),
        ],
        NOW,
    )
    assert [t.title for t in groups.overdue] == ["late"]
    assert [t.title for t in groups.today] == ["tonight"]
    assert [t.title for t in groups.this_week] == ["sunday"]
    assert [t.title for t in groups.later] == ["monday", "later", "never"]
    assert len(groups) == 6


def test_a_deadline_has_three_lines(page):
    html = page("{{ m.due(at, '到时停止接收') }}", at=clock.at_local(date(2026, 11, 27), 15))
    assert 'class="jl-due is-soon"' in html
    assert "还剩 3 天 4 小时" in html
    assert 'datetime="2026-11-27T15:00:00+08:00">11月27日（周五）15:00' in html
    assert "到时停止接收" in html


def test_the_error_summary_leads_to_the_fields(app, page, fill):
    form = fill(title="", price="abc", **{"rows-0-name": ""})
    html = page("{{ m.errors(form) }}{{ m.field(form.title) }}", form=form)
    assert "还有 5 处要改，改好才能继续" in html
    # A line that speaks of the value only has the name of its field before it.
    assert re.search(r'<a href="#price">[^<]+：金额只能填数字和小数点', html)
    assert 'id="title-error">请填写“项目名称”' in html
    assert 'aria-describedby="title-hint title-error"' in html
    assert 'aria-invalid="true"' in html
    assert " required" not in html.replace("aria-required", "")


def test_what_cannot_be_read_is_not_called_missing_as_well(fill):
    form = fill(**RIGHT | {"price": "abc"})
    said = [line.words for line in form.error_list()]
    form.add_findings([Finding("budget-short", field="price")])
    assert [line.words for line in form.error_list()] == said


def test_every_field_of_a_form_can_be_drawn(page, fill):
    form = fill(**RIGHT | {"price": "x<y"})
    html = page(
        "{% for f in form %}{% if f.type != 'FieldList' %}{{ m.field(f) }}{% endif %}{% endfor %}",
        form=form,
    )
    assert 'value="x&lt;y"' in html
    assert html.count("<fieldset") == 2
    assert "（选填）" in html
    assert html.count("<label") >= 9


def test_an_article_says_when_it_is_not_verified(page):
    html = page("{{ m.law('GPL/35') }}")
    assert "政府采购法" in html
    assert "第三十五条" in html


def test_a_table_sorts_and_turns_pages_with_the_filters_kept(page):
    html = page("{{ m.th('截止', 'due') }}{{ m.th('名称', 'name') }}{{ m.pager(3, 430) }}")
    assert 'aria-sort="descending"' in html
    assert 'href="/list?state=open&amp;sort=due"' in html
    assert 'href="/list?state=open&amp;sort=name"' in html
    assert 'href="/list?state=open&amp;sort=-due&amp;page=4" rel="next"' in html
    assert "第 41—60 行，共 430 行" in html


def test_charts_say_their_numbers_in_words(page):
    parts = [
        {"short": "等级", "name": "评估等级", "value": Decimal(10), "kind": "c", "max": 10},
        {"short": "方案", "name": "服务方案", "value": Decimal("21.4"), "kind": "e", "max": 25},
    ]
    html = page(
        "{{ m.key(parts) }}{{ m.stacked([{'rank': 1, 'name': '同心', 'total': 31.4, 'parts': parts}]) }}"
        "{{ m.diff([('等级', 2), ('履约', -1), ('契合', 0)], '青禾', '同心', 1) }}"
        "{{ m.interval([{'name': '同心', 'value': 84.9, 'low': 82.7, 'high': 87.1, 'words': '第1—2名'}], 60, 90) }}"
        "{{ m.capbar(54.6, 50, '现在 54.6%', '上限 50%', top=100) }}",
        parts=parts,
    )
    assert "同心，总分 31.40：评估等级 10.00，服务方案 21.40" in html
    assert 'width="21.40%"' in html
    assert "−1.00" in html
    assert "范围 82.70 到 87.10" in html
    assert 'x="50.00%" y="22" width="4.60%"' in html


@dataclass
class Step:
    state: str
    name: str
    when: str = ""
    law: str | None = None
    note: str = ""


def test_the_rest_of_the_components_can_be_drawn(page):
    html = page(
        "{{ m.tag('open', '征集中') }}{{ m.duebox(at) }}"
        "{% call m.duebox(at) %}<a href='/'>开始</a>{% endcall %}"
        "{{ m.holder(none, ('区民政局', '今天'), none) }}"
        "{{ m.steps(steps) }}{{ m.sumlist([('名称', '青禾'), ('联系人', none, '/edit', '请核对')]) }}"
        "{{ m.files([{'name': '方案.pdf', 'url': '/f', 'note': '2 MB'}]) }}"
        "{% call m.note('warn', '还没有提交') %}<p>点确认</p>{% endcall %}"
        "{{ m.receipt('已收到', 'LW-1', at) }}{{ m.empty('还没有', '/new', '新建') }}"
        "{{ m.callrow('open', '征集中', '题目', '/c', ['区民政局', ''], at, '到时停止') }}"
        "{{ m.lane(2, 7) }}{{ m.relay([('谁', '什么', '怎样')]) }}{{ m.toc([('a', '甲')]) }}"
        "{{ m.qa([{'question': '问', 'answer': '答', 'note': ''}]) }}{{ m.sign(['签字：']) }}"
        "{{ m.progress(3120, 5000, url='/p') }}{{ m.printer() }}{{ m.post('/x', '撤回') }}"
        "{{ m.work(groups) }}{{ m.filter([('全部', '/', true, 3), ('草稿', '/d', false, none)]) }}"
        "{% call m.filterform(hidden={'state': 'open'}) %}x{% endcall %}{{ m.chips([('民政', '/')]) }}"
        "{{ m.exports('/x', '/c') }}{% call m.tools('全部', 'id') %}x{% endcall %}"
        "{% call m.scroll('表') %}<table></table>{% endcall %}{{ m.tasklist([{'title': '附件', 'kind': 'wait', 'word': '还没开始'}]) }}"
        "{{ m.check('ok', '真实') }}{{ m.acts('确认提交', '/back') }}<form {{ m.autosave('/save') }}></form>{{ m.saved(at) }}",
        at=clock.at_local(date(2026, 11, 27), 15),
        steps=[Step("done", "公告"), Step("now", "响应", law="GPL/35"), Step("next", "开启")],
        groups=group(
            [Task("复核", "两个人", NOW + timedelta(hours=1), "不复核不能公告", "/r", "去复核")],
            NOW,
        ),
    )
    assert "已处理 3,120 行，共 5,000 行" in html
    assert "今天 11:48 前" in html
    assert "已自动保存，11月27日（周五）15:00。" in html
    assert " style=" not in html
    assert "<script" not in html


def test_the_frame_names_the_page_and_what_an_operator_has_not_set(app):
    with app.test_request_context("/calls"):
        html = render_template_string(
            '{% extends "base.html" %}{% set here = "calls" %}{% set crumbs = [("首页", "/"), ("征集", none)] %}'
            "{% block title %}征集{% endblock %}{% block main %}<h1>征集</h1>{% endblock %}"
        )
    assert "<title>征集 - 接力 · 澜湾区政府购买服务与公益创投平台</title>" in html
    assert 'href="/calls" aria-current="page"' in html
    assert html.count("（待填）") == 5
    assert "演示数据" in html
    assert not re.search(r" style=| on\w+=|<script>", html)


def test_the_title_says_that_there_are_errors(app, fill):
    form = fill(**RIGHT | {"price": "x"})
    with app.test_request_context("/"):
        html = render_template_string(
            '{% extends "base.html" %}{% block title %}报价{% endblock %}', form=form
        )
    assert "<title>有错误：报价" in html


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 422, 429, 500, 503])
def test_an_error_page_is_written_in_words(app, code):
    with app.test_request_context("/"):
        html = render_template(
            f"errors/{code}.html",
            number="7F3K",
            findings=[Finding("x", law="GPL/35")] if False else [],
        )
    assert html.count("<h1") == 1
    assert str(code) not in re.sub(r"<[^>]*>", "", html).replace("7F3K", "")
    if code == 500:
        assert "编号 7F3K" in html
