"""Runs one program as `python` does: command line, streams, tracebacks, exit status."""

import asyncio
import asyncio.events
import asyncio.runners
import atexit
import builtins
import gc
import io
import linecache
import os
import signal
import sys
import threading
import types
from importlib.machinery import SourceFileLoader, SourcelessFileLoader

from _companion import frames, hidden

_PREFIX = "/usr"
_LIBRARY = "/usr/lib/python3.14"
_ZIP = "/usr/lib/python314.zip"
_SITE = _LIBRARY + "/site-packages"
_threaded = False


def start(message, threaded):
    """Prepares everything but the program; answers what runs it."""
    global _threaded
    message = message.to_py() if hasattr(message, "to_py") else message
    _threaded = threaded
    message["command"]["name"] = message["name"]
    _set_environment(message)
    _set_streams(message["command"])
    _set_signals()
    from _companion import absent, clock, files, imports, locales, network, passwords, processes

    network.install()
    passwords.connect()
    processes.install(message["pid"])
    files.install()
    clock.install()
    locales.install()
    imports.install()
    _forget_web_loop()
    frames.install()
    if threaded:
        from _companion import threads

        threads.install()
    else:
        from _companion import inline

        inline.install()
    _hide_javascript()
    absent.install()
    return lambda: _guarded_whole(message["command"])


def _set_environment(message):
    import random

    os.environ.clear()
    os.environ.update(message["environment"])
    os.umask(message["umask"])
    os.environ.setdefault("LC_CTYPE", "C.UTF-8")
    sys.executable = message["executable"]
    sys._base_executable = "/usr/bin/python3"
    sys.excepthook = sys.__excepthook__
    sys.orig_argv = list(message["argv"])
    if message["command"]["kind"] == "script":
        sys.orig_argv[:1] = ["/usr/bin/python3", message["executable"]]
    _set_flags(message["command"])
    sys.prefix = sys.exec_prefix = sys.base_prefix = sys.base_exec_prefix = _PREFIX
    site = [_SITE]
    home = _virtual_environment(message["executable"])
    if home is not None:
        sys.prefix = sys.exec_prefix = home
        site = [home + "/lib/python3.14/site-packages"]
        if _sees_system_packages(home):
            site.append(_SITE)
    else:
        sys.executable = os.path.realpath(sys.executable) if os.path.islink(sys.executable) else sys.executable
    sys.path[:] = [_ZIP, _LIBRARY, _LIBRARY + "/lib-dynload", *site]
    if sys.flags.no_site:
        _leave_site_out(site)
    if not message["command"]["ignoreEnvironment"] and (extra := os.environ.get("PYTHONPATH")):
        sys.path[:0] = [os.path.abspath(entry) if entry else os.getcwd() for entry in extra.split(os.pathsep)]
    if home is not None:
        _read_path_files(site[0])
    _set_warnings(message["command"])
    if home is None and _tests(message["command"]) and not os.environ.get("PYTHONPATH"):
        if (warm := sys.modules.get("_companion.warm")) is not None:
            warm.bring_back()
    # A restored interpreter would repeat the random numbers of the one it was saved from.
    random.seed()


def _set_flags(command):
    sys.flags = sys.flags.__replace__(**{**command["flags"], "safe_path": bool(command["safePath"])})
    sys.dont_write_bytecode = bool(sys.flags.dont_write_bytecode)
    options = dict(option.partition("=")[::2] for option in command["implementation"])
    sys._xoptions.clear()
    sys._xoptions.update((name, value or True) for name, value in options.items())
    sys.pycache_prefix = sys._xoptions.get("pycache_prefix") or os.environ.get("PYTHONPYCACHEPREFIX") or None
    if "faulthandler" in options or sys.flags.dev_mode:
        import faulthandler

        faulthandler.enable()


def _leave_site_out(folders):
    sys.path[:] = [folder for folder in sys.path if folder not in folders]
    sys.modules.pop("site", None)
    for name in ("exit", "quit", "copyright", "credits", "license", "help"):
        if hasattr(builtins, name):
            delattr(builtins, name)


