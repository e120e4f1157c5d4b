"""Runs argv[1:] in a pseudo-terminal: stdin and stdout carry its bytes, descriptor 3 takes "rows cols" lines.

Node has no pseudo-terminals of its own; the stand-in needs them for processes that ask for a terminal.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

CONTROL = 3


def resize(terminal, line):
    rows, columns = (int(word) for word in line.split())
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def main():
    child, terminal = pty.fork()
    if child == 0:
        os.close(CONTROL)
        try:
            os.execvp(sys.argv[1], sys.argv[1:])
        except OSError:
            os._exit(127)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: os.kill(child, received))
    sources = [0, terminal, CONTROL]
    pending = b""
    while terminal in sources:
        try:
            ready, _, _ = select.select(sources, [], [])
        except InterruptedError:
            continue
        for source in ready:
            try:
                data = os.read(source, 65536)
            except OSError:  # EIO: the last owner of the terminal is gone
                data = b""
            if not data:
                sources.remove(source)
            elif source == 0:
                os.write(terminal, data)
            elif source == terminal:
                os.write(1, data)
            else:
                *lines, pending = (pending + data).split(b"\n")
                for line in lines:
                    resize(terminal, line)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        sys.exit(128 + os.WTERMSIG(status))
    sys.exit(os.WEXITSTATUS(status))


main()
