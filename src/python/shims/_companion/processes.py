"""Processes: what os, subprocess and multiprocessing need of the kernel, at the level where CPython asks the system."""

import errno
import json
import os
import signal
import sys

import _posixsubprocess


_kernel = None  # the module _companion_kernel, once a process runs


def install(pid):
    global _kernel
    import _companion_kernel as _kernel

    os.getpid = lambda: pid
    os.getppid = lambda: _kernel.identity()[1]
    os.getpgrp = lambda: _kernel.identity()[2]
    os.getpgid = lambda of: _kernel.identity()[2]
    os.getuid = os.geteuid = lambda: _kernel.identity()[3]
    os.getgid = os.getegid = lambda: _kernel.identity()[4]
    os.getgroups = lambda: [_kernel.identity()[4]]
    os.getlogin = lambda: os.environ.get("USER", "reader")
    asked = sys._xoptions.get("cpu_count", "default")
    os.cpu_count = os.process_cpu_count = lambda: 1 if asked == "default" else int(asked)
    os.pipe = lambda: tuple(_kernel.pipe())
    os.kill = _kill
    os.killpg = lambda group, number: _kill(-group, number)
    os.waitpid = _waitpid
    os.wait = lambda: _waitpid(-1, 0)
    os.waitid = _waitid
    os.pidfd_open = _pidfd_open
    os.P_PIDFD = 3
    os.getrandom = lambda size, flags=0: os.urandom(size)
    os.GRND_NONBLOCK, os.GRND_RANDOM = 1, 2
    os.sched_getaffinity = lambda pid, /: {0}
    os.pipe2 = _pipe2
    os.nice = lambda increment, /: 0
    os._exit = lambda status: _kernel.exit(status & 0xFF)
    os.abort = _abort
    os.chdir = _following(os.chdir)
    os.umask = _umask
    os.execv = lambda path, arguments: os.execve(path, arguments, os.environ)
    os.execve = _execve
    os.setsid = lambda: None
    import subprocess

    _posixsubprocess.fork_exec = subprocess._fork_exec = _fork_exec
    subprocess._del_safe.waitpid = _waitpid
    uname = os.uname()
    named = type(uname)(("Linux", "localhost", "6.1.0-companion", "#1 SMP", uname.machine))
    os.uname = lambda: named


def _error(number, path=None):
    """Results of system calls are negated numbers of the C library; the exception's are Linux's."""
    code = linux_error(number)
    return OSError(code, os.strerror(code), *([path] if path is not None else []))


def linux_error(result):
    return _TO_LINUX.get(-result, errno.EIO)


# The errors that these calls answer (errno.ts).
_TO_LINUX = {
    2: errno.EACCES,
    8: errno.EBADF,
    12: errno.ECHILD,
    20: errno.EEXIST,
    27: errno.EINTR,
    28: errno.EINVAL,
    29: errno.EIO,
    31: errno.EISDIR,
    44: errno.ENOENT,
    45: errno.ENOEXEC,
    54: errno.ENOTDIR,
    63: errno.EPERM,
    69: errno.EROFS,
    71: errno.ESRCH,
    75: errno.EXDEV,
}


def _kill(pid, number):
    result = _kernel.kill(pid, int(number))
    if result < 0:
        raise _error(result)


def _abort():
    """Abort the interpreter immediately."""
    signal.signal(signal.SIGABRT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGABRT)
    _kernel.exit(128 + signal.SIGABRT)


def _umask(mask):
    return _kernel.umask(mask)


def _following(chdir):
    """The kernel knows where the process is as well: its children start there."""

    def follow(path, /):
        chdir(path)
        _kernel.chdir(os.getcwd())

    follow.__name__ = "chdir"
    return follow


def _waitpid(pid, options, /):
    from _companion import main

    if pid in _unborn:
        return pid, 255 << 8
    seen = pid if pid in _seen else next(iter(_seen), 0) if pid == -1 else 0
    if seen:
        return seen, _seen.pop(seen)
    threaded = main._threaded
    while True:
        several = False
        if threaded:
            import _companion_threads

            several = _companion_threads.several()
        found, status = _kernel.wait(pid, bool(options & os.WNOHANG) or several)
        if found == -27:
            _kernel.check_signals()
            continue
        if found < 0:
            raise _error(found)
        if found == 0 and not options & os.WNOHANG:
            import time

            time.sleep(0.005)
            continue
        return found, status


