"""The window measured: starts, idling, and the timeline of a long room, each beside a bare PySide6 window."""
