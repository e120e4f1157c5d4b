/** A place in a makefile; lines count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
}
