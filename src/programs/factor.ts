import { Lines } from "./tool/input.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

/** Beyond this a number's factors might be looked for until the learner is gone. */
const LARGEST = 2n ** 64n;

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, factor] = [1n, base % modulus];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}

/** Miller and Rabin's test with the witnesses that decide every number below 2^64. */
function isPrime(number: bigint): boolean {
  const witnesses = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];
  for (const prime of witnesses) if (number % prime === 0n) return number === prime;
  let [odd, twos] = [number - 1n, 0];
  while ((odd & 1n) === 0n) [odd, twos] = [odd >> 1n, twos + 1];
  return witnesses.every((witness) => {
    let value = power(witness, odd, number);
    if (value === 1n || value === number - 1n) return true;
    for (let at = 1; at < twos; at += 1) {
      value = (value * value) % number;
      if (value === number - 1n) return true;
    }
    return false;
  });
}

const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b));

/** Pollard's rho: a factor of a number that is no prime. */
function someFactor(number: bigint): bigint {
  if ((number & 1n) === 0n) return 2n;
  for (let add = 1n; ; add += 1n) {
    let [slow, fast, found] = [2n, 2n, 1n];
    while (found === 1n) {
      slow = (slow * slow + add) % number;
      fast = (fast * fast + add) % number;
      fast = (fast * fast + add) % number;
      found = divisor(slow > fast ? slow - fast : fast - slow, number);
    }
    if (found !== number) return found;
  }
}

function primeFactors(number: bigint): bigint[] {
  if (number < 2n) return [];
  if (isPrime(number)) return [number];
  const factor = someFactor(number);
  return [...primeFactors(factor), ...primeFactors(number / factor)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

async function factorWord(run: Run, word: string): Promise<void> {
  if (!/^[ \t]*\+?\d+$/.test(word)) {
    await run.error(`${run.locale.quote(word)} is not a valid positive integer`);
    return;
  }
  const number = BigInt(word.trim().replace("+", ""));
  if (number >= LARGEST) throw new Refusal(`${run.locale.quote(word)} is too large: 2^64 - 1 is the most here`);
  const factors = primeFactors(number);
  await run.out.text(`${[`${number}:`, ...factors.map(String)].join(" ")}\n`);
}

/** The prime factors of numbers, given as operands or on standard input. */
export const factor = tool({}, async (run) => {
  for (const word of run.operands) await factorWord(run, word);
  if (run.operands.length > 0) return undefined;
  const lines = new Lines(run, run.openInput("-"));
  for (let line = await lines.line(); line !== undefined; line = await lines.line())
    for (const word of line.split(/[ \t]+/)) if (word !== "") await factorWord(run, word);
  return undefined;
});
