"""Green threads: the Python half. One runs at a time; the scheduler and the suspension are green-threads.ts.

A thread waits by `poll()` without descriptors, which is suspended below the C library. Everything above the
primitives replaced here (Event, Condition, Queue, executors, asyncio, anyio) is the standard library's own.
"""

import _signal
import _thread
import array
import builtins
import functools
import io
import itertools
import queue
import reprlib
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import types
from asyncio.events import _set_running_loop
from collections import deque

from _companion import frames

from pyodide.ffi import create_proxy

_MAIN = _thread.get_ident()
_cell = array.array("i", [_MAIN])
_ids = itertools.count(0x10000, 0x100)
_poller = select.poll
_monotonic = time.monotonic
_THIS_FILE = __file__
_js = _unpark = None  # the module _companion_threads, once a process runs
# Times to wait that are messages to the scheduler.
_YIELD, _INPUT = 0x7FFFFFF0, 0x7FFFFFF1
_SLICE = 26


def get_ident(_cell=_cell):
    return _cell[0]


def _local_offsets():
    """Where a thread state keeps its thread-local data: a new thread must not see its maker's."""
    local = threading.local()
    local.filled = True
    dummy = next(kind for kind in object.__subclasses__() if kind.__name__ == "_localdummy")
    state = _js.thread_state()
    found = []
    for offset in range(0, 600, 4):
        word = _js.peek(state + offset)
        if 4096 < word < _js.heap_size() - 8 and word % 4 == 0 and _js.peek(word + 4) == id(dummy):
            found.append(offset)
    return (found + [0, 0])[:2]


class _Waiter:
    """One wait of one thread. What is told between the look at the condition and the suspension is not lost: another
    thread may run there, in a slice that begins while the garbage collector runs code of the program."""

    __slots__ = ("ident", "told")

    def __init__(self):
        self.ident = _cell[0]
        self.told = False


def _block(seconds, waiter):
    """Suspends the running thread until it is told or the time is over."""
    poll = _poller().poll
    milliseconds = None if seconds is None else seconds * 1000
    try:
        # Between this look and poll(2) the interpreter calls nothing: no signal, no collector.
        if not waiter.told:
            poll(milliseconds)
    except OSError:
        raise RuntimeError(
            "this thread would wait here for another one, but a JavaScript or ctypes call below it cannot be suspended"
        ) from None
    waiter.told = False


def _tell(waiting):
    """Wakes the thread that has waited longest."""
    waiter = waiting[0]
    waiter.told = True
    _unpark(waiter.ident)


def _leave(waiting, waiter):
    try:
        waiting.remove(waiter)
    except ValueError:
        pass


class Lock:
    # Looking and taking are one step wherever no call lies between them.
    __slots__ = ("_locked", "_owner", "_count", "_waiting", "__weakref__")

    def __init__(self):
        self._locked = False
        self._owner = None
        self._count = 0
        self._waiting = None

    def acquire(self, blocking=True, timeout=-1):
        if not self._locked and blocking and timeout == -1:
            self._locked = True
            return True
        return self._acquire(None, blocking, timeout)

    __enter__ = acquire

    def _acquire(self, owner, blocking, timeout):
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout is None or (timeout < 0 and timeout != -1):
            raise ValueError("timeout value must be a non-negative number")
        if timeout > threading.TIMEOUT_MAX:
            raise OverflowError("timeout value is too large")
        if not self._locked:
            self._locked, self._owner, self._count = True, owner, 1
            return True
        if not blocking:
            return False
        if self._waiting is None:
            self._waiting = deque()
        waiting = self._waiting
        waiter = _Waiter()
        waiting.append(waiter)
        end = None if timeout < 0 else _monotonic() + timeout
        left = None
        try:
            while True:
                if end is not None:
                    left = end - _monotonic()
                if not self._locked:
                    self._locked, self._owner, self._count = True, owner, 1
                    return True
                if left is not None and left <= 0:
                    return False
                _block(left, waiter)
        finally:
            _leave(waiting, waiter)
            # One that gives up may have been told instead of the next.
            if not self._locked and waiting:
                _tell(waiting)

    def release(self):
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        self._locked = False
        if self._waiting:
            _tell(self._waiting)

    def __exit__(self, *exception):
        self.release()

    def locked(self):
        return self._locked

    acquire_lock, release_lock, locked_lock = acquire, release, locked

    def _at_fork_reinit(self):
        self.__init__()

    def __repr__(self):
        return f"<{'locked' if self._locked else 'unlocked'} _thread.lock object at {id(self):#x}>"


