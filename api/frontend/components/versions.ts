/** Accounts whose sources contradict each other, beside each other, each with its day. */

import { html, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Side } from "../prose";
import { badge, cite } from "./marks";
import { Part } from "./part";

export class Versions extends Part {
  static override properties: PropertyDeclarations = { sides: { attribute: false } };
  declare sides: Side[];

  protected override render(): TemplateResult {
    const { app } = this;
    return html`<section class="versions" aria-label=${app.t("versions")}>
      <p class="lead-in">${badge(app, "disputed")} ${app.t("versions_detail")}</p>
      <ul>${this.sides.map((side) => this.side(side))}</ul>
    </section>`;
  }

  private side({ sentence, citation }: Side): TemplateResult {
    return html`<li>
      <p class="who">${citation.publisher}<span class="meta">${this.app.longDate(citation.published)}</span></p>
      <p lang="id">${sentence.text}${cite(this.app, citation)}</p>
    </li>`;
  }
}

customElements.define("tanya-versions", Versions);
