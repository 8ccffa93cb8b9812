import { stopAllChildren } from "./children";

type Step = () => Promise<void> | void;

const steps: Step[] = [];
let ending: Promise<void> | undefined;

/**
 * Registers what has to be stopped when this process ends, however it ends: after its child processes, and the last
 * registered first.
 */
export function onShutdown(step: Step) {
  steps.push(step);
}

/** Stops every child process, then runs each registered step once, last first. A step that fails does not keep the others from running. */
export function shutDown(): Promise<void> {
  ending ??= (async () => {
    for (const step of [...steps, stopAllChildren].reverse()) {
      try {
        await step();
      } catch (error) {
        console.error(String(error));
      }
    }
  })();
  return ending;
}

/** True once the end has begun: what fails from then on fails because of it. */
export const isShuttingDown = () => ending !== undefined;

/** Ctrl-C, a polite kill, a closed terminal, or the loss of the process that started us: stop everything, then exit. */
export function listenForSignals() {
  const stop = (code: number) => void shutDown().then(() => process.exit(code));
  process.on("SIGINT", () => stop(0));
  process.on("SIGTERM", () => stop(0));
  process.on("SIGHUP", () => stop(0));
  process.on("disconnect", () => stop(1));
  process.channel?.unref();
}
