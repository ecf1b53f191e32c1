"""Bring resources/translations in step with the sources: `python -m tests.helpers.translations`.

Then fill in what is unfinished and run it again.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("en", "ru")


def collect_texts(folder: Path) -> None:
    """Let lupdate bring the .ts files of a folder in step with the sources; English has only plural forms."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "desktop").rglob("*.py"))
    for language in LANGUAGES:
        only_plurals = ["-pluralonly"] if language == "en" else []
        _run(
            "lupdate",
            *sources,
            "-silent",
            "-no-obsolete",
            "-locations",
            "none",
            "-source-language",
            "en_US",
            "-target-language",
            {"en": "en_US", "ru": "ru_RU"}[language],
            *only_plurals,
            "-ts",
            str(folder / f"minichat_{language}.ts"),
        )


def compile_texts(folder: Path) -> None:
    """Let lrelease make the .qm files."""
    for language in LANGUAGES:
        source = folder / f"minichat_{language}.ts"
        _run("lrelease", "-silent", str(source), "-qm", str(source.with_suffix(".qm")))


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    found = shutil.which(program)
    if found is None:
        raise FileNotFoundError(f"{program} comes with PySide6-Essentials")
    subprocess.run([found, *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    collect_texts(FOLDER)
    compile_texts(FOLDER)
