"""The words on the screen: every catalogue is complete, and says one thing in one way."""

import os
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask, render_template_string
from flask_babel import force_locale, gettext, lazy_gettext

from app import i18n
from tools import words

NAMES = words.capabilities()


@pytest.mark.parametrize("name", NAMES)
def test_a_catalogue_has_chinese_for_every_word_and_no_stale_one(name):
    assert words.faults(name) == []


def test_no_two_catalogues_say_the_same_word_in_different_chinese():
    assert words.contradictions(NAMES) == []


def write(folder: Path, text: str) -> Path:
    path = folder / i18n.CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words.HEADER + text, encoding="utf-8")
    return path


def test_missing_stale_and_empty_words_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(words, "APP", tmp_path)
    code = 'from flask_babel import gettext as _\n_("new")\n_("empty")\n_("said %(n)s")\n'
    (tmp_path / "calls").mkdir()
    (tmp_path / "calls" / "labels.py").write_text(code, encoding="utf-8")
    write(
        tmp_path / "calls/translations",
        'msgid "empty"\nmsgstr ""\n\nmsgid "old"\nmsgstr "旧"\n\n'
        'msgid "said %(n)s"\nmsgstr "说了 %(m)s"\n',
    )
    assert words.faults("calls") == [
        "calls: missing 'new'",
        "calls: stale 'old'",
        "calls: empty 'empty'",
        "calls: other places in the Chinese of 'said %(n)s'",
    ]


def test_an_update_keeps_what_is_translated_and_takes_the_rest_from_elsewhere(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(words, "APP", tmp_path)
    (tmp_path / "calls/templates/calls").mkdir(parents=True)
    page = "{{ _('Kept') }}{{ _('Shared') }}{{ ngettext('%(num)d row', '%(num)d rows', 2) }}"
    page += "{{ pgettext('mark', 'Q') }}{% trans %}Block{% endtrans %}"
    (tmp_path / "calls/templates/calls/list.html").write_text(page, encoding="utf-8")
    write(tmp_path / "translations", 'msgid "Shared"\nmsgstr "共用"\n')
    path = write(
        tmp_path / "calls/translations",
        'msgid "Kept"\nmsgstr "留着"\n\nmsgid "Gone"\nmsgstr "没了"\n',
    )
    words.update("calls")
    with path.open("rb") as file:
        found = {(m.context, m.id): m.string for m in read_po(file) if m.id}
    assert found == {
        (None, "Kept"): "留着",
        (None, "Shared"): "共用",
        (None, ("%(num)d row", "%(num)d rows")): ("",),
        ("mark", "Q"): "",
        (None, "Block"): "",
    }
    assert "5 words, 3 without Chinese" in capsys.readouterr().out


def test_a_catalogue_is_compiled_when_it_changed_and_only_then(tmp_path):
    path = write(tmp_path, 'msgid "a"\nmsgstr "甲"\n')
    i18n.compile_catalogue(path)
    compiled = path.with_suffix(".mo")
    first = compiled.stat().st_ino
    i18n.compile_catalogue(path)
    assert compiled.stat().st_ino == first
    path.write_text(words.HEADER + 'msgid "a"\nmsgstr "乙"\n', encoding="utf-8")
    os.utime(path, (1, 1))
    i18n.compile_catalogue(path)
    assert "乙".encode() in compiled.read_bytes()
    assert [p.name for p in path.parent.iterdir() if p.name.startswith(".")] == []


def test_chinese_is_the_default_and_english_is_a_cookie():
    app = Flask("app")
    app.testing = True
    i18n.init_app(app)
    from flask_babel import gettext  # noqa: PLC0415 -- as a request sees it

    with app.test_request_context():
        assert gettext("Sign out") == "退出登录"
    with app.test_request_context(headers={"Cookie": "jl_locale=en"}):
        assert gettext("Sign out") == "Sign out"


def test_the_language_in_force_decides_at_every_word(app):
    with app.test_request_context("/"):
        lazy = lazy_gettext("Home")
        assert (gettext("Home"), str(lazy)) == ("首页", "首页")
        with force_locale("en"):
            assert (gettext("Home"), str(lazy)) == ("Home", "Home")
            assert render_template_string("{{ _('Home') }}") == "Home"
        assert (gettext("Home"), str(lazy)) == ("首页", "首页")
        assert render_template_string("{{ _('Home') }}") == "首页"


def test_one_browser_reads_chinese_and_the_next_english(app):
    reader = app.test_client()
    assert '<html lang="zh-CN"' in reader.get("/about/accessibility").text
    reader.set_cookie(i18n.LOCALE_COOKIE, i18n.ENGLISH)
    page = reader.get("/about/accessibility").text
    assert '<html lang="en"' in page
    assert "Skip to the text" in page
    assert "Skip to the text" not in app.test_client().get("/about/accessibility").text


def test_what_fills_a_place_is_escaped_and_a_double_percent_is_one(app):
    with app.test_request_context("/", headers={"Cookie": f"{i18n.LOCALE_COOKIE}=en"}):
        said = render_template_string("{{ _('of %(name)s', name='<b>') }} {{ _('50%% off') }}")
    assert said == "of &lt;b&gt; 50% off"


def test_a_text_without_escaping_is_plain(app):
    with app.test_request_context("/", headers={"Cookie": f"{i18n.LOCALE_COOKIE}=en"}):
        said = render_template_string(
            "{% autoescape false %}{{ _('of %(name)s', name='<b>') }}{{ _('5%%') }}"
            "{% endautoescape %}"
        )
    assert said == "of <b>5%"


def test_a_word_with_a_context_is_its_own(app):
    with app.test_request_context("/"):
        said = render_template_string("{{ pgettext('list', ', ') }}{{ pgettext('none', ', ') }}")
        assert said == "、, "
        assert render_template_string("{{ pgettext('x', 'of %(n)s', n='<') }}") == "of &lt;"
