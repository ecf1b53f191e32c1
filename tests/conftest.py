"""For every test: none needs a screen, and none is heard on the desktop of whoever runs it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DBUS_SESSION_BUS_ADDRESS"] = os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nowhere"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
