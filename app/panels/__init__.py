"""Review panels (评审小组): the expert pool, the draw, recusal, score sheets.

Each expert scores alone and sees only the own sheets until the panel closes. Objective
parts are computed (app.results), the same for every expert.

Read first: rules.py (the draw that anybody can draw again), actions.py.
"""
