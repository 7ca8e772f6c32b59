/** One question and its events. A lost connection is taken up where it stopped: the request is
    sent again with the same key and the number of the last event that came. */

import { EventSourceParserStream, type EventSourceMessage } from "eventsource-parser/stream";
import type { App } from "./app";
import type { Answer, Problem, Question, Told } from "./model";

const CHAT = "/api/v1/chat";
const SILENCE = 45_000;
const WAITS = [200, 600, 1200, 2500, 5000, 5000, 8000, 8000];
const FIRST_WAITS = 2;

export class Failed extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export interface Listener {
  signal: AbortSignal;
  onStatus(text: string): void;
  onSentence(told: Told): void;
  onLost(): void;
}

export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/** The whole answer; the listener hears the rest, and that the connection is being mended. */
export async function converse(app: App, question: Question, listener: Listener): Promise<Answer> {
  let after = 0;
  let tries = 0;
  for (;;) {
    try {
      for await (const event of attempt(app, question, after, listener.signal)) {
        tries = 0;
        after = event.id ? Number(event.id) : after;
        const answer = hear(event, listener);
        if (answer) return answer;
      }
    } catch (error) {
      if (error instanceof Failed || listener.signal.aborted) throw error;
    }
    const wait = (after ? WAITS : WAITS.slice(0, FIRST_WAITS))[tries++];
    if (wait === undefined) throw new Failed(lost(app, after > 0));
    listener.onLost();
    await pause(wait, listener.signal);
  }
}

/** The person does not want it any more: the server need not go on. */
export function stop(app: App, key: string): void {
  void app.api.tried(`${CHAT}/${key}`, { method: "DELETE", keepalive: true });
}

function hear(event: EventSourceMessage, listener: Listener): Answer | null {
  const body: unknown = JSON.parse(event.data);
  if (event.event === "done") return body as Answer;
  if (event.event === "error") throw new Failed(body as Problem);
  if (event.event === "status") listener.onStatus((body as { text: string }).text);
  if (event.event === "sentence") listener.onSentence(body as Told);
  return null;
}

async function* attempt(app: App, question: Question, after: number, signal: AbortSignal): AsyncGenerator<EventSourceMessage> {
  const response = await app.api.send(CHAT, {
    method: "POST",
    signal,
    headers: {
      "Content-Type": "application/json",
      Accept: "text/event-stream",
      "Idempotency-Key": question.key,
      "Last-Event-ID": String(after),
    },
    body: JSON.stringify(question.body),
  });
  if (!response.ok || !response.body) throw new Failed(await problemFrom(app, response));
  yield* events(response.body);
}

async function* events(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<EventSourceMessage> {
  const alive = new Alive();
  const reader = body
    .pipeThrough(alive.watch())
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ onError: "terminate" }))
    .getReader();
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), alive.silence]);
      if (done) return;
      yield value;
    }
  } catch (error) {
    reader.cancel().catch(() => null);
    throw error;
  } finally {
    alive.end();
  }
}

/** The server sends a sign of life every 15 seconds: longer silence is a dead connection. */
class Alive {
  readonly silence: Promise<never>;
  private fail: (error: Error) => void = () => undefined;
  private timer = 0;

  constructor() {
    this.silence = new Promise((_, reject) => (this.fail = reject));
    this.silence.catch(() => null);
    this.wait();
  }

  watch(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
    return new TransformStream({
      transform: (chunk, controller) => {
        this.wait();
        controller.enqueue(chunk);
      },
    });
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private wait(): void {
    this.end();
    this.timer = window.setTimeout(() => this.fail(new Error("silence")), SILENCE);
  }
}

async function problemFrom(app: App, response: Response): Promise<Problem> {
  const isProblem = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  const body: Omit<Problem, "status"> = isProblem
    ? ((await response.json()) as Problem)
    : { title: app.t("error"), detail: app.t("error_detail") };
  return { ...body, status: response.status, wait: Number(response.headers.get("Retry-After") ?? 0) };
}

function lost(app: App, begun: boolean): Problem {
  return begun
    ? { title: app.t("cut"), detail: app.t("cut_detail"), status: 0, lost: true }
    : { title: app.t("unreachable"), detail: app.t("unreachable_detail"), status: 0, lost: true };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", go);
    signal.addEventListener("abort", go, { once: true });
  });
}
