"""Indicators and bands of the assessment (评估指标和等级分档): one scheme per type and year.

A scheme is a tree of indicators with their most points, and the bands that turn a score into
1A to 5A. Bands differ between districts; a boundary that the paper leaves open is asked,
never guessed: `rules.band_findings` names each hole and each overlap, and nothing is
published before every boundary belongs to one band. Published it is frozen as a version.
"""
