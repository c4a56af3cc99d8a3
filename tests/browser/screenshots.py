"""Take pictures of a notebook in JupyterLab, for a person to look at.

python tests/browser/screenshots.py NOTEBOOK OUT_DIR [--dark]
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from labserver import browser_page, lab, open_lab, open_notebook, run_all

SCROLL = """step => {
    const box = document.querySelector('.jp-Notebook .jp-WindowedPanel-outer')
        ?? document.querySelector('.jp-Notebook');
    const before = box.scrollTop;
    box.scrollTop = step === 0 ? 0 : before + 0.9 * box.clientHeight;
    return step === 0 || box.scrollTop > before + 1;
}"""


def screenshots(notebook, out, theme):
    """Run all cells of a copy of ``notebook`` and save one PNG a screenful; gives their paths."""
    out.mkdir(parents=True, exist_ok=True)
    made = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root, home = Path(folder) / "root", Path(folder) / "home"
        root.mkdir()
        home.mkdir()
        shutil.copy(notebook, root)
        with lab(root, home, theme) as served, browser_page() as page:
            open_lab(page, served)
            open_notebook(page, notebook.name)
            run_all(page)
            while page.evaluate(SCROLL, len(made)):
                page.wait_for_timeout(600)  # pictures far down load when they come near
                made.append(out / f"{notebook.stem}_{theme.lower()}_{len(made):02d}.png")
                page.screenshot(path=made[-1])
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", type=Path)
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--dark", action="store_true", help="use JupyterLab's dark theme")
    given = parser.parse_args()
    for path in screenshots(given.notebook, given.out, "Dark" if given.dark else "Light"):
        print(path)


if __name__ == "__main__":
    main()
