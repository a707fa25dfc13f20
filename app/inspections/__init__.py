"""Inspections (双随机一公开): who is inspected and by whom is drawn, the results are public.

A plan is announced with its frozen pool, the moment of the draw and the public source of the
seed; the draw then takes what the source said, so that anybody draws the same again
(matching/draw.py). Two inspectors record and sign; an order is answered, verified, or overdue.
"""
