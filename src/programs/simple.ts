/** Programs of a line or two each. */
import type { Program } from "#kernel";
import { basename as baseOf, dirname as directoryOf } from "#files";
import { parseDuration } from "./tool/duration.ts";
import { Refusal, tool } from "./tool/tool.ts";

export const trueProgram: Program = () => 0;
export const falseProgram: Program = () => 1;

export const basename = tool({ options: "a,multiple s,suffix= z,zero", permute: false }, (run) => {
  run.expectOperands(1);
  const many = run.has("a", "s");
  if (!many) run.expectOperands(1, 2);
  const suffix = run.value("s") ?? (many ? "" : (run.operands[1] ?? ""));
  for (const name of many ? run.operands : run.operands.slice(0, 1)) {
    const base = baseOf(name);
    const cut = suffix !== "" && base.endsWith(suffix) && base !== suffix ? base.slice(0, -suffix.length) : base;
    void run.out.text(`${cut}${run.has("z") ? "\0" : "\n"}`);
  }
  return 0;
});

export const dirname = tool({ options: "z,zero" }, (run) => {
  run.expectOperands(1);
  for (const name of run.operands) void run.out.text(`${directoryOf(name)}${run.has("z") ? "\0" : "\n"}`);
  return 0;
});

export const pwd = tool({ options: "L,logical P,physical" }, async (run) => {
  if (run.operands.length > 0) await run.warn("ignoring non-option arguments");
  const logical = run.lastOf("L", "P") === "L" ? run.process.env.PWD : undefined;
  void run.out.text(`${logical ?? run.files.realPath(run.process.cwd)}\n`);
  return 0;
});

export const yes = tool({}, async (run) => {
  const line = `${run.operands.length === 0 ? "y" : run.operands.join(" ")}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  while (true) {
    await run.out.text(block);
    const turn = run.process.breathe();
    if (turn !== undefined) await turn;
  }
});

export const sleep = tool({}, async (run) => {
  run.expectOperands(1);
  let total = 0;
  const bad: string[] = [];
  for (const word of run.operands) {
    const duration = parseDuration(word);
    if (duration === undefined) bad.push(word);
    else total += duration;
  }
  if (bad.length > 0) {
    const last = bad.pop() ?? "";
    for (const word of bad) await run.warn(`invalid time interval ${run.locale.quote(word)}`);
    throw new Refusal(`invalid time interval ${run.locale.quote(last)}`, { usage: true });
  }
  for (let left = total; left > 0; left -= 2 ** 30) await run.process.sleep(Math.min(left, 2 ** 30));
  return 0;
});

/** Debian's which: the paths of commands, and 1 when one is missing. */
export const which = tool({ plain: true }, (run) => {
  let words = run.operands;
  while (words[0]?.startsWith("-") && words[0] !== "-") {
    if (words[0] === "--") {
      words = words.slice(1);
      break;
    }
    for (const letter of words[0].slice(1)) {
      if (letter !== "a") {
        return (async () => {
          await run.complain(`Illegal option -${letter}\n`);
          await run.out.text("Usage: /usr/bin/which [-a] args\n");
          return 2;
        })();
      }
    }
    words = words.slice(1);
  }
  let status = words.length === 0 ? 1 : 0;
  for (const word of words) {
    const found = run.process.which(word);
    if (found === undefined) status = 1;
    else void run.out.text(`${word.includes("/") ? word : found}\n`);
  }
  return status;
});
