/** A check of one field of a message; what crosses a frame or thread is `unknown` until it passed. */
export type Check<T> = (value: unknown) => value is T;

/** Fields of a message, `type` aside. */
export type Shape = Readonly<Record<string, Check<unknown>>>;

type Fields<S extends Shape> = { readonly [Key in keyof S]: S[Key] extends Check<infer T> ? T : never };

/** The union of messages that a table of shapes describes, tagged by `type`. */
export type MessageOf<Table extends Readonly<Record<string, Shape>>> = {
  [Type in keyof Table & string]: { readonly type: Type } & Fields<Table[Type]>;
}[keyof Table & string];

export const text: Check<string> = (value) => typeof value === "string";
export const flag: Check<boolean> = (value) => typeof value === "boolean";
/** A whole number from 0 on: ids, sizes, ports, statuses. */
export const count: Check<number> = (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
export const bytes: Check<Uint8Array<ArrayBuffer>> = (value): value is Uint8Array<ArrayBuffer> =>
  value instanceof Uint8Array && value.buffer instanceof ArrayBuffer;
export const texts: Check<readonly string[]> = (value): value is readonly string[] =>
  Array.isArray(value) && value.every(text);
export const textRecord: Check<Readonly<Record<string, string>>> = (value): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every(text);
/** Anything that structured cloning carries: checked by whoever uses it. */
export const anything: Check<unknown> = (_value): _value is unknown => true;

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

export function oneOf<const T extends string>(...words: readonly T[]): Check<T> {
  return (value): value is T => words.some((word) => word === value);
}

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(check);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

export function shaped<S extends Shape>(shape: S): Check<Fields<S>> {
  return (value): value is Fields<S> => isRecord(value) && Object.keys(shape).every((key) => shape[key]?.(value[key]));
}

/** A function that answers the message when it has one of the table's shapes, and undefined otherwise. */
export function messageParser<Table extends Readonly<Record<string, Shape>>>(
  table: Table,
): (value: unknown) => MessageOf<Table> | undefined {
  return (value) => {
    if (!isRecord(value) || typeof value.type !== "string" || !Object.hasOwn(table, value.type)) return undefined;
    const shape = table[value.type];
    return shape !== undefined && shaped(shape)(value) ? (value as MessageOf<Table>) : undefined;
  };
}
