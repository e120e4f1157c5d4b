"""pwd of getpwent(3): the names in /etc/passwd, and those who run programs here."""

import os

from _companion import accounts

struct_passwd = accounts.record("pwd.struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")


def getpwall():
    """Return a list of all available password database entries, in arbitrary order."""
    found = [struct_passwd(row) for row in accounts.rows("/etc/passwd", 7, (2, 3))]
    own = os.getuid()
    if not any(each.pw_uid == own for each in found):
        name, home = os.environ.get("USER", "reader"), os.environ.get("HOME", "/")
        found.append(struct_passwd((name, "x", own, os.getgid(), "", home, "/bin/sh")))
    return found


def getpwuid(uidobj, /):
    """Return the password database entry for the given numeric user ID."""
    number = accounts.number(uidobj, "uid")
    for each in getpwall():
        if each.pw_uid == number:
            return each
    raise KeyError(f"getpwuid(): uid not found: {number}")


def getpwnam(name, /):
    """Return the password database entry for the given user name."""
    accounts.text(name, "getpwnam() argument")
    for each in getpwall():
        if each.pw_name == name:
            return each
    raise KeyError(f"getpwnam(): name not found: {name!r}")
