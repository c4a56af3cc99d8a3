"""Memory of JupyterLab's server with some lessons open and run to their end, on Linux.

``python tests/benchmarks/memory.py two_labs ...`` prints the proportional set size of the server
and of each kernel, in which a page that n processes share counts as 1/n.
"""

import json
import sys
import tempfile
import urllib.request
from pathlib import Path

import nbformat
from jupyter_client import BlockingKernelClient

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))
import labserver  # noqa: E402

PID = "import os; print(os.getpid())"


def mebibytes(pid):
    """Proportional set size of a process [MiB]."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def run(client, code):
    """What a kernel prints when it runs some code; an error stops us."""
    said = []

    def hear(message):
        if message["msg_type"] == "error":
            raise SystemExit("\n".join(message["content"]["traceback"]))
        said.append(message["content"].get("text", ""))

    client.execute_interactive(code, timeout=600, output_hook=hear)
    return "".join(said)


def opened(address, token, home, lesson):
    """The process of a new kernel of the server's that has run a lesson to its end."""
    head = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{address}/api/kernels", b"{}", head)
    with urllib.request.urlopen(asked) as answer:
        name = json.load(answer)["id"]
    client = BlockingKernelClient(connection_file=str(home / "run" / f"kernel-{name}.json"))
    client.load_connection_file()
    client.start_channels()
    client.kernel_info(reply=True, timeout=120)
    [path] = (ROOT / "lessons").glob(f"*_{lesson}.ipynb")
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            run(client, cell.source)
    return int(run(client, PID))


def main(lessons):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with labserver.lab(ROOT, home) as (address, token):
            kernels = {lesson: opened(address, token, home, lesson) for lesson in lessons}
            with urllib.request.urlopen(f"{address}/lab?token={token}") as page:
                page.read()
            status = Path(f"/proc/{next(iter(kernels.values()))}/status").read_text()
            server = next(x.split()[1] for x in status.splitlines() if x.startswith("PPid:"))
            sizes = {"server": mebibytes(server)}
            sizes |= {lesson: mebibytes(pid) for lesson, pid in kernels.items()}
    for name, size in {**sizes, "together": sum(sizes.values())}.items():
        print(f"{name:<30} {size:6.0f} MiB")


if __name__ == "__main__":
    main(sys.argv[1:])
