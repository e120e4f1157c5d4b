/** Small programs that shells have as builtins or that few commands need. */
import type { Program } from "#kernel";
import { date } from "../date.ts";
import { echo } from "../echo.ts";
import { ln } from "../ln.ts";
import { printf } from "../printf.ts";
import { seq } from "../seq.ts";
import { basename, dirname, falseProgram, pwd, sleep, trueProgram, which, yes } from "../simple.ts";
import { test } from "../test.ts";

export const group: Readonly<Record<string, Program>> = {
  "[": test,
  basename,
  date,
  dirname,
  echo,
  false: falseProgram,
  ln,
  printf,
  pwd,
  seq,
  sleep,
  test,
  true: trueProgram,
  which,
  yes,
};
