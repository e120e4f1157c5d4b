"""Threads where WebAssembly cannot be suspended: each runs when it is started, to its end.

That covers one thread per request, fork-and-join, and executors. A thread that would have to wait for its starter
cannot go on: it is told so, instead of hanging for ever. The kernel says so of a thread that does not end.
"""

import _thread
import asyncio
import concurrent.futures.thread as _pool
import functools
import itertools
import logging
import queue
import reprlib
import sys
import threading
import time
import types
from collections import deque

_REASON = (
    "this thread waits for another one, and in this browser threads run one after the other to their ends: "
    "such a program needs a browser with WebAssembly JSPI (Chromium 137 or Firefox 139 and newer)"
)
_MAIN = threading.get_ident()
_kernel = None  # the module _companion_kernel, once a process runs
_me = _MAIN
_ids = itertools.count(_MAIN + 1)
_interrupted = False


def _get_ident():
    return _me


class _Lock:
    """A lock that says so when waiting for it could never end."""

    __slots__ = ("_locked", "__weakref__")

    def __init__(self):
        self._locked = False

    def acquire(self, blocking=True, timeout=-1):
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
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


_Lock.__module__, _Lock.__qualname__, _Lock.__name__ = "_thread", "lock", "lock"


class _RLock:
    __slots__ = ("_owner", "_count", "__weakref__")

    def __init__(self):
        self._owner, self._count = None, 0

    def acquire(self, blocking=True, timeout=-1):
        if self._count and self._owner != _me:
            if not blocking:
                return False
            if timeout < 0:
                raise RuntimeError(_REASON)
            time.sleep(timeout)
            return False
        self._owner = _me
        self._count += 1
        return True

    __enter__ = acquire

    def release(self):
        if self._owner != _me:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = None

    def __exit__(self, *exception):
        self.release()

    def locked(self):
        return self._count > 0

    def _at_fork_reinit(self):
        self._owner, self._count = None, 0

    def _is_owned(self):
        return self._owner == _me

    def _recursion_count(self):
        return self._count if self._owner == _me else 0

    def _release_save(self):
        state = (self._count, self._owner)
        self._owner, self._count = None, 0
        return state

    def _acquire_restore(self, state):
        self._count, self._owner = state


_RLock.__module__, _RLock.__qualname__, _RLock.__name__ = "_thread", "RLock", "RLock"


class _SimpleQueue:
    __slots__ = ("_items", "__weakref__")

    def __init__(self):
        self._items = deque()

    def put(self, item, block=True, timeout=None):
        self._items.append(item)

    def put_nowait(self, item):
        self._items.append(item)

    def get(self, block=True, timeout=None):
        if self._items:
            return self._items.popleft()
        if not block:
            raise queue.Empty
        if timeout is None:
            raise RuntimeError(_REASON)
        if timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        time.sleep(timeout)
        if self._items:
            return self._items.popleft()
        raise queue.Empty

    def get_nowait(self):
        return self.get(False)

    def empty(self):
        return not self._items

    def qsize(self):
        return len(self._items)

    __class_getitem__ = classmethod(types.GenericAlias)


_SimpleQueue.__module__, _SimpleQueue.__qualname__, _SimpleQueue.__name__ = "_queue", "SimpleQueue", "SimpleQueue"


class _ThreadHandle:
    def __init__(self):
        self.ident = 0
        self._state = "new"

    def is_done(self):
        return self._state == "done"

    def _set_done(self):
        self._state = "done"

    def join(self, timeout=None):
        if self._state == "new":
            raise RuntimeError("thread not started")
        if self._state == "done":
            return
        if self.ident == _me:
            raise RuntimeError("Cannot join current thread")
        if timeout is None or timeout < 0:
            raise RuntimeError(_REASON)
        time.sleep(timeout)


def _launch(handle, function, arguments=(), keywords={}):
    """Runs a thread to its end. Ctrl+C in it is the main thread's, which is here as well.

    The kernel is told of the outermost one: how long that takes is how long the program stands still.
    """
    global _me, _interrupted
    before = _me
    _me = handle.ident = next(_ids)
    handle._state = "running"
    if before == _MAIN:
        _kernel.inline_thread(_me)
    loop = _set_running_loop(None)
    try:
        function(*arguments, **keywords)
    except SystemExit:
        pass
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        sys.unraisablehook(
            types.SimpleNamespace(
                exc_type=type(error),
                exc_value=error,
                exc_traceback=error.__traceback__,
                err_msg="Exception ignored in thread started by",
                object=function,
            )
        )
    finally:
        _me = before
        if before == _MAIN:
            _kernel.inline_thread(0)
        handle._set_done()
        _set_running_loop(loop)
    if _interrupted:
        _interrupted = False
        raise KeyboardInterrupt
    return handle


