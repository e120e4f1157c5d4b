"""The rest of the loopback network: names, options and pairs that the C library here does not have."""

import errno
import functools
import os
import select
import socket
import time

from _companion import errors

_CONSTANTS = {
    "SO_REUSEADDR": 2,
    "SO_TYPE": 3,
    "SO_ERROR": 4,
    "SO_BROADCAST": 6,
    "SO_SNDBUF": 7,
    "SO_RCVBUF": 8,
    "SO_KEEPALIVE": 9,
    "SO_LINGER": 13,
    "SO_REUSEPORT": 15,
    "SOMAXCONN": 4096,
    "TCP_NODELAY": 1,
}
_SHAPED = {"SO_SNDBUF": 212992, "SO_RCVBUF": 212992}


def install():
    for name, value in _CONSTANTS.items():
        if not hasattr(socket, name):
            setattr(socket, name, value)
    # One reader on one machine: options change nothing, and are answered as they were set.
    options = {}

    def setsockopt(self, level, option, value, *length):
        options[self.fileno(), level, option] = value

    asked, to_linux = socket.socket.getsockopt, errors.to_linux()

    def getsockopt(self, level, option, length=0):
        if (level, option) == (socket.SOL_SOCKET, socket.SO_TYPE):
            return int(self.type)
        if (level, option) == (socket.SOL_SOCKET, socket.SO_ERROR):
            return to_linux.get(number := asked(self, level, option), number)
        value = options.get((self.fileno(), level, option), 0)
        return value if length == 0 or isinstance(value, bytes) else int(value).to_bytes(length, "little")

    socket.socket.setsockopt = setsockopt
    socket.socket.getsockopt = getsockopt
    socket.socketpair = _socketpair
    socket.gethostname = lambda: "localhost"
    socket.getfqdn = lambda name="": "localhost"
    socket.gethostbyaddr = lambda host: ("localhost", [], ["127.0.0.1"])
    socket.gethostbyname = _gethostbyname
    socket.getservbyname, socket.getservbyport = _getservbyname, _getservbyport
    socket.has_ipv6 = False
    _allow_datagram_sockets()
    select.select = _noticing_signals(select.select)


def _allow_datagram_sockets():
    """No datagram is carried, but programs ask such a socket for this machine's address: that is answered."""
    plain, new = socket.socket, socket.socket.__new__
    flags = socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC

    def refuse(self, *arguments):
        raise OSError(errno.EPROTONOSUPPORT, "datagrams are not carried here: use a stream, socket.SOCK_STREAM")

    class Datagrams(plain):
        """Underneath is a stream that is never connected."""

        __slots__ = ["_peer"]

        def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
            plain.__init__(self, family, socket.SOCK_STREAM | type & flags, 0)
            self._peer = None

        def connect(self, address, /):
            self._peer = (_gethostbyname(address[0]), address[1])
            if self.getsockname()[1] == 0:
                plain.bind(self, ("127.0.0.1", 0))

        def connect_ex(self, address, /):
            self.connect(address)
            return 0

        def getpeername(self, /):
            return self._peer or plain.getpeername(self)

        type = property(lambda self: socket.SOCK_DGRAM)
        bind = send = sendall = sendto = recv = recv_into = recvfrom = recvfrom_into = refuse

    Datagrams.__module__, Datagrams.__name__, Datagrams.__qualname__ = "socket", "socket", "socket"

    # A class of its own: the calls of streams stay C, without a frame in a traceback.
    def __new__(cls, family=-1, type=-1, proto=-1, fileno=None):
        asked = cls is plain and fileno is None and type != -1 and family in (-1, socket.AF_INET)
        return new(Datagrams if asked and type & ~flags == socket.SOCK_DGRAM else cls)

    plain.__new__ = staticmethod(__new__)


def _noticing_signals(wait):
    """select(2) ends empty-handed when a signal comes: the handler runs, then waiting goes on (PEP 475)."""

    @functools.wraps(wait)
    def select(readers, writers, errors, timeout=None, /):
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if end is None else max(0, end - time.monotonic())
            found = wait(readers, writers, errors, left)
            if any(found) or (end is not None and time.monotonic() >= end):
                return found
            for _ in range(200):
                pass

    return select


# services(5), as far as a course of servers names them.
_SERVICES = {
    "ftp": 21,
    "ssh": 22,
    "telnet": 23,
    "smtp": 25,
    "domain": 53,
    "http": 80,
    "pop3": 110,
    "ntp": 123,
    "imap2": 143,
    "https": 443,
    "submission": 587,
    "imaps": 993,
    "pop3s": 995,
    "mysql": 3306,
    "postgresql": 5432,
    "redis": 6379,
    "http-alt": 8080,
}


def _getservbyname(servicename, protocolname=None, /):
    if servicename not in _SERVICES:
        raise OSError("service/proto not found")
    return _SERVICES[servicename]


def _getservbyport(port, protocolname=None, /):
    for name, number in _SERVICES.items():
        if number == port:
            return name
    raise OSError("port/proto not found")


def _gethostbyname(name, /):
    return socket.getaddrinfo(name, None, socket.AF_INET)[0][4][0]


def _socketpair(family=None, type=socket.SOCK_STREAM, proto=0):
    import _companion_kernel

    if type != socket.SOCK_STREAM:
        raise OSError(errno.EPROTONOSUPPORT, os.strerror(errno.EPROTONOSUPPORT))
    descriptors = _companion_kernel.socket_pair()
    if len(descriptors) == 1:
        raise OSError(-descriptors[0], os.strerror(-descriptors[0]))
    return tuple(socket.socket(socket.AF_INET, type, 0, fileno=number) for number in descriptors)
