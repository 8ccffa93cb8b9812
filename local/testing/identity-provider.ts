import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** Whom somebody says they are on the consent page of the stand-in. */
type Identity = { id: string; name: string; email: string; isVerified: boolean };
type Grant = Identity & { redirectUri: string; clientId: string; challenge: string | null; nonce: string | null };

export type IdentityProvider = { url: string; variables: Record<string, string>; stop(): void };

const CLIENT = { id: "bothand-under-test", secret: randomBytes(16).toString("hex") };
const KEY_ID = "one";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An id token as OpenID Connect signs it. */
function signed(claims: object): string {
  const text = `${base64({ alg: "RS256", kid: KEY_ID, typ: "JWT" })}.${base64(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

/**
 * GitHub (OAuth 2.0, RFC 6749) and Google (OpenID Connect with PKCE, RFC 7636) as far as a sign-in meets them, for tests
 * on a machine without them. A consent page asks who one is. Codes work once, for the client, the address and the
 * verifier they were made for.
 */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, Identity>();
  let url = "";

  function discover() {
    return {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      userinfo_endpoint: `${url}/userinfo`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }

  /** The answer to a request, `location` where it sends the browser on, undefined where there is nothing. */
  function answer(request: IncomingMessage, path: string, sent: URLSearchParams): object | string | undefined {
    switch (path) {
      case "/.well-known/openid-configuration":
        return discover();
      case "/jwks":
        return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: KEY_ID, use: "sig", alg: "RS256" }] };
      case "/login/oauth/authorize":
      case "/authorize":
        return consentPage(sent);
      case "/agree":
        return { location: agree(sent) };
      case "/login/oauth/access_token":
      case "/token":
        return exchange(request, sent);
      case "/api/v3/user": {
        const who = bearer(request);
        return who && { id: Number(who.id), login: who.name, name: who.name, email: null };
      }
      case "/api/v3/user/emails": {
        const who = bearer(request);
        return who && [{ email: who.email, primary: true, verified: who.isVerified }];
      }
    }
  }

  function agree(sent: URLSearchParams): string {
    const [code, redirectUri] = [randomBytes(16).toString("hex"), sent.get("redirect_uri")!];
    grants.set(code, {
      id: sent.get("id")!,
      name: sent.get("name")!,
      email: sent.get("email")!,
      isVerified: sent.has("verified"),
      redirectUri,
      clientId: sent.get("client_id")!,
      challenge: sent.get("code_challenge"),
      nonce: sent.get("nonce"),
    });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    if (sent.has("state")) back.searchParams.set("state", sent.get("state")!);
    return back.href;
  }

  function exchange(request: IncomingMessage, sent: URLSearchParams): object {
    const basic = Buffer.from(request.headers.authorization?.split(" ")[1] ?? "", "base64").toString();
    const [clientId, secret] = basic ? basic.split(":") : [sent.get("client_id"), sent.get("client_secret")];
    const grant = grants.get(sent.get("code") ?? "");
    grants.delete(sent.get("code") ?? "");
    const proved = createHash("sha256")
      .update(sent.get("code_verifier") ?? "")
      .digest("base64url");
    if (
      !grant ||
      clientId !== grant.clientId ||
      clientId !== CLIENT.id ||
      secret !== CLIENT.secret ||
      sent.get("redirect_uri") !== grant.redirectUri ||
      (grant.challenge && grant.challenge !== proved)
    )
      return { error: "invalid_grant" };
    const token = randomBytes(16).toString("hex");
    tokens.set(token, grant);
    const now = Math.floor(Date.now() / 1000);
    const { id: sub, name, email, isVerified, nonce } = grant;
    const claims = { iss: url, aud: CLIENT.id, sub, name, email, email_verified: isVerified, iat: now, exp: now + 300 };
    return {
      access_token: token,
      token_type: "bearer",
      // OpenID Connect alone has one; GitHub's answer has none.
      ...(grant.challenge && { id_token: signed({ ...claims, ...(nonce && { nonce }) }) }),
    };
  }

  const bearer = (request: IncomingMessage) =>
    tokens.get(/^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "");

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, url);
    const body = request.method === "POST" ? new URLSearchParams(await text(request)) : searchParams;
    const answered = answer(request, pathname, body);
    if (answered === undefined) return response.writeHead(404).end();
    if (typeof answered === "string") return response.writeHead(200, { "Content-Type": "text/html" }).end(answered);
    if ("location" in answered) return response.writeHead(303, { Location: String(answered.location) }).end();
    response.writeHead("error" in answered ? 400 : 200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answered));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    variables: {
      GITHUB_URL: url,
      GITHUB_ID: CLIENT.id,
      GITHUB_SECRET: CLIENT.secret,
      GOOGLE_ISSUER: url,
      GOOGLE_ID: CLIENT.id,
      GOOGLE_SECRET: CLIENT.secret,
    },
    stop: () => server.close(),
  };
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Asks who one is, and carries along what the client asked with. */
const consentPage = (asked: URLSearchParams) => `<!doctype html><html lang="en"><title>Who are you?</title>
<link rel="icon" href="data:,"><h1>Who are you?</h1><form method="post" action="/agree">
${[...asked].map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`).join("\n")}
<p><label>Number <input name="id"></label></p><p><label>Name <input name="name"></label></p>
<p><label>Email <input name="email"></label></p><p><label><input type="checkbox" name="verified" checked> Verified</label></p>
<button>Allow</button></form>`;

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
