import type { Group, GroupLoader } from "./table.ts";

/** Loads groups by `import()`: for Node, where the bundler splits them off. */
export const importGroup: GroupLoader = async (name): Promise<Group> => {
  switch (name) {
    case "manual":
      return (await import("./groups/manual.ts")).group;
    case "awk":
      return (await import("./groups/awk.ts")).group;
    case "numbers":
      return (await import("./groups/numbers.ts")).group;
    case "archive":
      return (await import("./groups/archive.ts")).group;
    case "bytes":
      return (await import("./groups/bytes.ts")).group;
    case "compare":
      return (await import("./groups/compare.ts")).group;
    case "jq":
      return (await import("./groups/jq.ts")).group;
    case "perl":
      return (await import("./groups/perl.ts")).group;
    case "pager":
      return (await import("./groups/pager.ts")).group;
    case "paths":
      return (await import("./groups/paths.ts")).group;
    case "sums":
      return (await import("./groups/sums.ts")).group;
    case "shell":
      return (await import("./groups/shell.ts")).group;
    case "small":
      return (await import("./groups/small.ts")).group;
    case "system":
      return (await import("./groups/system.ts")).group;
    case "filing":
      return (await import("./groups/filing.ts")).group;
    case "layout":
      return (await import("./groups/layout.ts")).group;
    case "people":
      return (await import("./groups/people.ts")).group;
    case "whole":
      return (await import("./groups/whole.ts")).group;
    case "text":
      return (await import("./groups/text.ts")).group;
  }
};
