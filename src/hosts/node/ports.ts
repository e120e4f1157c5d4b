import { createServer, type Server, type Socket } from "node:net";
import type { Handle, Kernel, SocketHandle } from "#kernel";

/**
 * Makes every port of the kernel's loopback that is `wanted` a port of the host's, on 127.0.0.1. `onTaken` hears of one
 * that is in use.
 */
export function bridgePorts(
  kernel: Kernel,
  onTaken: (port: number, reason: string) => void,
  wanted: (port: number) => boolean = () => true,
): void {
  const servers = new Map<number, Server>();
  kernel.on("port", ({ type, port }) => {
    if (!wanted(port)) return;
    if (type === "close") {
      servers.get(port)?.close();
      servers.delete(port);
      return;
    }
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      socket.on("error", () => socket.destroy());
      kernel.connect(port).then(
        (connection) => join(socket, connection),
        () => socket.destroy(),
      );
    });
    server.on("error", (error) => onTaken(port, error.message));
    server.listen(port, "127.0.0.1");
    servers.set(port, server);
  });
}

/** Both directions, each no faster than its reader. */
export function join(socket: Socket, connection: SocketHandle): void {
  socket.on("close", () => connection.close());
  socket.on("data", (bytes: Uint8Array) => {
    const written = connection.write(bytes);
    if (written === undefined) return;
    socket.pause();
    written.then(
      () => socket.resume(),
      () => socket.destroy(),
    );
  });
  socket.on("end", () => {
    if (!socket.destroyed) connection.endWriting();
  });
  socket.resume();
  void copyOut(connection, socket).catch(() => socket.destroy());
}

async function copyOut(connection: Handle, socket: Socket): Promise<void> {
  for (;;) {
    const bytes = await connection.read(65_536);
    if (bytes === null) return void socket.end();
    if (!socket.write(bytes)) await new Promise((resolve) => socket.once("drain", resolve));
  }
}
