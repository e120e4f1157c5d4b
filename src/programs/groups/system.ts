import type { Program } from "#kernel";
import { clear, hostname, id, nproc, ps, timeout, uname, whoami } from "../system.ts";

export const group: Readonly<Record<string, Program>> = { clear, hostname, id, nproc, ps, timeout, uname, whoami };
