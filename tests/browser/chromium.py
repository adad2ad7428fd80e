"""A headless Chromium of our own: fresh, without a network beyond this machine, driven through WebDriver."""

import base64
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --hide-scrollbars --disable-dev-shm-usage"
    " --proxy-server=127.0.0.1:9 --proxy-bypass-list=127.0.0.1"
)


def browser_path() -> str | None:
    """The browser of this machine, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def driver_path() -> str | None:
    """Its driver: on PATH, or where GitHub's runners have it."""
    beside = os.environ.get("CHROMEWEBDRIVER", "")
    return shutil.which("chromedriver", path=os.pathsep.join(filter(None, [beside, os.environ.get("PATH", "")])))


def why_no_browser() -> str:
    """What is missing; empty where a browser can be started."""
    if browser_path() is None:
        return "no Chromium on PATH: make browser"
    return "" if driver_path() else "no chromedriver on PATH: make browser"


class Page:
    """One window. Every method waits for what it asked for."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, file: Path, *, anchor: str = "", width: int = 1200, height: int = 900, dark: bool = False) -> None:
        """Load a file at a size, in one of both colour schemes."""
        self._size(width, height)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.driver.get("about:blank")
        self.driver.get(file.as_uri() + anchor)

    def js(self, script: str, *arguments: object) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script, *arguments)  # pyright: ignore[reportUnknownMemberType]

    def press(self, *keys: str) -> None:
        """Type into whatever has the focus."""
        from selenium.webdriver.common.action_chains import ActionChains

        for key in keys:
            ActionChains(self.driver, duration=0).send_keys(key).perform()

    def log(self) -> list[str]:
        """What the console complained of since it was last read."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # pyright: ignore

    def picture(self, file: Path, *, selector: str = "", most: int = 0) -> None:
        """A PNG of the whole page, or of one element; at most `most` pixels high."""
        width = self.js("return innerWidth")
        self._size(width, self.js("return document.documentElement.scrollHeight"))
        box = self.js(
            "const r = (arguments[0] ? document.querySelector(arguments[0]) : document.documentElement)"
            ".getBoundingClientRect(); return [r.x, r.y, r.width, r.height]",
            selector,
        )
        height = min(box[3], most) if most else box[3]
        clip = {"x": box[0], "y": box[1] + self.js("return scrollY"), "width": box[2], "height": height, "scale": 1}
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": clip})
        file.write_bytes(base64.b64decode(shot["data"]))

    def _size(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@contextmanager
def open_browser() -> Generator[Page]:
    """A browser with an empty profile of its own, gone afterwards."""
    options = webdriver.ChromeOptions()
    options.binary_location = browser_path() or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})  # pyright: ignore
    with tempfile.TemporaryDirectory(prefix="stelp-browser-", ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)  # pyright: ignore
        driver = webdriver.Chrome(options=options, service=Service(driver_path()))
        try:
            yield Page(driver)
        finally:
            driver.quit()
