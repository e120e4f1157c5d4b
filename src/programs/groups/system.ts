import type { Program } from "#kernel";
import { kill } from "../kill.ts";
import { printenv } from "../printenv.ts";
import { time } from "../time.ts";
import { watch } from "../watch.ts";
import { clear, hostname, id, nproc, ps, timeout, uname, whoami } from "../system.ts";

export const group: Readonly<Record<string, Program>> = {
  clear,
  hostname,
  id,
  kill,
  nproc,
  printenv,
  ps,
  time,
  timeout,
  uname,
  watch,
  whoami,
};
