import { mkdirSync } from "node:fs";
import { startStandIn } from "../stripe/server";

// The app's code reads its environment when it is imported, so the stand-in comes first.
mkdirSync(process.env.LOCAL_DIR!, { recursive: true });
const webhook = {
  url: `http://127.0.0.1:${process.env.PORT}/api/stripe/webhook`,
  secret: "whsec_of_failures",
  thinSecret: "whsec_thin_of_failures",
};
const stripe = await startStandIn({ file: ":memory:", webhook });
Object.assign(process.env, {
  STRIPE_SECRET_KEY: "sk_test_of_failures",
  STRIPE_API_BASE: stripe.url,
  STRIPE_WEBHOOK_SECRET: webhook.secret,
  STRIPE_THIN_WEBHOOK_SECRET: webhook.thinSecret,
  LOG_LEVEL: "silent",
});
const { runFailures } = await import("./run");
const code = await runFailures(stripe, process.argv.slice(2));
await stripe.stop();
process.exit(code);
