/** The real disk, for the command line programs. Needs Node; the page never loads it. */
export { NodeFileSystem } from "./node-file-system.ts";
