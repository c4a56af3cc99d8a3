"""A private JupyterLab on 127.0.0.1, a Chromium to look at it, and a notebook open in both."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from racekit import explore

ROOT = Path(__file__).resolve().parents[2]
# Some stand for all, for the sake of time: every lesson also runs under nbval, and every explorer
# without a browser. RACEKIT_BROWSER_ALL=1, which .ci/run sets, takes them all.
LESSONS = sorted((ROOT / "lessons").glob("*.ipynb"))
EXPLORERS = tuple(explore.__all__)
if os.environ.get("RACEKIT_BROWSER_ALL") != "1":
    LESSONS, EXPLORERS = LESSONS[:2], ("two_labs", "many_labs", "race_track")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTINGS = {  # no question about news, no look for updates; and the theme
    "notification": '{"fetchNews": "false", "checkForUpdates": false, "doNotDisturbMode": true}',
    "themes": '{"theme": "JupyterLab %s"}',
}

RUN_ALL = """async () => {
    const {commands, shell} = window.jupyterapp;
    await commands.execute('notebook:clear-all-cell-outputs');
    await commands.execute('notebook:run-all-cells');
    const cells = [...shell.currentWidget.content.model.cells];
    return cells.filter(cell => cell.type === 'code' && cell.sharedModel.source.trim())
        .map(cell => ({run: cell.executionCount !== null, outputs: cell.outputs.toJSON()}));
}"""
OPEN = """async path => {
    await window.jupyterapp.commands.execute('docmanager:open', {path});
}"""
READY = """path => {
    const panel = window.jupyterapp.shell.currentWidget;
    return panel?.context?.path === path && panel.content.model?.cells.length > 0
        && panel.sessionContext.session?.kernel?.status === 'idle';
}"""
CLOSE = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.sessionContext.shutdown();
    panel.dispose();
}"""


def find_browser():
    """Path of an installed Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _environment(home, theme):
    """The server's own home, so that it neither reads nor writes anybody's settings."""
    folders = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "run"}
    folders = {f"JUPYTER_{name}": home / folder for name, folder in folders.items()}
    folders |= {"JUPYTERLAB_SETTINGS_DIR": home / "settings", "IPYTHONDIR": home / "ipython"}
    folders |= {"JUPYTERLAB_WORKSPACES_DIR": home / "workspaces", "HOME": home}
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    for name, text in SETTINGS.items():
        text = text % theme if "%s" in text else text
        (settings / f"{name}.jupyterlab-settings").write_text(text, encoding="utf-8")
    return {**os.environ, **{name: str(path) for name, path in folders.items()}}


@contextlib.contextmanager
def lab(root, home, theme="Light"):
    """Serve ``root`` from this Python's JupyterLab; gives (address, token).

    ``home``: an empty folder for everything the server keeps.
    """
    port, token, home = _free_port(), secrets.token_hex(16), Path(home)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
               "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
               f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}",
               "--expose-app-in-browser", "--LabApp.news_url=None"]  # fmt: skip
    environment = _environment(home, theme)
    address = f"http://127.0.0.1:{port}"
    with open(home / "server.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait(server, f"{address}/api?token={token}", home / "server.log")
            yield address, token
        finally:
            _stop(server)


def _wait(server, address, log):
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab ended: {log.read_text(encoding='utf-8')[-2000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError("JupyterLab did not answer within a minute")


def _stop(server):
    """Ask twice, then end the server and its kernels."""
    for ask in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            server.send_signal(ask)
            server.wait(4)
            return
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


@contextlib.contextmanager
def browser_page(width=1280, height=900):
    """A page of a fresh headless Chromium; ``page.faults`` and ``page.requests`` record."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), headless=True, args=CHROMIUM_OPTIONS
        )
        page = browser.new_page(viewport={"width": width, "height": height})
        page.faults, page.requests = [], []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("request", lambda request: page.requests.append(request.url))
        try:
            yield page
        finally:
            browser.close()


def open_lab(page, served):
    """Load JupyterLab in a clean workspace."""
    address, token = served
    page.goto(f"{address}/lab?token={token}&reset")
    page.wait_for_function("() => window.jupyterapp?.shell", timeout=60_000)
    page.evaluate("async () => { await window.jupyterapp.restored; }")


def open_notebook(page, path):
    """Open one notebook in the loaded JupyterLab and wait for its kernel."""
    page.evaluate(OPEN, path)
    page.wait_for_function(READY, arg=path, timeout=60_000)


def run_all(page):
    """Run every cell; gives one dict a code cell: ``run`` and its ``outputs``."""
    return page.evaluate(RUN_ALL)


def close_notebook(page):
    """End the notebook's kernel and drop it unsaved, so that the next one finds memory."""
    page.evaluate(CLOSE)
