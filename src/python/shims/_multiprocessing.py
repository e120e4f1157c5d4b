"""Semaphores of one process: what multiprocessing's locks stand on where there is no memory between processes."""

import threading

RECURSIVE_MUTEX, SEMAPHORE = 0, 1
flags = {"HAVE_SEM_OPEN": 1, "HAVE_SEM_TIMEDWAIT": 1}


class SemLock:
    SEM_VALUE_MAX = 2147483647

    def __init__(self, kind, value, maxvalue, name, unlink):
        self.kind, self.maxvalue, self.name = kind, maxvalue, name
        self.handle = id(self)
        self._value = value
        self._condition = threading.Condition(threading.Lock())
        self._owner, self._held = None, 0

    @classmethod
    def _rebuild(cls, handle, kind, maxvalue, name):
        raise OSError("locks and semaphores cannot be shared between processes here: use a file or a socket")

    def acquire(self, block=True, timeout=None):
        me = threading.get_ident()
        if self.kind == RECURSIVE_MUTEX and self._owner == me:
            self._held += 1
            return True
        with self._condition:
            if not self._condition.wait_for(lambda: self._value > 0, timeout if block else 0):
                return False
            self._value -= 1
        self._owner, self._held = me, self._held + 1
        return True

    def release(self):
        if self.kind == RECURSIVE_MUTEX:
            if self._owner != threading.get_ident():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._held > 1:
                self._held -= 1
                return
            self._owner = None
        elif self._value >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        self._held -= 1
        with self._condition:
            self._value += 1
            self._condition.notify()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *exception):
        self.release()

    def _count(self):
        return self._held

    def _is_mine(self):
        return self._held > 0 and self._owner == threading.get_ident()

    def _get_value(self):
        return self._value

    def _is_zero(self):
        return self._value == 0

    def _after_fork(self):
        self._held = 0


def sem_unlink(name, /):
    """Names are of this process only."""