def _tests(command):
    return command["kind"] in ("module", "script") and command["subject"].split(".")[0] in ("pytest", "_pytest")


def _set_warnings(command):
    import warnings

    options = [] if command["ignoreEnvironment"] else os.environ.get("PYTHONWARNINGS", "").split(",")
    first = ["default"] if sys.flags.dev_mode else []
    last = {0: [], 1: ["default::BytesWarning"]}.get(sys.flags.bytes_warning, ["error::BytesWarning"])
    sys.warnoptions[:] = [option for option in [*first, *options, *command["warnings"], *last] if option]
    warnings._processoptions(sys.warnoptions)


def _virtual_environment(executable):
    """The folder with pyvenv.cfg that `executable` belongs to."""
    home = os.path.dirname(os.path.dirname(os.path.abspath(executable)))
    return home if os.path.isfile(home + "/pyvenv.cfg") else None


def _sees_system_packages(home):
    with open(home + "/pyvenv.cfg", encoding="utf-8") as file:
        return "include-system-site-packages = true" in file.read()


def _read_path_files(folder):
    import site

    if os.path.isdir(folder):
        known = set(sys.path)
        for name in sorted(os.listdir(folder)):
            if name.endswith(".pth"):
                site.addpackage(folder, name, known)


def _set_streams(command):
    unbuffered = command["unbuffered"]

    def stream(descriptor, name, mode):
        try:
            os.fstat(descriptor)
        except OSError:
            return None
        raw = io.FileIO(descriptor, mode + "b", closefd=False)
        raw.name = name
        terminal = raw.isatty()
        if mode == "r":
            if _threaded:
                from _companion import threads

                raw = threads.waiting_input(raw)
            return io.TextIOWrapper(io.BufferedReader(raw), "utf-8", "surrogateescape", line_buffering=terminal)
        error = descriptor == 2
        buffer = raw if unbuffered else io.BufferedWriter(raw)
        return io.TextIOWrapper(
            buffer,
            "utf-8",
            "backslashreplace" if error else "strict",
            line_buffering=(terminal or error) and not unbuffered,
            write_through=unbuffered,
        )

    encoding = os.environ.get("PYTHONIOENCODING", "")
    sys.stdin = sys.__stdin__ = stream(0, "<stdin>", "r")
    sys.stdout = sys.__stdout__ = stream(1, "<stdout>", "w")
    sys.stderr = sys.__stderr__ = stream(2, "<stderr>", "w")
    for each in (sys.stdin, sys.stdout, sys.stderr):
        if each is not None:
            each.mode = "r" if each is sys.stdin else "w"
            if encoding:
                name, _, errors = encoding.partition(":")
                errors = "backslashreplace" if each is sys.stderr else errors or None
                each.reconfigure(encoding=name or None, errors=errors)


def _set_signals():
    from _companion import signals

    signals.install(_threaded)


def _forget_web_loop():
    """asyncio as it comes: Pyodide's event loop lives in a browser's."""
    asyncio.events._set_running_loop(None)
    asyncio.events._event_loop_policy = None
    asyncio.run = asyncio.runners.run


def _hide_javascript():
    """A module named js would be found where CPython finds none."""
    for name in [name for name in sys.modules if name == "js" or name.startswith("js.")]:
        del sys.modules[name]
    sys.modules.pop("pyodide_js", None)
    for finder in sys.meta_path:
        if hasattr(finder, "jsproxies"):
            finder.jsproxies.pop("js", None)
            finder.jsproxies.pop("pyodide_js", None)
    sys.meta_path[:] = [finder for finder in sys.meta_path if getattr(finder, "__name__", "") != "WindowsToLinuxPathFinder"]


# --- the program


def _guarded_whole(command):
    """A signal may arrive between the program and its end as well, and one more while the first is being told."""
    try:
        try:
            import _companion_kernel

            _companion_kernel.take_signals()
            return _run(command)
        except BaseException as error:
            return _show(error)
    except KeyboardInterrupt:
        return 130
    except BaseException:
        return 1


