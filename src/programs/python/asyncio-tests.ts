import { decodeUtf8 } from "#base";
import { FileError } from "#files";
import type { Process } from "#kernel";

const LOOKED_AT = /(\.py|\.toml|\.ini|\.cfg|requirements[^/]*\.txt)$/;
const PASSED_OVER = /^(\.|__pycache__$|node_modules$|site-packages$)/;
const MOST_FILES = 400;

/**
 * The environment for a run of pytest: pytest-asyncio is there, and warns in every run that does not configure it. A
 * project that never mentions asyncio in its tests and settings runs without it, as where it was not installed.
 */
export function testingEnvironment(process: Process): Readonly<Record<string, string>> {
  if (wantsAsyncio(process)) return process.env;
  return { ...process.env, PYTEST_ADDOPTS: `${process.env.PYTEST_ADDOPTS ?? ""} -p no:asyncio`.trim() };
}

function wantsAsyncio(process: Process): boolean {
  let left = MOST_FILES;
  const mentions = (folder: string): boolean =>
    process.files.readDirectory(folder).some(({ name, kind }) => {
      if (PASSED_OVER.test(name) || left <= 0) return false;
      const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
      if (kind === "directory") return mentions(path);
      if (kind !== "file" || !LOOKED_AT.test(name)) return false;
      left -= 1;
      return decodeUtf8(process.files.readFile(path)).includes("asyncio");
    });
  const asked =
    process.argv.some((word) => word.includes("asyncio")) || process.env.PYTEST_ADDOPTS?.includes("asyncio");
  try {
    return asked === true || mentions(process.cwd);
  } catch (error) {
    if (error instanceof FileError) return true;
    throw error;
  }
}
