"""Needs of communities (社区需求): what residents ask for, before a project is designed (以需定供)."""
