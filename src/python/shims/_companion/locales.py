"""setlocale(3) of a machine that has only the C locales; the C library here would take any name and change nothing."""

import _locale
import os
import sys

_NAMES = (
    "LC_CTYPE LC_NUMERIC LC_TIME LC_COLLATE LC_MONETARY LC_MESSAGES LC_PAPER LC_NAME LC_ADDRESS LC_TELEPHONE "
    "LC_MEASUREMENT LC_IDENTIFICATION"
).split()
_ask = _locale.setlocale
_now = {}


def install():
    _now.update(dict.fromkeys(_NAMES, "C"))
    if os.environ.get("LC_ALL") not in ("C", "POSIX"):
        # Python itself asks for UTF-8 where nothing else was asked for.
        _now["LC_CTYPE"] = "C.UTF-8"
    _locale.setlocale = setlocale
    if (module := sys.modules.get("locale")) is not None:
        module._setlocale = setlocale


def setlocale(category, locale=None, /):
    """Activates/queries locale processing."""
    if not isinstance(category, int) or not isinstance(locale, str | None):
        return _ask(category, locale)
    names = _NAMES if category == _locale.LC_ALL else _NAMES[category : category + 1] if 0 <= category < 6 else []
    if not names:
        raise _locale.Error("locale query failed" if locale is None else "unsupported locale setting")
    if locale is not None:
        _now.update({name: _known(value) for name, value in _meant(names, locale).items()})
    values = {_now[name] for name in names}
    return values.pop() if len(values) == 1 else ";".join(f"{name}={_now[name]}" for name in names)


def _meant(names, locale):
    if locale == "":
        get = os.environ.get
        return {name: get("LC_ALL") or get(name) or get("LANG") or "C" for name in names}
    if ";" not in locale or len(names) == 1:
        return dict.fromkeys(names, locale)
    each = dict(part.partition("=")[::2] for part in locale.split(";"))
    return {name: each.get(name, "") for name in names}


def _known(name):
    language, _, encoding = name.partition(".")
    if name in ("C", "POSIX"):
        return "C"
    if language != "C" or encoding.lower().replace("-", "") != "utf8":
        raise _locale.Error("unsupported locale setting")
    return name
