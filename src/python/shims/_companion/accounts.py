"""What pwd and grp have in common: rows of passwd(5) and group(5), and tuples whose fields have names."""

import operator


def record(name, fields):
    """A type like those that CPython makes in C (PyStructSequence): a tuple shown with the names of its fields."""
    names = fields.split()
    module, _, short = name.rpartition(".")

    def represent(self):
        return f"{name}({', '.join(f'{field}={value!r}' for field, value in zip(names, self))})"

    attributes = {field: property(operator.itemgetter(at)) for at, field in enumerate(names)}
    attributes |= {"__slots__": (), "__repr__": represent, "__module__": module, "__match_args__": tuple(names)}
    attributes |= {"n_fields": len(names), "n_sequence_fields": len(names), "n_unnamed_fields": 0}
    return type(short, (tuple,), attributes)


def rows(path, columns, numbers):
    """The lines of a database that have all their columns, those of `numbers` as integers."""
    try:
        with open(path, encoding="utf-8") as file:
            parts = [line.rstrip("\n").split(":") for line in file]
    except OSError:
        return []
    return [
        tuple(int(value) if at in numbers else value for at, value in enumerate(each))
        for each in parts
        if len(each) == columns and all(each[at].isdigit() for at in numbers)
    ]


def number(value, kind):
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{kind} should be integer, not {type(value).__name__}") from None


def text(value, argument):
    if not isinstance(value, str):
        raise TypeError(f"{argument} must be str, not {type(value).__name__}")
