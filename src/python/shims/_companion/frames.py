"""Tracebacks without the frames of this folder: where they stand, CPython has C."""

import functools
import sys
import traceback

_HERE = __file__.rpartition("/")[0] + "/"


def hide(error):
    """Takes them out of an exception's traceback, and of those that it is chained to."""
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop()
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = _without(each.__traceback__)
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions


def _without(traceback):
    first = last = None
    while traceback is not None:
        following = traceback.tb_next
        if not traceback.tb_frame.f_code.co_filename.startswith(_HERE):
            if last is None:
                first = traceback
            else:
                last.tb_next = traceback
            last = traceback
        traceback = following
    if last is not None:
        last.tb_next = None
    return first


def ours(frame):
    return frame.f_code.co_filename.startswith(_HERE)


def install():
    """Stacks that a program prints end at its own first frame."""
    walk = traceback.walk_stack

    @functools.wraps(walk)
    def walk_stack(frame):
        found = walk(frame or sys._getframe(1))
        return ((each, line) for each, line in found if not ours(each))

    traceback.walk_stack = walk_stack
