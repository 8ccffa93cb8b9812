import type { Operation } from "./reference";

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const placeholder = (name: string) => name.replaceAll(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();

/** The lines to paste in a shell; ids and the key are left to fill in, in capitals. Undefined where no key opens the door. */
export function curlOf({ method, path, access, parameters, body }: Operation, origin: string): string | undefined {
  if (access === "Browser") return undefined;
  const query = parameters
    .filter((one) => one.in === "query" && one.required)
    .map(({ name }) => `${name}=${placeholder(name)}`);
  const address = origin + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => placeholder(name));
  const url = query.length > 0 ? `"${address}?${query.join("&")}"` : address;
  const sends = body?.example !== undefined;
  const isForm = body?.mediaType === "multipart/form-data";
  // With -d and -F curl posts by itself.
  const verb = method === "GET" || (method === "POST" && (sends || isForm)) ? "" : `-X ${method} `;
  return [
    `curl ${verb}${url}`,
    ...(access === "Key" ? ['-H "X-API-Key: YOUR_KEY"'] : []),
    ...(isForm ? Object.keys(body.schema.properties).map((name) => `-F ${name}=@YOUR_FILE`) : []),
    ...(sends
      ? [
          '-H "Content-Type: application/json"',
          `-d ${quoted(JSON.stringify(body.example, null, 2).replaceAll("\n", "\n  "))}`,
        ]
      : []),
  ].join(" \\\n  ");
}
