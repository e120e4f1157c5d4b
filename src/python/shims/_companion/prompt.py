"""The interactive prompt: CPython's own, with its history and its editing of several lines."""

import os
import sys


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
    if os.environ.get("PYTHON_BASIC_REPL") or os.environ.get("TERM") in (None, "", "dumb"):
        _basic(main)
        return
    from _pyrepl.main import interactive_console

    interactive_console(mainmodule=main, quiet=True)


def _basic(main):
    import code

    sys.ps1 = getattr(sys, "ps1", ">>> ")
    sys.ps2 = getattr(sys, "ps2", "... ")

    class Console(code.InteractiveConsole):
        def raw_input(self, prompt=""):
            if sys.stdin.isatty():
                return input(prompt)
            # CPython asks on standard error when nobody types.
            print(prompt, end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            return line.removesuffix("\n")

    Console(main.__dict__).interact(banner="", exitmsg="")
