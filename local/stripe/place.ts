import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Place, readSecrets } from "../environment";
import { freePort, isFree } from "../processes";
import { onShutdown } from "../shutdown";
import type { Witness } from "./api";
import { startStandIn } from "./server";

/**
 * The variables of Stripe: the person's own where STRIPE_SECRET_KEY is set, else those of a stand-in: the one that runs for
 * this folder already, or one that is started here and stops with this process. It keeps its port, so that a payment page
 * stays where it was over a restart.
 */
export async function openStripe(
  { variables, localDir, port }: Place,
  witness?: Witness,
): Promise<Record<string, string>> {
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
  const key = `sk_test_${secret.slice(0, 24)}`;
  const kept = keptPort(folder);
  let url = `http://127.0.0.1:${kept}`;
  if (!(await isStandIn(url, key))) {
    const free = kept > 0 && (await isFree(kept)) ? kept : await freePort();
    writeFileSync(path.join(folder, "port"), String(free));
    const standIn = await startStandIn({ file: path.join(folder, "state.sqlite"), port: free, webhook, witness });
    onShutdown(() => standIn.stop());
    url = standIn.url;
  }
  return {
    STRIPE_SECRET_KEY: key,
    STRIPE_API_BASE: url,
    STRIPE_WEBHOOK_SECRET: webhook.secret,
    STRIPE_THIN_WEBHOOK_SECRET: webhook.thinSecret,
  };
}

function keptPort(folder: string): number {
  const file = path.join(folder, "port");
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
}

/** Whether a stand-in answers there. */
const isStandIn = (url: string, key: string): Promise<boolean> =>
  fetch(`${url}/v1/balance`, { headers: { Authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(2_000) }).then(
    async (response) => response.ok && ((await response.json()) as { object?: string }).object === "balance",
    () => false,
  );

/** Demo people have earned what no card paid: the platform pays that into the stand-in, so that it can be withdrawn. */
const DEMO_CENTS = 5_000_000;

/** Pays the platform's own money into the stand-in at this address. */
export async function fund(url: string): Promise<void> {
  await fetch(`${url}/control/top-up`, { method: "POST", body: JSON.stringify({ cents: DEMO_CENTS }) });
}
