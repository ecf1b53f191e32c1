"""The HTTP edge: parse, one action or question, answer."""
