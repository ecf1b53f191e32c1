"""What the desktop asks of the machine: a server process, folders of its own, a last word when all fails."""
