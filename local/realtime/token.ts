import { createHmac, createPublicKey, type JsonWebKey, timingSafeEqual, verify } from "node:crypto";

export type Claims = { role: string; exp?: number; sub?: string; [name: string]: unknown };

/** What tokens may be signed with: a shared secret (HS256), and public keys by their `kid` (ES256, RS256). */
export type Keys = { secret?: string; jwks?: (JsonWebKey & { kid?: string })[] };

/** A token that is not taken, in the words of Supabase Realtime. */
export class BadToken extends Error {
  readonly code: string;
  constructor(code: "JwtSignatureError" | "MalformedJWT" | "InvalidJWTToken", message: string) {
    super(message);
    this.code = code;
  }
}

const malformed = () => new BadToken("MalformedJWT", "The token provided is not a valid JWT");
const forged = () => new BadToken("JwtSignatureError", "Failed to validate JWT signature");

/** What a token says. Its audience and issuer are nobody's business here, as at Supabase. @throws BadToken */
export function readToken(token: string, keys: Keys, now = Date.now()): Claims {
  const parts = token.split(".");
  if (parts.length !== 3) throw malformed();
  const [header, claims] = parts.slice(0, 2).map(readPart) as [{ alg?: string; kid?: string }, Claims];
  if (!isSigned(header, Buffer.from(`${parts[0]}.${parts[1]}`), Buffer.from(parts[2]!, "base64url"), keys))
    throw forged();
  if (typeof claims.role !== "string" || !Number.isInteger(claims.exp))
    throw new BadToken("InvalidJWTToken", "Fields `role` and `exp` are required in JWT");
  refuseExpired(claims, now);
  return claims;
}

/** @throws BadToken */
export function refuseExpired({ exp }: Claims, now = Date.now()) {
  const late = exp === undefined ? -1 : Math.floor(now / 1000) - exp;
  if (late >= 0) throw new BadToken("InvalidJWTToken", `Token has expired ${late} seconds ago`);
}

function readPart(part: string): object {
  try {
    const value = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Said below.
  }
  throw malformed();
}

function isSigned({ alg, kid }: { alg?: string; kid?: string }, text: Buffer, signature: Buffer, keys: Keys): boolean {
  if (alg === "HS256") {
    if (!keys.secret) return false;
    const wanted = createHmac("sha256", keys.secret).update(text).digest();
    return signature.length === wanted.length && timingSafeEqual(signature, wanted);
  }
  const type = { ES256: "EC", RS256: "RSA" }[alg ?? ""];
  if (!type) return false;
  return (keys.jwks ?? []).some((jwk) => {
    if (jwk.kty !== type || (kid !== undefined && jwk.kid !== undefined && jwk.kid !== kid)) return false;
    return verify(
      "sha256",
      text,
      { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
      signature,
    );
  });
}
