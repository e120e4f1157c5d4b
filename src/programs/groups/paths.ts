import type { Program } from "#kernel";
import { df } from "../df.ts";
import { du } from "../du.ts";
import { file } from "../file.ts";
import { mktemp } from "../mktemp.ts";
import { readlink } from "../readlink.ts";
import { realpath } from "../realpath.ts";
import { stat } from "../stat.ts";
import { tree } from "../tree.ts";
import { truncate } from "../truncate.ts";

export const group: Readonly<Record<string, Program>> = {
  df,
  du,
  file,
  mktemp,
  readlink,
  realpath,
  stat,
  tree,
  truncate,
};
