"""The desktop: a window over a chat client that knows no Qt, and the server that it can host."""
