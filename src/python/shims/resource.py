"""resource: what a process has used, and limits that nothing sets here."""

import errno
import os
import time

from _companion import accounts

error = OSError
RLIM_INFINITY = -1
RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD = 0, -1, 1
_NAMES = "CPU FSIZE DATA STACK CORE RSS NPROC NOFILE MEMLOCK AS"
_LIMITS = {}
for _number, _name in enumerate(_NAMES.split()):
    globals()["RLIMIT_" + _name] = _number
    _LIMITS[_number] = (RLIM_INFINITY, RLIM_INFINITY)
_LIMITS[3], _LIMITS[7] = (8 << 20, RLIM_INFINITY), (4096, 4096)

struct_rusage = accounts.record(
    "resource.struct_rusage",
    "ru_utime ru_stime ru_maxrss ru_ixrss ru_idrss ru_isrss ru_minflt ru_majflt "
    "ru_nswap ru_inblock ru_oublock ru_msgsnd ru_msgrcv ru_nsignals ru_nvcsw ru_nivcsw",
)


def getrusage(who, /):
    if who not in (RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD):
        raise ValueError("invalid who parameter")
    if who == RUSAGE_CHILDREN:
        return struct_rusage((0.0, 0.0, *[0] * 14))
    import _companion_kernel

    return struct_rusage((time.process_time(), 0.0, _companion_kernel.memory() // 1024, *[0] * 13))


def getpagesize():
    return 4096


def _checked(number):
    if number not in _LIMITS:
        raise ValueError("invalid resource specified")
    return _LIMITS[number]


def getrlimit(resource, /):
    return _checked(resource)


def setrlimit(resource, limits, /):
    """Nothing is limited here but by the page itself: only what is so already can be set."""
    if tuple(limits) != _checked(resource):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))
