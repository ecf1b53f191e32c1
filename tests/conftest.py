"""For every test: none needs a screen, and none is heard on the desktop of whoever runs it."""

import gc
import os
from collections.abc import Iterator
from contextlib import suppress

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DBUS_SESSION_BUS_ADDRESS"] = os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nowhere"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

with suppress(ImportError):  # where Qt can't be loaded nobody hosts
    from desktop.system import hosting_file

    # A server that starts anew keeps its port: tests side by side must not take it meanwhile.
    hosting_file.FIRST_PORT += 200 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])


@pytest.fixture
def without_garbage() -> Iterator[None]:
    """For a test that times something: no garbage is looked for meanwhile among all that others have left."""
    gc.disable()
    yield
    gc.enable()
