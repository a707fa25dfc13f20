"""Registration of social organizations (成立登记、注销登记): from the guide to the certificate.

Applicants fill in and hand in fifteen materials; the window accepts (two clocks start: the
promised one and that of the regulation), reviews, asks the supervisory unit where the kind
needs one and the party body; somebody else decides. Read states.py, then rules.py.
"""
