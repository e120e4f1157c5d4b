/** The rest of the shell: no programs, but what the module provides on being loaded. */
import "#shell/later";
import type { Program } from "#kernel";
import { provideTimes } from "#shell";
import { strftime } from "../tool/strftime.ts";
import { zoneOf } from "../tool/zone.ts";

provideTimes((format, ms, zone) => strftime(format, ms, zoneOf({ TZ: zone })));

export const group: Readonly<Record<string, Program>> = {};
