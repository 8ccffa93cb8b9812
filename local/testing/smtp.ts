import { createServer, type Socket } from "node:net";

export type Received = { from: string; to: string; data: string };

/**
 * A mail server on loopback that speaks as much SMTP as it takes, keeps what it received, and refuses the recipients that
 * `refuses` names with the line it answers.
 */
export async function startSmtp() {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  const state = { refuses: (_: string): string | undefined => undefined };
  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = "";
    let mail: Received = { from: "", to: "", data: "" };
    let isData = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      const address = /<(.*?)>/.exec(line)?.[1] ?? "";
      if (isData) {
        if (line !== ".") mail.data += `${line.replace(/^\.\./, ".")}\n`;
        else {
          isData = false;
          received.push(mail);
          say("250 taken");
        }
      } else if (/^(EHLO|HELO)/i.test(line)) say("250 hello");
      else if (/^MAIL/i.test(line)) {
        mail = { from: address, to: "", data: "" };
        say("250 ok");
      } else if (/^RCPT/i.test(line)) {
        mail.to = address;
        say(state.refuses(address) ?? "250 ok");
      } else if (/^DATA/i.test(line)) {
        isData = true;
        say("354 go on");
      } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
      else say("250 ok");
    };
    say("220 here");
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      const lines = (pending + chunk).split("\r\n");
      pending = lines.pop()!;
      for (const line of lines) hear(line);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  const stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `smtp://127.0.0.1:${port}`, received, state, stop };
}
