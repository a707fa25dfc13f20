"""The qualified directory (资质目录): who may take over functions and service contracts.

`queries.gate(organization, track, on)` answers, for any day, whether an organization may
take part and why not; it is asked at the submission and again as of the deadline.
"""
