/** The notice, and ways to begin. */

import { html, type TemplateResult } from "lit";
import { icon, newTab } from "./marks";
import { Part } from "./part";

export class Welcome extends Part {
  /** Set by the chat: asks the question of a button; opens the guided check. */
  declare ask: (text: string) => void;
  declare check: () => void;

  protected override render(): TemplateResult {
    const { app } = this;
    return html`<section class="welcome" id="welcome" aria-labelledby="salam">
      <h2 id="salam">${app.start.greeting || app.t("greeting")}</h2>
      <p class="lead">${app.t("lead")}</p>
      <p class="privacy" id="privacy">${icon("kunci")}<span>${app.t("notice", { days: app.start.retention_days })}
        <a href=${app.page("/privasi")} target="_blank" rel="noopener">${app.t("notice_link")}${newTab(app)}</a></span></p>
      <ul class="starters" aria-label=${app.t("examples")}>
        ${app.start.starters.map(([topic, question]) => this.starter(topic, question))}
      </ul>
      <button type="button" class="check" id="check-open" @click=${this.check}>
        ${icon("periksa")}<span><strong>${app.t("check")}</strong><span class="hint">${app.t("check_hint")}</span></span>
      </button>
    </section>`;
  }

  private starter(topic: string, question: string): TemplateResult {
    return html`<li><button type="button" class="starter" @click=${() => this.ask(question)}>
      <span class="topic">${topic}</span><span lang="id">${question}</span>${icon("panah")}
    </button></li>`;
  }
}

customElements.define("tanya-welcome", Welcome);
