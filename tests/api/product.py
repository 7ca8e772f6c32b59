"""The product as it is run: `tanya serve` in a process of its own, which can be killed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 180.0


def home_like(product_home: Path, folder: Path) -> Path:
    """A home of one's own: the index is copied, the model is only read."""
    home = folder / "home"
    home.mkdir()
    (home / "models").symlink_to(product_home / "models")
    shutil.copytree(product_home / "index", home / "index")
    return home


def tanya(home: Path, *arguments: str) -> str:
    """What a command says."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT,
        env=os.environ | {"TANYA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@dataclass
class Served:
    """A server that runs."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As the kernel does it when memory runs out."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As an operator does it."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) in (0, -signal.SIGTERM)


def serve(home: Path, port: int | None = None, **settings: str) -> Served:
    """`tanya serve`, once it is ready; `settings` without their prefix."""
    port = port or free_port()
    environment = os.environ | {f"TANYA_{name.upper()}": text for name, text in settings.items()}
    with (home / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment | {"TANYA_HOME": str(home)},
            stdout=log,
            stderr=log,
        )
    served = Served(f"http://127.0.0.1:{port}", home, process)
    _wait(served)
    return served


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


def _wait(served: Served) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not _ready(served.url):
        told = (served.home / "serve.log").read_text()
        assert served.process.poll() is None, told
        assert time.monotonic() < until, told
        time.sleep(0.1)


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").status_code == 200
    except httpx.TransportError:
        return False
