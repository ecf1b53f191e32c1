"""Data that both programs ship: icons, style, translations, the list of common passwords."""
