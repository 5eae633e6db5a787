// Every recorded answer, served by a replaying upstream behind the real gateway, read by the client library of every other format's vendor.
//   node read.mjs PROGRAM READINGS RECORDINGS [UPSTREAM [CALLER]]
// PROGRAM     the published coderouter
// READINGS    what bench's "readings" wrote: text, calls, stop and usage of each recording, read at home
// RECORDINGS  the folder with the recorded exchanges
// UPSTREAM    only recordings of interfaces that begin so; CALLER: only this format (openai, responses, anthropic, gemini)
// Prints a line for each pair and the differences; exit 0 when at least 99.5 % are the same. MISSES=N shows so many of each pair (default 5).
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readers } from "./readers.mjs";

const AT_ONCE = 8, LEAST = 0.995;
const [program, readingsFile, recordings, onlyUpstream = "", onlyCaller] = process.argv.slice(2);
const readings = fs.readFileSync(readingsFile, "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter((r) => r.api.startsWith(onlyUpstream));
const answers = new Map();
for (const api of new Set(readings.map((r) => r.api))) {
  for (const line of fs.readFileSync(path.join(recordings, api + ".jsonl"), "utf8").trim().split("\n")) {
    const { id, response } = JSON.parse(line);
    answers.set(id, response.sse ? { type: "text/event-stream", body: response.sse } : { type: "application/json", body: response.raw ?? JSON.stringify(response.body) });
  }
}

const upstream = http.createServer(async (request, response) => {
  let asked = "";
  for await (const piece of request) asked += piece;
  const id = /recording \[([^\]]+)\]/.exec(JSON.stringify(JSON.parse(asked)))?.[1];
  const { type, body } = answers.get(id);
  response.writeHead(200, { "content-type": type });
  // Cut anywhere, in the middle of characters too: where a network cuts is not recorded.
  const bytes = Buffer.from(body), step = type === "application/json" ? bytes.length : 1 + (bytes.length % 1399) * 3;
  for (let at = 0; at < bytes.length; at += step) response.write(bytes.subarray(at, at + step));
  response.end();
});
await new Promise((ready) => upstream.listen(0, "127.0.0.1", ready));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "coderouter-dialects-"));
const { gateway, base } = await serve(upstream.address().port);
let total = 0, same = 0;
try {
  const clients = readers(base);
  for (const api of new Set(readings.map((r) => r.api))) {
    for (const [caller, read] of Object.entries(clients)) {
      const of = readings.filter((r) => r.api === api);
      if (of[0].format === caller || (onlyCaller && caller !== onlyCaller)) continue;
      const misses = [];
      await each(of, async (reading) => {
        const difference = await read(reading).then((seen) => differs(reading, seen), (e) => `${e.name}: ${e.message}`.slice(0, 400));
        if (difference) misses.push(`    ${reading.id} ${difference}`);
      });
      total += of.length;
      same += of.length - misses.length;
      console.log(`${api.padEnd(24)} read by ${caller.padEnd(10)} ${of.length - misses.length} of ${of.length} the same`);
      misses.slice(0, Number(process.env.MISSES ?? 5)).forEach((miss) => console.log(miss));
    }
  }
} finally {
  gateway.kill();
  upstream.closeAllConnections();
  upstream.close();
  fs.rmSync(folder, { recursive: true });
}

console.log(`the same: ${same} of ${total} (${((100 * same) / total).toFixed(2)} %)`);
process.exitCode = total > 0 && same >= LEAST * total ? 0 : 1;

function differs(reading, seen) {
  for (const member of ["text", "calls", "stop", "usage"]) {
    // A member that the format has no word for is not there.
    // One that no upstream reported is not compared: a caller who must be told something is told the estimate.
    if (member === "usage" && !reading.usage) continue;
    const expected = member === "usage" ? Object.fromEntries(Object.keys(seen.usage).map((k) => [k, reading.usage[k]])) : reading[member];
    if (!isDeepStrictEqual(expected, seen[member])) return `${member}: ${short(expected)} was read as ${short(seen[member])}`;
  }
}

function short(value) {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 140)} … ${text.slice(-140)}` : text;
}

async function each(items, act) {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (next < items.length) await act(items[next++]); }));
}

/** The gateway with a model at home in each format. */
async function serve(port) {
  const formats = { openai: "v1", responses: "v1", anthropic: "v1", gemini: "v1beta" };
  fs.writeFileSync(path.join(folder, "coderouter.yaml"), `version: v0.1
listeners: [{name: main, address: 127.0.0.1, port: 0}]
providers:
  models:
${Object.keys(formats).map((f) => `    - {name: at-${f}, context_window: 4000000, max_output: 64000, pricing: {prompt_per_1m: 1, completion_per_1m: 2}}`).join("\n")}
  default_model: at-openai
channels:
${Object.entries(formats).map(([f, v]) => `  - {name: ${f}, api_format: ${f}, base_url: "http://127.0.0.1:${port}/${v}", access_key: none, models: [at-${f}]}`).join("\n")}
`);
  const gateway = spawn(program, ["serve", "--config", path.join(folder, "coderouter.yaml"), "--data", path.join(folder, "data")], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  gateway.stderr.on("data", (piece) => (said += piece));
  const base = await new Promise((ready, fail) => {
    gateway.on("exit", () => fail(new Error(`the gateway did not start: ${said}`)));
    gateway.stdout.on("data", (piece) => { said += piece; const at = /listening on (http\S+)/.exec(said); if (at) ready(at[1]); });
  });
  return { gateway, base };
}
