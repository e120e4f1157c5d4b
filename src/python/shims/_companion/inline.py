"""Threads where WebAssembly cannot be suspended: each runs when it is started, to its end.

That covers one thread per request and fork-and-join. A thread that would have to wait for its starter cannot go on:
it is told so, instead of hanging for ever.
"""

import _thread
import concurrent.futures.thread as _pool
import sys
import threading
import time


_REASON = (
    "this thread waits for another one, and in this browser threads run one after the other to their ends: "
    "such a program needs a browser with WebAssembly JSPI (Chromium 137 or Firefox 139 and newer)"
)
_depth = 0


class _Lock:
    """A lock that says so when waiting for it could never end."""

    def __init__(self):
        self._locked = False

    def acquire(self, blocking=True, timeout=-1):
        if not self._locked:
            self._locked = True
            return True
        if not blocking:
            return False
        if timeout < 0:
            raise RuntimeError(_REASON)
        time.sleep(timeout)
        return False

    __enter__ = acquire

    def release(self):
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        self._locked = False

    def __exit__(self, *exception):
        self.release()

    def locked(self):
        return self._locked

    def _at_fork_reinit(self):
        self._locked = False


def _start(self):
    global _depth
    if self._started.is_set():
        raise RuntimeError("threads can only be started once")
    threading._limbo.pop(self, None)
    self._started.set()
    _depth += 1
    try:
        self.run()
    except SystemExit:
        pass
    except Exception:
        threading.excepthook(threading.ExceptHookArgs([*sys.exc_info(), self]))
    finally:
        _depth -= 1


def _submit(self, function, /, *arguments, **keywords):
    future = _pool._base.Future()
    future.set_running_or_notify_cancel()
    try:
        future.set_result(function(*arguments, **keywords))
    except BaseException as error:
        future.set_exception(error)
    return future


def _sleep(seconds, /):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _kernel.sleep(max(1, int(left * 1000 + 0.999)))
        _kernel.check_signals()


_kernel = None  # the module _companion_kernel, once a process runs


def install():
    global _kernel
    import _companion_kernel as _kernel

    time.sleep = _sleep
    threading.Thread.start = _start
    threading.Thread.join = lambda self, timeout=None: None
    threading.Thread.is_alive = lambda self: False
    _thread.allocate_lock = threading._allocate_lock = threading.Lock = _Lock
    _pool.ThreadPoolExecutor.submit = _submit
