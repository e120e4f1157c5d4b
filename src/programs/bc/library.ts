/** bc -l: sine, cosine, arc tangent, logarithm and e to a power, by their series. */
import { add, type Decimal, divide, multiply, negate, ONE, rescale, squareRoot, ZERO, fromNumber } from "./number.ts";

/** Digits that are worked with beyond those asked for. */
const GUARD = 12;

const half = (value: Decimal, scale: number): Decimal => divide(value, fromNumber(2), scale) ?? ZERO;
const over = (value: Decimal, by: number, scale: number): Decimal => divide(value, fromNumber(by), scale) ?? ZERO;

/** The sum of a series until its terms vanish; `next` makes a term from the one before. */
function series(first: Decimal, scale: number, next: (term: Decimal, index: number) => Decimal): Decimal {
  let sum = first;
  let term = first;
  for (let index = 1; term.digits !== 0n; index += 1) {
    term = rescale(next(term, index), scale);
    sum = add(sum, term);
  }
  return sum;
}

function exponential(x: Decimal, scale: number): Decimal {
  const whole = Number(rescale(x, 0).digits);
  const work = scale + GUARD + Math.max(0, Math.ceil(whole * 0.44));
  let halvings = 0;
  let small = rescale(x, work);
  while (compareSize(small) > 1n) {
    small = half(small, work);
    halvings += 1;
  }
  let result = series({ digits: 10n ** BigInt(work), scale: work }, work, (term, index) =>
    over(multiply(term, small, work), index, work),
  );
  for (; halvings > 0; halvings -= 1) result = rescale(multiply(result, result, work), work);
  return rescale(result, scale);
}

const compareSize = ({ digits, scale }: Decimal): bigint => (digits < 0n ? -digits : digits) / 10n ** BigInt(scale);

function logarithm(x: Decimal, scale: number): Decimal {
  if (x.digits <= 0n) return rescale({ digits: 1n - 10n ** BigInt(scale), scale: 0 }, scale);
  const work = scale + GUARD;
  let value = rescale(x, work);
  let doublings = 1;
  const near = (number: Decimal): boolean => {
    const tenths = (number.digits * 10n) / 10n ** BigInt(number.scale);
    return tenths >= 5n && tenths < 20n;
  };
  while (!near(value)) {
    value = squareRoot(value, work) ?? ONE;
    doublings *= 2;
  }
  const ratio = divide(add(value, negate(ONE)), add(value, ONE), work) ?? ZERO;
  const square = multiply(ratio, ratio, work);
  let power = ratio;
  let sum = ratio;
  for (let odd = 3; power.digits !== 0n; odd += 2) {
    power = rescale(multiply(power, square, work), work);
    sum = add(sum, over(power, odd, work));
  }
  return rescale(multiply(sum, fromNumber(2 * doublings), work), scale);
}

function arcTangent(x: Decimal, scale: number): Decimal {
  const work = scale + GUARD;
  let value = rescale(x, work);
  let doublings = 1;
  // atan(x) = 2 atan(x / (1 + sqrt(1 + x²))) brings any number near zero.
  while ((value.digits < 0n ? -value.digits : value.digits) * 5n > 10n ** BigInt(work)) {
    const root = squareRoot(add(ONE, multiply(value, value, work)), work) ?? ONE;
    value = divide(value, add(ONE, root), work) ?? ZERO;
    doublings *= 2;
  }
  const square = multiply(value, value, work);
  let power = value;
  let sum = value;
  for (let odd = 3; power.digits !== 0n; odd += 2) {
    power = rescale(negate(multiply(power, square, work)), work);
    sum = add(sum, over(power, odd, work));
  }
  return rescale(multiply(sum, fromNumber(doublings), work), scale);
}

function sine(x: Decimal, scale: number): Decimal {
  const work = scale + GUARD + compareSize(x).toString().length;
  const pi = multiply(arcTangent(ONE, work), fromNumber(4), work);
  const turns = rescale(divide(x, multiply(pi, fromNumber(2), work), work) ?? ZERO, 0);
  const small = rescale(add(x, negate(multiply(turns, multiply(pi, fromNumber(2), work), work))), work);
  const square = multiply(small, small, work);
  const sum = series(small, work, (term, index) =>
    over(negate(multiply(term, square, work)), 2 * index * (2 * index + 1), work),
  );
  return rescale(sum, scale);
}

function cosine(x: Decimal, scale: number): Decimal {
  const work = scale + GUARD;
  const right = multiply(arcTangent(ONE, work), fromNumber(2), work);
  return sine(add(rescale(x, work), right), scale);
}

export const LIBRARY: Readonly<Record<string, (x: Decimal, scale: number) => Decimal>> = {
  s: sine,
  c: cosine,
  a: arcTangent,
  l: logarithm,
  e: exponential,
};
