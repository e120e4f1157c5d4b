import pytest
from fastapi.testclient import TestClient

from main import app

client = TestClient(app)


@pytest.mark.parametrize(
    "a, b, total", [(2, 3, 5), (-4, 4, 0), (10**12, 1, 10**12 + 1)]
)
def test_add(a, b, total):
    assert client.get(f"/add/{a}/{b}").json() == {"sum": total}


def test_only_whole_numbers_are_added():
    answer = client.get("/add/two/3")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["path", "a"]


def test_mean():
    assert client.post("/mean", json={"numbers": [1, 2, 6]}).json() == {"mean": 3.0}


def test_the_mean_of_nothing_is_refused():
    answer = client.post("/mean", json={"numbers": []})
    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "the mean of no numbers"},
    )
