/** Numbers with size suffixes, as head -c, split -b, truncate and du take and show them. */
const POWERS = "KMGTPEZYRQ";

/** The factor of "k", "KB", "KiB", "b" …; undefined for what is none. */
export function suffixFactor(suffix: string): number | undefined {
  if (suffix === "") return 1;
  if (suffix === "b") return 512;
  if (suffix === "c") return 1;
  if (suffix === "w") return 2;
  const match = /^([KMGTPEZYRQkm])(iB|B|)$/.exec(suffix);
  if (match === null) return undefined;
  const [, letter = "", kind] = match;
  return (kind === "B" ? 1000 : 1024) ** (POWERS.indexOf(letter.toUpperCase()) + 1);
}

/** "10", "4K", "2MB" in bytes; undefined when malformed. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+)([a-zA-Z]*)$/.exec(text);
  const [, digits = "", suffix = ""] = match ?? [];
  const factor = match === null ? undefined : suffixFactor(suffix);
  return factor === undefined ? undefined : Number(digits) * factor;
}

/** `-h`: 1.5K, 23M, rounded up as GNU's ls and du do; `base` 1000 for --si. */
export function humanSize(bytes: number, base: 1000 | 1024 = 1024): string {
  let value = bytes;
  let power = 0;
  while (value >= base && power < POWERS.length) {
    value /= base;
    power += 1;
  }
  if (power === 0) return String(bytes);
  let text = value < 10 ? (Math.ceil(value * 10 - 1e-9) / 10).toFixed(1) : String(Math.ceil(value - 1e-9));
  if (text === "10.0") text = "10";
  if (Number(text) >= base && power < POWERS.length) {
    text = "1.0";
    power += 1;
  }
  const letter = POWERS[power - 1] ?? "";
  return `${text}${base === 1000 && letter === "K" ? "k" : letter}`;
}
