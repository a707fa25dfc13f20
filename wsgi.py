"""The portal as a WSGI application: `gunicorn -c tools/gunicorn_conf.py wsgi:app`."""

from app.factory import create_app

app = create_app()
