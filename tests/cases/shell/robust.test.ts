/** What would bring a careless shell down: a limit with a message, and the machine goes on. */
import { describe, expect, test } from "vitest";
import type { Dialect } from "./case.ts";
import { runInMachine } from "./machine.ts";

interface Attack {
  readonly name: string;
  readonly script: string;
  readonly stderr: RegExp;
  readonly stdout?: string;
  readonly dialects?: readonly Dialect[];
  /** Bytes of the disk. */
  readonly capacity?: number;
}

const DEEP = /Nested too deeply: more than 400 levels/;
const FULL = /all processes that this machine can hold are in use/;
const many = (text: string, times = 250_000): string => text.repeat(times);

const ATTACKS: readonly Attack[] = [
  { name: "1 MB of nested subshells", script: `${many("( ", 500_000)}echo${many(")", 500_000)}`, stderr: DEEP },
  { name: "nested command substitutions", script: `echo ${many("$(")}x${many(")")}`, stderr: DEEP },
  { name: "nested arithmetic", script: `echo $((${many("(")}1${many(")")}))`, stderr: /recursion level exceeded/ },
  { name: "nested expansions", script: `echo ${many("${x:-")}${many("}")}`, stderr: DEEP },
  { name: "nested groups", script: `${many("{ ")}echo;${many(" }")}`, stderr: DEEP },
  { name: "nested if", script: `${many("if :; then ")}:;${many("fi;")}`, stderr: DEEP },
  { name: "nested tests", script: `[[ ${many("( ")}a${many(" )")} ]]`, stderr: DEEP, dialects: ["bash"] },
  {
    name: "nested braces",
    script: `echo ${many("{a,")}b${many("}")}; echo same line`,
    stderr: /brace expansion: more than 400 levels/,
    dialects: ["bash"],
  },
  {
    name: "braces that multiply",
    script: `echo ${many("{a,b}", 21)}`,
    stderr: /brace expansion: more than 1000000 words/,
    dialects: ["bash"],
  },
  { name: "odd number of double quotes", script: `echo ${many('"', 250_001)}`, stderr: /Unterminated|EOF while looking/ },
  { name: "odd number of backquotes", script: `echo ${many("`", 250_001)}`, stderr: /EOF/ },
  { name: "fork bomb", script: "f(){ f|f& };f; wait; echo alive", stdout: "alive\n", stderr: FULL },
  { name: "recursion in functions", script: "f() { f; }; f", stderr: /maximum function nesting level exceeded \(4000\)/ },
  { name: "recursion in subshells", script: "f() { (f); }; f; echo alive", stdout: "alive\n", stderr: FULL },
  { name: "recursion in substitutions", script: "f() { x=$(f); }; f; echo alive", stdout: "alive\n", stderr: FULL },
  { name: "recursion in eval", script: `f='eval "$f"'; eval "$f"`, stderr: /maximum eval nesting level exceeded \(4000\)/ },
  { name: "recursion in sourced files", script: "echo '. ./s' > s; . ./s", stderr: /maximum source nesting level exceeded \(4000\)/ },
  { name: "a script that runs itself", script: "echo 'sh ./s' > s; sh ./s; echo alive", stdout: "alive\n", stderr: FULL },
  {
    name: "a variable that doubles",
    script: "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done",
    stderr: /out of memory: a text is longer than 2\^29 characters/,
  },
  { name: "a field of a thousand million columns", script: "printf '%1000000000d' 1", stderr: /out of memory/ },
  {
    name: "a full disk",
    script: "yes | head -c 3000000 > big; echo $?; : > big; echo small > f; cat f",
    stdout: "1\nsmall\n",
    stderr: /No space left on device/,
    capacity: 1_000_000,
  },
];

describe.each(ATTACKS)("$name", ({ script, stderr, stdout, dialects = ["sh", "bash"], capacity }) => {
  test.each(dialects)("%s", async (dialect) => {
    const outcome = await runInMachine(dialect, script, capacity);
    expect(outcome.stderr.slice(0, 100_000)).toMatch(stderr);
    if (stdout === undefined) expect(outcome.status).not.toBe(0);
    else expect(outcome.stdout).toBe(stdout);
  });
});
