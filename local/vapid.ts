import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export type VapidKeys = { publicKey: string; privateKey: string };

/** A pair of keys by which push services know an installation (RFC 8292): points and numbers of P-256, base64url. */
export function makeVapidKeys(): VapidKeys {
  const { x, y, d } = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x!, "base64url"), Buffer.from(y!, "base64url")]);
  return { publicKey: point.toString("base64url"), privateKey: d! };
}

/** The pair of this copy, made once: browsers subscribe for one pair and take pushes by no other. */
export function readVapidKeys(localDir: string): VapidKeys {
  const file = path.join(localDir, "vapid.json");
  if (!existsSync(file)) {
    mkdirSync(localDir, { recursive: true });
    try {
      writeFileSync(file, JSON.stringify(makeVapidKeys()), { mode: 0o600, flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return JSON.parse(readFileSync(file, "utf8"));
}