Lock.__module__, Lock.__qualname__, Lock.__name__ = "_thread", "lock", "lock"


class RLock:
    __slots__ = ("_locked", "_owner", "_count", "_waiting", "__weakref__")

    __init__ = Lock.__init__
    _acquire = Lock._acquire
    _at_fork_reinit = Lock._at_fork_reinit

    def acquire(self, blocking=True, timeout=-1):
        me = _cell[0]
        if self._owner == me:
            self._count += 1
            return True
        if not self._locked and blocking and timeout == -1:
            self._locked, self._owner, self._count = True, me, 1
            return True
        return self._acquire(me, blocking, timeout)

    __enter__ = acquire

    def release(self):
        if self._owner != _cell[0]:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = None
            self._locked = False
            if self._waiting:
                _tell(self._waiting)

    def __exit__(self, *exception):
        self.release()

    def locked(self):
        return self._count > 0

    def _is_owned(self):
        return self._owner == _cell[0]

    def _recursion_count(self):
        return self._count if self._owner == _cell[0] else 0

    def _release_save(self):
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        state = (self._count, self._owner)
        self._count = 1
        self.release()
        return state

    def _acquire_restore(self, state):
        self._acquire(state[1], True, -1)
        self._count = state[0]

    def __repr__(self):
        state = "locked" if self._count else "unlocked"
        return f"<{state} _thread.RLock object owner={self._owner or 0} count={self._count} at {id(self):#x}>"


RLock.__module__ = "_thread"


class SimpleQueue:
    """queue.SimpleQueue: `put` may be called while this thread is in `put` or `get` already, from a destructor."""

    __slots__ = ("_items", "_waiting", "__weakref__")

    def __init__(self):
        self._items = deque()
        self._waiting = deque()

    def put(self, item, block=True, timeout=None):
        self._items.append(item)
        if self._waiting:
            _tell(self._waiting)

    def put_nowait(self, item):
        self.put(item)

    def get(self, block=True, timeout=None):
        if self._items:
            return self._items.popleft()
        if not block:
            raise queue.Empty
        if timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        waiter = _Waiter()
        self._waiting.append(waiter)
        end = None if timeout is None else _monotonic() + timeout
        left = None
        try:
            while True:
                if end is not None:
                    left = end - _monotonic()
                if self._items:
                    return self._items.popleft()
                if left is not None and left <= 0:
                    raise queue.Empty
                _block(left, waiter)
        finally:
            _leave(self._waiting, waiter)
            if self._items and self._waiting:
                _tell(self._waiting)

    def get_nowait(self):
        return self.get(False)

    def empty(self):
        return not self._items

    def qsize(self):
        return len(self._items)

    __class_getitem__ = classmethod(types.GenericAlias)


SimpleQueue.__module__ = "_queue"
_not_daemons = set()


class _ThreadHandle:
    def __init__(self):
        self.ident = 0
        self._state = "new"
        self._joining = []

    def is_done(self):
        return self._state == "done"

    def _set_done(self):
        self._state = "done"
        _not_daemons.discard(self)
        for waiter in self._joining:
            waiter.told = True
            _unpark(waiter.ident)

    def join(self, timeout=None):
        if self._state == "new":
            raise RuntimeError("thread not started")
        if self._state != "done" and self.ident == _cell[0]:
            raise RuntimeError("Cannot join current thread")
        end = None if timeout is None or timeout < 0 else _monotonic() + timeout
        waiter = _Waiter()
        self._joining.append(waiter)
        try:
            while self._state != "done":
                left = None if end is None else end - _monotonic()
                if left is not None and left <= 0:
                    return
                _block(left, waiter)
        finally:
            _leave(self._joining, waiter)


