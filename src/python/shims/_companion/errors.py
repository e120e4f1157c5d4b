"""Error numbers and their texts as Linux has them. The other half, the constructor of OSError, is linux-errors.ts."""

import errno
import gc
import json
import os
import sys

# errno(3): what the manual's table says, for the names that the C library here has too.
_LINUX = {
    "EPERM": (1, "Operation not permitted"),
    "ENOENT": (2, "No such file or directory"),
    "ESRCH": (3, "No such process"),
    "EINTR": (4, "Interrupted system call"),
    "EIO": (5, "Input/output error"),
    "ENXIO": (6, "No such device or address"),
    "E2BIG": (7, "Argument list too long"),
    "ENOEXEC": (8, "Exec format error"),
    "EBADF": (9, "Bad file descriptor"),
    "ECHILD": (10, "No child processes"),
    "EAGAIN": (11, "Resource temporarily unavailable"),
    "ENOMEM": (12, "Cannot allocate memory"),
    "EACCES": (13, "Permission denied"),
    "EFAULT": (14, "Bad address"),
    "EBUSY": (16, "Device or resource busy"),
    "EEXIST": (17, "File exists"),
    "EXDEV": (18, "Invalid cross-device link"),
    "ENODEV": (19, "No such device"),
    "ENOTDIR": (20, "Not a directory"),
    "EISDIR": (21, "Is a directory"),
    "EINVAL": (22, "Invalid argument"),
    "ENFILE": (23, "Too many open files in system"),
    "EMFILE": (24, "Too many open files"),
    "ENOTTY": (25, "Inappropriate ioctl for device"),
    "ETXTBSY": (26, "Text file busy"),
    "EFBIG": (27, "File too large"),
    "ENOSPC": (28, "No space left on device"),
    "ESPIPE": (29, "Illegal seek"),
    "EROFS": (30, "Read-only file system"),
    "EMLINK": (31, "Too many links"),
    "EPIPE": (32, "Broken pipe"),
    "EDOM": (33, "Numerical argument out of domain"),
    "ERANGE": (34, "Numerical result out of range"),
    "EDEADLK": (35, "Resource deadlock avoided"),
    "ENAMETOOLONG": (36, "File name too long"),
    "ENOLCK": (37, "No locks available"),
    "ENOSYS": (38, "Function not implemented"),
    "ENOTEMPTY": (39, "Directory not empty"),
    "ELOOP": (40, "Too many levels of symbolic links"),
    "ENOMSG": (42, "No message of desired type"),
    "EIDRM": (43, "Identifier removed"),
    "EPROTO": (71, "Protocol error"),
    "EBADMSG": (74, "Bad message"),
    "EOVERFLOW": (75, "Value too large for defined data type"),
    "EILSEQ": (84, "Invalid or incomplete multibyte or wide character"),
    "ENOTSOCK": (88, "Socket operation on non-socket"),
    "EDESTADDRREQ": (89, "Destination address required"),
    "EMSGSIZE": (90, "Message too long"),
    "EPROTOTYPE": (91, "Protocol wrong type for socket"),
    "ENOPROTOOPT": (92, "Protocol not available"),
    "EPROTONOSUPPORT": (93, "Protocol not supported"),
    "EOPNOTSUPP": (95, "Operation not supported"),
    "EAFNOSUPPORT": (97, "Address family not supported by protocol"),
    "EADDRINUSE": (98, "Address already in use"),
    "EADDRNOTAVAIL": (99, "Cannot assign requested address"),
    "ENETDOWN": (100, "Network is down"),
    "ENETUNREACH": (101, "Network is unreachable"),
    "ENETRESET": (102, "Network dropped connection on reset"),
    "ECONNABORTED": (103, "Software caused connection abort"),
    "ECONNRESET": (104, "Connection reset by peer"),
    "ENOBUFS": (105, "No buffer space available"),
    "EISCONN": (106, "Transport endpoint is already connected"),
    "ENOTCONN": (107, "Transport endpoint is not connected"),
    "ETIMEDOUT": (110, "Connection timed out"),
    "ECONNREFUSED": (111, "Connection refused"),
    "EHOSTUNREACH": (113, "No route to host"),
    "EALREADY": (114, "Operation already in progress"),
    "EINPROGRESS": (115, "Operation now in progress"),
    "ESTALE": (116, "Stale file handle"),
    "EDQUOT": (122, "Disk quota exceeded"),
    "ECANCELED": (125, "Operation canceled"),
    "EOWNERDEAD": (130, "Owner died"),
    "ENOTRECOVERABLE": (131, "State not recoverable"),
}
_SAME = {"EWOULDBLOCK": "EAGAIN", "ENOTSUP": "EOPNOTSUPP", "EDEADLOCK": "EDEADLK"}
_NEW_OFFSET = 156  # of tp_new in CPython 3.14's PyTypeObject where pointers have 4 bytes

