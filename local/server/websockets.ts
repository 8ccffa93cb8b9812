import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

const PREFIX = "/realtime/v1/";
/** Those that are passed on just now. */
const passed = new Set<Duplex>();

/**
 * Passes websockets of Realtime on to the relay of this machine, so that browsers need to reach nothing but us. What they
 * say is between them and the relay.
 */
export function passOn(relayPort: number | undefined, request: IncomingMessage, socket: Duplex, head: Buffer) {
  socket.on("error", () => socket.destroy());
  if (!relayPort || !request.url?.startsWith(PREFIX))
    return void socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
  passed.add(socket);
  const relay = connect(relayPort, "127.0.0.1", () => {
    const headers = request.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []));
    relay.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
    relay.write(head);
    relay.pipe(socket).pipe(relay);
  });
  relay.setNoDelay(true);
  relay.on("error", () => socket.destroy());
  relay.on("close", () => socket.destroy());
  socket.on("close", () => {
    passed.delete(socket);
    relay.destroy();
  });
}

/** A server that stops is not held up by them: browsers come back by themselves. */
export function endPassedOn() {
  for (const socket of passed) socket.destroy();
}
