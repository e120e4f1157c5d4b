"""dbm: a dictionary of bytes in a file. The library here carries none; these are dbm.sqlite3 and dbm.dumb.

Import `open` and `whichdb`; what `open` answers maps str or bytes to bytes, and is closed by `close()` or `with`.
"""

import importlib
import io
import os

__all__ = ["open", "whichdb", "error"]


class error(Exception):
    pass


_names = ["dbm.sqlite3", "dbm.dumb"]
error = (error, OSError)


def open(file, flag="r", mode=0o666):
    """Open or create database at path given by *file*.

    Optional argument *flag* can be 'r' (default) for read-only access, 'w' for read-write access of an existing
    database, 'c' for read-write access to a new or existing database, and 'n' for read-write access to a new database.
    """
    kind = whichdb(file) if "n" not in flag else None
    if kind is None:
        if "c" not in flag and "n" not in flag:
            raise error[0]("db file doesn't exist; use 'c' or 'n' flag to create a new db")
        kind = _names[0]
    elif kind == "":
        raise error[0]("db type could not be determined")
    elif kind not in _names:
        raise error[0](f"db type is {kind}, but the module is not available")
    return importlib.import_module(kind).open(file, flag, mode)


def whichdb(filename):
    """Guess which db package to use to open a db file: its name, "" when it is none, None when it cannot be read."""
    filename = os.fsdecode(filename)
    try:
        with io.open(filename + ".dat", "rb"), io.open(filename + ".dir", "rb") as index:
            first = index.read(1)
        if first in (b"", b"'", b'"'):
            return "dbm.dumb"
    except OSError:
        pass
    try:
        with io.open(filename, "rb") as file:
            head = file.read(16)
    except OSError:
        return None
    if head == b"SQLite format 3\0":
        return "dbm.sqlite3"
    return "dbm.gnu" if head[:4] in (b"\xce\x9a\x57\x13", b"\x13\x57\x9a\xce") else ""
