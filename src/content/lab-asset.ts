import { createHash } from "node:crypto";
import { labData, type Lab } from "./lab-folder.ts";

/** A lab's JSON and the name it is served under below /labs/: a change of content is a change of name. */
export function labAsset(lab: Lab): { readonly file: string; readonly json: string } {
  const json = JSON.stringify(labData(lab));
  const hash = createHash("sha256").update(json).digest("hex").slice(0, 12);
  return { file: `${lab.name}.${hash}.json`, json };
}
