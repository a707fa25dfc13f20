"""The law in the portal (法规与参数): pages of what is cited, a district's own values, new calendars.

The shipped law lies in app/law (pure). What a district adds later lies in the tables here:
dated values with their source, and the calendar of a newly announced year.
`queries.law_on(day, track)` and `queries.calendar()` give both together.
"""
