/** A process's exit status as a shell shows it in `$?`: 0 to 255; 128 + n for an end by signal n. */
export type ExitStatus = number;
