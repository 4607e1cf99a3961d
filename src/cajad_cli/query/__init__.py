"""Which records answer: by name, by words, by command. Store in, views out.

Imports `text`, `model` and `store`.
"""

# Of a term no more records are ranked than these, the most important first, and no more are shown.
CANDIDATES = 1000
