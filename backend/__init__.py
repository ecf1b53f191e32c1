"""The server of Mini Chat: REST and WebSocket over one log per room."""
