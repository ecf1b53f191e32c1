from benchmarks.idle import IdleSockets


def test_memory_of_a_socket_is_what_the_later_ones_took():
    assert IdleSockets(sockets=512, mib_before=40.0, mib_after=50.0).kib_each == 20.0
