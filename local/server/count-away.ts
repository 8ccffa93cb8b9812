import { Worker } from "node:worker_threads";

/** Counts a block in a thread, so that whoever asks for a page meanwhile does not wait for it. Rejects with what broke it. */
export const countAway = (blockId: string, tell: (share: number) => void): Promise<void> =>
  new Promise((done, fail) => {
    const file = new URL("./count-thread.ts", import.meta.url);
    const thread = new Worker(file, {
      workerData: blockId,
      env: { ...process.env, DATABASE_POOL: "1" },
      execArgv: ["--disable-warning=ExperimentalWarning", "--import", new URL("../hooks.mjs", import.meta.url).href],
    });
    thread.on("message", ({ progress, isDone }: { progress?: number; isDone?: boolean }) => {
      if (progress !== undefined) tell(progress);
      if (isDone) done();
    });
    thread.once("error", fail);
    thread.once("exit", (code) => fail(new Error(`The counting thread ended with ${code}.`)));
  });
