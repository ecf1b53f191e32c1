"""The settings as they are now, for whoever shows or changes one; app.py makes it, widgets are given it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.settings import Options, Settings, replace


class Choices(QObject):
    """Settings that tell when they change. What the command line said rules this run, and isn't saved."""

    changed = Signal(object)
    """Carries the names of the fields that have another value now, as a frozenset."""

    def __init__(
        self,
        saved: Settings | None = None,
        options: Options | None = None,
        save: Callable[[Settings], object] = lambda _settings: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._saved = saved or Settings()
        self._save = save
        self.settings = (options or Options()).over(self._saved)

    def update(self, **changes: object) -> None:
        """Choose otherwise: kept, and told at once."""
        before, self.settings = self.settings, replace(self.settings, **changes)
        self._saved = replace(self._saved, **changes)
        self._save(self._saved)
        news = frozenset(name for name in changes if getattr(before, name) != getattr(self.settings, name))
        if news:
            self.changed.emit(news)
