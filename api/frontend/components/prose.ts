/** The words of an answer: paragraphs, lists, tables, and the numbers of what proves them. */

import { html, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Citation, Sentence } from "../model";
import { blocks, type Block, type Line } from "../prose";
import { cite } from "./marks";
import { Part } from "./part";

export class Prose extends Part {
  static override properties: PropertyDeclarations = { parts: { attribute: false }, citations: { attribute: false } };
  declare parts: Sentence[];
  declare citations: Map<string, Citation>;

  protected override render(): TemplateResult {
    return html`<div class="body" lang="id">${blocks(this.parts, this.citations).map((block) => this.block(block))}</div>`;
  }

  private block(block: Block): TemplateResult {
    const line = (runs: Line): unknown[] => this.line(runs);
    if (block.kind === "paragraph") return html`<p>${line(block.line)}</p>`;
    if (block.kind === "table") return this.table(block, line);
    const items = block.items.map((item) => html`<li>${line(item)}</li>`);
    return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
  }

  private table({ head, rows }: Block & { kind: "table" }, line: (runs: Line) => unknown[]): TemplateResult {
    return html`<div class="scroll" role="region" tabindex="0" aria-label=${this.app.t("table")}>
      <table>
        <thead><tr>${head.map((cell) => html`<th scope="col">${line(cell)}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${line(cell)}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
  }

  private line(runs: Line): unknown[] {
    const issued = [...this.citations.values()].map((citation) => citation.url);
    return runs.map((run) => (typeof run === "string" ? this.app.cleaner.inline(run, issued) : cite(this.app, run)));
  }
}

customElements.define("tanya-prose", Prose);
