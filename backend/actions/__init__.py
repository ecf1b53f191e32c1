"""Every change of the server's state, one verb each: plain functions that run on the writer's thread."""
