import postgres from "postgres";
import { env } from "@/lib/env";

const RETRY_MS = 1000;

/**
 * Listens on one channel over a connection of its own, for as long as the process lives.
 * `up` is called when every notification from now on will arrive, `down` the moment that is no longer so.
 */
export function listen(channel: string, on: { notify(payload: string): void; up(): void; down(): void }) {
  let retry: NodeJS.Timeout | undefined;
  const again = () => {
    on.down();
    clearTimeout(retry);
    retry = setTimeout(start, RETRY_MS);
    retry.unref();
  };
  const connection = postgres(env.DATABASE_URL!, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: "bothand-listener" },
    onclose: again,
    // What the driver's own `listen` is made of, without its silent reconnects.
    onnotify: (_: string, payload: string) => on.notify(payload),
  } as postgres.Options<Record<string, never>> & { onnotify(channel: string, payload: string): void });
  const start = () => connection.unsafe(`listen "${channel}"`).then(on.up, again);
  start();
  return () => {
    clearTimeout(retry);
    return connection.end({ timeout: 1 });
  };
}
