"""grp of getgrent(3): the names in /etc/group, and the group of those who run programs here."""

import os

from _companion import accounts

struct_group = accounts.record("grp.struct_group", "gr_name gr_passwd gr_gid gr_mem")


def getgrall():
    """Return a list of all available group entries, in arbitrary order."""
    rows = accounts.rows("/etc/group", 4, (2,))
    found = [struct_group((*row[:3], row[3].split(",") if row[3] else [])) for row in rows]
    own = os.getgid()
    if not any(each.gr_gid == own for each in found):
        found.append(struct_group((os.environ.get("USER", "reader"), "x", own, [])))
    return found


def getgrgid(id):
    """Return the group database entry for the given numeric group ID."""
    number = accounts.number(id, "gid")
    for each in getgrall():
        if each.gr_gid == number:
            return each
    raise KeyError(f"getgrgid(): gid not found: {number}")


def getgrnam(name):
    """Return the group database entry for the given group name."""
    accounts.text(name, "getgrnam() argument 'name'")
    for each in getgrall():
        if each.gr_name == name:
            return each
    raise KeyError(f"getgrnam(): name not found: {name!r}")
