/** bc's numbers: whole ones over a power of ten. `scale` is the count of digits behind the point. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

export const ZERO: Decimal = { digits: 0n, scale: 0 };
export const ONE: Decimal = { digits: 1n, scale: 0 };

const power10 = (exponent: number): bigint => 10n ** BigInt(exponent);

export const fromNumber = (value: number): Decimal => ({ digits: BigInt(value), scale: 0 });

/** With another scale: digits are added, or cut off towards zero. */
export function rescale({ digits, scale }: Decimal, wanted: number): Decimal {
  if (wanted === scale) return { digits, scale };
  if (wanted > scale) return { digits: digits * power10(wanted - scale), scale: wanted };
  return { digits: digits / power10(scale - wanted), scale: wanted };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: rescale(a, scale).digits + rescale(b, scale).digits, scale };
}

export const negate = ({ digits, scale }: Decimal): Decimal => ({ digits: -digits, scale });

export function compare(a: Decimal, b: Decimal): number {
  const { digits } = add(a, negate(b));
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  const product = { digits: a.digits * b.digits, scale: a.scale + b.scale };
  return rescale(product, Math.min(product.scale, Math.max(scale, a.scale, b.scale)));
}

/** Undefined for a division by zero. */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  if (b.digits === 0n) return undefined;
  const shift = scale + b.scale - a.scale;
  const top = shift >= 0 ? a.digits * power10(shift) : a.digits;
  const bottom = shift >= 0 ? b.digits : b.digits * power10(-shift);
  return { digits: top / bottom, scale };
}

export function remainder(a: Decimal, b: Decimal, scale: number): Decimal | undefined {
  const quotient = divide(a, b, scale);
  if (quotient === undefined) return undefined;
  const product = { digits: quotient.digits * b.digits, scale: quotient.scale + b.scale };
  return rescale(add(a, negate(product)), Math.max(scale + b.scale, a.scale));
}

/** An exponent's digits behind the point do not count. Undefined when it divides by zero. */
export function raise(base: Decimal, exponent: bigint, scale: number): Decimal | undefined {
  if (exponent < 0n) {
    const whole = { digits: base.digits ** -exponent, scale: base.scale * Number(-exponent) };
    return divide(ONE, whole, scale);
  }
  const whole = { digits: base.digits ** exponent, scale: base.scale * Number(exponent) };
  return rescale(whole, Math.min(whole.scale, Math.max(scale, base.scale)));
}

/** Undefined for a number below zero. */
export function squareRoot(value: Decimal, scale: number): Decimal | undefined {
  if (value.digits < 0n) return undefined;
  const wanted = Math.max(scale, value.scale);
  const { digits } = rescale(value, wanted * 2);
  if (digits < 2n) return { digits, scale: wanted };
  let guess = 1n << BigInt(Math.ceil(digits.toString(2).length / 2));
  for (;;) {
    const next = (guess + digits / guess) >> 1n;
    if (next >= guess) return { digits: guess, scale: wanted };
    guess = next;
  }
}

/** Digits before and behind the point that count, as length() has it. */
export function lengthOf({ digits, scale }: Decimal): number {
  const text = (digits < 0n ? -digits : digits).toString();
  return Math.max(text === "0" ? 1 : text.length, scale);
}

const DIGITS = "0123456789ABCDEF";

/** "FF.8" in a base of 2 to 16; a digit that is too large counts as the largest, but alone as itself. */
export function readDecimal(text: string, base: number): Decimal {
  const [whole = "", fraction = ""] = text.split(".", 2);
  const valueOf = (digit: string): bigint => {
    const value = DIGITS.indexOf(digit);
    return BigInt(text.length > 1 ? Math.min(value, base - 1) : value);
  };
  const radix = BigInt(base);
  let digits = 0n;
  for (const digit of whole) digits = digits * radix + valueOf(digit);
  if (fraction === "") return { digits, scale: 0 };
  let part = 0n;
  for (const digit of fraction) part = part * radix + valueOf(digit);
  const scale = fraction.length;
  const unit = power10(scale);
  return { digits: digits * unit + (part * unit) / radix ** BigInt(scale), scale };
}

/** As bc prints it: no zero before the point; above base 16 each digit is a decimal number of its own. */
export function showDecimal(value: Decimal, base: number): string {
  if (value.digits === 0n) return "0";
  const sign = value.digits < 0n ? "-" : "";
  const size = sign === "" ? value.digits : -value.digits;
  const unit = power10(value.scale);
  let whole = size / unit;
  let rest = size % unit;
  if (base === 10) {
    const fraction = value.scale === 0 ? "" : `.${rest.toString().padStart(value.scale, "0")}`;
    return `${sign}${whole === 0n && fraction !== "" ? "" : whole.toString()}${fraction}`;
  }
  const radix = BigInt(base);
  const width = (base - 1).toString().length;
  const digit = (number: bigint): string =>
    base <= 16 ? (DIGITS[Number(number)] ?? "") : ` ${number.toString().padStart(width, "0")}`;
  let text = whole === 0n && value.scale === 0 ? digit(0n) : "";
  for (; whole > 0n; whole /= radix) text = digit(whole % radix) + text;
  if (value.scale === 0) return sign + text;
  text += ".";
  for (let reached = 1n; reached < unit; reached *= radix) {
    rest *= radix;
    text += digit(rest / unit);
    rest %= unit;
  }
  return sign + text;
}
