/** Small things that are shown in many places: icons, dates, badges, the number of a citation. */

import { html, svg, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import emblems from "../../static/lambang.svg";
import icons from "../../static/ikon.svg";
import type { App } from "../app";
import type { Citation, Validity } from "../model";

/** All icons, once in the tree that uses them: a portal cannot use a file of another origin. */
export function sprite(): TemplateResult {
  return html`<svg class="unseen" aria-hidden="true">${unsafeHTML(`<svg>${icons}${emblems}</svg>`)}</svg>`;
}

export function icon(name: string): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${svg`<use href=${`#i-${name}`}></use>`}</svg>`;
}

export function emblem(): TemplateResult {
  return html`<svg class="emblem" viewBox="0 0 40 40" aria-hidden="true"><use href="#i-lambang"></use></svg>`;
}

export function time(app: App, text: string): TemplateResult {
  return html`<time datetime=${text}>${app.longDate(text)}</time>`;
}

/** A validity in words, colour and shape. */
export function badge(app: App, name: Validity): TemplateResult {
  const [word, meaning] = app.validity(name);
  return html`<span class="badge v-${name}" title=${meaning}>${icon(name)}${word}</span>`;
}

export function about(app: App, citation: Citation): string {
  return [citation.publisher, app.longDate(citation.published), citation.locator].filter(Boolean).join(" · ");
}

export function cite(app: App, citation: Citation): TemplateResult {
  const name = app.t("source_of", { id: citation.id, title: citation.title });
  return html`<button type="button" class="cite" data-cite=${citation.id} aria-label=${name} aria-haspopup="dialog"
    title=${about(app, citation)} @click=${() => app.open(citation)}>${citation.id}</button>`;
}

export function newTab(app: App): TemplateResult {
  return html`<span class="unseen"> (${app.t("new_tab")})</span>`;
}
