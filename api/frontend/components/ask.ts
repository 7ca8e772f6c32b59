/** A question that is answered by yes or no before something is done. */

import { html, type PropertyDeclarations, type TemplateResult } from "lit";
import { Part } from "./part";

export class Ask extends Part {
  static override properties: PropertyDeclarations = {
    name: { type: String },
    heading: { type: String },
    text: { type: String },
    yes: { type: String },
    danger: { type: Boolean },
  };
  declare name: string;
  declare heading: string;
  declare text: string;
  declare yes: string;
  declare danger: boolean;

  /** True if "yes" was pressed. */
  async confirmed(): Promise<boolean> {
    const dialog = this.find<HTMLDialogElement>("dialog");
    dialog.returnValue = "";
    dialog.showModal();
    await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
    return dialog.returnValue === "yes";
  }

  protected override render(): TemplateResult {
    return html`<dialog class="ask" id=${this.name} aria-labelledby="${this.name}-title">
      <form method="dialog">
        <h2 id="${this.name}-title">${this.heading}</h2>
        ${this.content()}
        <p class="row">
          <button class="plain" value="no" formnovalidate>${this.app.t("cancel")}</button>
          <button class=${this.danger ? "danger" : "strong"} value="yes">${this.yes}</button>
        </p>
      </form>
    </dialog>`;
  }

  protected content(): TemplateResult {
    return html`<p>${this.text}</p>`;
  }
}

customElements.define("tanya-ask", Ask);
