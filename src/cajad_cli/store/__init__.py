"""Sound values in, one SQLite file out, and back: compiling, opening and asking.

Imports `text`, `model` and `ingest`.
"""
