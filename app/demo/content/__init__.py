"""Invented content of the demo district (演示数据), from phrase banks and a seed. Read model.py, then generate.py."""
