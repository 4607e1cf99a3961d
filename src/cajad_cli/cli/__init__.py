"""The command line: options in, answers to the streams, failures to exit codes.

Imports all of the package.
"""

# What shells set when they ask for completions.
COMPLETING = "_CAJAD_COMPLETE"
