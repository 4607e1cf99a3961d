"""Fetches MiniSearch, the search of the page, and writes it where `cajad page` takes it from.

    python scripts/fetch_minisearch.py

The file is committed, so that nothing needs a network but this script, which asks npm. The archive
must have the pinned hash. Comments and the blanks before lines are left out, because every page
carries the library along; its licence stands in front of it.
"""

import base64
import hashlib
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "7.2.0"
SHA512 = "dqT2XBYUOZOiC5t2HRnwADjhNS2cecp9u+TJRiJ1Qp/f5qjkeT5APcGPjHw+bz89Ms8Jp+cG4AlE+QZ/QnDglg=="
TARGET = Path(__file__).parent.parent / "src" / "cajad_cli" / "html" / "minisearch.js"


def library() -> str:
    """The library without its comments, behind its name and licence."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", place, f"minisearch@{VERSION}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(place).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        assert digest == SHA512, f"the archive is another one than the pinned: {digest}"
        with tarfile.open(archive) as files:
            code, licence = (
                files.extractfile(f"package/{name}").read().decode()  # type: ignore[union-attr]
                for name in ("dist/umd/index.js", "LICENSE.txt")
            )
    # Every comment of the file stands on lines of its own, or it stays.
    code = re.sub(r"(?ms)^ */\*\*.*?\*/\n|^ *//[^\n]*\n", "", code)
    code = re.sub(r"(?m)^ +", "", code)
    return f"/*! MiniSearch {VERSION}\n\n{licence.strip()}\n*/\n{code}"


if __name__ == "__main__":
    TARGET.write_text(library(), encoding="utf-8")
    print(f"wrote {TARGET.name}, {TARGET.stat().st_size:,} bytes")
