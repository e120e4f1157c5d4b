/** "1.4 MB" */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * What a first run in WebContainer means: who runs it, what is downloaded, what it needs. `programs`: bytes over the wire
 * of our own programs for it.
 */
export function containerCosts(host: string, programs: number | undefined): string {
  const ours = programs === undefined ? "" : ` and our programs, ${megabytes(programs)}, from this site`;
  return `Your browser runs it, in a frame of ${host} (StackBlitz), with real Node, npm and the network. The first run downloads StackBlitz's own runtime from ${host}, some megabytes under their terms${ours}. Needs a connection, third-party storage, and Chrome, Edge, Firefox or Safari on a computer.`;
}
