"""The search index follows the log."""

from backend.store.search import index_next, merge_index
from backend.transaction import Transaction

MESSAGES_AT_ONCE = 128
PAGES_AT_ONCE = 20
"""A step takes the writer some milliseconds: an index of a million messages is merged as fast as it grows."""


def index_messages(tx: Transaction) -> bool:
    """Take the next messages into the index; whether another step has something to do."""
    has_indexed = index_next(tx.writing, MESSAGES_AT_ONCE) > 0
    return merge_index(tx.writing, PAGES_AT_ONCE) or has_indexed
