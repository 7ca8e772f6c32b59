/** One question and what came of it. */

import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { isFinal, type Conversation, type Reply, type Turn } from "../conversation";
import type { Answer, Message, Problem, Rated, Told } from "../model";
import { icon } from "./marks";
import { Part } from "./part";
import "./answer";
import "./again";
import "./prose";
import "./rating";

export class TurnView extends Part {
  static override properties: PropertyDeclarations = {
    turn: { attribute: false },
    conversation: { attribute: false },
    latest: { type: Boolean },
    version: { type: Number },
  };
  declare turn: Turn;
  declare conversation: Conversation;
  declare latest: boolean;
  declare version: number;
  /** Set by the chat: asks the question of a button; asks whether an officer is wanted. */
  declare ask: (text: string) => void;
  declare toOfficer: () => void;

  /** Which citation has the focus, so that the whole answer can give it back. */
  get focusedCite(): number {
    return this.cites.findIndex((cite) => cite === this.focused);
  }

  focusCite(at: number): void {
    this.cites[at]?.focus();
  }

  protected override render(): TemplateResult {
    const { question, reply } = this.turn;
    return html`${question ? html`<div class="question"><span class="unseen">${this.app.t("you")}: </span>${question}</div>` : nothing}
      ${reply ? this.reply(reply) : nothing}`;
  }

  private get cites(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".cite")];
  }

  private reply(reply: Reply): unknown {
    if (reply.kind === "waiting") return this.waiting(reply.doing, reply.told);
    if (reply.kind === "failed") return this.failed(reply.problem);
    if (reply.kind === "said") return this.said(reply.message);
    return this.answered(reply.answer, reply.rated);
  }

  private waiting(doing: string, told: Told[]): TemplateResult {
    const citations = new Map(told.flatMap((one) => one.citations.map((citation) => [citation.id, citation])));
    const parts = told.map(({ sentence }) => ({ text: `${sentence.text}\n`, citations: sentence.citations }));
    return html`<article class="reply waiting" aria-busy="true" aria-label=${this.app.t("answer")}>
      <p class="doing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${doing}</span></p>
      <tanya-prose .app=${this.app} .parts=${parts} .citations=${citations}></tanya-prose>
    </article>`;
  }

  private answered(answer: Answer, rated: Rated | null): unknown {
    const offered = this.latest && answer.handoff.offered && this.app.start.helpdesk && !this.conversation.owned;
    return html`<tanya-answer .app=${this.app} .answer=${answer} .rated=${rated} .conversation=${this.conversation.id}></tanya-answer>
      ${offered ? html`<p class="offer"><button type="button" class="plain" @click=${this.toOfficer}>${icon("petugas")}${this.app.t("ask_officer")}</button></p>` : nothing}
      ${this.latest && answer.suggestions.length ? this.suggestions(answer) : nothing}`;
  }

  private suggestions(answer: Answer): TemplateResult {
    const clarifying = answer.status === "clarify";
    const buttons = answer.suggestions.map(
      (text) => html`<button type="button" class=${clarifying ? "choice" : "chip"} lang="id" @click=${() => this.ask(text)}>${text}</button>`,
    );
    return html`<div class=${clarifying ? "suggestions choices" : "suggestions"} role="group" aria-label=${this.app.t(clarifying ? "choices" : "suggestions")}>${buttons}</div>`;
  }

  private failed(problem: Problem): TemplateResult {
    const again = html`<tanya-again .app=${this.app} .wait=${problem.wait ?? 0} .act=${() => this.conversation.askAgain(this.turn)}></tanya-again>`;
    return html`<article class="reply failed" aria-label=${this.app.t("failed")}>
      <p class="verdict">${icon("galat")}${problem.title}</p>
      <p>${problem.detail}</p>
      ${isFinal(problem) ? nothing : again}
    </article>`;
  }

  private said(message: Message): TemplateResult {
    const who = message.author ?? this.app.t("officer");
    return html`<article class="reply s-handed_off" aria-label=${this.app.t("answer_of", { who })}>
      <p class="verdict">${icon("petugas")}${who}</p>
      <p class="said" lang="id">${message.content}</p>
      <tanya-rating .app=${this.app} .message=${message.message_id} .rated=${message.feedback} .conversation=${this.conversation.id}></tanya-rating>
    </article>`;
  }
}

customElements.define("tanya-turn", TurnView);