def _run(command):
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    sys.modules["__main__"] = main
    status = 0
    try:
        status = _guarded(_start_program, command, main)
        asked = not command["ignoreEnvironment"] and os.environ.get("PYTHONINSPECT")
        if command["inspect"] and command["kind"] != "stdin" or asked and _is_terminal(sys.stdin):
            status = _guarded(_interact, main, True)
    finally:
        status = _shut_down(main, status)
    return status


def _guarded(function, *arguments):
    """Calls it; answers the exit status, having shown what went wrong."""
    try:
        function(*arguments)
        return 0
    except SystemExit as stop:
        return _exit_status(stop)
    except BaseException as error:
        uncaught = error
    # A hook runs when nothing is being handled any more, as in CPython.
    return _show(uncaught)


def _exit_status(stop):
    code = stop.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    _flush(sys.stdout)
    if sys.stderr is not None:
        print(code, file=sys.stderr)
    return 1


def _show(error):
    """The traceback, without our frames; the status that CPython ends with."""
    frames.hide(error)
    traceback = error.__traceback__
    _flush(sys.stdout)
    sys.last_exc, sys.last_type, sys.last_value, sys.last_traceback = error, type(error), error, traceback
    status = 130 if isinstance(error, KeyboardInterrupt) else 1
    hook = getattr(sys, "excepthook", None)
    if hook is None:
        _say("sys.excepthook is missing")
        _display(type(error), error, traceback)
        return status
    try:
        hook(type(error), error, traceback)
        return status
    except SystemExit as stop:
        return _exit_status(stop)
    except BaseException as failed:
        second = failed
    frames.hide(second)
    _say("Error in sys.excepthook:")
    _display(type(second), second, second.__traceback__)
    _say("\nOriginal exception was:")
    _display(type(error), error, traceback)
    return status


# What a program replaces is not asked when its replacement fails.
_display = sys.__excepthook__


def _say(text):
    if sys.stderr is not None:
        print(text, file=sys.stderr)


def _start_program(command, main):
    kind, subject, safe = command["kind"], command["subject"], command["safePath"]
    arguments = list(command["arguments"])
    if kind == "command":
        sys.argv = ["-c", *arguments]
        if not safe:
            _begin_path("")
        main.__loader__ = None
        main.__spec__ = None
        if not subject.endswith("\n"):
            subject += "\n"
        code = compile(subject, "<string>", "exec", dont_inherit=True)
        linecache._register_code(code, subject, "<string>")
        _count_frames_from_here()
        exec(code, main.__dict__)
    elif kind == "module":
        import runpy

        sys.argv = ["-m", *arguments]
        if not safe:
            _begin_path(os.getcwd())
        _count_frames_from_here()
        runpy._run_module_as_main(subject)
    elif kind == "script":
        _run_console_script(subject, arguments, main)
    elif kind == "file":
        _run_file(command, subject, arguments, main, safe)
    else:
        sys.argv = [subject, *arguments]
        if not safe:
            _begin_path("")
        if command["inspect"] or _is_terminal(sys.stdin):
            _interact(main, command["quiet"])
        else:
            _run_standard_input(main)


def _run_file(command, path, arguments, main, safe):
    sys.argv = [path, *arguments]
    shown = os.path.join(os.getcwd(), path)
    if os.path.isdir(path) or _is_archive(path):
        import runpy

        if os.path.isdir(path) and not any(os.path.isfile(f"{path}/__main__.{end}") for end in ("py", "pyc")):
            _fail(f"{sys.executable}: can't find '__main__' module in {os.path.abspath(path)!r}", 1)
        _begin_path(path)
        _count_frames_from_here()
        runpy._run_module_as_main("__main__", False)
        return
    try:
        with open(path, "rb") as file:
            if command["skipFirstLine"]:
                first = file.readline()
                source = b"\n" * first.endswith(b"\n") + file.read()
            else:
                source = file.read()
    except OSError as error:
        _fail(f"{command['name']}: can't open file {shown!r}: [Errno {error.errno}] {error.strerror}", 2)
    if not safe:
        _begin_path(os.path.dirname(os.path.realpath(path)))
    main.__file__ = shown if not os.path.isabs(path) else path
    main.__cached__ = None
    main.__spec__ = None
    main.__loader__ = SourceFileLoader("__main__", main.__file__)
    if path.endswith(".pyc"):
        code = SourcelessFileLoader("__main__", path).get_code("__main__")
    else:
        code = compile(source, main.__file__, "exec", dont_inherit=True)
    hidden.look_beside(path, code)
    _count_frames_from_here()
    exec(code, main.__dict__)


