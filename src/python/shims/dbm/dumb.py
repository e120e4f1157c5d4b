"""dbm.dumb: values in blocks of NAME.dat, keys and places in NAME.dir, one `'key', (position, size)` a line."""

import ast
import os
from collections.abc import MutableMapping

__all__ = ["error", "open"]

_BLOCK = 512
error = OSError


class _Database(MutableMapping):
    def __init__(self, filebasename, mode, flag="c"):
        filebasename = os.fsencode(filebasename)
        self._data, self._directory = filebasename + b".dat", filebasename + b".dir"
        self._spare = filebasename + b".bak"
        self._mode, self._readonly, self._changed = mode, flag == "r", False
        self._index = {}
        if flag == "n":
            for path in (self._data, self._spare, self._directory):
                if os.path.exists(path):
                    os.remove(path)
        if flag in "cn":
            for path in (self._data, self._directory):
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, mode))
        with _open(self._data, "rb"):
            pass
        with _open(self._directory, encoding="Latin-1") as file:
            for line in file:
                key, place = ast.literal_eval(line.rstrip())
                self._index[key.encode("Latin-1")] = place

    def _there(self):
        if self._index is None:
            raise error("DBM object has already been closed")

    def _writable(self):
        if self._readonly:
            raise error("The database is opened for reading only")
        self._there()

    def sync(self):
        if self._index is None or not self._changed:
            return
        if os.path.exists(self._directory):
            os.replace(self._directory, self._spare)
        with _opened_anew(self._directory, self._mode) as file:
            for key, place in self._index.items():
                file.write(f"{key.decode('Latin-1')!r}, {place!r}\n")
        self._changed = False

    def __getitem__(self, key):
        self._there()
        position, size = self._index[_bytes(key)]
        with _open(self._data, "rb") as file:
            file.seek(position)
            return file.read(size)

    def __setitem__(self, key, value):
        self._writable()
        key, value = _bytes(key, "keys"), _bytes(value, "values")
        position, size = self._index.get(key, (None, 0))
        self._changed = True
        with _open(self._data, "rb+") as file:
            if position is None or -(-len(value) // _BLOCK) > -(-size // _BLOCK):
                position = -(-file.seek(0, os.SEEK_END) // _BLOCK) * _BLOCK
                file.truncate(position)
            file.seek(position)
            file.write(value)
        fresh = key not in self._index
        self._index[key] = (position, len(value))
        if fresh:
            with _open(self._directory, "a", encoding="Latin-1") as file:
                file.write(f"{key.decode('Latin-1')!r}, {self._index[key]!r}\n")

    def __delitem__(self, key):
        self._writable()
        del self._index[_bytes(key)]
        self._changed = True
        self.sync()

    def keys(self):
        self._there()
        return list(self._index)

    def items(self):
        self._there()
        return [(key, self[key]) for key in self._index]

    def __contains__(self, key):
        self._there()
        return _bytes(key) in self._index

    def __iter__(self):
        self._there()
        return iter(self._index)

    def __len__(self):
        self._there()
        return len(self._index)

    def close(self):
        try:
            self.sync()
        finally:
            self._index = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def __del__(self):
        if getattr(self, "_index", None) is not None:
            self.close()


def _bytes(value, what="keys"):
    if isinstance(value, str):
        return value.encode("utf-8")
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    raise TypeError(f"{what} must be bytes or strings")


_open = open


def _opened_anew(path, mode):
    return _open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode), "w", encoding="Latin-1")


def open(file, flag="c", mode=0o666):
    """Open the database file, filename, and return corresponding object."""
    if flag not in ("r", "w", "c", "n"):
        raise ValueError("Flag must be one of 'r', 'w', 'c', or 'n'")
    mask = os.umask(0)
    os.umask(mask)
    return _Database(file, mode & ~mask, flag=flag)
