/** One answer: its verdict, its words, its sources, its history, and what can be done with it. */

import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Answer, Citation, Rated, Status } from "../model";
import { disputes, pieces } from "../prose";
import { copy, plainText } from "../transcript";
import { about, badge, icon, time } from "./marks";
import { Part } from "./part";
import "./prose";
import "./rating";
import "./timeline";
import "./versions";

interface Look {
  icon: string;
  headed?: boolean;
  dated?: boolean;
}

/** What each status looks like: icon, heading or not, and whether a day belongs to it. */
export const STATUSES: Record<Status, Look> = {
  answered: { icon: "in_force", headed: true, dated: true },
  partial: { icon: "sebagian", headed: true, dated: true },
  not_in_knowledge: { icon: "kosong", headed: true, dated: true },
  out_of_scope: { icon: "luar", headed: true },
  refused: { icon: "tolak", headed: true },
  clarify: { icon: "tanya", headed: true },
  smalltalk: { icon: "sapa" },
  handed_off: { icon: "petugas", headed: true },
};

export class AnswerCard extends Part {
  static override properties: PropertyDeclarations = {
    answer: { attribute: false },
    rated: { attribute: false },
    conversation: { attribute: false },
  };
  declare answer: Answer;
  declare rated: Rated | null;
  declare conversation: string | null;

  protected override render(): TemplateResult {
    const { app, answer } = this;
    const look = STATUSES[answer.status] ?? STATUSES.smalltalk;
    const citations = new Map(answer.citations.map((citation) => [citation.id, citation]));
    const sides = disputes(answer, citations);
    const taken = new Set(sides.map((side) => side.sentence));
    const told = pieces(app, answer).filter((piece) => !taken.has(piece));
    return html`<article class="reply s-${answer.status}" aria-label=${app.t("answer")}>
      ${look.headed ? html`<p class="verdict">${icon(look.icon)}${app.t(`status_${answer.status}`)}</p>` : nothing}
      <tanya-prose .app=${app} .parts=${told} .citations=${citations}></tanya-prose>
      ${sides.length ? html`<tanya-versions .app=${app} .sides=${sides}></tanya-versions>` : nothing}
      ${answer.citations.length ? html`<tanya-timeline .app=${app} .answer=${answer}></tanya-timeline>${this.sources()}` : nothing}
      ${look.dated ? this.bottom() : nothing}
    </article>`;
  }

  private sources(): TemplateResult {
    const { citations } = this.answer;
    return html`<section class="proof">
      <h2>${this.app.t("sources")} (${citations.length})</h2>
      <ol>${citations.map((citation) => this.source(citation))}</ol>
    </section>`;
  }

  private source(citation: Citation): TemplateResult {
    return html`<li>
      <button type="button" class="source" aria-haspopup="dialog" @click=${() => this.app.open(citation)}>
        <span class="number" aria-hidden="true">${citation.id}</span>
        <span class="about"><span class="title" lang="id">${citation.title}</span><span class="meta">${about(this.app, citation)}</span></span>
        ${badge(this.app, citation.validity)}
      </button>
      <span class="print-url">${citation.url}</span>
    </li>`;
  }

  private bottom(): TemplateResult {
    const { app, answer } = this;
    const name = app.t(answer.citations.length ? "copy_with_sources" : "copy_answer");
    const day = html`${app.t("holds_for")} <strong>${time(app, answer.as_of)}</strong> · ${app.t("known_until")} ${time(app, answer.knowledge_date)}`;
    return html`<div class="bottom">
        <p class="holds">${icon("kalender")}<span>${day}</span></p>
        <button type="button" class="small" aria-label=${name} @click=${() => void this.copy()}>${icon("salin")}${app.t("copy")}</button>
      </div>
      <tanya-rating .app=${app} .message=${answer.message_id} .rated=${this.rated} .conversation=${this.conversation}></tanya-rating>`;
  }

  private async copy(): Promise<void> {
    await copy(plainText(this.app, this.answer), this);
    this.app.toast(this.app.t("answer_copied"));
  }
}

customElements.define("tanya-answer", AnswerCard);
