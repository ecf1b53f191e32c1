"""The contract between server and clients: types, endpoints, events, errors and limits.

Both programs import this package; it imports nothing of either.
"""

__version__ = "0.1.0"

PROTOCOL_VERSION = 1
"""Raised only when an older client could no longer understand a server."""
