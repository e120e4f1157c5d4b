"""Signals: the kernel delivers what a program handles; numbers and defaults are Linux's."""

import errno
import functools
import math
import operator
import os
import signal


_DEFAULT, _IGNORED, _HANDLED = 0, 1, 2


_kernel = None  # the module _companion_kernel, once a process runs


def install(threaded):
    global _kernel
    import _companion_kernel as _kernel

    set_handler, get_handler = signal.signal, signal.getsignal

    def signal_(signalnum, handler):
        number = operator.index(signalnum)
        if number in (signal.SIGKILL, signal.SIGSTOP):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if threaded and callable(handler) and not isinstance(handler, int):
            from _companion import threads

            wrapped = threads.in_main_thread(handler)
        else:
            wrapped = handler
        before = set_handler(signalnum, wrapped)
        action = _IGNORED if handler == signal.SIG_IGN else _DEFAULT if handler == signal.SIG_DFL else _HANDLED
        _kernel.signal_action(number, action)
        return getattr(before, "handler", before)

    def getsignal(signalnum):
        handler = get_handler(signalnum)
        return getattr(handler, "handler", handler)

    raise_handled = signal.raise_signal

    def raise_signal(signalnum, /):
        """The C library runs a handler; what a signal does by default is the kernel's to do."""
        handler = get_handler(signalnum)
        if callable(handler) and not isinstance(handler, int):
            raise_handled(signalnum)
        else:
            os.kill(os.getpid(), signalnum)

    signal.raise_signal = raise_signal
    signal.setitimer, signal.getitimer, signal.alarm = _setitimer, _getitimer, _alarm
    signal.pthread_kill = lambda thread, number, /: os.kill(os.getpid(), number)
    signal.SIGCLD = signal.SIGCHLD
    signal.strsignal = _named(signal.strsignal)
    signal_.__name__ = signal_.__qualname__ = "signal"
    signal.signal, signal.getsignal = signal_, getsignal
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


# What the C library here calls otherwise.
_NAMES = {8: "Floating point exception", 17: "Child exited"}
_FIRST_REAL_TIME = 34


def _named(strsignal):
    @functools.wraps(strsignal)
    def named(signalnum, /):
        number = operator.index(signalnum)
        if _FIRST_REAL_TIME <= number <= 64:
            return f"Real-time signal {number - _FIRST_REAL_TIME}"
        return _NAMES.get(number) or strsignal(number)

    return named


def _milliseconds(seconds):
    """At least one, where any time is asked for."""
    return math.ceil(seconds * 1000)


def _setitimer(which, seconds, interval=0.0, /):
    _check_timer(which)
    if seconds < 0 or interval < 0:
        raise signal.ItimerError(errno.EINVAL, os.strerror(errno.EINVAL))
    left, before = _kernel.timer(_milliseconds(seconds), _milliseconds(interval))
    return left / 1000, before / 1000


def _getitimer(which, /):
    _check_timer(which)
    left, interval = _kernel.timer(-1, 0)
    return left / 1000, interval / 1000


def _check_timer(which):
    """Only the clock on the wall runs here, not one of the processor's time."""
    if which != signal.ITIMER_REAL:
        raise signal.ItimerError(errno.EINVAL, os.strerror(errno.EINVAL))


def _alarm(seconds, /):
    left, _ = _kernel.timer(operator.index(seconds) * 1000, 0)
    return -(-left // 1000)
