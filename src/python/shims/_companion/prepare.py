"""What every process needs, done once while nobody waits: also in the interpreter that a snapshot is made of."""

import importlib
import sys

_SITE = "/usr/lib/python3.14/site-packages"
_MODULES = "main signals network processes threads absent clock files hidden imports locales".split()
_tables = ""


def prepare():
    """The tables of errors, as JSON; what else is to be done is done the first time."""
    global _tables
    if _tables:
        return _tables
    import _companion.errors

    _tables = _companion.errors.tables()
    sys.platform = "linux"
    # What names the compiler is cut off within an address.
    head, cut, _ = sys.version.partition("git (http")
    sys.version = head + "]" if cut else sys.version
    multiarch = getattr(sys.implementation, "_multiarch", "")
    import sysconfig

    # Imported while the interpreter had no place.
    sysconfig._BASE_PREFIX = sysconfig._BASE_EXEC_PREFIX = "/usr"
    # sysconfig finds its data by the platform's name.
    sysconfig._get_sysconfigdata_name = lambda: f"_sysconfigdata_{sys.abiflags}_emscripten_{multiarch}"
    import selectors

    from _companion import epoll, passwords

    epoll.install()
    passwords.install()
    importlib.reload(selectors)
    # Imported while the platform was called emscripten, where it knows of no processes.
    import subprocess

    importlib.reload(subprocess)
    if _SITE not in sys.path:
        sys.path.append(_SITE)
    for name in _MODULES:
        importlib.import_module(f"_companion.{name}")
    return _tables
