import type { Program } from "#kernel";
import { column } from "../column.ts";
import { comm } from "../comm.ts";
import { expand, unexpand } from "../expand.ts";
import { expr } from "../expr.ts";
import { fold } from "../fold.ts";
import { join } from "../join.ts";
import { nl } from "../nl.ts";
import { paste } from "../paste.ts";
import { rev } from "../rev.ts";
import { shuf } from "../shuf.ts";
import { split } from "../split.ts";
import { tac } from "../tac.ts";

export const group: Readonly<Record<string, Program>> = {
  column,
  comm,
  expand,
  expr,
  fold,
  join,
  nl,
  paste,
  rev,
  shuf,
  split,
  tac,
  unexpand,
};
