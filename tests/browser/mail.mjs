// MailDev's SMTP server beside a browser test: its port, and the mails that arrive.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../mail/server.mjs", import.meta.url));

export class MailServer {
  #child;
  #lines;

  async start(options = {}) {
    const folder = mkdtempSync(join(process.env.TROTH_SCRATCH, "mail-"));
    this.#child = spawn(process.execPath, [script, folder, JSON.stringify(options)], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    ({ port: this.port } = await this.next());
    return this;
  }

  /** The next mail: `to`, `from`, `subject`, `text`. */
  async next() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the mail server ended");
    return JSON.parse(value);
  }

  async stop() {
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }
}
