"""What CPython on Linux has and is not here: said with its reason and with what to do, as the error it is."""

import os
import sys

_MODULES = {
    "curses": "the page's terminals are read line by line; rich, which is installed, draws in them",
    "_curses": "the page's terminals are read line by line; rich, which is installed, draws in them",
    "readline": "lines are edited by the terminal itself, and input() reads them",
    "syslog": "nothing here keeps a system log; logging writes to a file or to standard error",
    "_interpreters": "this interpreter is the only one of its process; use threads, or subprocess",
}
_FORK = "a process here cannot be copied; start programs with subprocess, or use threads"
_CALLS = {"fork": _FORK, "forkpty": _FORK, "posix_spawn": "start programs with subprocess"}


class _Absent:
    """Asked last by the import system."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in _MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}: {_MODULES[name]}", name=name)
        return None


def install():
    sys.meta_path.append(_Absent)
    for name in _CALLS:
        if hasattr(os, name):
            delattr(os, name)
    os.__getattr__ = _missing


def _missing(name):
    reason = f": {_CALLS[name]}" if name in _CALLS else ""
    # Without the module in it, so that no other name is proposed.
    error = AttributeError(f"module 'os' has no attribute {name!r}{reason}")
    if not reason:
        error.name, error.obj = name, os
    raise error
