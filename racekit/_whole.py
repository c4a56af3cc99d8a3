"""Files that are written whole or not at all."""

import os
import secrets
from pathlib import Path


def write(path, data):
    """Put ``data``, bytes, where ``path`` says; what was there before stays if that fails.

    The new file is made beside the old one and takes its place when it is complete: a full disk
    or an interrupt leaves the old one as it was.
    """
    path = Path(os.path.realpath(path))  # a link stays a link
    kept = path.stat().st_mode if path.exists() else None
    if kept is not None and not os.access(path, os.W_OK):
        raise PermissionError(13, "this file is read-only", str(path))
    new = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with new.open("xb") as file:
            file.write(data)
        if kept is not None:
            new.chmod(kept & 0o777)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
