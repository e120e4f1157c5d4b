import pytest

from app import MODEL, answer
from model import WEEKDAYS, predict, read_sales, train


def test_every_shop_has_every_weekday():
    for shop, week in MODEL.items():
        assert list(sorted(week)) == sorted(WEEKDAYS), shop


def test_loaves_are_whole_and_not_negative():
    for week in MODEL.values():
        for loaves in week.values():
            assert isinstance(loaves, int) and loaves >= 0


def test_average_of_the_same_weekday(tmp_path):
    file = tmp_path / "sales.csv"
    file.write_text("day,shop,market,sold\n2026-11-02,a,0,10\n2026-11-09,a,0,20\n2026-11-10,a,0,99\n")
    assert train(read_sales(file)) == {"a": {"mon": 15, "tue": 99}}


def test_answer_is_a_sentence():
    assert answer("harbor", "fri") == f"Bake {MODEL['harbor']['fri']} loaves for harbor on fri."


def test_unknown_shop_says_which_there_are():
    with pytest.raises(ValueError, match="expected one of harbor, mill, station"):
        predict(MODEL, "harbour", "fri")
