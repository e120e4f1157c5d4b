/** The programs every lesson needs: part of the kernel's bundle, so small is what counts here. */
import type { Program } from "#kernel";
import { cat } from "../cat.ts";
import { chmod } from "../chmod.ts";
import { cp } from "../cp.ts";
import { cut } from "../cut.ts";
import { env } from "../env.ts";
import { find } from "../find/find.ts";
import { grep } from "../grep.ts";
import { sed } from "../sed/sed.ts";
import { head } from "../head.ts";
import { ls } from "../ls.ts";
import { mkdir, rmdir } from "../mkdir.ts";
import { mv } from "../mv.ts";
import { rm } from "../rm.ts";
import { sort } from "../sort.ts";
import { tail } from "../tail.ts";
import { tee } from "../tee.ts";
import { touch } from "../touch.ts";
import { tr } from "../tr.ts";
import { uniq } from "../uniq.ts";
import { wc } from "../wc.ts";
import { xargs } from "../xargs.ts";

export const core: Readonly<Record<string, Program>> = {
  cat,
  chmod,
  cp,
  cut,
  env,
  find,
  grep,
  egrep: grep,
  fgrep: grep,
  head,
  ls,
  mkdir,
  mv,
  rm,
  rmdir,
  sed,
  sort,
  tail,
  tee,
  touch,
  tr,
  uniq,
  wc,
  xargs,
};
