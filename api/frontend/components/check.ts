/** The guided check: a short form; what it asks, and what decides, is the server's. */

import { html, type TemplateResult } from "lit";
import type { Choosing } from "../model";
import { Ask } from "./ask";

export class Check extends Ask {
  /** The question, or null where the person left the form. */
  async question(): Promise<string | null> {
    if (!(await this.confirmed())) return null;
    const { question, fields } = this.app.start.check;
    const said = new FormData(this.find<HTMLFormElement>("form"));
    return `${question}${fields.map(({ name }) => String(said.get(name))).join("; ")}.`;
  }

  protected override content(): TemplateResult {
    return html`${this.app.start.check.fields.map((field) => this.field(field))}`;
  }

  private field({ name, label, choices }: Choosing): TemplateResult {
    return html`<label for="check-${name}">${label}</label>
      <select id="check-${name}" name=${name}>${choices.map(([phrase, shown]) => html`<option value=${phrase}>${shown}</option>`)}</select>`;
  }
}

customElements.define("tanya-check", Check);
