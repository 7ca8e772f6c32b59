/** The conversation: asking, failing, coming back after a reload, handing over. What is shown is made
    from its `turns`; whoever shows it is told of each change. */

import type { App } from "./app";
import type { Answer, Conversation as Stored, Handoff, Message, Problem, Question, Rated, Told } from "./model";
import { mask } from "./personal";
import { Failed, converse, newKey, stop } from "./stream";

export type Reply =
  | { kind: "waiting"; doing: string; told: Told[] }
  | { kind: "answer"; answer: Answer; rated: Rated | null }
  | { kind: "failed"; problem: Problem; question: Question }
  | { kind: "said"; message: Message };

export interface Turn {
  readonly id: number;
  readonly question: string;
  reply: Reply | null;
}

/** What the conversation needs of whoever shows it. */
export interface Screen {
  /** Something changed; `turn` is the one that is being written. */
  changed(turn?: Turn): void;
  /** The text in the field, when it was sent or given back. */
  write(text: string, onlyIfEmpty?: boolean): void;
  /** What was said by an officer comes into view. */
  reveal(turn: Turn): void;
}

const FINAL = [413, 422];

export class Conversation {
  turns: Turn[] = [];
  id: string | null;
  handoff: Handoff | null = null;
  private running: { abort: AbortController; turn: Turn } | null = null;
  private readonly shown = new Set<string>();
  private count = 0;
  private news: EventSource | null = null;

  constructor(private readonly app: App, private readonly screen: Screen) {
    this.id = app.memory.recall("conversation");
  }

  get busy(): boolean {
    return this.running !== null;
  }

  get owned(): boolean {
    return this.handoff !== null && this.handoff.state !== "ended";
  }

  get officerThere(): boolean {
    return this.app.start.helpdesk && this.id !== null && !this.owned;
  }

  /** The last answer: only below it there are suggestions. */
  get latest(): Turn | undefined {
    return this.turns.findLast((turn) => turn.reply?.kind === "answer");
  }

  /* ---- asking ---------------------------------------------------------------------------- */

  ask(text: string, asOf: string | null = null): void {
    const message = mask(text.trim()).text;
    if (!message || this.running) return;
    void this.run(this.begin(message), { key: newKey(), body: { message, conversation_id: this.id, as_of: asOf } });
  }

  askAgain(turn: Turn): void {
    if (this.running || turn.reply?.kind !== "failed") return;
    const { question } = turn.reply;
    void this.run(turn, { ...question, body: { ...question.body, conversation_id: this.id } });
  }

  halt(): void {
    this.running?.abort.abort();
  }

  private async run(turn: Turn, question: Question): Promise<void> {
    const reply: Reply = { kind: "waiting", doing: this.app.t("reading"), told: [] };
    const abort = new AbortController();
    turn.reply = reply;
    this.running = { abort, turn };
    abort.signal.addEventListener("abort", () => stop(this.app, question.key));
    this.app.memory.keep("pending", JSON.stringify(question));
    this.screen.write("");
    this.screen.changed(turn);
    try {
      const answer = await converse(this.app, question, {
        signal: abort.signal,
        onStatus: (text) => this.doing(turn, reply, text),
        onSentence: (told) => this.told(turn, reply, told),
        onLost: () => this.doing(turn, reply, this.app.t("mending")),
      });
      this.finish(turn, answer);
    } catch (error) {
      this.fail(turn, question, problemOf(this.app, error, abort.signal));
    } finally {
      if (this.running?.abort === abort) this.running = null;
      this.screen.changed(turn);
    }
  }

  private doing(turn: Turn, reply: Reply & { kind: "waiting" }, text: string): void {
    reply.doing = text;
    this.screen.changed(turn);
  }

  private told(turn: Turn, reply: Reply & { kind: "waiting" }, told: Told): void {
    reply.told.push(told);
    this.app.say(told.sentence.text);
    this.screen.changed(turn);
  }

  private finish(turn: Turn, answer: Answer): void {
    if (!this.turns.includes(turn)) return;
    this.remember(answer.conversation_id);
    this.app.memory.keep("pending", null);
    this.shown.add(answer.message_id);
    turn.reply = { kind: "answer", answer, rated: null };
    if (!answer.sentences.length) this.app.say(answer.answer);
    this.app.say(summary(this.app, answer));
    this.app.host.tell("answer", { status: answer.status });
    if (answer.status === "handed_off") void this.refreshHandoff();
  }

  private fail(turn: Turn, question: Question, problem: Problem): void {
    if (!this.turns.includes(turn)) return;
    if (problem.status === 404) this.forget();
    this.app.memory.keep("pending", JSON.stringify({ ...question, failed: true }));
    turn.reply = { kind: "failed", problem, question: problem.lost ? question : { ...question, key: newKey() } };
    if (isFinal(problem)) this.screen.write(question.body.message, true);
    this.app.say(`${problem.title}. ${problem.detail}`);
  }

  private begin(question: string): Turn {
    const turn: Turn = { id: this.count++, question, reply: null };
    this.turns.push(turn);
    return turn;
  }

  /* ---- keeping and forgetting --------------------------------------------------------------- */

  private remember(id: string | null): void {
    this.id = id;
    this.app.memory.keep("conversation", id);
  }