def _launch(handle, function, args=(), kwargs={}):
    # Every thread has memory of its own: a program that starts them without end is told, as Linux would.
    if _js.count() >= 4000:
        raise RuntimeError("can't start new thread")
    handle.ident = next(_ids)
    handle._state = "running"

    def run():
        _js.begin(handle.ident)
        _set_running_loop(None)
        try:
            function(*args, **kwargs)
        except SystemExit:
            pass
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
            handle._set_done()
            _js.leave()

    _js.spawn(create_proxy(run), handle.ident)
    return handle


def start_joinable_thread(function, handle=None, daemon=True):
    handle = handle or _ThreadHandle()
    if handle._state != "new":
        raise RuntimeError("thread already started")
    if not daemon:
        _not_daemons.add(handle)
    return _launch(handle, function)


def start_new_thread(function, args, kwargs={}, /):
    return _launch(_ThreadHandle(), function, args, kwargs).ident


def _shutdown():
    while _not_daemons:
        next(iter(_not_daemons)).join()


def _make_current_handle():
    handle = _ThreadHandle()
    handle.ident = _cell[0]
    handle._state = "running"
    return handle


# --- waiting: time, connections, input


def sleep(seconds, /):
    if not isinstance(seconds, (int, float)):
        if not hasattr(seconds, "__index__") and not hasattr(seconds, "__float__"):
            raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
        seconds = float(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds == 0:
        if _js.count() > 1:
            _try_yield()
        return
    end = _monotonic() + seconds
    waiter = _Waiter()
    while (left := end - _monotonic()) > 0:
        _block(min(left, 2_000_000), waiter)


class _Input(io.RawIOBase):
    """Standard input that lets other threads run while it waits."""

    def __init__(self, raw):
        self._raw = raw
        self.name = getattr(raw, "name", "<stdin>")
        self.mode = "rb"

    def readable(self):
        return True

    def fileno(self):
        return self._raw.fileno()

    def isatty(self):
        return self._raw.isatty()

    def seekable(self):
        return self._raw.seekable()

    def seek(self, *where):
        return self._raw.seek(*where)

    def tell(self):
        return self._raw.tell()

    def readinto(self, buffer):
        if _js.several():
            _poller().poll(_INPUT)
        return self._raw.readinto(buffer)


class _Pipe(_Input):
    """The end of a child's pipe: a thread that reads it lets others run until something comes."""

    def __init__(self, raw):
        self._raw = raw
        self.name = raw.name
        self.mode = raw.mode

    def readinto(self, buffer):
        wait_for(self._raw.fileno(), select.POLLIN)
        return self._raw.readinto(buffer)

    def close(self):
        if not self.closed:
            super().close()
            self._raw.close()


def wait_for(descriptor, events):
    """Until it can be read or written, while other threads run; at once where there are none."""
    if _js.several():
        poll = select.poll()
        poll.register(descriptor, events)
        poll.poll()


def open_pipe(descriptor, mode, buffering=-1):
    """io.open, of a descriptor that subprocess has made."""
    if mode != "rb":
        return io.open(descriptor, mode, buffering)
    raw = _Pipe(io.FileIO(descriptor, "rb"))
    return raw if buffering == 0 else io.BufferedReader(raw, buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE)


def _waiting_accept(accept):
    def accept_when_ready(self):
        if self.gettimeout() is None and _js.several():
            poll = select.poll()
            poll.register(self.fileno(), select.POLLIN)
            poll.poll()
        return accept(self)

    return functools.wraps(accept)(accept_when_ready)


def _waiting_input(read):
    @functools.wraps(read)
    def input(prompt="", /):
        if _js.several() and sys.stdin is not None and sys.stdin.isatty():
            sys.stdout.write(str(prompt))
            sys.stdout.flush()
            line = sys.stdin.readline()
            if not line:
                raise EOFError("EOF when reading a line")
            return line.removesuffix("\n")
        return read(prompt)

    return input


# --- signals: handlers run in the main thread only


def _without_our_frames(excepthook):
    def hook(args, /):
        error = args.exc_value
        if error is None:
            return excepthook(args)
        frames.hide(error)
        return excepthook(threading.ExceptHookArgs([args.exc_type, error, error.__traceback__, args.thread]))

    hook.__name__ = hook.__qualname__ = "excepthook"
    return hook


def _try_yield():
    try:
        _poller().poll(_YIELD)
    except OSError:
        pass


def in_main_thread(handler):
    def run(number, frame):
        if _cell[0] != _MAIN:
            _js.signal_main(number)
            _try_yield()
            return None
        return handler(number, frame)

    run.handler = handler
    return run


def _slice_over(number, frame):
    if frame is not None and frame.f_code.co_filename != _THIS_FILE and _js.several():
        _try_yield()


_set_wakeup_fd = signal.set_wakeup_fd


def _wakeup_fd(fd, *, warn_on_full_buffer=True):
    """signal.set_wakeup_fd. The end of a slice is a signal too, and is written there, also in the moment in which an
    event loop has closed its pipe and still has its handlers: a loop that closes lets go of them first."""
    events = sys.modules.get("asyncio.unix_events")
    loop = getattr(events, "_UnixSelectorEventLoop", None)
    if loop is not None and not hasattr(loop.close, "closes"):
        loop.close = _handlers_first(loop.close)
    return _set_wakeup_fd(fd, warn_on_full_buffer=warn_on_full_buffer)


def _handlers_first(closes):
    def close(self):
        if not self.is_running():
            for number in list(self._signal_handlers):
                self.remove_signal_handler(number)
        return closes(self)

    close.closes = closes
    return close


def install():
    """Puts the primitives where the standard library looks for them. Once per process, after a snapshot is restored."""
    global _js, _unpark
    import _companion_threads as _js

    _unpark = _js.unpark
    _js.init(_cell.buffer_info()[0], _MAIN)
    _js.set_local_offsets(*_local_offsets())
    primitives = {
        "allocate_lock": Lock,
        "allocate": Lock,
        "LockType": Lock,
        "lock": Lock,
        "RLock": RLock,
        "get_ident": get_ident,
        "get_native_id": get_ident,
        "start_new_thread": start_new_thread,
        "start_new": start_new_thread,
        "start_joinable_thread": start_joinable_thread,
        "_ThreadHandle": _ThreadHandle,
        "_shutdown": _shutdown,
        "_make_thread_handle": lambda ident: _make_current_handle(),
    }
    replaced = {id(getattr(_thread, name)): value for name, value in primitives.items() if hasattr(_thread, name)}
    replaced |= {id(time.sleep): sleep, id(queue.SimpleQueue): SimpleQueue}
    if (warm := sys.modules.get("_companion.warm")) is not None:
        warm.replace(replaced, {_thread.LockType: Lock, _thread.RLock: RLock})
    for name, value in primitives.items():
        setattr(_thread, name, value)
    own = {
        "_allocate_lock": Lock,
        "_LockType": Lock,
        "Lock": Lock,
        "_CRLock": RLock,
        "get_ident": get_ident,
        "get_native_id": get_ident,
        "_start_joinable_thread": start_joinable_thread,
        "_ThreadHandle": _ThreadHandle,
        "_thread_shutdown": _shutdown,
        "_active_limbo_lock": RLock(),
        "_shutdown_locks_lock": Lock(),
    }
    for name, value in own.items():
        setattr(threading, name, value)
    threading.excepthook = threading.__excepthook__ = _without_our_frames(threading.excepthook)
    functools.RLock = RLock
    reprlib.get_ident = get_ident
    queue.SimpleQueue = SimpleQueue
    if (logging := sys.modules.get("logging")) is not None:
        logging._lock = RLock()
        for reference in logging._handlerList:
            if (handler := reference()) is not None:
                handler.createLock()
    time.sleep = sleep
    subprocess.io = types.SimpleNamespace(open=open_pipe, TextIOWrapper=io.TextIOWrapper)
    socket.socket.accept = _waiting_accept(socket.socket.accept)
    builtins.input = _waiting_input(builtins.input)
    # Not signal.signal: that one passes every signal on to the main thread.
    _signal.signal(_SLICE, _slice_over)
    signal.set_wakeup_fd = _wakeup_fd


def waiting_input(raw):
    """sys.stdin's raw layer, so that a thread reading from it lets others run."""
    return _Input(raw)
