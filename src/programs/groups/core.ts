/** The programs every lesson needs: part of the kernel's bundle, so small is what counts here. */
import type { Program } from "#kernel";
import { cat } from "../cat.ts";
import { chmod } from "../chmod.ts";
import { cp } from "../cp.ts";
import { cut } from "../cut.ts";
import { date } from "../date.ts";
import { echo } from "../echo.ts";
import { env } from "../env.ts";
import { find } from "../find/find.ts";
import { grep } from "../grep.ts";
import { sed } from "../sed/sed.ts";
import { head } from "../head.ts";
import { ln } from "../ln.ts";
import { ls } from "../ls.ts";
import { mkdir, rmdir } from "../mkdir.ts";
import { mv } from "../mv.ts";
import { printf } from "../printf.ts";
import { rm } from "../rm.ts";
import { seq } from "../seq.ts";
import { basename, dirname, falseProgram, pwd, sleep, trueProgram, which, yes } from "../simple.ts";
import { sort } from "../sort.ts";
import { tail } from "../tail.ts";
import { tee } from "../tee.ts";
import { test } from "../test.ts";
import { touch } from "../touch.ts";
import { tr } from "../tr.ts";
import { uniq } from "../uniq.ts";
import { wc } from "../wc.ts";
import { xargs } from "../xargs.ts";

export const core: Readonly<Record<string, Program>> = {
  "[": test,
  basename,
  cat,
  chmod,
  cp,
  cut,
  date,
  dirname,
  echo,
  env,
  false: falseProgram,
  find,
  grep,
  egrep: grep,
  fgrep: grep,
  head,
  ln,
  ls,
  mkdir,
  mv,
  printf,
  pwd,
  rm,
  rmdir,
  sed,
  seq,
  sleep,
  sort,
  tail,
  tee,
  test,
  touch,
  tr,
  true: trueProgram,
  uniq,
  wc,
  which,
  xargs,
  yes,
};
