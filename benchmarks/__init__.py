"""Load tools, and the servers they compare Mini Chat with; nothing of the product imports this package."""
