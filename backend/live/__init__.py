"""The WebSocket edge: `/ws/` for our desktop, and the seed's socket for each room."""
