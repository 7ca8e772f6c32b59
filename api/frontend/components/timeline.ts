/** How the matter changed: open where the answer tells of something that is past. */

import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import type { Answer, History, Validity } from "../model";
import { badge, icon, time } from "./marks";
import { Part } from "./part";

const PAST: Validity[] = ["superseded", "amended", "revoked", "expired"];

export class Timeline extends Part {
  static override properties: PropertyDeclarations = { answer: { attribute: false }, entries: { state: true } };
  declare answer: Answer;
  declare entries: History[];

  constructor() {
    super();
    this.entries = [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("answer")) void this.load();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.entries.length < 2) return nothing;
    const cited = new Set(this.answer.citations.map((citation) => citation.document_id));
    const open = this.answer.citations.some((citation) => PAST.includes(citation.validity));
    return html`<details class="changes" ?open=${open}>
      <summary>${icon("superseded")}${this.app.t("changes", { count: this.entries.length })}</summary>
      <ol class="history">${this.entries.map((entry) => this.entry(entry, cited.has(entry.id)))}</ol>
    </details>`;
  }

  private entry(entry: History, cited: boolean): TemplateResult {
    const { app } = this;
    return html`<li class=${cited ? "current" : nothing}>
      <p class="when">${time(app, entry.as_of)} ${badge(app, entry.validity)}${cited ? html`<span class="meta">${app.t("cited_here")}</span>` : nothing}</p>
      <p class="title" lang="id"><a href=${app.documentPage(entry.id)} target="_blank" rel="noopener">${entry.title}</a></p>
      <p lang="id">${entry.text}</p>
    </li>`;
  }

  private async load(): Promise<void> {
    const first = this.answer.citations[0];
    const found = first ? await this.app.document(first.document_id) : null;
    this.entries = [...(found?.history ?? [])].sort((a, b) => a.as_of.localeCompare(b.as_of));
  }
}

customElements.define("tanya-timeline", Timeline);
