"""What words and texts are: made harmless, folded, compared. It knows nothing of records.

Imports nothing of the package.
"""
