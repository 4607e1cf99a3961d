"""Views to text: screens for people, formats for programs. It asks no database.

Imports `text`, `model`, `store`, and of `query` the form of a view.
"""
