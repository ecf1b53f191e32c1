"""Where the packaged files are: icons, translations, pictures. Any floor of the desktop may ask."""

from pathlib import Path

import resources

_ROOT = Path(resources.__path__[0])
"""A real folder in a checkout, in an installed wheel and in the frozen one-folder program alike."""


def resource(*parts: str) -> Path:
    """The path of a packaged file; a name that isn't there is our bug and says so."""
    path = _ROOT.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"no packaged resource {'/'.join(parts)!r}")
    return path
