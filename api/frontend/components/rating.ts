/** Whether an answer helped: up, or down with a reason and a line of one's own. */

import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Rated } from "../model";
import { mask } from "../personal";
import { icon } from "./marks";
import { Part, escapes } from "./part";

const REASONS = ["salah", "kurang_lengkap", "usang", "sumber", "bahasa", "lainnya"];

export class Rating extends Part {
  static override properties: PropertyDeclarations = {
    message: { attribute: false },
    conversation: { attribute: false },
    rated: { attribute: false },
    asking: { state: true },
  };
  /** The id of what is rated. */
  declare message: string;
  declare conversation: string | null;
  declare rated: Rated | null;
  declare asking: boolean;

  constructor() {
    super();
    this.asking = false;
  }

  protected override render(): TemplateResult {
    const { app, message } = this;
    return html`<div class="rating">
      <p id="q-${message}">${app.t("did_it_help")}</p>
      <div class="thumbs" role="group" aria-labelledby="q-${message}">
        ${this.thumb("up", "suka", app.t("helpful"), () => void this.give("up"))}
        ${this.thumb("down", "tidak-suka", app.t("unhelpful"), () => void (this.asking ? this.drop() : this.ask()))}
      </div>
      ${this.asking ? this.reasons() : nothing}
    </div>`;
  }

  private thumb(value: Rated, name: string, label: string, act: () => void): TemplateResult {
    return html`<button type="button" class="thumb" data-rating=${value} aria-label=${label} title=${label}
      aria-pressed=${String(this.rated === value)} aria-expanded=${value === "down" ? String(this.asking) : nothing}
      @click=${act}>${icon(name)}</button>`;
  }

  private reasons(): TemplateResult {
    const { app, message: id } = this;
    return html`<form class="reasons" @submit=${this.submit} @keydown=${escapes(() => void this.drop())}>
      <fieldset>
        <legend>${app.t("what_is_wrong")}</legend>
        ${REASONS.map((reason) => html`<label class="option"><input type="radio" name="r-${id}" value=${reason} required><span>${app.t(`reason_${reason}`)}</span></label>`)}
      </fieldset>
      <label class="line" for="c-${id}">${app.t("comment")}</label>
      <textarea rows="2" maxlength="500" id="c-${id}" aria-describedby="h-${id}"></textarea>
      <p class="hint" id="h-${id}">${app.t("comment_hint")}</p>
      <p class="row">
        <button type="button" class="plain" @click=${() => void this.drop()}>${app.t("cancel")}</button>
        <button class="strong">${app.t("send_rating")}</button>
      </p>
    </form>`;
  }

  private async ask(): Promise<void> {
    this.asking = true;
    await this.updateComplete;
    this.find("input").focus({ preventScroll: true });
    this.find("form").scrollIntoView({ block: "nearest" });
  }

  private async drop(): Promise<void> {
    this.asking = false;
    await this.updateComplete;
    this.find("[data-rating=down]").focus();
  }

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const reason = new FormData(form).get(`r-${this.message}`);
    void this.give("down", String(reason), mask(this.find<HTMLTextAreaElement>("textarea").value).text.trim());
  };

  private async give(rating: Rated, reason: string | null = null, comment: string | null = null): Promise<void> {
    const { app, message, conversation } = this;
    const body = { conversation_id: conversation, message_id: message, rating, reason, comment: comment || null };
    const response = await app.api.post("/api/v1/feedback", body);
    if (!response?.ok) return app.toast(app.t("rating_failed"));
    this.rated = rating;
    if (this.asking) await this.drop();
    app.toast(app.t("rating_thanks"));
  }
}

customElements.define("tanya-rating", Rating);
