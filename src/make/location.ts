/** A place in a makefile; lines count from 1. The text of `--eval` has no place: its file is "". */
export interface Location {
  readonly file: string;
  readonly line: number;
}
