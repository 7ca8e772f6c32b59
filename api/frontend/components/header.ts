/** Whose chat this is, how old its knowledge is, and the menu of the conversation. */

import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { emblem, icon, newTab, time } from "./marks";
import { Part, escapes } from "./part";

/** What the menu does; the chat knows how. */
export interface Actions {
  fresh(): void;
  copy(): void;
  print(): void;
  download(): void;
  erase(): void;
  close(): void;
}

export class Header extends Part {
  static override properties: PropertyDeclarations = {
    opened: { state: true },
    begun: { type: Boolean },
    knowledge: { attribute: false },
  };
  declare opened: boolean;
  declare begun: boolean;
  declare knowledge: string;
  declare actions: Actions;

  constructor() {
    super();
    this.opened = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("pointerdown", this.outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("pointerdown", this.outside);
  }

  protected override render(): TemplateResult {
    return html`<div class="bar">${this.brand()}${this.buttons()}</div>`;
  }

  private brand(): TemplateResult {
    const { app } = this;
    const inner = html`${emblem()}<span class="name"><strong>Tanya IKN</strong>
      <span class="what">${app.start.institution || app.t("what")}</span>
      <span class="known">${app.t("known")} <span id="knowledge">${time(app, this.knowledge)}</span></span></span>`;
    return app.start.origin ? html`<div class="brand">${inner}</div>` : html`<a class="brand" href=${app.page("/")}>${inner}</a>`;
  }

  private buttons(): TemplateResult {
    const { app } = this;
    return html`<div class="actions">
      <button type="button" class="quiet" id="fresh" title=${app.t("fresh")} @click=${this.actions.fresh}>${icon("tambah")}<span>${app.t("fresh")}</span></button>
      <button type="button" class="quiet square" id="menu-toggle" aria-expanded=${String(this.opened)} aria-controls="menu"
        aria-label=${app.t("menu")} title=${app.t("menu")} @click=${() => void this.show(!this.opened)}>${icon("menu")}</button>
      ${app.host.around ? html`<button type="button" class="quiet square" id="close" aria-label=${app.t("close")} title=${app.t("close")} @click=${this.actions.close}>${icon("tutup")}</button>` : nothing}
      ${this.menu()}
    </div>`;
  }

  private menu(): TemplateResult {
    const { app, actions } = this;
    return html`<div class="menu" id="menu" ?hidden=${!this.opened} @keydown=${escapes(() => this.leave())} @focusout=${this.left}>
      ${this.item("copy-all", "salin", app.t("copy_all"), actions.copy)}
      ${this.item("print", "cetak", app.t("print"), actions.print)}
      ${this.item("download", "unduh", app.t("download"), actions.download)}
      <label><input type="checkbox" id="remember" aria-describedby="remember-hint" .checked=${app.memory.remembering} @change=${this.remember}>
        <span>${app.t("remember")}<span class="hint" id="remember-hint">${app.t("remember_hint")}</span></span></label>
      <a href=${app.page("/privasi")} target="_blank" rel="noopener">${icon("kunci")}${app.t("notice_link")}${newTab(app)}</a>
      ${this.item("erase", "hapus", app.t("erase"), actions.erase)}
    </div>`;
  }

  private item(id: string, name: string, text: string, act: () => void): TemplateResult {
    const go = (): void => {
      this.leave();
      act();
    };
    return html`<button type="button" id=${id} ?disabled=${!this.begun} @click=${go}>${icon(name)}${text}</button>`;
  }

  private async show(open: boolean): Promise<void> {
    this.opened = open;
    await this.updateComplete;
    if (open) this.find("#menu :is(button:enabled, a, input)").focus();
  }

  private leave(): void {
    this.opened = false;
    this.find("#menu-toggle").focus();
  }

  private readonly remember = (event: Event): void => {
    this.app.memory.remember((event.target as HTMLInputElement).checked);
  };

  private readonly left = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null;
    if (to && !this.find("#menu").contains(to) && to !== this.find("#menu-toggle")) this.opened = false;
  };

  private readonly outside = (event: Event): void => {
    const within = [this.find("#menu"), this.find("#menu-toggle")];
    if (this.opened && !event.composedPath().some((one) => within.includes(one as HTMLElement))) this.opened = false;
  };
}

customElements.define("tanya-header", Header);
