// MailDev's SMTP server as a child process of a test: says its port on one line, and each mail that it took on one more.
// Arguments: a scratch folder, then as JSON what else it is told: { port, auth, certPath, keyPath, secure }.

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const packages = new URL("../npm/node_modules/@maildev/", import.meta.url);
const { createSMTPServer } = await import(new URL("smtp/dist/index.js", packages));
const { MemoryStorage } = await import(new URL("core/dist/index.js", packages));

const [mailDir, told = "{}"] = process.argv.slice(2);
mkdirSync(mailDir, { recursive: true });
const server = createSMTPServer({ host: "127.0.0.1", port: 0, mailDir, storage: new MemoryStorage(), logger: false, ...JSON.parse(told) });
/** The lines above the letter, each on one line however it was folded. */
const head = (id) => readFileSync(join(mailDir, `${id}.eml`), "utf8").split("\r\n\r\n")[0].replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

server.on("new", (mail) =>
  say({ to: mail.to.map(({ address }) => address), from: mail.from.map(({ address }) => address), subject: mail.subject, text: mail.text, html: mail.html, head: head(mail.id), id: mail.messageId }),
);
await server.start();
say({ port: server.getPort() });
// Whoever started it holds the other end: with them it ends.
process.stdin.resume().on("end", () => process.exit(0));
