"""anyio where threads run when they are started: its idle workers, and its portals from plain code into an event loop.

A worker of anyio's waits for work in a queue: here it does what it is given at once. A portal's event loop has a thread
of its own: here it runs while somebody waits for what was asked of it. That is how Starlette's TestClient works.
"""

import asyncio
import concurrent.futures
import contextlib
import contextvars
import functools
import queue
import sys
import threading
from importlib.machinery import PathFinder

from _companion import inline

_MODULE = "anyio.from_thread"


def install():
    """Waits for the module, or changes it when a restored interpreter has it already."""
    if (module := sys.modules.get(_MODULE)) is not None:
        _change(module)
    else:
        sys.meta_path.insert(0, _Finder)


class _Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != _MODULE:
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                _change(module)

            spec.loader.exec_module = exec_module
        return spec


class _Work(queue.Queue):
    """A worker's queue: what is put into it is done before the call returns."""

    def __init__(self, worker):
        super().__init__()
        self._worker = worker

    def put_nowait(self, item):
        if item is None:
            return
        super().put_nowait(item)
        super().put_nowait(None)
        threading.Thread(target=self._worker.run, name=self._worker.name, daemon=True).start()


def work_at_once(worker):
    worker.queue = _Work(worker)


def _run_until(loop, future):
    """Runs an event loop until a future of another thread's kind is done, inside whatever runs already."""
    if loop.is_running():
        raise RuntimeError(inline._REASON)
    outside = inline._set_running_loop(None)
    try:
        while not future.done():
            future.add_done_callback(lambda _: loop.stop())
            loop.run_forever()
    finally:
        inline._set_running_loop(outside)


def _change(module):
    class Answer(concurrent.futures.Future):
        """Of a portal's task: to wait for it is to run the portal's event loop."""

        loop = None

        def result(self, timeout=None):
            self._wait()
            return super().result(timeout)

        def exception(self, timeout=None):
            self._wait()
            return super().exception(timeout)

        def _wait(self):
            if self.loop is not None and not self.done():
                _run_until(self.loop, self)

    class Portal(module.BlockingPortal):
        def __init__(self):
            super().__init__()
            self._loop = asyncio.get_running_loop()

        def _check_running(self):
            if self._event_loop_thread_id is None:
                raise RuntimeError("This portal is not running")
            if self._loop.is_running():
                raise RuntimeError("This method cannot be called from the event loop thread")

        def _spawn_task_from_thread(self, func, args, kwargs, name, future):
            future.loop = self._loop
            begin = functools.partial(self._task_group.start_soon, name=name)
            context = contextvars.copy_context()
            context.run(_set_library, "asyncio")
            self._loop.call_soon(begin, self._call_func, func, args, kwargs, future, context=context)

        def start_task(self, func, *args, name=None):
            self._check_running()
            future, value = Answer(), Answer()
            value.loop = self._loop

            def ended(future):
                if value.done():
                    return
                if future.cancelled():
                    value.cancel()
                else:
                    early = RuntimeError("Task exited without calling task_status.started()")
                    value.set_exception(future.exception() or early)

            future.add_done_callback(ended)
            status = module._BlockingPortalTaskStatus(value)
            self._spawn_task_from_thread(func, args, {"task_status": status}, name, future)
            return future, value.result()

    @contextlib.contextmanager
    def start_blocking_portal(backend="asyncio", backend_options=None, *, name=None):
        if backend != "asyncio":
            raise RuntimeError(inline._REASON)
        options = backend_options or {}
        factory = options.get("loop_factory") or asyncio.new_event_loop
        runner = asyncio.Runner(debug=options.get("debug"), loop_factory=factory)
        outside = inline._set_running_loop(None)
        try:
            loop = runner.get_loop()
        finally:
            inline._set_running_loop(outside)
        entered, over = concurrent.futures.Future(), concurrent.futures.Future()

        async def live():
            try:
                async with Portal() as portal:
                    entered.set_result(portal)
                    await portal.sleep_until_stopped()
                over.set_result(None)
            except BaseException as error:
                for future in (entered, over):
                    if not future.done():
                        future.set_exception(error)

        task = loop.create_task(live(), context=contextvars.Context())
        _run_until(loop, entered)
        try:
            cancel = False
            portal = entered.result()
            try:
                yield portal
            except BaseException:
                cancel = True
                raise
            finally:
                with contextlib.suppress(RuntimeError):
                    portal.call(portal.stop, cancel)
        finally:
            _run_until(loop, over)
            outside = inline._set_running_loop(None)
            try:
                runner.close()
            finally:
                inline._set_running_loop(outside)
            del task

    def _set_library(name):
        from anyio._core._eventloop import set_current_async_library

        set_current_async_library(name)

    module.Future = Answer
    module.BlockingPortal = Portal
    module.start_blocking_portal = start_blocking_portal
