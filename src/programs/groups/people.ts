/** Processes found by name, commands started in another way, users and what the system is. */
import type { Program } from "#kernel";
import { nice, nohup, stdbuf } from "../launch.ts";
import { arch, getconf, groups, locale, logname, tty } from "../people.ts";
import { killall, pgrep, pidof, pkill } from "../process-search.ts";

export const group: Readonly<Record<string, Program>> = {
  arch,
  getconf,
  groups,
  killall,
  locale,
  logname,
  nice,
  nohup,
  pgrep,
  pidof,
  pkill,
  stdbuf,
  tty,
};
