"""Make emoji.json and fonts/twemoji.ttf of resources anew: `python -m tests.helpers.emoji_data FOLDER`.

FOLDER holds three unpacked npm packages (`npm pack`, `tar x`) in folders of their names:
emojibase-data 17.0.0, twemoji-colr-font 15.0.3 and unicode-emoji-json 0.9.0. Needs fonttools and brotli
from PyPI, as nothing else does.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFontDatabase, QGuiApplication, QRawFont, QTextLayout

from desktop.models.emoji import with_tone

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
GROUPS = {0: "smileys", 1: "people", 3: "nature", 4: "food", 5: "travel", 6: "activities", 7: "objects"}
GROUPS |= {8: "symbols", 9: "flags"}
LANGUAGES = ("en", "ru")
CHANGES = """The emoji are Twemoji by Twitter, Inc. and other contributors, in the font "Twemoji Mozilla"
as the npm package twemoji-colr-font 15.0.3 has it. Changed for Mini Chat: unpacked to TrueType; ligatures
also without U+FE0F.

"""


def make_font(package: Path) -> Path:
    """The same outlines without the packing that only browsers and Linux undo."""
    from fontTools.ttLib import TTFont  # type: ignore[import-not-found]  # noqa: PLC0415 - for this script alone

    target = RESOURCES / "fonts" / "twemoji.ttf"
    font = TTFont(package / "twemoji.woff2")
    font.flavor = None
    _join_without_selectors(font)
    font.save(target)
    licence = (package / "LICENSE").read_text(encoding="utf-8")
    target.with_name("LICENSE-twemoji.txt").write_text(CHANGES + licence, encoding="utf-8")
    return target


def _join_without_selectors(font: Any) -> None:
    """Qt takes U+FE0F out before it looks for ligatures: each that has one gets a brother without."""
    from fontTools.ttLib.tables import otTables  # type: ignore[import-not-found]  # noqa: PLC0415

    selector = font.getBestCmap()[0xFE0F]
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for ligatures in table.ligatures.values():
                known = {tuple(ligature.Component) for ligature in ligatures}
                for ligature in list(ligatures):
                    parts = [part for part in ligature.Component if part != selector]
                    if parts and tuple(parts) not in known:
                        brother = otTables.Ligature()
                        brother.Component, brother.LigGlyph = parts, ligature.LigGlyph
                        ligatures.append(brother)
                        known.add(tuple(parts))
                ligatures.sort(key=lambda ligature: -len(ligature.Component))


def make_catalogue(package: Path, spellings: Path, font: Path) -> None:
    """What the font can draw, in Unicode's order: text, takes a tone, shortcodes, names and words."""
    raw = QRawFont(str(font), 32)
    family = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font)))
    QFontDatabase.setApplicationEmojiFontFamilies(family)
    data = {language: _read(package / language / "data.json") for language in LANGUAGES}
    others = {entry["hexcode"]: entry for entry in data["ru"]}
    shortcodes = _read(package / "en" / "shortcodes" / "github.json")
    plain = _read(package / "en" / "shortcodes" / "emojibase.json")
    spelt = {_bare(text): text for text in _read(spellings / "data-by-emoji.json")}
    groups: dict[str, list[list[Any]]] = {name: [] for name in GROUPS.values()}
    for entry in sorted(data["en"], key=lambda entry: int(entry.get("order", 0))):
        code = entry["hexcode"]
        entry["emoji"] = spelt.get(_bare(entry["emoji"]), entry["emoji"])
        if entry.get("group") not in GROUPS or not _is_drawn(entry["emoji"], raw):
            continue
        codes = _as_list(shortcodes.get(code)) + _as_list(plain.get(code))
        names = [word for found in (entry, others[code]) for word in (found["label"], _words(found))]
        row = [entry["emoji"], _takes_tone(entry, raw), list(dict.fromkeys(codes)), *names]
        groups[GROUPS[entry["group"]]].append(row)
    lines = [
        f'["{name}",[\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "]]"
        for name, rows in groups.items()
    ]
    (RESOURCES / "emoji.json").write_text("[" + ",\n".join(lines) + "]\n", encoding="utf-8")
    licences = [(folder / "LICENSE").read_text(encoding="utf-8") for folder in (package, spellings)]
    (RESOURCES / "fonts" / "LICENSE-emoji-names.txt").write_text("\n\n".join(licences), encoding="utf-8")


def _is_drawn(text: str, raw: QRawFont) -> bool:
    """Whether the font draws the whole as one picture; selectors that are left over have no width."""
    layout = QTextLayout(text)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    widths = []
    for run in layout.glyphRuns():
        font = run.rawFont()
        if font.familyName() != raw.familyName() or 0 in run.glyphIndexes():
            return False
        widths += [advance.x() for advance in font.advancesForGlyphIndexes(run.glyphIndexes())]
    return sum(width > 0 for width in widths) == 1


def _takes_tone(entry: dict[str, Any], raw: QRawFont) -> bool:
    tones = {skin["tone"]: skin["emoji"] for skin in entry.get("skins", ()) if isinstance(skin["tone"], int)}
    toned = {tone: with_tone(entry["emoji"], tone) for tone in tones}
    is_regular = all(_bare(toned[tone]) == _bare(text) for tone, text in tones.items())
    return bool(tones) and is_regular and all(_is_drawn(text, raw) for text in toned.values())


def _bare(text: str) -> str:
    return text.replace("\ufe0f", "")


def _words(entry: dict[str, Any]) -> str:
    return " ".join(dict.fromkeys(entry.get("tags", ())))


def _as_list(found: str | list[str] | None) -> list[str]:
    return [found] if isinstance(found, str) else found or []


def _read(path: Path) -> Any:
    return json.loads(path.read_bytes())


if __name__ == "__main__":
    app = QGuiApplication([])
    folder = Path(sys.argv[1])
    make_catalogue(
        folder / "emojibase-data", folder / "unicode-emoji-json", make_font(folder / "twemoji-colr-font")
    )
