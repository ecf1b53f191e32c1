"""Painting: geometry as values, and one painter for each part of a row; no state, no input."""
