"""People, organizations of the tree, roles and sign-in (账号). Read models.py first."""
