"""Annual reports (年度报告): the organization files, its supervisor looks, the registrar decides.

The record itself stands with the register (organizations.models.AnnualReport). Whether a
report is late or missing follows from the day it was first filed and the due day; jobs only
announce and remind.
"""
