/** What dd tells at its end. */
export interface Tally {
  full: number;
  partial: number;
  bytes: number;
}

export function countsOf(direction: "in" | "out", { full, partial }: Tally): string {
  return `${String(full)}+${String(partial)} records ${direction}\n`;
}

/** "1.5 MB": to the nearest, with one decimal below ten. */
function human(value: number, base: 1000 | 1024): string {
  let power = 0;
  let scaled = value;
  while (scaled >= base && power < 8) {
    scaled /= base;
    power += 1;
  }
  const letter = ["", base === 1000 ? "k" : "K", "M", "G", "T", "P", "E", "Z", "Y"][power] ?? "";
  const text = power === 0 ? scaled.toFixed(0) : scaled < 9.95 ? scaled.toFixed(1) : scaled.toFixed(0);
  return `${text} ${letter}${base === 1024 && power > 0 ? "i" : ""}B`;
}

/** Six significant digits, as printf's %g has them. */
function significant(seconds: number): string {
  if (seconds === 0) return "0";
  return String(Number(seconds.toPrecision(6)));
}

export function transferLine(bytes: number, seconds: number): string {
  const sizes = [...(bytes >= 1000 ? [human(bytes, 1000)] : []), ...(bytes >= 1024 ? [human(bytes, 1024)] : [])];
  const beside = sizes.length === 0 ? "" : ` (${sizes.join(", ")})`;
  const unit = bytes === 1 ? "byte" : "bytes";
  const rate = seconds > 0 ? (bytes === 0 ? "0.0 kB/s" : `${human(bytes / seconds, 1000)}/s`) : "Infinity B/s";
  return `${String(bytes)} ${unit}${beside} copied, ${significant(seconds)} s, ${rate}\n`;
}
