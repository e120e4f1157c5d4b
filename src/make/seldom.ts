/** A class that has what few of its objects need: their place is made with the first that is set. */
interface Keeper {
  seldom: Record<string, unknown> | undefined;
}

/**
 * `Base` with a property of each name in `names`, undefined at first. An object without any of them takes the room of one.
 */
export function seldom<B extends object, S extends object>(
  Base: new () => B,
  ...names: readonly (keyof S & string)[]
): new () => B & { [K in keyof S]: S[K] | undefined } {
  const Parent = Base as unknown as new () => object;
  class Seldom extends Parent {
    seldom: Keeper["seldom"] = undefined;
  }
  for (const name of names) {
    Object.defineProperty(Seldom.prototype, name, {
      get(this: Keeper) {
        return this.seldom?.[name];
      },
      set(this: Keeper, value: unknown) {
        if (this.seldom !== undefined) this.seldom[name] = value;
        else if (value !== undefined) this.seldom = { [name]: value };
      },
    });
  }
  return Seldom as unknown as new () => B & { [K in keyof S]: S[K] | undefined };
}
