// The real binary as a child process of a browser test; its place and engine come from the environment.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const { TROTH_BIN: binary, TROTH_SCRATCH: scratch, TROTH_STORE: store } = process.env;

/** A port that is free now, and the one after it: the demo takes both. */
export async function freePort() {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = await listenOnce(0);
    if ((await listenOnce(port + 1).catch(() => 0)) === port + 1) return port;
  }
  throw new Error("no two free ports beside each other");
}

async function listenOnce(port) {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const taken = server.address().port;
  server.close();
  await once(server, "close");
  return taken;
}

export class Server {
  #options;
  #child = null;

  constructor(options = {}) {
    this.#options = { name: "demo", demo: true, port: 0, ...options };
  }

  /** Starts it, again on the same folders and port; answers what it says when ready. */
  async start() {
    const { name, demo, port } = this.#options;
    const home = join(scratch, name);
    const words = ["serve", "--json", "--listen", `127.0.0.1:${port}`, "--data", join(home, "data"), "--root-key", join(scratch, `${name}.key`)];
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
    const headers = { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) };
    const asked = request(new URL(path, api), { method, headers, ca: readFileSync(ca) });
    asked.end(body && JSON.stringify(body));
    const [answer] = await once(asked, "response");
    let text = "";
    for await (const piece of answer.setEncoding("utf8")) text += piece;
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return JSON.parse(text);
  }
}
