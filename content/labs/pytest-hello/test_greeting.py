import pytest

from greeting import greeting


def test_the_morning():
    assert greeting("Noor", 9) == "Good morning, Noor!"


@pytest.mark.parametrize(
    "hour, part",
    [
        (0, "morning"),
        (11, "morning"),
        (12, "afternoon"),
        (17, "afternoon"),
        (18, "evening"),
        (23, "evening"),
    ],
)
def test_the_edges_of_the_day(hour, part):
    assert greeting("Noor", hour) == f"Good {part}, Noor!"


def test_nobody_is_a_stranger():
    assert "stranger" in greeting("", 9)


def test_a_day_has_24_hours():
    with pytest.raises(ValueError, match="not 24"):
        greeting("Noor", 24)
