/** The whole chat: the header, the conversation, the field, and the dialogs. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { dress } from "../colour";
import { Conversation, type Screen, type Turn } from "../conversation";
import { copy, download, printText, transcript } from "../transcript";
import type { Ask } from "./ask";
import type { Card } from "./card";
import type { Check } from "./check";
import type { Composer, Wishes } from "./composer";
import type { Actions } from "./header";
import { sprite } from "./marks";
import { Part } from "./part";
import type { TurnView } from "./turn";
import "./ask";
import "./card";
import "./check";
import "./composer";
import "./header";
import "./turn";
import "./welcome";

const NOTE_LASTS = 4000;
const SPOKEN_LASTS = 15_000;
const ABOVE = 16;

export class Chat extends Part implements Screen {
  /** Whether this is a part of somebody else's page, whose landmarks are its own. */
  portal = false;
  private conversation!: Conversation;
  private following = true;
  private version = 0;
  private readonly resized = new ResizeObserver(() => this.pad());
  private note = "";
  private noteTimer = 0;

  /** Shows what is there and takes up what was on its way. */
  async start(): Promise<void> {
    const { app } = this;
    dress(this, app.start.colour);
    app.say = (text) => this.say(text);
    app.toast = (text) => this.toast(text);
    app.open = (citation) => void this.find<Card>("tanya-card").open(citation);
    this.conversation = new Conversation(app, this);
    await this.shown();
    for (const bar of [".top", ".composer"]) this.resized.observe(this.find(bar));
    this.write(app.memory.recall("draft") ?? "");
    await this.conversation.resume();
    await this.shown();
    this.lastTurn?.scrollIntoView({ block: "start" });
  }

  /** With fingers the keyboard would hide the notice: there the page itself gets the focus. */
  focusIn(): void {
    if (matchMedia("(pointer: coarse)").matches) this.find("#isi").focus({ preventScroll: true });
    else this.composer.focus();
  }

  /** A question from the page around us; while another is answered it waits in the field. */
  askFor(text: string): void {
    const short = text.slice(0, this.app.start.max_message);
    if (this.conversation.busy) this.write(short);
    else this.conversation.ask(short);
  }

  /* ---- what the conversation needs ----------------------------------------------------------- */

  changed(turn?: Turn): void {
    const view = turn ? this.viewOf(turn) : undefined;
    const focused = view?.focusedCite ?? -1;
    this.version++;
    this.requestUpdate();
    void this.shown().then(() => {
      if (view && focused >= 0) view.focusCite(focused);
      if (turn) this.follow(turn);
    });
  }

  write(text: string, onlyIfEmpty = false): void {
    this.composer.write(text, onlyIfEmpty);
  }

  reveal(turn: Turn): void {
    void this.shown().then(() => {
      this.pad();
      this.viewOf(turn)?.scrollIntoView({ block: "nearest" });
    });
  }

  /* ---- showing --------------------------------------------------------------------------------- */

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.escaped);
    for (const name of ["wheel", "touchmove"]) {
      this.addEventListener(name, () => (this.following = false), { passive: true });
    }
  }

  protected override shouldUpdate(): boolean {
    return Boolean(this.conversation);
  }

  protected override render(): TemplateResult {
    const { app } = this;
    const landmark = (role: string): string | typeof nothing => (this.portal ? nothing : role);
    return html`${sprite()}
      <div class="top" role=${landmark("banner")} aria-label="Tanya IKN">
        <tanya-header .app=${app} .actions=${this.actions} .knowledge=${this.knowledge} .begun=${this.conversation.id !== null}></tanya-header>
      </div>
      <div class="area" id="isi" tabindex="-1" role=${landmark("main")} aria-label="Tanya IKN">${this.main()}</div>
      <div class="composer" role=${landmark("contentinfo")} aria-label="Tanya IKN">
        <tanya-composer .app=${app} .wishes=${this.wishes} .busy=${this.conversation.busy} .officer=${this.conversation.officerThere}
          .handoff=${this.conversation.handoff} .note=${this.note}></tanya-composer>
      </div>
      ${this.dialogs()}
      <div class="unseen" id="spoken" aria-live="polite" aria-atomic="false" aria-relevant="additions"></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.toggleAttribute("begun", this.conversation.turns.length > 0);
  }

  private main(): TemplateResult {
    const { app, conversation } = this;
    const ask = (text: string): void => this.composer.submit(text);
    const turn = (one: Turn): TemplateResult => html`<tanya-turn class="turn" .app=${app} .turn=${one} .conversation=${conversation}
      .latest=${one === conversation.latest} .version=${this.version} .ask=${ask} .toOfficer=${this.wishes.toOfficer}></tanya-turn>`;
    return html`<h1 class="unseen">${app.t("heading")}</h1>
      <tanya-welcome ?hidden=${conversation.turns.length > 0} .app=${app} .ask=${ask} .check=${() => void this.check()}></tanya-welcome>
      <div class="log" id="log" role="log" aria-live="off" aria-label=${app.t("conversation")}>
        ${repeat(conversation.turns, (one) => one.id, turn)}
      </div>`;
  }

  private dialogs(): TemplateResult {
    const { app } = this;
    const hours = app.start.office_hours;
    return html`<tanya-card .app=${app}></tanya-card>
      <tanya-ask id="to-erase" .app=${app} name="confirm" danger heading=${app.t("erase_title")} text=${app.t("erase_text")} yes=${app.t("erase_yes")}></tanya-ask>
      <tanya-ask id="to-officer" .app=${app} name="ask-officer" heading=${app.t("ask_officer_title")} text=${app.t("ask_officer_text", { hours })} yes=${app.t("ask_officer_yes")}></tanya-ask>
      <tanya-check .app=${app} name="check" heading=${app.t("check")} yes=${app.t("check_ask")}></tanya-check>`;
  }

  /* ---- what a person does ---------------------------------------------------------------------- */

  private readonly actions: Actions = {
    fresh: () => {
      this.composer.clearDay();
      this.conversation.startAfresh();
      this.composer.focus();
    },
    copy: () => void this.copyAll(),
    print: () => (this.portal ? printText(transcript(this.app, this.conversation.turns), this) : window.print()),
    download: () => download(transcript(this.app, this.conversation.turns)),
    erase: () => void this.erase(),
    close: () => this.app.host.tell("close"),
  };

  private readonly wishes: Wishes = {
    ask: (text, day) => {
      this.following = true;
      this.conversation.ask(text, day);
    },
    halt: () => this.conversation.halt(),
    toOfficer: () => void this.toOfficer(),
    undoHandoff: () => void this.conversation.undoHandoff().then(() => this.composer.focus()),
  };

  private async copyAll(): Promise<void> {
    await copy(transcript(this.app, this.conversation.turns), this);
    this.toast(this.app.t("transcript_copied"));
  }

  private async erase(): Promise<void> {
    if (!(await this.find<Ask>("#to-erase").confirmed())) return;
    this.composer.clearDay();
    await this.conversation.erase();
    this.composer.focus();
  }

  private async toOfficer(): Promise<void> {
    if (!(await this.find<Ask>("#to-officer").confirmed())) return;
    await this.conversation.askOfficer();
    this.composer.focus();
  }

  private async check(): Promise<void> {
    const question = await this.find<Check>("tanya-check").question();
    if (question) this.composer.submit(question);
  }

  private readonly escaped = (event: KeyboardEvent): void => {
    const open = this.querySelector("dialog[open]");
    if (event.key === "Escape" && !event.defaultPrevented && !open) this.app.host.tell("close");
  };

  /* ---- seen and heard -------------------------------------------------------------------------- */

  /** Read out once, in whole sentences; what was said is taken away so that nobody meets it twice. */
  private say(text: string): void {
    const line = Object.assign(document.createElement("p"), { lang: "id", textContent: text });
    this.find("#spoken").append(line);
    setTimeout(() => line.remove(), SPOKEN_LASTS);
  }

  private toast(text: string): void {
    this.note = text;
    this.requestUpdate();
    clearTimeout(this.noteTimer);
    if (text) this.noteTimer = window.setTimeout(() => this.toast(""), NOTE_LASTS);
  }

  /** What has the focus, or is new, is never behind the header or the field, however high they are. */
  private pad(): void {
    const [above = 0, below = 0] = [".top", ".composer"].map((bar) => {
      const { position, height } = getComputedStyle(this.find(bar));
      return position === "sticky" ? parseFloat(height) : 0;
    });
    this.style.scrollPadding = `${above + ABOVE / 2}px 0 ${below + ABOVE / 2}px`;
  }

  /** Keeps the newest text in view, but never pushes the question off the top. */
  private follow(turn: Turn): void {
    const view = this.viewOf(turn);
    if (!this.following || !view) return;
    const top = view.getBoundingClientRect().top - this.getBoundingClientRect().top + this.scrollTop;
    this.scrollTo({ top: top - this.find(".top").offsetHeight - ABOVE, behavior: "instant" });
  }

  /** Once the parts of the parts are shown too. */
  private async shown(): Promise<void> {
    await this.updateComplete;
    await Promise.all([...this.querySelectorAll<Part>("tanya-turn, tanya-composer")].map((part) => part.updateComplete));
    await Promise.all([...this.querySelectorAll<Part>("tanya-answer, tanya-prose")].map((part) => part.updateComplete));
  }

  private viewOf(turn: Turn): TurnView | undefined {
    return [...this.querySelectorAll<TurnView>("tanya-turn")].find((view) => view.turn === turn);
  }

  private get lastTurn(): TurnView | undefined {
    return [...this.querySelectorAll<TurnView>("tanya-turn")].at(-1);
  }

  private get composer(): Composer {
    return this.find<Composer>("tanya-composer");
  }

  private get knowledge(): string {
    const reply = this.conversation.latest?.reply;
    return reply?.kind === "answer" ? reply.answer.knowledge_date : this.app.start.knowledge_date;
  }
}

customElements.define("tanya-chat", Chat);
