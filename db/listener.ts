import postgres from "postgres";
import { env } from "@/lib/env";

const RETRY_MS = 1000;
/** A connection can die without a word: it is asked so often, and given so long to answer. */
const PULSE = { everyMs: 10_000, answerMs: 5_000 };

/**
 * Listens on one channel over a connection of its own, for as long as the process lives.
 * `up` is called when every notification from now on will arrive, `down` the moment that is no longer so.
 */
export function listen(
  channel: string,
  on: { notify(payload: string): void; up(): void; down(): void },
  { everyMs, answerMs } = PULSE,
) {
  let stop: () => Promise<void>;
  let isStopped = false;

  function open() {
    let timer: NodeJS.Timeout | undefined;
    let isLost = false;
    const wait = (ms: number, then: () => void) => {
      clearTimeout(timer);
      timer = setTimeout(then, ms);
      timer.unref();
    };
    const lost = () => {
      if (isLost || isStopped) return;
      isLost = true;
      on.down();
      wait(RETRY_MS, open);
      // One that hangs would hold back whatever is asked of it next.
      connection.end({ timeout: 0 }).catch(() => {});
    };
    const connection = postgres(env.DATABASE_URL!, {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      onnotice: () => {},
      connection: { application_name: "bothand-listener" },
      onclose: lost,
      // What the driver's own `listen` is made of, without its silent reconnects.
      onnotify: (_: string, payload: string) => isLost || on.notify(payload),
    } as postgres.Options<Record<string, never>> & { onnotify(channel: string, payload: string): void });
    // What was notified before an answer has arrived before it, on the same connection.
    const ask = () => {
      wait(answerMs, lost);
      connection.unsafe("select 1").then(rest, lost);
    };
    const rest = () => !isLost && wait(everyMs, ask);
    connection.unsafe(`listen "${channel}"`).then(() => {
      if (isLost) return;
      on.up();
      rest();
    }, lost);
    stop = () => {
      clearTimeout(timer);
      return connection.end({ timeout: 1 });
    };
  }

  open();
  return () => {
    isStopped = true;
    return stop();
  };
}
