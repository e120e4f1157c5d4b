/** Ends a `switch` over a union: a case that was not handled is a type error here, and a bug if it is ever reached. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case ${JSON.stringify(value)} [this is a bug]`);
}
