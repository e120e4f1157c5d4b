import { tool } from "./tool/tool.ts";

/** All variables of the environment, or the values of some; 1 when one is not set. */
export const printenv = tool({ options: "0,null", permute: false, failure: 2 }, async (run) => {
  const end = run.has("0") ? "\0" : "\n";
  const variables = run.process.env;
  if (run.operands.length === 0) {
    for (const [name, value] of Object.entries(variables)) await run.out.text(`${name}=${value}${end}`);
    return 0;
  }
  let status = 0;
  for (const name of run.operands) {
    const value = name.includes("=") || !Object.hasOwn(variables, name) ? undefined : variables[name];
    if (value === undefined) status = 1;
    else await run.out.text(`${value}${end}`);
  }
  return status;
});
