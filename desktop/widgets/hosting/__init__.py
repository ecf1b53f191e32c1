"""Sheets for whoever hosts or administers the server: its page, invites, codes for lost passwords."""
