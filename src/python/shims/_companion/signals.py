"""Signals: the kernel delivers what a program handles; numbers and defaults are Linux's."""

import os
import signal


_DEFAULT, _IGNORED, _HANDLED = 0, 1, 2


_kernel = None  # the module _companion_kernel, once a process runs


def install(threaded):
    global _kernel
    import _companion_kernel as _kernel

    set_handler, get_handler = signal.signal, signal.getsignal

    def signal_(signalnum, handler):
        number = int(signalnum)
        if threaded and callable(handler) and not isinstance(handler, int):
            from _companion import threads

            wrapped = threads.in_main_thread(handler)
        else:
            wrapped = handler
        before = set_handler(signalnum, wrapped)
        if number in (signal.SIGKILL, signal.SIGSTOP):
            return before
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
    signal_.__name__ = signal_.__qualname__ = "signal"
    signal.signal, signal.getsignal = signal_, getsignal
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
