"""Compiles the record when the wheel is built, so that a lookup has nothing to compile."""

import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Puts cajad_cli/summit.db into the wheel; an unsound dataset stops the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            # In a checkout the YAML is the truth at once.
            return
        if sys.version_info < (3, 11):  # noqa: UP036 - pip builds before it asks what is required
            sys.exit("cajad needs Python 3.11 or newer")
        try:
            import sqlite3
        except ImportError as error:
            sys.exit(f"{error}; use a Python with an SQLite that works")
        sys.path.insert(0, str(Path(self.root) / "src"))
        from cajad_cli.errors import BadData
        from cajad_cli.ingest import read_dataset
        from cajad_cli.store.compiler import compile_dataset
        from cajad_cli.store.store import lacking

        self._place = tempfile.TemporaryDirectory()
        file = Path(self._place.name) / "summit.db"
        try:
            root = read_dataset(str(Path(self.root) / "data" / "summit.yaml"))
            with closing(sqlite3.connect(file, isolation_level=None)) as database:
                compile_dataset(root, database)
        except BadData as error:
            sys.exit("\n".join([*map(str, error.problems), str(error)]))
        except sqlite3.Error as error:
            sys.exit(str(lacking(error) or error))
        build_data["force_include"][str(file)] = "cajad_cli/summit.db"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._place.cleanup()
