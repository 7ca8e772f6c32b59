/** The card of a citation: what it is, whether it holds, its words, and the way to them. */

import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Citation, KnownDocument } from "../model";
import { safeUrl } from "../safe";
import { about, badge, icon, newTab } from "./marks";
import { Part } from "./part";

export class Card extends Part {
  static override properties: PropertyDeclarations = {
    citation: { state: true },
    passage: { state: true },
    newer: { state: true },
  };
  declare citation: Citation | null;
  declare passage: string | undefined;
  declare newer: KnownDocument | null;
  private back: () => void = () => undefined;

  constructor() {
    super();
    this.citation = null;
    this.newer = null;
  }

  async open(citation: Citation): Promise<void> {
    this.back = this.wayBack(citation.id);
    Object.assign(this, { citation, passage: undefined, newer: null });
    await this.updateComplete;
    const dialog = this.find<HTMLDialogElement>("dialog");
    dialog.showModal();
    dialog.scrollTop = 0;
    await this.look(citation);
  }

  protected override render(): TemplateResult {
    return html`<dialog class="card" id="card" aria-labelledby="card-title" @close=${() => this.back()} @click=${this.outside}>
      ${this.citation ? this.told(this.citation) : nothing}
    </dialog>`;
  }

  private told(citation: Citation): TemplateResult {
    const { app } = this;
    return html`<div class="card-head">
        <p class="kind">${app.t("source", { id: citation.id })}</p>
        <button type="button" class="close" aria-label=${app.t("close")} @click=${() => this.find<HTMLDialogElement>("dialog").close()}>${icon("tutup")}</button>
      </div>
      <h2 id="card-title" lang="id">${citation.title}</h2>
      <p class="meta">${about(app, citation)}</p>
      <div class="standing v-${citation.validity}">${badge(app, citation.validity)}<p>${app.validity(citation.validity)[1]}</p></div>
      ${citation.superseded_by ? html`<p class="linked">${icon("superseded")}<span>${app.t("replaced_by")} ${this.successor(citation.superseded_by)}</span></p>` : nothing}
      <h3>${app.t("quote")}</h3>
      <blockquote lang="id">${citation.quote}</blockquote>
      ${this.links(citation)}`;
  }

  private links(citation: Citation): TemplateResult {
    const { app } = this;
    const url = safeUrl(citation.url);
    const original = url
      ? html`<a href=${url} target="_blank" rel="noopener noreferrer external">${app.t("original")}${icon("keluar")}${newTab(app)}</a>`
      : nothing;
    return html`<p class="links">
      <a class="main" href=${app.documentPage(citation.document_id, this.passage)} target="_blank" rel="noopener">${app.t("open_document")}${icon("panah")}${newTab(app)}</a>${original}
    </p>`;
  }

  /** What replaced it may be a document here, or only a name. */
  private successor(id: string): TemplateResult | string {
    return this.newer ? html`<a href=${this.app.documentPage(id)} target="_blank" rel="noopener">${this.newer.title}</a>` : id;
  }

  /** The quote is byte for byte in one passage: the link leads to that one. */
  private async look(citation: Citation): Promise<void> {
    const found = await this.app.document(citation.document_id);
    const newer = citation.superseded_by ? await this.app.document(citation.superseded_by) : null;
    if (this.citation !== citation) return;
    this.passage = found?.passages.find((one) => one.text.includes(citation.quote))?.id;
    this.newer = newer;
  }

  /** The answer may have been completed meanwhile, and the button that was pressed be another one. */
  private wayBack(id: string): () => void {
    const opener = this.focused;
    const turn = opener?.closest(".turn");
    return () => {
      if (!opener?.isConnected) turn?.querySelector<HTMLElement>(`[data-cite="${CSS.escape(id)}"]`)?.focus();
    };
  }

  private readonly outside = (event: Event): void => {
    const dialog = event.currentTarget as HTMLDialogElement;
    if (event.target === dialog) dialog.close();
  };
}

customElements.define("tanya-card", Card);
