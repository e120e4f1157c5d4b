"""Modules that are changed where they are imported: what the WebAssembly was built without."""

import sys
from importlib.machinery import PathFinder

from _companion import frames, hidden


def install():
    sys.meta_path.insert(0, _Changing)
    # A saved interpreter has some already.
    for name, change in _CHANGES.items():
        if (module := sys.modules.get(name)) is not None:
            change(module)


class _Changing:
    @staticmethod
    def find_spec(name, path=None, target=None):
        change = _CHANGES.get(name)
        if change is None and name not in hidden.kept:
            return None
        spec = PathFinder.find_spec(name, path)
        # A program may have a module of that name.
        if spec is None or spec.origin is None or not spec.origin.startswith("/usr/lib/"):
            return None
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            if name in hidden.kept:
                hidden.take_back(module, name)
            else:
                change(module)

        # The interpreter leaves frames of its import system out of tracebacks.
        exec_module.__code__ = exec_module.__code__.replace(co_filename="<frozen importlib._bootstrap>")
        spec.loader.exec_module = exec_module
        return spec


def _stacks_without_us(module):
    """A debugger's stack, and inspect's, end at the program's first frame."""
    if module.__name__ == "inspect":
        outer = module.getouterframes

        def getouterframes(frame, context=1):
            return [each for each in outer(frame, context) if not frames.ours(each.frame)]

        module.getouterframes = getouterframes
        return
    whole = module.Bdb.get_stack

    def get_stack(self, f, t):
        stack, at = whole(self, f, t)
        kept = [each for each in stack if not frames.ours(each[0])]
        return kept, max(0, at - (len(stack) - len(kept)))

    module.Bdb.get_stack = get_stack


def _let_the_kernel_clean_up(module):
    """multiprocessing's resource tracker is a process that cleans up after others: the kernel does that itself."""
    import os

    tracker = module._resource_tracker
    tracker._send = lambda *message: None
    tracker.ensure_running = lambda: None
    tracker._stop = lambda *unused: None
    descriptor = []

    def getfd():
        if not descriptor:
            descriptor.append(os.open("/dev/null", os.O_WRONLY))
        return descriptor[0]

    tracker.getfd = module.getfd = getfd
    module.ensure_running = tracker.ensure_running
    module.register = module.unregister = lambda name, kind: None
    tracker.register = tracker.unregister = module.register


def _serialised(module):
    """SQLite is built without locks here, and needs none: no two threads run at once."""
    module.threadsafety = 3


def _start_anew(module):
    """Whatever the method is called, a child is a fresh interpreter: it imports the program, as by "spawn"."""

    def start(process):
        from multiprocessing.popen_spawn_posix import Popen

        return Popen(process)

    module.ForkProcess._Popen = module.ForkServerProcess._Popen = staticmethod(start)
    module.ForkServerContext._check_available = lambda self: None


def _wait_among_threads(module):
    """A thread that waits for a message lets others run."""
    from _companion import main

    if not main._threaded:
        return
    import os
    import select

    from _companion.threads import wait_for

    def read(descriptor, size):
        wait_for(descriptor, select.POLLIN)
        return os.read(descriptor, size)

    def write(descriptor, data):
        wait_for(descriptor, select.POLLOUT)
        return os.write(descriptor, data)

    module.Connection._recv.__defaults__ = (read,)
    module.Connection._send.__defaults__ = (write,)


def _share_semaphores(module):
    def state(self):
        module.context.assert_spawning(self)
        own = self._semlock
        for descriptor in own.descriptors():
            module.context.get_spawning_popen().duplicate_for_child(descriptor)
        return own.handle, own.kind, own.maxvalue, own.name

    module.SemLock.__getstate__ = state


def _share_no_memory(module):
    def refuse(self):
        raise OSError("memory cannot be shared between processes here: use a Queue, a Pipe or a Manager")

    module.Arena.__reduce__ = refuse
    module.reduction.register(module.Arena, refuse)


_CHANGES = {
    "bdb": _stacks_without_us,
    "inspect": _stacks_without_us,
    "multiprocessing.connection": _wait_among_threads,
    "multiprocessing.context": _start_anew,
    "multiprocessing.heap": _share_no_memory,
    "multiprocessing.resource_tracker": _let_the_kernel_clean_up,
    "multiprocessing.synchronize": _share_semaphores,
    "sqlite3.dbapi2": _serialised,
}
