"""The first screen, before anybody is signed in: pages to begin, join, log in. Its outside is `login`."""
