"""One thin floor between the client's state and the screen: item models and words, QtCore only."""
