"""The timeline of a room: one viewport in parts, each named for what it does. Its outside is `view`."""
