"""For every test: no test needs a screen, however pytest was started."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
