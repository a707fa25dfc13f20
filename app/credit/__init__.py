"""Credit (信用): the two lists (活动异常名录, 严重违法失信名单) and the integrity file (诚信档案).

The rules propose, people decide: an entry on the abnormal list takes one person, one on the
serious list two. Entries have a coded ground, a paper, a first day and an end; nothing is
overwritten. What of it is public is one table in rules.py, asked by pages, exports and search.
"""
