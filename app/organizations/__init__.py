"""Social organizations (社会组织): the register of registered (登记) and filed (备案) ones.

Every fact about an organization has a date and an end, so that it can be asked for any
past day: grades (评估等级), credit events (活动异常名录等), annual reports. Organizations
are claimed by their people with the credit code and confirmed by the bureau.
"""
