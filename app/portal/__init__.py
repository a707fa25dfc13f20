"""The portal's own pages (门户): start page, search, what waits for me, guides, preferences.

It stands above all other capabilities and gathers from them.
"""
