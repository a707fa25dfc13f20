"""Filed organizations (备案的社区社会组织): from the application to the filing number, and after.

A group of residents applies, or its community does so for it; the community checks first,
the street reviews and gives its opinion; strictly controlled kinds go to the bureau in
between. A filed organization is no legal person: it acts through a registered host. Read
states.py first, then rules.py. What is true on a day stands in FiledStand and HostRelation.
"""
