/* One question and its events. A lost connection is taken up where it stopped: the request is
   sent again with the same key and the number of the last event that came. */

import { t } from "./dom.js";
import { api } from "./host.js";

const CHAT = "/api/v1/chat";
const SILENCE = 45000;
const WAITS = [200, 600, 1200, 2500, 5000, 5000, 8000, 8000];
const FIRST_WAITS = 2;

export class Failed extends Error {
  constructor(problem) {
    super(problem.title);
    this.problem = problem;
  }
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/* The whole answer; `onEvent` hears the rest, `onLost` that the connection is being mended. */
export async function converse({ key, body }, { signal, onEvent, onLost }) {
  let after = 0;
  let tries = 0;
  for (;;) {
    try {
      for await (const event of attempt(key, body, after, signal)) {
        tries = 0;
        after = event.id ?? after;
        if (event.name === "done") return event.body;
        if (event.name === "error") throw new Failed(event.body);
        onEvent(event.name, event.body);
      }
    } catch (error) {
      if (error instanceof Failed || signal.aborted) throw error;
    }
    if (tries >= (after ? WAITS.length : FIRST_WAITS)) throw new Failed(lost(after));
    onLost();
    await pause(WAITS[tries++], signal);
  }
}

/* The person does not want it any more: the server need not go on. */
export function stop(key) {
  api(`${CHAT}/${key}`, { method: "DELETE", keepalive: true }).catch(() => null);
}

function lost(after) {
  return { title: t(after ? "cut" : "unreachable"), detail: t(after ? "cut_detail" : "unreachable_detail"), status: 0, lost: true };
}

async function* attempt(key, body, after, signal) {
  const response = await api(CHAT, {
    method: "POST",
    signal,
    headers: {
      "Content-Type": "application/json",
      Accept: "text/event-stream",
      "Idempotency-Key": key,
      "Last-Event-ID": String(after),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Failed(await problemFrom(response));
  yield* events(response.body.pipeThrough(new TextDecoderStream()).getReader());
}

async function* events(reader) {
  let text = "";
  for (;;) {
    const { done, value } = await inTime(reader);
    if (done) return;
    const parts = (text + value).split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const event = parse(part);
      if (event) yield event;
    }
  }
}

/* The server sends a sign of life every 15 seconds: longer silence is a dead connection. */
async function inTime(reader) {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error("silence")), SILENCE)));
  try {
    return await Promise.race([reader.read(), late]);
  } catch (error) {
    reader.cancel().catch(() => null);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function parse(block) {
  const fields = new Map();
  for (const line of block.split("\n")) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name) fields.set(name, value);
  }
  if (!fields.has("data")) return null;
  return { name: fields.get("event") ?? "message", body: JSON.parse(fields.get("data")), id: fields.has("id") ? +fields.get("id") : null };
}

async function problemFrom(response) {
  const isProblem = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  const body = isProblem ? await response.json() : { title: t("error"), detail: t("error_detail") };
  return { ...body, status: response.status, wait: +(response.headers.get("Retry-After") ?? 0) };
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", go);
    signal.addEventListener("abort", go, { once: true });
  });
}
