/** The guided check: a short form that becomes one well-formed question. */

import { html, type TemplateResult } from "lit";
import { Ask } from "./ask";

type Write = (who: string, where: string, family: string) => string;

const FIELDS = ["topic", "who", "where", "family"];
const QUESTIONS: Record<string, Write> = {
  pindah: (who, where) => `Apakah ${who} ${where} dipindahkan ke IKN, dan kapan?`,
  tunjangan: (who, where) => `Tunjangan apa yang didapat ${who} ${where} yang pindah ke IKN?`,
  hunian: (who, where, family) => `Hunian apa yang disediakan bagi ${who} ${where} yang pindah ke IKN ${family}?`,
  biaya: (who, where, family) => `Biaya pindah apa yang ditanggung bagi ${who} ${where} yang pindah ke IKN ${family}?`,
  menolak: (who, where) => `Apa akibatnya bila ${who} ${where} menolak pindah ke IKN?`,
};

export class Check extends Ask {
  /** The question, or null where the person left the form. */
  async question(): Promise<string | null> {
    if (!(await this.confirmed())) return null;
    const said = new FormData(this.find<HTMLFormElement>("form"));
    const [topic = "", who = "", where = "", family = ""] = FIELDS.map((name) => String(said.get(name)));
    return QUESTIONS[topic]?.(who, where, family) ?? null;
  }

  protected override content(): TemplateResult {
    return html`${FIELDS.map((name) => this.field(name, this.app.start.check[name] ?? []))}`;
  }

  private field(name: string, rows: [string, string][]): TemplateResult {
    return html`<label for="check-${name}">${this.app.t(`check_${name}`)}</label>
      <select id="check-${name}" name=${name}>${rows.map(([value, shown]) => html`<option value=${value}>${shown}</option>`)}</select>`;
  }
}

customElements.define("tanya-check", Check);
