"""Semaphores between processes: a pipe that holds a byte for each time that one can be taken."""

import os
import select
import threading
import time

RECURSIVE_MUTEX, SEMAPHORE = 0, 1
flags = {"HAVE_SEM_OPEN": 1, "HAVE_SEM_TIMEDWAIT": 1}

# More than a pipe holds: nobody takes that often, and such a one is never empty.
_ENDLESS = 32_768


class SemLock:
    SEM_VALUE_MAX = 2147483647

    def __init__(self, kind, value, maxvalue, name, unlink):
        reader, writer = (0, 0) if value > _ENDLESS else os.pipe()
        self._set(kind, maxvalue, name, reader, writer)
        if writer and value:
            os.write(writer, b"x" * value)

    def _set(self, kind, maxvalue, name, reader, writer):
        self.kind, self.maxvalue, self.name = kind, maxvalue, name
        self._reader, self._writer = reader, writer
        self.handle = reader << 16 | writer
        self._owner, self._held = None, 0
        if reader:
            os.set_blocking(reader, False)

    @classmethod
    def _rebuild(cls, handle, kind, maxvalue, name):
        made = cls.__new__(cls)
        made._set(kind, maxvalue, name, handle >> 16, handle & 0xFFFF)
        return made

    def descriptors(self):
        """What a child needs of it."""
        return [self._reader, self._writer] if self._reader else []

    def acquire(self, block=True, timeout=None):
        me = threading.get_ident()
        if self.kind == RECURSIVE_MUTEX and self._owner == me:
            self._held += 1
            return True
        end = 0 if not block else None if timeout is None else time.monotonic() + max(0, timeout)
        while self._reader:
            try:
                os.read(self._reader, 1)
                break
            except BlockingIOError:
                left = None if end is None else end - time.monotonic()
                if left is not None and left <= 0:
                    return False
                poll = select.poll()
                poll.register(self._reader, select.POLLIN)
                poll.poll(None if left is None else left * 1000)
        self._owner, self._held = me, self._held + 1
        return True

    def release(self):
        if self.kind == RECURSIVE_MUTEX:
            if self._owner != threading.get_ident() or not self._held:
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._held > 1:
                self._held -= 1
                return
            self._owner = None
        elif self.maxvalue <= _ENDLESS and self._get_value() >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        self._held -= 1
        if self._writer:
            os.write(self._writer, b"x")

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exception):
        self.release()

    def _count(self):
        return self._held

    def _is_mine(self):
        return self._held > 0 and self._owner == threading.get_ident()

    def _get_value(self):
        if not self._reader:
            return self.maxvalue
        try:
            there = os.read(self._reader, _ENDLESS)
        except BlockingIOError:
            return 0
        os.write(self._writer, there)
        return len(there)

    def _is_zero(self):
        return self._get_value() == 0

    def _after_fork(self):
        self._held = 0

    def __del__(self):
        for descriptor in self.descriptors():
            try:
                os.close(descriptor)
            except OSError:
                pass


def sem_unlink(name, /):
    """A pipe goes with the last who has it open."""
