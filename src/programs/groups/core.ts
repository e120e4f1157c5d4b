/** The programs every lesson needs: part of the kernel's bundle, so small is what counts here. */
import type { Program } from "#kernel";
import { echo } from "../echo.ts";

export const core: Readonly<Record<string, Program>> = { echo };
