"""After the set-up nothing needs the network: an answer is given with connections forbidden."""

import json
import os
import subprocess
import sys
from pathlib import Path

FORBIDDEN = """
import socket, sys
real = socket.socket.connect
def connect(self, address):
    if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1")):
        raise AssertionError(f"tried to reach {address}")
    return real(self, address)
def resolve(host, *more, **named):
    raise AssertionError(f"tried to resolve {host}")
socket.socket.connect = connect
socket.getaddrinfo = resolve
from cli.main import main
sys.argv = ["tanya", "ask", "Kapan ASN pindah ke IKN?", "--json"]
main()
"""


def test_an_answer_needs_no_network(product_home: Path) -> None:
    environment = os.environ | {"TANYA_HOME": str(product_home)}
    done = subprocess.run(
        [sys.executable, "-c", FORBIDDEN],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "answered"
