/**
 * Preloaded into the processes the launcher starts: when the launcher is gone, even by kill -9, its channel closes and
 * the process asks itself to stop, so that nothing keeps the port.
 */
import { isMainThread } from "node:worker_threads";

if (isMainThread && process.channel) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
