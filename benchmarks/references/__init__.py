"""Servers that do less than Mini Chat: the limits of its building blocks, run as processes by targets.py."""
