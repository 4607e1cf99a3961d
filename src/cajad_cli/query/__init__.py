"""Which records answer: by name, by words, by command. Store in, views out.

Imports `text`, `model` and `store`.
"""
