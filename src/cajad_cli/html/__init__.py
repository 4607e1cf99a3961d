"""Records to one HTML file for people without a terminal.

Imports `text`, `model`, `store`, `query`, and the words, counts and notes of `render`.
"""
