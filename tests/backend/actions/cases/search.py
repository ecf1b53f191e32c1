"""The search index follows the log: nobody sees it."""

from backend.actions.search import index_messages

CASES = {"index_messages": lambda scene: scene.write(index_messages)}
