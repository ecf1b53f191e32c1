"""A chat client without Qt: the window, bots and load tests are three users of it."""
