import psycopg
import redis


def test_postgresql_is_a_real_one(pg_url):
    with psycopg.connect(pg_url.replace("+psycopg", "")) as line:
        (version,) = line.execute("select version()").fetchone()
        line.execute("create extension pg_trgm")
    assert version.startswith("PostgreSQL")


def test_the_queue_servers_are_real_ones(redis_url):
    with redis.from_url(redis_url) as line:
        line.set("键", "值")
        assert line.get("键").decode() == "值"
        assert int(line.info("server")["redis_version"].split(".")[0]) >= 6


def test_chromium_shows_chinese(browser):
    page = browser.new_page(locale="zh-CN")
    page.goto("data:text/html;charset=utf-8,<h1>社会组织</h1>")
    assert page.inner_text("h1") == "社会组织"
    assert page.evaluate("navigator.language") == "zh-CN"
    page.close()
