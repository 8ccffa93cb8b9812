/** The relay in a process of its own: local/realtime/place.ts starts it. */
import { startRelay } from "./relay";

const { DATABASE_OWNER_URL, RELAY_PORT, SUPABASE_PUBLISHABLE_KEY, SUPABASE_JWT_SECRET } = process.env;
const relay = await startRelay({
  databaseUrl: DATABASE_OWNER_URL!,
  port: Number(RELAY_PORT),
  keys: { secret: SUPABASE_JWT_SECRET! },
  publishable: [SUPABASE_PUBLISHABLE_KEY!],
});
const stop = () => void relay.stop().then(() => process.exit(0));
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
