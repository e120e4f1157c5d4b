"""Bread for tomorrow: the average of what a shop sold on the same weekday."""

import csv
import json
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FILE = Path(__file__).with_name("model.json")

Model = dict[str, dict[str, int]]


def read_sales(path: Path) -> list[tuple[date, str, int]]:
    with path.open(newline="") as file:
        return [(date.fromisoformat(row["day"]), row["shop"], int(row["sold"])) for row in csv.DictReader(file)]


def train(sales: list[tuple[date, str, int]]) -> Model:
    sold = defaultdict(list)
    for day, shop, count in sales:
        sold[shop, WEEKDAYS[day.weekday()]].append(count)
    model: Model = defaultdict(dict)
    for (shop, weekday), counts in sorted(sold.items()):
        model[shop][weekday] = round(sum(counts) / len(counts))
    return dict(model)


def predict(model: Model, shop: str, weekday: str) -> int:
    if shop not in model:
        raise ValueError(f"unknown shop {shop!r}: expected one of {', '.join(sorted(model))}")
    if weekday not in model[shop]:
        raise ValueError(f"unknown weekday {weekday!r}: expected one of {', '.join(WEEKDAYS)}")
    return model[shop][weekday]


def mean_error(model: Model, sales: list[tuple[date, str, int]]) -> float:
    """By how many loaves the model is off, on average, over these sales."""
    return sum(abs(predict(model, shop, WEEKDAYS[day.weekday()]) - sold) for day, shop, sold in sales) / len(sales)


def load(path: Path = FILE) -> Model:
    return json.loads(path.read_text())


if __name__ == "__main__":
    try:
        print(predict(load(), *sys.argv[1:3]))
    except (TypeError, ValueError) as problem:
        sys.exit(f"usage: python model.py SHOP WEEKDAY\n{problem}")
