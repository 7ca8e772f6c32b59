/** Where questions are written: the field, the day, notes, and who owns the conversation. */

import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Handoff } from "../model";
import { mask } from "../personal";
import { icon } from "./marks";
import { Part, escapes } from "./part";
import "./handoff";

const NEAR_LIMIT = 200;

export interface Wishes {
  ask(text: string, day: string | null): void;
  halt(): void;
  toOfficer(): void;
  undoHandoff(): void;
}

export class Composer extends Part {
  static override properties: PropertyDeclarations = {
    busy: { type: Boolean },
    officer: { type: Boolean },
    handoff: { attribute: false },
    note: { attribute: false },
    text: { state: true },
    day: { state: true },
    dayOpen: { state: true },
    offline: { state: true },
  };
  declare busy: boolean;
  declare officer: boolean;
  declare handoff: Handoff | null;
  declare note: string;
  declare text: string;
  declare day: string;
  declare dayOpen: boolean;
  declare offline: boolean;
  declare wishes: Wishes;

  constructor() {
    super();
    Object.assign(this, { text: "", day: "", note: "", dayOpen: false, offline: !navigator.onLine });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const name of ["online", "offline"]) addEventListener(name, this.connection);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const name of ["online", "offline"]) removeEventListener(name, this.connection);
  }

  write(text: string, onlyIfEmpty = false): void {
    if (onlyIfEmpty && this.text) return;
    this.box.value = text.slice(0, this.app.start.max_message);
    this.measure();
  }

  override focus(): void {
    this.box.focus({ preventScroll: true });
  }

  /** Sends a text for the chosen day; a day that cannot be is pointed out instead. */
  submit(text: string): void {
    if (!this.dayFits) return void this.openDay(true);
    this.wishes.ask(text, this.day || null);
  }

  clearDay(): void {
    this.day = "";
    this.find<HTMLInputElement>("#day").value = "";
  }

  protected override render(): TemplateResult {
    return html`<form id="form" novalidate @submit=${this.sent}>
      ${this.notes()}
      <tanya-handoff .app=${this.app} .handoff=${this.handoff} .undo=${this.wishes.undoHandoff}></tanya-handoff>
      ${this.options()} ${this.field()} ${this.foot()}
    </form>
    <p class="toast" id="toast" role="status" ?hidden=${!this.note}>${this.note}</p>`;
  }

  protected override updated(): void {
    const [send, stop] = [this.find<HTMLButtonElement>("#send"), this.find<HTMLButtonElement>("#stop")];
    // One button takes the place of the other, and the focus with it.
    const [gone, come] = this.busy ? [send, stop] : [stop, send];
    if (gone.hidden) return;
    const focused = this.focused === gone;
    gone.hidden = true;
    come.hidden = false;
    if (focused) (this.busy ? come : this.box).focus();
  }

  private get box(): HTMLTextAreaElement {
    return this.find<HTMLTextAreaElement>("#message");
  }

  private get dayFits(): boolean {
    return this.find<HTMLInputElement>("#day").checkValidity();
  }

  private notes(): TemplateResult {
    const { app } = this;
    const { found } = mask(this.text);
    const warning = found.length ? app.t("personal", { what: found.map((kind) => app.t(`kind_${kind}`)).join(", ") }) : "";
    return html`<div class="notes" role="status">
      <p class="note" id="offline" ?hidden=${!this.offline}>${icon("luring")}<span>${app.t("offline")}</span></p>
      <p class="note" id="warning" ?hidden=${!warning}>${icon("kunci")}<span id="warning-text">${warning}</span></p>
    </div>`;
  }

  private options(): TemplateResult {
    const { app } = this;
    const set = this.day && this.dayFits;
    const label = set ? app.t("as_of_day", { day: app.longDate(this.day) }) : app.t("as_of_today");
    return html`<div class="options">
      <button type="button" class="chip ${set ? "set" : ""}" id="day-toggle" aria-expanded=${String(this.dayOpen)} aria-controls="day-panel"
        @click=${() => void this.openDay(!this.dayOpen)}>${icon("kalender")}<span id="day-label">${label}</span></button>
      <button type="button" class="chip" id="officer" aria-haspopup="dialog" ?hidden=${!this.officer} @click=${this.wishes.toOfficer}>${icon("petugas")}<span>${app.t("to_officer")}</span></button>
      <div class="day" id="day-panel" ?hidden=${!this.dayOpen} @keydown=${escapes(() => this.closeDay())}>
        <label for="day">${app.t("as_of_date")}</label>
        <input type="date" id="day" min=${app.start.first_day} max=${app.start.last_day} aria-describedby="day-hint"
          aria-invalid=${this.day && !this.dayFits ? "true" : "false"} @input=${this.dayChosen}>
        <button type="button" class="link" id="day-clear" @click=${this.dayCleared}>${app.t("back_to_today")}</button>
        <span class="hint" id="day-hint">${app.t("as_of_hint")}</span>
      </div>
    </div>`;
  }

  private field(): TemplateResult {
    const { app } = this;
    return html`<div class="field">
      <label class="unseen" for="message">${app.t("your_question")}</label>
      <textarea id="message" rows="1" maxlength=${app.start.max_message} placeholder=${app.t("placeholder")} aria-describedby="keys warning-text"
        autocomplete="off" enterkeyhint="send" @input=${this.measure} @keydown=${this.key}></textarea>
      <button type="submit" class="send" id="send" aria-label=${app.t("send")} ?disabled=${!this.text.trim()}>${icon("kirim")}</button>
      <button type="button" class="send stop" id="stop" aria-label=${app.t("stop")} hidden @click=${this.wishes.halt}>${icon("henti")}</button>
    </div>`;
  }

  private foot(): TemplateResult {
    const { app } = this;
    const [sends, breaks] = app.t("keys", { shift: "\n" }).split("\n");
    const left = app.start.max_message - this.text.length;
    return html`<p class="hint foot">
      <span id="keys"><kbd>Enter</kbd> ${sends}<kbd>Shift</kbd>+<kbd>Enter</kbd>${breaks}</span>
      <span id="count" role="status">${left <= NEAR_LIMIT ? app.t("left", { count: left }) : nothing}</span>
      <span class="advice">${app.t("advice")}</span>
    </p>`;
  }

  private readonly measure = (): void => {
    const { box } = this;
    this.text = box.value;
    this.app.memory.keep("draft", mask(box.value).text);
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, innerHeight / 3)}px`;
  };

  private readonly sent = (event: Event): void => {
    event.preventDefault();
    this.submit(this.box.value);
  };

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit(this.box.value);
  };

  private async openDay(open: boolean): Promise<void> {
    this.dayOpen = open;
    await this.updateComplete;
    if (open) this.find("#day").focus();
  }

  private closeDay(): void {
    this.dayOpen = false;
    this.find("#day-toggle").focus();
  }

  private readonly dayChosen = (event: Event): void => {
    this.day = (event.target as HTMLInputElement).value;
  };

  private readonly dayCleared = (): void => {
    this.clearDay();
    this.closeDay();
  };

  private readonly connection = (): void => {
    this.offline = !navigator.onLine;
  };
}

customElements.define("tanya-composer", Composer);
