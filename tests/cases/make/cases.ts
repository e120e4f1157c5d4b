import { readdirSync, readFileSync } from "node:fs";
import { listFiles, type MakeCase } from "./run-case.ts";

const here = new URL("./", import.meta.url);
const real = new URL("real/", here);

/** Every case: the rows of `cases.json`, then the projects in `real/`, each a folder with its `case.json`. */
export function readCases(): MakeCase[] {
  const rows = JSON.parse(readFileSync(new URL("cases.json", here), "utf8")) as MakeCase[];
  return [...rows, ...readdirSync(real).sort().map(readProject)];
}

function readProject(name: string): MakeCase {
  const { "case.json": told = "", Makefile: makefile = "", ...files } = listFiles(new URL(name, real).pathname);
  return { name: `real makefile: ${name}`, makefile, files, ...(JSON.parse(told) as Partial<MakeCase>) };
}