# getaddrinfo(3): what the C library here says, and glibc.
_LOOK_UP = {
    -2: ("Name does not resolve", "Name or service not known"),
    -3: ("Try again", "Temporary failure in name resolution"),
    -4: ("Non-recoverable error", "Non-recoverable failure in name resolution"),
    -5: ("Name has no usable address", "No address associated with hostname"),
    -6: ("Unrecognized address family or invalid length", "ai_family not supported"),
    -7: ("Unrecognized socket type", "ai_socktype not supported"),
    -8: ("Unrecognized service", "Servname not supported for ai_socktype"),
}
_table = ""
_numbers = {}


def to_linux():
    """Linux's number by the C library's."""
    return _numbers


def tables():
    """The numbers and texts of both sides and the types to change, as JSON; changes what Python code sees, once."""
    global _table
    if not _table:
        _table = _change()
    return _table


def _change():
    strerror = os.strerror
    old = {name: getattr(errno, name) for name in dir(errno) if name.startswith("E")}
    rows = [(old[name], strerror(old[name]), *_LINUX[name]) for name in _LINUX if name in old]
    _numbers.update((wasi, number) for wasi, _, number, _ in rows)
    to_linux = _numbers

    subclasses = _subclass_map()
    changed = {to_linux.get(number, number): kind for number, kind in subclasses.items()}
    subclasses.clear()
    subclasses.update(changed)

    errno.errorcode.clear()
    for name in old:
        number = _LINUX[_SAME.get(name, name)][0] if _SAME.get(name, name) in _LINUX else old[name] + 1000
        setattr(errno, name, number)
        if name not in _SAME:
            errno.errorcode[number] = name
    errno.ENOTSUP = errno.EOPNOTSUPP
    texts = {number: text for _, _, number, text in rows}
    os.strerror = lambda code: texts.get(code) or f"Unknown error {code}"
    sys.modules["posix"].strerror = os.strerror

    # Modules that the interpreter had imported before kept the old numbers.
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        if module is errno or names is None:
            continue
        for name, value in list(names.items()):
            if name in old and value == old[name]:
                names[name] = getattr(errno, name)
    if (socket := sys.modules.get("socket")) is not None:
        socket._blocking_errnos = {errno.EAGAIN, errno.EWOULDBLOCK}
        _translate_results(socket, to_linux)
    kinds = [OSError, *(kind for kind in OSError.__subclasses__() if kind.__module__ == "builtins")]
    kinds += [kind for base in list(kinds) for kind in base.__subclasses__() if kind.__module__ == "builtins"]
    if socket is not None:
        kinds.append(socket.gaierror)
    # The texts stay where they are: this module keeps them.
    rows += [(number, said, number, text) for number, (said, text) in _LOOK_UP.items()]
    numbers = [(wasi, said, number, id(text)) for wasi, said, number, text in rows]
    return json.dumps({"types": sorted({id(kind) for kind in kinds}), "offset": _NEW_OFFSET, "numbers": numbers})


def _subclass_map():
    """The dictionary by which OSError(2, …) becomes a FileNotFoundError."""
    for holder in gc.get_referrers(ChildProcessError):
        if type(holder) is dict and holder.get(errno.ECHILD) is ChildProcessError:
            return holder
    raise RuntimeError("the map of errors to subclasses was not found")


def _translate_results(socket, to_linux):
    """connect_ex answers a number and raises nothing."""
    connect_ex = socket.socket.connect_ex

    def translated(self, address, /):
        result = connect_ex(self, address)
        return to_linux.get(result, result)

    translated.__name__ = "connect_ex"
    socket.socket.connect_ex = translated
