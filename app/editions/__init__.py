"""Yearly editions of the directory (年度目录) and its figures.

The bureau publishes an edition a year: the directory of a day, frozen with its digest. The
figures count the directory of today: by grade, field and street, and who has a clean record.

Read first: actions.py.
"""
