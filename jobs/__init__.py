"""Work outside a request: worker.py drains the outbox, schedule.py is the one list of periodic jobs."""
