"""Supervision by colour (分色监管): green, blue, yellow or red, from published rules.

Nothing is stored: the colour of any day follows from the dated facts of that day (credit
information, yearly reports) and the rules in force on it, and every page shows the reasons.
Read rules.py first.
"""