# Ends that waitid was asked to leave for another wait: status by process.
_seen = {}


def _waitid(idtype, id, options, /):
    if not options & os.WEXITED or idtype not in (os.P_PID, os.P_ALL):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    pid, status = _waitpid(id if idtype == os.P_PID else -1, options & os.WNOHANG)
    if pid == 0:
        return None
    if options & os.WNOWAIT:
        _seen[pid] = status
    killed = os.WIFSIGNALED(status)
    number = os.WTERMSIG(status) if killed else os.WEXITSTATUS(status)
    code = os.CLD_KILLED if killed else os.CLD_EXITED
    return os.waitid_result((pid, os.getuid(), int(signal.SIGCHLD), number, code))


def _pidfd_open(pid, flags=0):
    """Like a kernel before 5.3: asyncio and trio wait otherwise then."""
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


def _pipe2(flags, /):
    ends = os.pipe()
    if flags & os.O_NONBLOCK:
        for end in ends:
            os.set_blocking(end, False)
    return ends


def _source_of(descriptor):
    source = _kernel.source_of(descriptor)
    return None if source is None else json.loads(source)


def _text(value):
    return os.fsdecode(value)


def _fork_exec(
    args,
    executables,
    close_fds,
    pass_fds,
    cwd,
    env,
    p2cread,
    p2cwrite,
    c2pread,
    c2pwrite,
    errread,
    errwrite,
    errpipe_read,
    errpipe_write,
    restore_signals,
    start_new_session,
    process_group,
    *rest,
):
    """The child is a process of the kernel; an error goes through the pipe that subprocess reads it from."""
    descriptors = []
    for child, wanted in ((0, p2cread), (1, c2pwrite), (2, errwrite)):
        source = _source_of(child if wanted == -1 else wanted)
        if source is not None:
            descriptors.append({"child": child, "source": source})
    passed = pass_fds if close_fds else _inheritable()
    for descriptor in passed:
        if descriptor > 2 and descriptor != errpipe_write and (source := _source_of(descriptor)) is not None:
            descriptors.append({"child": descriptor, "source": source})
    command = [_text(word) for word in args]
    where = os.path.abspath(_text(cwd)) if cwd is not None else os.getcwd()
    if env is None:
        environment = dict(os.environ)
    else:
        environment = dict(_text(entry).split("=", 1) for entry in env)
    failure = -44
    if not os.path.isdir(where):
        os.write(errpipe_write, b"OSError:%X:noexec:chdir" % errno.ENOENT)
        return _spawn_nothing()
    for executable in executables:
        request = {
            "argv": [_text(executable), *command[1:]],
            "env": environment,
            "cwd": where,
            "descriptors": descriptors,
            "newGroup": bool(start_new_session) or process_group == 0,
        }
        result = _kernel.spawn(json.dumps(request))
        if result > 0:
            return result
        failure = result if result != -44 or failure == -44 else failure
    os.write(errpipe_write, b"OSError:%X:" % _TO_LINUX.get(-failure, errno.EIO))
    return _spawn_nothing()


def _spawn_nothing():
    """A child that is over at once: subprocess waits for the one that could not begin."""
    pid = 40_000 + len(_unborn)
    _unborn.add(pid)
    return pid


_unborn = set()


def _inheritable():
    found = []
    for descriptor in range(3, 64):
        # Files are close-on-exec (PEP 446), which the C library here does not remember; sockets and pipes are what is
        # passed on by intention.
        source = _source_of(descriptor)
        if source is not None and source["kind"] in ("socket", "descriptor"):
            found.append(descriptor)
    return found


def _execve(path, arguments, env, /):
    """The process goes on as another program: here its child, whose end is this process's."""
    request = {
        "argv": [_text(path), *[_text(word) for word in list(arguments)[1:]]],
        "env": {_text(name): _text(value) for name, value in env.items()},
        "cwd": os.getcwd(),
        "descriptors": [
            {"child": child, "source": source} for child in (0, 1, 2) if (source := _source_of(child)) is not None
        ],
        "newGroup": False,
    }
    result = _kernel.spawn(json.dumps(request))
    if result < 0:
        raise _error(result, path)
    _, status = _waitpid(result, 0)
    _kernel.exit(os.waitstatus_to_exitcode(status) & 0xFF if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
