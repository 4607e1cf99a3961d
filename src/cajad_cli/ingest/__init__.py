"""A data file in, sound values out, or every problem with its line.

Imports `text` and `model`.
"""
