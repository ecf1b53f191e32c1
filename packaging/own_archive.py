"""Keep the modules readable while an update puts another program in its place. Run first when frozen.

PyInstaller opens the program anew for each module, by its path. A file that is open stays what it is.
"""

import os
import sys


def hold_archive() -> None:
    """Read modules through a descriptor of the file that was started."""
    import pyimod02_importers  # type: ignore[import-not-found]  # noqa: PLC0415 - only there when frozen

    archive = pyimod02_importers.pyz_archive
    held = f"/dev/fd/{os.open(archive._filename, os.O_RDONLY)}"
    if os.path.exists(held):  # noqa: PTH110 - pathlib would be the first module that is read
        archive._filename = held


if sys.platform != "win32":  # which doesn't let a program be replaced while it runs
    hold_archive()