  private forget(): void {
    this.remember(null);
    this.own(null);
  }

  startAfresh(): void {
    this.turns = [];
    this.shown.clear();
    this.halt();
    this.running = null;
    this.forget();
    this.app.memory.keep("pending", null);
    this.screen.write("");
    this.screen.changed();
  }

  async erase(): Promise<void> {
    if (this.id) {
      const response = await this.app.api.tried(this.path(), { method: "DELETE" });
      if (!response || !(response.ok || response.status === 404)) return this.app.toast(this.app.t("erase_failed"));
    }
    this.startAfresh();
    this.app.toast(this.app.t("erased"));
  }

  /* ---- coming back ---------------------------------------------------------------------------- */

  async resume(): Promise<void> {
    const pending = JSON.parse(this.app.memory.recall("pending") ?? "null") as (Question & { failed?: boolean }) | null;
    const found = this.id ? await this.load() : false;
    this.screen.changed();
    if (pending?.failed) this.screen.write(pending.body.message, true);
    else if (pending) this.takeUp(pending, found);
  }

  /** A question that was on its way when the page was left: its stream is still there. */
  private takeUp(pending: Question, found: boolean): void {
    const last = this.turns.at(-1);
    const same = last?.question === pending.body.message;
    if (found && same && last.reply) return this.app.memory.keep("pending", null);
    void this.run(same && !last.reply ? last : this.begin(pending.body.message), pending);
  }

  private async load(): Promise<boolean> {
    const response = await this.app.api.tried(this.path());
    if (response?.status === 404) this.forget();
    if (!response?.ok) return false;
    const found = (await response.json()) as Stored;
    this.remember(found.conversation_id);
    for (const message of found.messages) this.recall(message);
    this.own(found.handoff);
    return true;
  }

  private recall(message: Message): void {
    this.shown.add(message.message_id);
    if (message.role === "user") {
      this.begin(message.content);
      return;
    }
    const last = this.turns.at(-1);
    const turn = last && !last.reply ? last : this.begin("");
    turn.reply = message.answer
      ? { kind: "answer", answer: message.answer, rated: message.feedback }
      : { kind: "said", message };
  }

  /* ---- a person ------------------------------------------------------------------------------- */

  async askOfficer(): Promise<void> {
    const response = await this.app.api.tried(`${this.path()}/handoff`, { method: "POST" });
    if (!response?.ok) return this.app.toast(this.app.t("handoff_failed"));
    this.own((await response.json()) as Handoff);
  }

  async undoHandoff(): Promise<void> {
    if (this.owned) {
      const response = await this.app.api.tried(`${this.path()}/handoff`, { method: "DELETE" });
      if (!response?.ok) return this.app.toast(this.app.t("handoff_undo_failed"));
      this.app.toast(this.app.t("handoff_undone"));
    }
    this.own(null);
  }

  /** Shows who owns the conversation, and listens for news from there: an officer may come back to it. */
  private own(handoff: Handoff | null): void {
    const changed = handoff?.state !== this.handoff?.state;
    this.handoff = handoff;
    if (handoff && changed) this.app.host.tell("handoff", { state: handoff.state });
    if (handoff) this.listen();
    else this.deafen();
    this.screen.changed();
  }

  private listen(): void {
    if (this.news) return;
    this.news = this.app.api.news(`${this.path()}/events`);
    // Sent once on connecting too, so whatever happened while the line was down is asked for.
    this.news.addEventListener("berubah", () => void this.look());
  }

  private deafen(): void {
    this.news?.close();
    this.news = null;
  }

  private async look(): Promise<void> {
    const response = await this.app.api.tried(this.path());
    if (!this.handoff || !response?.ok) return;
    const { conversation_id, messages, handoff } = (await response.json()) as Stored;
    if (conversation_id !== this.id) return;
    for (const message of messages) this.hear(message);
    this.own(handoff);
  }

  /** What an officer writes while the page is open. */
  private hear(message: Message): void {
    if (message.role !== "officer" || this.shown.has(message.message_id)) return;
    this.recall(message);
    const turn = this.turns.at(-1);
    if (!turn) return;
    this.app.say(`${message.author ?? this.app.t("officer")}: ${message.content}`);
    this.app.host.tell("officer");
    this.screen.reveal(turn);
  }

  private async refreshHandoff(): Promise<void> {
    const response = await this.app.api.tried(this.path());
    if (response?.ok) this.own(((await response.json()) as Stored).handoff);
  }

  private path(): string {
    return `/api/v1/conversations/${encodeURIComponent(this.id ?? "")}`;
  }
}

/** What cannot be sent again as it is. */
export function isFinal(problem: Problem): boolean {
  return FINAL.includes(problem.status);
}

function problemOf(app: App, error: unknown, signal: AbortSignal): Problem {
  if (error instanceof Failed) return error.problem;
  if (signal.aborted) return { title: app.t("stopped"), detail: app.t("stopped_detail"), status: 0 };
  throw error;
}

/** Says what came, for those who do not see it. */
function summary(app: App, answer: Answer): string {
  const count = answer.citations.length;
  const status = answer.status === "smalltalk" ? "" : app.t(`status_${answer.status}`);
  return app.t("finished", { status, sources: count ? app.t("with_sources", { count }) : "" });
}
