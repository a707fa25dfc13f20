"""Notices to people (通知): an inbox in the portal always, e-mail where an address is known.

What is to be said is kept as a code and its particulars; the words are made when it is
read, in the reader's language. Nothing is lost: the e-mail is an outbox row in the same
transaction.
"""
