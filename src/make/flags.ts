/** A class with a boolean property of each name, false at first; all of them are the bits of one number. */
export function flags<N extends string>(...names: readonly N[]): new () => Record<N, boolean> {
  class Flags {
    bits = 0;
  }
  names.forEach((name, index) => {
    const bit = 1 << index;
    Object.defineProperty(Flags.prototype, name, {
      get(this: Flags) {
        return (this.bits & bit) !== 0;
      },
      set(this: Flags, on: boolean) {
        this.bits = on ? this.bits | bit : this.bits & ~bit;
      },
    });
  });
  return Flags as unknown as new () => Record<N, boolean>;
}
