"""Screenshots of the main pages at phone and desktop width, in every language.

`python scripts/screenshots.py [FOLDER]` sets up an instance in a temporary folder, serves it, and
drives the system's Chromium. Without FOLDER it renews docs/images/answer.png, the README's picture.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
FAIRWAY = Path(sys.executable).with_name("fairway")
PORT = 8792
BASE = f"http://127.0.0.1:{PORT}"
QUESTION = "product=0804.50.80&from=GH&value=5000&currency=USD&quantity=1200&unit=KGM&on=2025-07-01"
PAGES = {
    "ask": "/",
    "answer": f"/answer?{QUESTION}&to=US",
    "answer-ecowas": "/answer?product=0804.50.90.00&from=KE&to=SN&value=5000&currency=EUR&on=2025-07-01",
    "needs": "/answer?product=0804.50.80&from=GH&to=US&value=5000&currency=USD&on=2025-07-01",
    "choose-product": "/answer?product=dried+mango&from=GH&to=US&value=5000&currency=USD",
    "choose-line": f"/answer?{QUESTION.replace('0804.50.80', '0804.50')}&to=US",
    "errors": "/answer?product=80450&from=Gahna&to=US&value=5,5&currency=USD",
    "compare": f"/compare?{QUESTION}",
    "products": "/products/",
    "entry": "/products/080450",
    "data": "/data/",
    "api": "/api",
}
WIDTHS = {"phone": 390, "desktop": 1280}


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if found := shutil.which(name):
            return found
    raise SystemExit("Chromium is missing: install it with the system's package manager.")


@contextmanager
def served() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"FAIRWAY_HOME": home, "FAIRWAY_LOG_LEVEL": "ERROR"}
        subprocess.run([FAIRWAY, "setup"], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([FAIRWAY, "serve", "--port", str(PORT), "--workers", "1"], env=environment)
        try:
            _wait()
            yield
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait() -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{BASE}/readyz", timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not become ready.")


def shoot(
    browser: Browser, path: str, target: Path, *, width: int, scheme: str = "light", whole: bool = True
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 860}, color_scheme=scheme)
    page.goto(BASE + path)
    page.screenshot(path=target, full_page=whole)
    page.close()


def every_page(browser: Browser, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for language in ("en", "fr", "es"):
        prefix = "" if language == "en" else f"/{language}"
        for name, path in PAGES.items():
            for device, width in WIDTHS.items():
                shoot(browser, prefix + path, folder / f"{name}-{language}-{device}.png", width=width)
    shoot(browser, PAGES["answer"], folder / "answer-en-dark.png", width=WIDTHS["desktop"], scheme="dark")


def main() -> None:
    with served(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        if len(sys.argv) > 1:
            every_page(browser, Path(sys.argv[1]))
        else:
            target = ROOT / "docs" / "images" / "answer.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            shoot(browser, PAGES["answer"], target, width=WIDTHS["desktop"], whole=False)
        browser.close()


if __name__ == "__main__":
    main()
