"""The colours of both schemes by the part they play, and the type sizes: values for widgets and painters."""

import msgspec
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """One scheme. A pair that carries text reaches 4.5:1, one that carries only a shape 3:1 (tested)."""

    surface: str
    sidebar: str
    chat: str
    text: str
    secondary: str
    hover: str
    selected: str
    selected_secondary: str
    line: str
    border: str
    accent: str
    accent_hover: str
    on_accent: str
    badge: str
    on_badge: str
    link: str
    online: str
    error: str
    warning_bar: str
    on_warning_bar: str
    other_bubble: str
    other_text: str
    other_secondary: str
    own_bubble: str
    own_text: str
    own_secondary: str
    own_link: str
    own_tick: str
    own_error: str
    own_selection: str
    other_selection: str
    highlight: str
    mention: str
    marked: str
    code: str
    code_text: str
    code_keyword: str
    code_string: str
    code_comment: str
    code_number: str
    pill: str
    on_pill: str
    divider: str
    scrollbar: str
    scrollbar_hover: str
    names: tuple[str, ...]
    avatars: tuple[str, ...]
    on_avatar: str


_AVATARS = ("#b4464b", "#a85a1e", "#7d6a14", "#3d7a3f", "#1e7873", "#2f6fae", "#6a5cc0", "#a04a94")

LIGHT = Tokens(
    surface="#ffffff",
    sidebar="#f4f6f8",
    chat="#e8edf2",
    text="#14181d",
    secondary="#5b6672",
    hover="#e9edf1",
    selected="#d3e4fa",
    selected_secondary="#4a5b70",
    line="#dde3e9",
    border="#7d8894",
    accent="#1668c7",
    accent_hover="#1259ab",
    on_accent="#ffffff",
    badge="#1668c7",
    on_badge="#ffffff",
    link="#0f5cb5",
    online="#168d43",
    error="#c62f2f",
    warning_bar="#fff1d0",
    on_warning_bar="#5c4300",
    other_bubble="#ffffff",
    other_text="#14181d",
    other_secondary="#5b6672",
    own_bubble="#d9eaff",
    own_text="#14181d",
    own_secondary="#4a5b70",
    own_link="#0f5cb5",
    own_tick="#1668c7",
    own_error="#b92626",
    own_selection="#a9cdf7",
    other_selection="#c4dcf8",
    highlight="#ffe08a",
    mention="#cfe2fb",
    marked="#cbdff5",
    code="#f1f4f8",
    code_text="#14181d",
    code_keyword="#8a2fa0",
    code_string="#1f6b33",
    code_comment="#5b6672",
    code_number="#9c4f13",
    pill="#d5dde6",
    on_pill="#44515e",
    divider="#0f5cb5",
    scrollbar="#b9c3cd",
    scrollbar_hover="#8b97a3",
    names=("#b23c42", "#9c4f13", "#746112", "#2f7233", "#17716c", "#2466a6", "#5f50bb", "#96408a"),
    avatars=_AVATARS,
    on_avatar="#ffffff",
)

DARK = Tokens(
    surface="#17212b",
    sidebar="#17212b",
    chat="#0e1621",
    text="#e8ecf0",
    secondary="#98a6b4",
    hover="#1f2b37",
    selected="#2b4560",
    selected_secondary="#c2d0de",
    line="#0b121a",
    border="#6d7c8b",
    accent="#6ab3f3",
    accent_hover="#8cc5f7",
    on_accent="#0d1620",
    badge="#6ab3f3",
    on_badge="#0d1620",
    link="#7cbcf5",
    online="#3ecf6f",
    error="#ff8f8a",
    warning_bar="#4a3a12",
    on_warning_bar="#ffe2a1",
    other_bubble="#212d3a",
    other_text="#e8ecf0",
    other_secondary="#98a6b4",
    own_bubble="#2a5a8c",
    own_text="#f2f6fa",
    own_secondary="#c2d6ea",
    own_link="#bfe0ff",
    own_tick="#9fd4ff",
    own_error="#ffc4bf",
    own_selection="#173a5e",
    other_selection="#35587c",
    highlight="#6e5410",
    mention="#1f4a76",
    marked="#1d3a57",
    code="#141d27",
    code_text="#e8ecf0",
    code_keyword="#d3a4f0",
    code_string="#8fd694",
    code_comment="#98a6b4",
    code_number="#f5a86b",
    pill="#1f2c39",
    on_pill="#b4c1ce",
    divider="#7cbcf5",
    scrollbar="#3a4856",
    scrollbar_hover="#566677",
    names=("#ff9a9e", "#f5a86b", "#d9c15a", "#86d08a", "#67cfc8", "#83bdf2", "#b8aef5", "#eb9fdf"),
    avatars=_AVATARS,
    on_avatar="#ffffff",
)


class Fonts(msgspec.Struct, frozen=True, kw_only=True):
    """The system's own face in the few sizes of the product."""

    body: QFont
    name: QFont
    small: QFont
    badge: QFont
    header: QFont
    title: QFont


class Gaps(msgspec.Struct, frozen=True, kw_only=True):
    """How much air there is, in pixels; all else follows from the fonts."""

    row: int
    """Above and below the words of a list row."""
    least_row: int
    """The height of a list row with small letters."""
    avatar: int
    """The picture of a list row."""
    bubble: float
    """Above and below the words of a message."""
    in_group: int
    between_groups: int


COSY = Gaps(row=12, least_row=64, avatar=44, bubble=7.0, in_group=2, between_groups=10)
COMPACT = Gaps(row=6, least_row=46, avatar=32, bubble=4.0, in_group=1, between_groups=6)


def system_fonts(percent: int = 100) -> Fonts:
    """Sizes relative to the system's font, so that its text scaling is kept; then the person's own wish."""
    base = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    usual = max(13, QFontInfo(base).pixelSize() + 1)
    body = max(11, round(usual * percent / 100))

    def sized(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        font = QFont(base)
        font.setPixelSize(pixels)
        font.setWeight(weight)
        return font

    return Fonts(
        body=sized(body),
        name=sized(body, QFont.Weight.DemiBold),
        small=sized(max(11, body - 1)),
        badge=sized(max(11, body - 2), QFont.Weight.Bold),
        header=sized(body + 2, QFont.Weight.DemiBold),
        title=sized(max(20, body + 7), QFont.Weight.DemiBold),
    )


def luminance(name: str) -> float:
    """How light WCAG takes a colour to be, from 0 to 1."""
    color = QColor(name)
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(first: str, second: str) -> float:
    """WCAG's ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
