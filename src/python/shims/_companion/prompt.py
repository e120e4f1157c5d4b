"""The interactive prompt: CPython's own, with its history and its editing of several lines."""

import os
import sys

from _companion import frames


def interact(main, quiet):
    import builtins
    import site

    main.__dict__.setdefault("__annotations__", {})
    for name in ("exit", "quit", "copyright", "credits", "license", "help"):
        if not hasattr(builtins, name):
            site.setquit()
            site.setcopyright()
            site.sethelper()
            break
    if not quiet:
        print(f"Python {sys.version.splitlines()[0]} on {sys.platform}", file=sys.stderr)
        print('Type "help", "copyright", "credits" or "license" for more information.', file=sys.stderr)
    if os.environ.get("PYTHON_BASIC_REPL") or os.environ.get("TERM") in (None, "", "dumb") or not sys.stdin.isatty():
        _basic(main)
        return
    from _pyrepl.main import interactive_console

    interactive_console(mainmodule=main, quiet=True)


_FILE = "<stdin>"


def _basic(main):
    """The loop that CPython has in C: statements of `<stdin>`, each ended by its line or by a blank one."""
    import codeop

    sys.ps1 = getattr(sys, "ps1", ">>> ")
    sys.ps2 = getattr(sys, "ps2", "... ")
    compiler = codeop.CommandCompiler()
    lines = []
    while True:
        try:
            line = _line(str(sys.ps2 if lines else sys.ps1))
        except KeyboardInterrupt:
            lines.clear()
            print("\nKeyboardInterrupt", file=sys.stderr)
            continue
        ended = not line.endswith("\n")
        if ended:
            # The end of the input ends a line and a block.
            print(sys.ps2 if line else "", file=sys.stderr, flush=True)
            if not line and not lines:
                return
        lines.append(line.removesuffix("\n"))
        if _run(main, compiler, "\n".join(lines), ended):
            lines.clear()


def _line(prompt):
    """What is typed or comes through a pipe, with its end; empty where the input is over."""
    if sys.stdin.isatty():
        try:
            return input(prompt) + "\n"
        except EOFError:
            return ""
    # CPython asks on standard error when nobody types.
    print(prompt, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def _run(main, compiler, source, ended):
    """Answers whether the statement was whole: run, or wrong."""
    import linecache

    try:
        code = compiler(source, _FILE, "single")
        wrong = code is None and ended
    except (OverflowError, SyntaxError, ValueError):
        wrong = True
    if wrong:
        flags = compiler.compiler.flags
        _show(lambda: exec(compile(source + "\n", _FILE, "single", flags, True), main.__dict__))
        return True
    if code is None:
        return False
    linecache._register_code(code, source + "\n", _FILE)
    _show(lambda: exec(code, main.__dict__))
    return True


def _show(call):
    """Does it; what goes wrong is told, but for the end of the program."""
    try:
        call()
    except SystemExit:
        raise
    except BaseException as error:
        told = error
    else:
        return
    frames.hide(told)
    if isinstance(told, SyntaxError) and told.filename == _FILE:
        told.__traceback__ = None
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
    sys.last_exc, sys.last_type, sys.last_value, sys.last_traceback = told, type(told), told, told.__traceback__
    sys.excepthook(type(told), told, told.__traceback__)
