"""Plans, observations and printed notation as immutable values; no file is read and no figure calculated here.

Imports nothing of the package but errors, suggest, version and text.
"""
