import type { Group, GroupLoader } from "./table.ts";

/** Loads groups by `import()`: for Node, where the bundler splits them off. */
export const importGroup: GroupLoader = async (name): Promise<Group> => {
  switch (name) {
    case "manual":
      return (await import("./groups/manual.ts")).group;
    case "awk":
      return (await import("./groups/awk.ts")).group;
    case "compare":
      return (await import("./groups/compare.ts")).group;
    case "text":
      return (await import("./groups/text.ts")).group;
  }
};
