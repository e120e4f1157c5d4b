import type { FileErrorCode } from "#files";

/** What a path leads to when it is run. */
export type Executable =
  | { readonly kind: "program"; readonly name: string }
  /** `#!interpreter argument`, or a text without it, which `/bin/sh` reads as execvp(3) has it. */
  | { readonly kind: "script"; readonly interpreter: string; readonly argument: string | undefined };

/** Where a command was found, or why it cannot run: exec(3)'s error. */
export type CommandLocation =
  | { readonly kind: "found"; readonly path: string; readonly executable: Executable }
  | { readonly kind: "refused"; readonly path: string; readonly code: FileErrorCode | "ENOEXEC" };
