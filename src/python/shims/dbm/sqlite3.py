"""dbm.sqlite3: a table of two columns."""

import os
import sqlite3
from collections.abc import MutableMapping
from contextlib import closing, suppress
from pathlib import Path

_MODES = {"r": "ro", "w": "rw", "c": "rwc", "n": "rwc"}


class error(OSError):
    pass


class _Database(MutableMapping):
    def __init__(self, path, /, *, flag, mode):
        if hasattr(self, "_cx"):
            raise error("DB already initialized")
        if flag not in _MODES:
            raise ValueError(f"Flag must be one of 'r', 'w', 'c', or 'n', not {flag!r}")
        path = os.fsdecode(path)
        if flag == "n":
            with suppress(FileNotFoundError):
                os.unlink(path)
        if flag in "cn":
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, mode))
        try:
            uri = f"{Path(path).absolute().as_uri()}?mode={_MODES[flag]}"
            self._cx = sqlite3.connect(uri, autocommit=True, uri=True)
        except sqlite3.Error as exc:
            raise error(str(exc))
        if flag in "cn":
            self._execute("CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)")

    def _execute(self, *args, **kwargs):
        if not self._cx:
            raise error("DBM object has already been closed")
        try:
            return closing(self._cx.execute(*args, **kwargs))
        except sqlite3.Error as exc:
            raise error(str(exc))

    def __len__(self):
        with self._execute("SELECT COUNT(*) FROM Dict") as cursor:
            return cursor.fetchone()[0]

    def __getitem__(self, key):
        with self._execute("SELECT value FROM Dict WHERE key = CAST(? AS BLOB)", (key,)) as cursor:
            row = cursor.fetchone()
        if not row:
            raise KeyError(key)
        return row[0]

    def __setitem__(self, key, value):
        self._execute("REPLACE INTO Dict (key, value) VALUES (CAST(? AS BLOB), CAST(? AS BLOB))", (key, value))

    def __delitem__(self, key):
        with self._execute("DELETE FROM Dict WHERE key = CAST(? AS BLOB)", (key,)) as cursor:
            if not cursor.rowcount:
                raise KeyError(key)

    def __iter__(self):
        try:
            with self._execute("SELECT key FROM Dict") as cursor:
                for row in cursor:
                    yield row[0]
        except sqlite3.Error as exc:
            raise error(str(exc))

    def close(self):
        if self._cx:
            self._cx.close()
            self._cx = None

    def keys(self):
        return list(super().keys())

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def reorganize(self):
        self._execute("VACUUM")


def open(filename, /, flag="r", mode=0o666):
    """Open a dbm.sqlite3 database and return the dbm object."""
    return _Database(filename, flag=flag, mode=mode)
