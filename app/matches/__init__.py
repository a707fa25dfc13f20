"""Matches (匹配): which organizations fit a project, which projects fit an organization, and why.

For searching and recommending only: what counts for points is fit (app.results), by
content alone. The engine is the pure package `matching`.
"""
