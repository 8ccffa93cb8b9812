/** Called once by Next when a server starts. Clock work runs beside the pages only where no cron service calls in. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { env } = await import("./lib/env");
  const { hurryWhenWoken, startWorker } = await import("./lib/events/worker");
  if (env.EMBEDDED_WORKER) startWorker();
  else hurryWhenWoken();
}
