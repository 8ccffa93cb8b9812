/**
 * Preloaded into the processes the launcher starts: when the launcher is gone, even by kill -9, its channel closes and
 * the process asks itself to stop, so that nothing keeps the port. Processes that those start in turn inherit the
 * preload, but their channel is another's and none of our business.
 */
import { isMainThread } from "node:worker_threads";

if (isMainThread && process.channel && process.env.LAUNCHER_PID === String(process.ppid)) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
