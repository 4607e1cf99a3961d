"""What a record is: its kinds, their fields, and what each field may hold.

Imports `text`.
"""
