"""The command line: options in, answers to the streams, failures to exit codes.

Imports all of the package.
"""
