"""Payments (付款): money that leaves the district, once, by another person than asked for it.

A contract pays an accepted milestone, an award pays a first grade: both record it here.
"""
