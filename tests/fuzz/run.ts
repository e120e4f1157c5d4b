/**
 * `npm run fuzz -- TOPIC [--seed N] [--cases N] [--seconds S]`: input by chance for one part of the project, which must
 * come to an end without a crash. A case that does not is told by its seed and kept by adding it to the corpus.
 */
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** Twenty cases may take this long, in milliseconds: far more than they need on a busy machine. */
const LONGEST = 60_000;

const topics = ["make"];
const [topic = ""] = process.argv.slice(2).filter((word) => !word.startsWith("--"));
if (!topics.includes(topic)) {
  console.error(`fuzz: ${topic === "" ? "which topic?" : `${topic}: no such topic.`} There are: ${topics.join(", ")}`);
  process.exit(2);
}

function option(name: string): number | undefined {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? NaN : Number(process.argv[at + 1]);
  return Number.isFinite(value) ? value : undefined;
}

const seed = option("seed") ?? 1;
const seconds = option("seconds");
const cases = option("cases") ?? (seconds === undefined ? 10_000 : Infinity);
const corpus = JSON.parse(readFileSync(new URL(`corpus/${topic}.json`, import.meta.url), "utf8")) as number[];

const worker = new Worker(new URL(`${topic}.ts`, import.meta.url), {
  workerData: { seed, cases, corpus, until: seconds === undefined ? Infinity : Date.now() + seconds * 1000 },
  resourceLimits: { maxOldGenerationSizeMb: 1024 },
});
let current = "before the first case";
let timer: NodeJS.Timeout | undefined;

function fail(how: string): never {
  console.error(`fuzz: ${topic}: ${how}: ${current}`);
  process.exit(1);
}

worker.on("message", (message: { readonly at?: string; readonly failed?: string; readonly done?: number }) => {
  clearTimeout(timer);
  if (message.at !== undefined) {
    current = message.at;
    timer = setTimeout(() => fail(`no end after ${LONGEST / 1000} s`), LONGEST);
  }
  if (message.failed !== undefined) fail(message.failed);
  if (message.done !== undefined) console.log(`fuzz: ${topic}: ${message.done} cases, none went wrong (seed ${seed})`);
});
worker.on("error", (error) => fail(error instanceof Error ? (error.stack ?? error.message) : String(error)));
