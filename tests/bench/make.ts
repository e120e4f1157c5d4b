import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { milliseconds, type Row } from "./measure.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const OURS = `${ROOT}dist/cli/make`;
const PEER = "/usr/bin/make";
const RUNS = 10;
const RECIPES = 1000;

/** Our make beside GNU make 4.3, in turns: nothing to do, a long makefile, many recipes, start-up, memory, growth. */
export default async function make(): Promise<Row[]> {
  if (!existsSync(OURS)) execFileSync(process.execPath, [`${ROOT}src/build/cli.ts`]);
  const folder = mkdtempSync(join(tmpdir(), "make-bench-"));
  try {
    return [
      await compared("null build of 10,000 targets", ["-C", nullBuild(folder, 10_000)], 2),
      await compared("parse of a 2 MB makefile", ["-f", longMakefile(folder), "none"], 3),
      ...(await recipes(folder)),
      await compared("start-up: --version", ["--version"], undefined),
      memory("memory of the null build", ["-C", join(folder, "null-10000")]),
      memory("memory of the parse", ["-f", join(folder, "long.mk"), "none"]),
      memory("memory of the recipes", ["-f", join(folder, "recipes.mk"), "-j2"]),
      ...(await growth(folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Targets that are newer than their prerequisites. */
function nullBuild(folder: string, count: number): string {
  const place = join(folder, `null-${count}`);
  mkdirSync(place);
  const names = Array.from({ length: count }, (_, index) => `o${index}`);
  const rules = names.map((name, index) => `${name}: s${index % 1000} c\n\ttouch $@\n`);
  writeFileSync(join(place, "Makefile"), `all: ${names.join(" ")}\n${rules.join("")}`);
  for (let index = 0; index < Math.min(count, 1000); index += 1) writeFileSync(join(place, `s${index}`), "");
  writeFileSync(join(place, "c"), "");
  for (const name of names) writeFileSync(join(place, name), "");
  return place;
}

function longMakefile(folder: string): string {
  const parts: string[] = [];
  let size = 0;
  for (let n = 0; size < 2_000_000; n += 1) {
    const part =
      `V${n} := $(subst a,b,abc${n}) tail\nW${n} = $(V${n}) end\nifeq ($(W${n}),x)\nX${n} = 1\nelse\nX${n} = 2\nendif\n` +
      `t${n}: p${n} q${n} | r${n}\n\t@echo $@ $< $(W${n})\n\t@touch $@\n`;
    parts.push(part);
    size += part.length;
  }
  const path = join(folder, "long.mk");
  writeFileSync(path, `${parts.join("")}none: ;\n`);
  return path;
}

async function compared(name: string, args: readonly string[], atMost: number | undefined): Promise<Row> {
  const ours: number[] = [];
  const figures: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await milliseconds(() => spawnSync(OURS, args)));
    figures.push(await milliseconds(() => spawnSync(PEER, args)));
  }
  const limit = atMost === undefined ? {} : { limit: { of: "ratio", atMost } as const };
  return { name, ours, peer: { name: "GNU make", figures }, unit: "ms", ...limit };
}

/** As many `true` as there are recipes, two at a time, from a bare loop of Node. */
async function bareLoop(): Promise<void> {
  let left = RECIPES;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await new Promise((done) => spawn("true", [], { stdio: "inherit" }).once("exit", done));
    }
  };
  await Promise.all([lane(), lane()]);
}

async function recipes(folder: string): Promise<Row[]> {
  const path = join(folder, "recipes.mk");
  const names = Array.from({ length: RECIPES }, (_, index) => `t${index}`).join(" ");
  writeFileSync(path, `all: ${names}\nt%: ; @true $@\n`);
  const args = ["-f", path, "-j2"];
  const ours: number[] = [];
  const gnu: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await milliseconds(() => spawnSync(OURS, args)));
    gnu.push(await milliseconds(() => spawnSync(PEER, args)));
    bare.push(await milliseconds(bareLoop));
  }
  const name = "1,000 trivial recipes with -j2";
  return [
    { name, ours, peer: { name: "GNU make", figures: gnu }, unit: "ms", limit: { of: "ratio", atMost: 3 } },
    { name, ours, peer: { name: "bare Node loop", figures: bare }, unit: "ms", limit: { of: "ratio", atMost: 1.2 } },
  ];
}

/** The largest resident size, as GNU time tells it. */
function residentKb(command: string, args: readonly string[]): number {
  const { stderr } = spawnSync("/usr/bin/time", ["-f", "%M", command, ...args], { encoding: "utf8" });
  return Number(stderr.trim().split("\n").at(-1));
}

function memory(name: string, args: readonly string[]): Row {
  const ours = Array.from({ length: 3 }, () => residentKb(OURS, args));
  const figures = Array.from({ length: 3 }, () => residentKb(PEER, args));
  return { name, ours, peer: { name: "GNU make", figures }, unit: "kB" };
}

/** How many targets growth is measured at; the first are few enough for what is slow at the start to weigh. */
const [FEW, SOME, MANY] = [1000, 10_000, 100_000] as const;

/** Time and memory of a target at 100,000 targets against fewer, start-up taken off: linear growth is 1 or less. */
async function growth(folder: string): Promise<Row[]> {
  const sizes = [FEW, SOME, MANY].map((count) => {
    const place = count === SOME ? join(folder, `null-${count}`) : nullBuild(folder, count);
    return { count, args: ["-C", place], times: [] as number[], bytes: [] as number[] };
  });
  for (let run = 0; run < 3; run += 1) {
    const start = await milliseconds(() => spawnSync(OURS, ["--version"]));
    const bare = residentKb(OURS, ["--version"]);
    for (const { count, args, times, bytes } of sizes) {
      times.push((1000 * ((await milliseconds(() => spawnSync(OURS, args))) - start)) / count);
      bytes.push((1024 * (residentKb(OURS, args) - bare)) / count);
    }
  }
  const [few, some, many] = sizes;
  const limit = { of: "ratio", atMost: 1.5 } as const;
  const time = { name: "time a target at 100,000", ours: many?.times ?? [], unit: "µs", limit };
  return [
    { ...time, peer: { name: "at 1,000 targets", figures: few?.times ?? [] } },
    { ...time, peer: { name: "at 10,000 targets", figures: some?.times ?? [] } },
    {
      name: "memory a target at 100,000",
      ours: many?.bytes ?? [],
      peer: { name: "at 10,000 targets", figures: some?.bytes ?? [] },
      unit: "bytes",
      limit,
    },
  ];
}
