const SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** "1.5", "2m", "infinity" in milliseconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = /^\+?((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?)([smhd]?)$/i.exec(text);
  if (match === null) return undefined;
  const [, number = "", unit = ""] = match;
  return (/^inf/i.test(number) ? Infinity : Number(number)) * (SECONDS[unit] ?? 1) * 1000;
}
