import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Place, readSecrets } from "../environment";
import { freePort, isFree } from "../processes";
import { onShutdown } from "../shutdown";
import { startStandIn } from "./server";

/**
 * The variables of Stripe: the person's own where STRIPE_SECRET_KEY is set, else those of a stand-in that is started with
 * this copy and stops with it. It keeps its port, so that a payment page stays where it was over a restart.
 */
export async function openStripe({ variables, localDir, port }: Place): Promise<Record<string, string>> {
  if (variables.STRIPE_SECRET_KEY) return {};
  const folder = path.join(localDir, "stripe");
  mkdirSync(folder, { recursive: true });
  const secret = createHash("sha256")
    .update(`stripe ${readSecrets(localDir).auth}`)
    .digest("hex");
  const webhook = {
    url: `http://127.0.0.1:${port}/api/stripe/webhook`,
    secret: `whsec_${secret}`,
    thinSecret: `whsec_thin_${secret}`,
  };
  const standIn = await startStandIn({ file: path.join(folder, "state.sqlite"), port: await ownPort(folder), webhook });
  onShutdown(() => standIn.stop());
  return {
    STRIPE_SECRET_KEY: `sk_test_${secret.slice(0, 24)}`,
    STRIPE_API_BASE: standIn.url,
    STRIPE_WEBHOOK_SECRET: webhook.secret,
    STRIPE_THIN_WEBHOOK_SECRET: webhook.thinSecret,
  };
}

async function ownPort(folder: string): Promise<number> {
  const file = path.join(folder, "port");
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = kept > 0 && (await isFree(kept)) ? kept : await freePort();
  writeFileSync(file, String(port));
  return port;
}
