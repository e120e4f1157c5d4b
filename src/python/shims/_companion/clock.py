"""time.tzset and the zone that a program starts in; the rules themselves are time-zone.ts."""

import os
import time

_YEAR = (365 * 24 + 6) * 3600
_kernel = None  # the module _companion_kernel, once a process runs


def install():
    global _kernel
    import _companion_kernel as _kernel

    time.tzset = tzset
    # An interpreter that was saved knows the zone of where that was.
    tzset()


def tzset():
    """tzset()

    Initialize, or reinitialize, the local timezone to the value stored in os.environ['TZ'].
    """
    _kernel.set_time_zone(os.environ.get("TZ"))
    # As CPython finds out what it tells of a zone: in January and in July of this year.
    january = int(time.time()) // _YEAR * _YEAR
    winter, summer = (time.localtime(at) for at in (january, january + _YEAR // 2))
    if -winter.tm_gmtoff < -summer.tm_gmtoff:
        winter, summer = summer, winter
    time.timezone, time.altzone = -winter.tm_gmtoff, -summer.tm_gmtoff
    time.daylight = int(winter.tm_gmtoff != summer.tm_gmtoff)
    time.tzname = (winter.tm_zone, summer.tm_zone)


tzset.__module__ = "time"
