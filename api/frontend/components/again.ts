/** Trying again, at once or after the wait that the server asked for. */

import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { icon } from "./marks";
import { Part } from "./part";

export class Again extends Part {
  static override properties: PropertyDeclarations = { wait: { type: Number }, left: { state: true } };
  declare wait: number;
  declare left: number;
  declare act: () => void;

  constructor() {
    super();
    this.left = 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("wait")) this.count(Date.now() + this.wait * 1000);
  }

  protected override render(): TemplateResult {
    const label = this.left > 0 ? this.app.t("again_in", { seconds: this.left }) : this.app.t("again");
    return html`<button type="button" class="plain again" ?disabled=${this.left > 0} @click=${this.act}>${icon("ulang")}<span>${label}</span></button>`;
  }

  private count(until: number): void {
    this.left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    if (this.left) setTimeout(() => this.isConnected && this.count(until), 500);
  }
}

customElements.define("tanya-again", Again);
