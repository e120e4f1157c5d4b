import type { Distribution } from "#python";

export interface LicenseText {
  readonly file: string;
  readonly text: string;
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What a wheel says about itself (Core metadata specifications). */
export function describeDistribution(name: string, files: ReadonlyMap<string, Uint8Array>): Distribution {
  const path = [...files.keys()].find((each) => /^[^/]+\.dist-info\/METADATA$/.test(each));
  const text = path === undefined ? "" : decode(files.get(path) ?? new Uint8Array());
  const fields = (text.split("\n\n", 1)[0] ?? "").split("\n").flatMap((line) => {
    const colon = line.indexOf(": ");
    return colon < 0 || /^\s/.test(line) ? [] : [[line.slice(0, colon), line.slice(colon + 2)] as const];
  });
  const all = (field: string): string[] => fields.filter(([key]) => key === field).map(([, value]) => value);
  const one = (field: string): string => all(field)[0] ?? "";
  const classified = all("Classifier")
    .filter((line) => line.startsWith("License :: "))
    .map((line) => line.split(" :: ").at(-1) ?? "");
  const pages = all("Project-URL").map((line) => line.split(", ") as [string, string]);
  return {
    name: one("Name") || name,
    version: one("Version"),
    summary: one("Summary"),
    license: one("License-Expression") || classified.join(", ") || one("License"),
    homepage:
      [one("Home-page"), (pages.find(([kind]) => /home|source|repository/i.test(kind)) ?? pages[0])?.[1] ?? ""].find(
        Boolean,
      ) ?? "",
    requires: all("Requires-Dist").filter((line) => !line.includes("extra ==")),
    units: [name, `${name}.source`],
  };
}

/** The licence files of a wheel, to be shown whole. */
export function licenseTexts(files: ReadonlyMap<string, Uint8Array>): LicenseText[] {
  return [...files]
    .filter(
      ([path]) =>
        /\.dist-info\/(licenses\/.+|LICEN[CS]E[^/]*|COPYING[^/]*|NOTICE[^/]*)$/i.test(path) && !path.endsWith("/"),
    )
    .map(([path, bytes]) => ({
      file: path
        .split("/")
        .slice(1)
        .join("/")
        .replace(/^licenses\//, ""),
      text: decode(bytes),
    }));
}
