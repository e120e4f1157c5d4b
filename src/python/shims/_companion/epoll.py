"""select.epoll over poll(2): Linux's default selector, which asyncio, trio and socketserver look for."""

import errno
import os
import select
import stat

_CONSTANTS = {
    "EPOLLIN": 1,
    "EPOLLPRI": 2,
    "EPOLLOUT": 4,
    "EPOLLERR": 8,
    "EPOLLHUP": 16,
    "EPOLLRDNORM": 64,
    "EPOLLRDBAND": 128,
    "EPOLLWRNORM": 256,
    "EPOLLWRBAND": 512,
    "EPOLLMSG": 1024,
    "EPOLLRDHUP": 8192,
    "EPOLLEXCLUSIVE": 1 << 28,
    "EPOLLWAKEUP": 1 << 29,
    "EPOLLONESHOT": 1 << 30,
    "EPOLLET": 1 << 31,
    "EPOLL_CLOEXEC": 0o2000000,
}
_ONE_SHOT = 1 << 30
_POLLED = 0xFFFF
_INVALID = select.POLLNVAL


def install():
    for name, value in _CONSTANTS.items():
        setattr(select, name, value)
    select.epoll = epoll


def _error(number):
    return OSError(number, os.strerror(number))


class epoll:
    """select.epoll(sizehint=-1, flags=0)

    Returns an epolling object
    """

    def __init__(self, sizehint=-1, flags=0):
        if sizehint != -1 and sizehint <= 0:
            raise ValueError("negative sizehint")
        if flags & ~_CONSTANTS["EPOLL_CLOEXEC"]:
            raise OSError("invalid flags")
        self._poll = select.poll()
        self._masks = {}
        # Linux takes a number as well.
        self._descriptor = os.open("/dev/null", os.O_RDONLY)

    @property
    def closed(self):
        return self._descriptor < 0

    def _open(self):
        if self._descriptor < 0:
            raise ValueError("I/O operation on closed epoll object")

    def fileno(self):
        self._open()
        return self._descriptor

    def close(self):
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
            self._masks.clear()

    def __enter__(self):
        self._open()
        return self

    def __exit__(self, exc_type=None, exc_value=None, exc_tb=None, /):
        self.close()

    def register(self, fd, eventmask=7):
        self._open()
        number = _number(fd)
        kind = os.fstat(number).st_mode
        if stat.S_ISREG(kind) or stat.S_ISDIR(kind):
            raise _error(errno.EPERM)
        if number in self._masks:
            raise _error(errno.EEXIST)
        self._masks[number] = eventmask
        self._poll.register(number, eventmask & _POLLED)

    def modify(self, fd, eventmask):
        self._open()
        number = _number(fd)
        if number not in self._masks:
            os.fstat(number)
            raise _error(errno.ENOENT)
        self._masks[number] = eventmask
        self._poll.register(number, eventmask & _POLLED)

    def unregister(self, fd):
        self._open()
        number = _number(fd)
        if self._masks.pop(number, None) is None:
            os.fstat(number)
            raise _error(errno.ENOENT)
        self._silence(number)

    def poll(self, timeout=None, maxevents=-1):
        self._open()
        if maxevents != -1 and maxevents <= 0:
            raise ValueError(f"maxevents must be greater than 0, got {maxevents}")
        found = self._poll.poll(None if timeout is None or timeout < 0 else timeout * 1000)
        if not found:
            return found
        masks, ready = self._masks, []
        for number, events in found:
            if events & _INVALID:
                # A closed descriptor leaves its sets by itself.
                masks.pop(number, None)
                self._silence(number)
            elif number in masks:
                ready.append((number, events))
                if masks[number] & _ONE_SHOT:
                    self._silence(number)
                if len(ready) == maxevents:
                    break
        return ready

    def _silence(self, number):
        try:
            self._poll.unregister(number)
        except KeyError:
            pass


epoll.__module__ = "select"


def _number(fd):
    if not isinstance(fd, int):
        method = getattr(fd, "fileno", None)
        if method is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        fd = method()
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    return fd
