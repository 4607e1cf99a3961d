"""Which records answer: by name, by words, by command. Store in, views out.

A search goes through `question` (parsing), `lexicon` (synonyms, spelling), `terms` (retrieval),
`search` (ranking) and `answers` (fields and commands beside the hits).

Imports `text`, `model` and `store`.
"""
