/** Who owns the conversation while it is not the assistant, and the way back. */

import { html, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Handoff } from "../model";
import { icon } from "./marks";
import { Part } from "./part";

export class HandoffBox extends Part {
  static override properties: PropertyDeclarations = { handoff: { attribute: false } };
  declare handoff: Handoff | null;
  declare undo: () => void;

  protected override render(): TemplateResult {
    const { app, handoff } = this;
    const who = handoff?.officer ?? app.t("officer");
    const state = handoff?.state ?? "ended";
    return html`<section class="handoff is-${state}" id="handoff" aria-labelledby="handoff-title" ?hidden=${!handoff}>
      ${icon("petugas")}
      <div role="status">
        <h2 id="handoff-title">${handoff ? app.t(`handoff_${state}`, { who }) : ""}</h2>
        <p id="handoff-text">${handoff ? this.explained(handoff) : ""}</p>
      </div>
      <button type="button" class="small" id="handoff-undo" @click=${this.undo}>${app.t(state === "ended" ? "dismiss" : "handoff_undo")}</button>
    </section>`;
  }

  private explained(handoff: Handoff): string {
    if (handoff.state !== "waiting") return this.app.t(`handoff_${handoff.state}_text`);
    return this.app.t(handoff.open_now ? "handoff_open" : "handoff_closed", { hours: handoff.office_hours });
  }
}

customElements.define("tanya-handoff", HandoffBox);
