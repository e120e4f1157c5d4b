/** The client's own vendored Comlink 4.3: not exported by its package, and the only build whose wire types match. */
declare module "@webcontainer/api/dist/vendor/index.js" {
  export const Comlink: {
    proxy<T extends object>(value: T): T;
    expose(value: object, port: MessagePort): void;
  };
}
