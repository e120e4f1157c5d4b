"""Reads sales.csv, keeps the last week aside to measure, and writes model.json."""

import json
from datetime import timedelta
from pathlib import Path

from model import FILE, mean_error, read_sales, train

sales = read_sales(Path("sales.csv"))
last = max(day for day, _, _ in sales)
known = [row for row in sales if row[0] <= last - timedelta(days=7)]
held_out = [row for row in sales if row[0] > last - timedelta(days=7)]

print(f"{len(known)} rows to learn from, {len(held_out)} held out")
print(f"off by {mean_error(train(known), held_out):.1f} loaves on the week it had not seen")

FILE.write_text(json.dumps(train(sales), indent=1) + "\n")
print(f"wrote {FILE.name}")
