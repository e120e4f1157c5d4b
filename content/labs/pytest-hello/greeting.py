"""A greeting that depends on the hour."""


def greeting(name: str, hour: int) -> str:
    if not 0 <= hour < 24:
        raise ValueError(f"an hour is between 0 and 23, not {hour}")
    if hour < 12:
        part = "morning"
    elif hour <= 18:
        part = "afternoon"
    else:
        part = "evening"
    return f"Good {part}, {name or 'stranger'}!"
