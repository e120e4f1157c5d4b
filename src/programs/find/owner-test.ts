import { Owners } from "../tool/owner.ts";
import { Refusal, type Run } from "../tool/tool.ts";
import type { Test } from "./entry.ts";

/** -user, -group, -uid, -gid, -nouser, -nogroup; undefined for another word. */
export function ownerTest(
  run: Run,
  word: string,
  argument: () => string,
  comparison: () => (value: number) => boolean,
): Test | undefined {
  switch (word) {
    case "-nouser":
    case "-nogroup": {
      const owners = new Owners(run);
      return ({ stat }) =>
        /^\d+$/.test(
          word === "-nouser" ? owners.user(stat.uid ?? run.process.uid) : owners.group(stat.gid ?? run.process.gid),
        );
    }
    case "-uid":
    case "-gid": {
      const fits = comparison();
      return ({ stat }) => fits(word === "-uid" ? (stat.uid ?? run.process.uid) : (stat.gid ?? run.process.gid));
    }
    case "-user":
    case "-group": {
      const owners = new Owners(run);
      const name = argument();
      if (!/^\d+$/.test(name) && !(word === "-user" ? owners.hasUser(name) : owners.hasGroup(name))) {
        const what = word === "-user" ? "a known user" : "an existing group";
        throw new Refusal(`${run.locale.quote(name)} is not the name of ${what}`);
      }
      return ({ stat }) => {
        const id = (word === "-user" ? stat.uid : stat.gid) ?? run.process.uid;
        return String(id) === name || (word === "-user" ? owners.user(id) : owners.group(id)) === name;
      };
    }
    default:
      return undefined;
  }
}
