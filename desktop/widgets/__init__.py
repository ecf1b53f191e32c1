"""The screens. A widget signals its parent; none knows a socket or the client, only the store it is given."""
