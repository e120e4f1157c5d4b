import pytest

from app import FRUIT, app


@pytest.fixture(name="client")
def fixture_client():
    return app.test_client()


def test_the_page_names_a_fruit_and_its_season(client):
    page = client.get("/").text
    named = [name for name in FRUIT if f"How about a {name}?" in page]
    assert len(named) == 1
    assert FRUIT[named[0]] in page


def test_a_fruit_of_the_list(client):
    assert client.get("/api/fruit").json["fruit"] in FRUIT


def test_not_always_the_same_fruit(client):
    assert len({client.get("/api/fruit").json["fruit"] for _ in range(60)}) > 1


def test_one_fruit(client):
    assert client.get("/api/fruit/medlar").json == {
        "name": "medlar",
        "season": "winter",
    }


def test_a_fruit_that_is_none(client):
    assert client.get("/api/fruit/potato").status_code == 404
