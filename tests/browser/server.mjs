// The real binary as a child process of a browser test; its place and engine come from the environment.

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const { TROTH_BIN: binary, TROTH_SCRATCH: scratch, TROTH_STORE: store } = process.env;

/** Below the ports that systems give away by themselves: nobody takes one of these while its server is down. */
const [FIRST, COUNT] = [10_000, 20_000];

/** A port that is free, and the one after it: the demo takes both. */
export async function freePort() {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = FIRST + 2 * randomInt(COUNT / 2);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error("no two free ports beside each other");
}

async function isFree(port) {
  const server = createServer().listen(port, "127.0.0.1");
  const free = await once(server, "listening").then(() => true, () => false);
  if (!free) return false;
  server.close();
  await once(server, "close");
  return true;
}

export class Server {
  #options;
  #child = null;

  constructor(options = {}) {
    this.#options = { name: "demo", demo: true, port: 0, more: [], ...options };
  }

  /** Starts it, again on the same folders and port; answers what it says when ready. */
  async start() {
    const { name, demo, port, more } = this.#options;
    const home = join(scratch, name);
    const words = ["serve", "--json", "--listen", `127.0.0.1:${port}`, "--data", join(home, "data"), "--root-key", join(scratch, `${name}.key`), ...more];
    if (demo) words.push("--demo");
    if (store) words.push("--store", store);
    const log = openSync(join(scratch, `${name}.log`), "a");
    this.#child = spawn(binary, words, { stdio: ["ignore", "pipe", log] });
    for await (const line of createInterface({ input: this.#child.stdout })) {
      this.ready = JSON.parse(line);
      this.#child.stdout.resume();
      return this.ready;
    }
    throw new Error(`the server did not start:\n${readFileSync(join(scratch, `${name}.log`), "utf8")}`);
  }

  async stop() {
    if (!this.#child || this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await ended;
  }

  /** Asks the REST API; answers the JSON, or throws what went wrong. */
  async api(method, path, body) {
    const { api, token, ca } = this.ready;
    const text = body && JSON.stringify(body);
    const headers = { Authorization: `Bearer ${token}`, ...(text && { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }) };
    const asked = request(new URL(path, api), { method, headers, ca: readFileSync(ca) });
    asked.end(text);
    const [answer] = await once(asked, "response");
    let said = "";
    for await (const piece of answer.setEncoding("utf8")) said += piece;
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${said}`);
    return said ? JSON.parse(said) : null;
  }
}
