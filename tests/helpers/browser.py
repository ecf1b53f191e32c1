"""A real browser without a window, spoken to by WebDriver: pages as people get them."""

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

T = TypeVar("T")

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
PATIENCE_SECONDS = 15.0
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key that WebDriver gives an element's id under."""


def find_chromium() -> tuple[str, str] | None:
    """The browser and its driver, where both are installed."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


class Browser:
    """One browser with a fresh profile; it speaks the language that it is given."""

    def __init__(self, language: str = "en") -> None:
        found = find_chromium()
        assert found is not None, "apt-get install chromium chromium-driver"
        self._program, self._driver = found
        self._language = language
        self._folder = Path(tempfile.mkdtemp(prefix="minichat-browser-"))
        self._process: subprocess.Popen[str] | None = None
        self._base = ""
        self._session = ""
        self.downloads = self._folder / "got"

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [self._driver, "--port=0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        line = next(line for line in self._process.stdout if "started successfully" in line)
        self._base = f"http://127.0.0.1:{line.rpartition(' ')[2].strip().rstrip('.')}"
        options = {
            "binary": self._program,
            "args": [*FLAGS, f"--user-data-dir={self._folder / 'profile'}", f"--lang={self._language}"],
            "prefs": {"intl.accept_languages": self._language},
        }
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{answer['sessionId']}"
        self.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        try:
            if self._session:
                self._call("DELETE", self._session)
        finally:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    # --- what a person does ---------------------------------------------------------------------------------

    def go(self, address: str) -> None:
        """Open an address; one that differs only behind its # is opened anew too."""
        self._say("POST", "/url", {"url": "about:blank"})
        self._say("POST", "/url", {"url": address})

    def click(self, selector: str) -> None:
        """Click on what the selector finds first."""
        self._say("POST", f"/element/{self._find(selector)}/click", {})

    def text(self, selector: str = "main") -> str:
        """What a person can read there."""
        return str(self._say("GET", f"/element/{self._find(selector)}/text"))

    def attribute(self, selector: str, name: str) -> str:
        """What the page made of an attribute."""
        return str(self._say("GET", f"/element/{self._find(selector)}/property/{name}"))

    @property
    def address(self) -> str:
        """Where the browser is."""
        return str(self._say("GET", "/url"))

    def wait_for(self, look: Callable[[], T]) -> T:
        """Ask again and again until the answer is true."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (answer := look()):
            assert time.monotonic() < deadline, f"this never came: {self.text('body')!r}"
            time.sleep(0.03)
        return answer

    def wait_for_text(self, words: str, selector: str = "main") -> str:
        """The text, once the words stand in it."""
        return self.wait_for(lambda: text if words in (text := self.text(selector)) else "")

    # --- what the browser is made to be ---------------------------------------------------------------------

    def pretend(self, agent: str, platform: str = "", *, is_phone: bool = False) -> None:
        """Introduce itself as another system's browser."""
        said: dict[str, Any] = {"userAgent": agent, "acceptLanguage": self._language}
        if platform:
            said["userAgentMetadata"] = {
                "platform": platform,
                "platformVersion": "",
                "architecture": "",
                "model": "",
                "mobile": is_phone,
            }
        self.command("Emulation.setUserAgentOverride", **said)

    def resize(self, width: int, height: int = 900) -> None:
        """The size of its window."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def darken(self, *, is_dark: bool) -> None:
        """Whether its person likes dark pages."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        self.command("Emulation.setEmulatedMedia", features=[scheme])

    def stop_scripts(self) -> None:
        """Run no page's scripts any more."""
        self.command("Emulation.setScriptExecutionDisabled", value=True)

    def shoot(self, path: Path) -> None:
        """A picture of the whole page."""
        taken = self.command("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def run(self, script: str) -> Any:
        """What a script in the page returns."""
        return self._say("POST", "/execute/sync", {"script": script, "args": []})

    def complaints(self) -> list[str]:
        """What the browser wrote into its console since the last look."""
        return [entry["message"] for entry in self._say("POST", "/se/log", {"type": "browser"})]

    def command(self, name: str, **parameters: Any) -> Any:
        """A command of Chromium's own protocol."""
        return self._say("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    # --- the protocol ---------------------------------------------------------------------------------------

    def _find(self, selector: str) -> str:
        found = self._say("POST", "/element", {"using": "css selector", "value": selector})
        return str(found[_ELEMENT])

    def _say(self, method: str, path: str, body: Any = None) -> Any:
        return self._call(method, self._session + path, body)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._base + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            with error:
                told = json.load(error)["value"]
            raise AssertionError(f"{path}: {told['error']}: {told['message'].splitlines()[0]}") from None