def _passing_interrupts_on(make):
    """What tells of a thread's exception: a KeyboardInterrupt is none of the thread's."""

    def make_invoke_excepthook():
        tell = make()

        def invoke_excepthook(thread):
            global _interrupted
            if sys.exc_info()[0] is KeyboardInterrupt:
                _interrupted = True
            else:
                tell(thread)

        return invoke_excepthook

    return make_invoke_excepthook


def _set_running_loop(loop):
    """Makes this the event loop that runs, none of its tasks being the current one; answers what was before."""
    before = asyncio._get_running_loop()
    if isinstance(loop, tuple):
        loop, task = loop
    else:
        task = None
    current = None if before is None else asyncio.tasks._swap_current_task(before, None)
    asyncio._set_running_loop(loop)
    if task is not None:
        asyncio.tasks._swap_current_task(loop, task)
    return before, current


def _start_joinable_thread(function, handle=None, daemon=True):
    handle = handle or _ThreadHandle()
    if handle._state != "new":
        raise RuntimeError("thread already started")
    return _launch(handle, function)


def _start_new_thread(function, arguments, keywords={}, /):
    return _launch(_ThreadHandle(), function, arguments, keywords).ident


def _make_current_handle(ident=None):
    handle = _ThreadHandle()
    handle.ident = _me if ident is None else ident
    handle._state = "running"
    return handle


def _start(self):
    """Thread.start. An idle thread of anyio's waits for work: that is done when it comes."""
    if type(self).__module__ == "anyio._backends._asyncio":
        from _companion import inline_anyio

        inline_anyio.work_at_once(self)
    else:
        _original_start(self)


_original_start = threading.Thread.start


def _submit(self, function, /, *arguments, **keywords):
    with self._shutdown_lock:
        if self._broken:
            raise _pool.BrokenThreadPool(self._broken)
        if self._shutdown:
            raise RuntimeError("cannot schedule new futures after shutdown")
    future = _pool._base.Future()

    def work():
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(function(*arguments, **keywords))
        except KeyboardInterrupt:
            future.cancel()
            raise
        except BaseException as error:
            future.set_exception(error)

    name = f"{self._thread_name_prefix or self}_0"
    thread = threading.Thread(name=name, target=work)
    thread.start()
    return future


def _sleep(seconds, /):
    if not isinstance(seconds, (int, float)):
        if not hasattr(seconds, "__index__") and not hasattr(seconds, "__float__"):
            raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
        seconds = float(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _kernel.sleep(max(1, int(min(left, 2_000_000) * 1000 + 0.999)))
        _kernel.check_signals()


def install():
    global _kernel
    import _companion_kernel as _kernel

    from _companion import inline_anyio

    primitives = {
        "allocate_lock": _Lock,
        "allocate": _Lock,
        "LockType": _Lock,
        "lock": _Lock,
        "RLock": _RLock,
        "get_ident": _get_ident,
        "get_native_id": _get_ident,
        "start_new_thread": _start_new_thread,
        "start_new": _start_new_thread,
        "start_joinable_thread": _start_joinable_thread,
        "_ThreadHandle": _ThreadHandle,
        "_shutdown": lambda: None,
        "_make_thread_handle": _make_current_handle,
    }
    replaced = {id(getattr(_thread, name)): value for name, value in primitives.items() if hasattr(_thread, name)}
    replaced |= {id(time.sleep): _sleep, id(queue.SimpleQueue): _SimpleQueue}
    if (warm := sys.modules.get("_companion.warm")) is not None:
        warm.replace(replaced, {_thread.LockType: _Lock, _thread.RLock: _RLock})
    for name, value in primitives.items():
        setattr(_thread, name, value)
    own = {
        "_allocate_lock": _Lock,
        "_LockType": _Lock,
        "Lock": _Lock,
        "_CRLock": _RLock,
        "get_ident": _get_ident,
        "get_native_id": _get_ident,
        "_start_joinable_thread": _start_joinable_thread,
        "_ThreadHandle": _ThreadHandle,
        "_thread_shutdown": lambda: None,
        "_active_limbo_lock": _RLock(),
        "_shutdown_locks_lock": _Lock(),
    }
    for name, value in own.items():
        setattr(threading, name, value)
    functools.RLock = _RLock
    reprlib.get_ident = _get_ident
    queue.SimpleQueue = _SimpleQueue
    logging._lock = _RLock()
    for reference in logging._handlerList:
        if (handler := reference()) is not None:
            handler.createLock()
    time.sleep = _sleep
    threading._make_invoke_excepthook = _passing_interrupts_on(threading._make_invoke_excepthook)
    threading.Thread.start = _start
    _pool.ThreadPoolExecutor.submit = _submit
    inline_anyio.install()