_SCRIPT = """#!{0}
import sys
from {1} import {2}
if __name__ == '__main__':
    sys.argv[0] = sys.argv[0].removesuffix('.exe')
    sys.exit({2}())
"""


def _run_console_script(entry, arguments, main):
    """What pip writes for an entry point, called by the path it would have."""
    module, _, function = entry.partition(":")
    path = sys.executable
    sys.executable = "/usr/bin/python3"
    sys.argv = [path, *arguments]
    _begin_path(os.path.dirname(path))
    # No __file__: what lies at that path is a program of the kernel, which multiprocessing could not read.
    main.__loader__ = main.__spec__ = None
    source = _SCRIPT.format(sys.executable, module, function)
    _remember_source(path, source)
    exec(compile(source, path, "exec", dont_inherit=True), main.__dict__)


def _is_archive(path):
    import zipfile

    try:
        return path.endswith((".zip", ".pyz")) and zipfile.is_zipfile(path)
    except OSError:
        return False


def _begin_path(folder):
    """What comes first on sys.path."""
    import _companion_kernel

    sys.path.insert(0, folder)
    _companion_kernel.first_path(folder)
    hidden.look(sys.path[: sys.path.index(_ZIP)])


def _count_frames_from_here():
    """The frames of this file do not count against the limit of recursion."""
    frame, own = sys._getframe(1), 0
    while frame is not None:
        frame, own = frame.f_back, own + 1
    set_limit, get_limit = sys.setrecursionlimit, sys.getrecursionlimit
    set_limit(get_limit() + own)

    def setrecursionlimit(limit, /):
        set_limit(limit + own if isinstance(limit, int) and limit > 0 else limit)

    def getrecursionlimit():
        return get_limit() - own

    sys.setrecursionlimit, sys.getrecursionlimit = setrecursionlimit, getrecursionlimit


def _fail(message, status):
    _flush(sys.stdout)
    print(message, file=sys.stderr)
    raise SystemExit(status)


def _run_standard_input(main):
    source = sys.stdin.buffer.read() if sys.stdin is not None else b""
    main.__loader__ = None
    main.__spec__ = None
    exec(compile(source, "<stdin>", "exec", dont_inherit=True), main.__dict__)


def _remember_source(name, text):
    """Tracebacks show the lines of a console script."""
    linecache.cache[name] = (len(text), None, [line + "\n" for line in text.splitlines()], name)


def _is_terminal(stream):
    return stream is not None and not stream.closed and stream.isatty()


def _interact(main, quiet):
    from _companion import prompt

    prompt.interact(main, quiet)


# --- the end


def _shut_down(main, status):
    try:
        threading._shutdown()
    except KeyboardInterrupt as error:
        print("Exception ignored on threading shutdown:", file=sys.stderr)
        _show(error)
        status = 130
    except BaseException as error:
        _show(error)
    atexit._run_exitfuncs()
    status = _flush_at_end(status)
    if _threaded:
        import _companion_threads

        # Threads that are daemons stand still from here on, as in CPython's end.
        _companion_threads.alone()
    _tear_down(main)
    _flush_at_end(status)
    return status


def _tear_down(main):
    """Objects of the program are destroyed, and say so if they have something to say."""
    names = main.__dict__
    for name in [name for name in names if name.startswith("_") and not name.startswith("__")]:
        names[name] = None
    for name in [name for name in names if name != "__builtins__"]:
        names[name] = None
    gc.collect()


def _flush(stream):
    try:
        if stream is not None and not stream.closed:
            stream.flush()
    except Exception:
        pass


def _flush_at_end(status):
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BrokenPipeError as error:
            if sys.stderr is not None:
                print("Exception ignored while flushing sys.stdout:", file=sys.stderr)
                _display(type(error), error, None)
            return 120
        except Exception:
            pass
    return status
