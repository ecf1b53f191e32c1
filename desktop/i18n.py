"""The language of the interface: a translation and the locale that goes with it. app.py installs it."""

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from desktop.resources import resource

LANGUAGES = ("en", "ru")


class _Installed(QTranslator):
    """Our translation, told apart from Qt's own when another takes its place."""


def install_language(app: QCoreApplication, choice: str = "system") -> str:
    """Speak `choice`, or the system's language where we have it, else English; answer which one it became.

    Widgets read their texts when they are built: build them afterwards.
    """
    language = choice if choice in LANGUAGES else _system_language()
    for old in app.findChildren(_Installed):
        app.removeTranslator(old)
        old.setParent(None)
    translator = _Installed(app)
    if not translator.load(str(resource("translations", f"minichat_{language}.qm"))):
        raise RuntimeError(f"the packaged translation {language} can't be read")
    app.installTranslator(translator)
    system = QLocale.system()
    QLocale.setDefault(system if system.name().startswith(language) else QLocale(language))
    return language


def _system_language() -> str:
    for name in QLocale.system().uiLanguages():
        if (language := name[:2].lower()) in LANGUAGES:
            return language
    return "en"
