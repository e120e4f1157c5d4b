"""System calls about files that the C library here lacks."""

import os
import sys

from _companion import processes

_kernel = None  # the module _companion_kernel, once a process runs


def install():
    global _kernel
    import _companion_kernel as _kernel

    os.link = link
    if (shutil := sys.modules.get("shutil")) is not None:
        # Pyodide's own, which no other Python has.
        shutil._ARCHIVE_FORMATS.pop("whl", None)
        shutil._UNPACK_FORMATS.pop("whl", None)


def link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True):
    """Create a hard link to a file."""
    source, target = os.fspath(src), os.fspath(dst)
    names = [os.path.abspath(os.fsdecode(path)) for path in (source, target)]
    if not os.path.islink(names[0]):
        names[0] = os.path.realpath(names[0])
    result = _kernel.link(*names)
    if result < 0:
        number = processes.linux_error(result)
        raise OSError(number, os.strerror(number), source, None, target)
