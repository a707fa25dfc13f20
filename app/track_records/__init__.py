"""Track records (业绩): what an organization has performed, and how well.

A record comes from a contract performed here or from an imported one with evidence. Its
score feeds the next ranking. Pure arithmetic lies in scoring.track_record.
"""
