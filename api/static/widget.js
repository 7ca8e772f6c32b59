/* Tanya IKN: docs/widget.md. No globals; the conversation is in a frame that this page cannot read. */
(() => {
  "use strict";
  const NAME = "tanya-ikn";
  const NAMED = "Tanya IKN";
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const refuse = () => console.warn("Tanya IKN: hanya satu widget di setiap halaman; yang kedua diabaikan.");
  if (customElements.get(NAME)) return refuse();

  const WORDS = {
    id: ["Buka Tanya IKN", "Tutup Tanya IKN", "Tanya IKN tidak dapat dimuat di sini.", "Buka di tab baru"],
    en: ["Open Tanya IKN", "Close Tanya IKN", "Tanya IKN cannot be loaded here.", "Open in a new tab"],
  };
  const CSS = `
:host{all:initial!important;display:contents!important;color-scheme:light dark}
:host([inline]){display:block!important;height:640px!important;max-width:100%!important}
:host([hidden]){display:none!important}
*{box-sizing:border-box;font:600 16px/1.3 system-ui,sans-serif}
button{position:fixed;bottom:max(20px,env(safe-area-inset-bottom));z-index:2147483000;display:flex;align-items:center;gap:9.6px;min-height:52px;padding:9.6px 19.2px 9.6px 16px;border:2px solid #fff;border-radius:32px;background:var(--c);color:var(--t);cursor:pointer;box-shadow:0 4px 20px #0005}
button:hover{filter:brightness(1.12)}
button:focus-visible,a:focus-visible{outline:3px solid #0b63c5;outline-offset:2px}
svg{width:24px;height:24px;fill:currentColor}
dialog{position:fixed;inset:auto auto 88px auto;z-index:2147483001;margin:0;padding:0;border:1px solid #8a9697;border-radius:16px;overflow:hidden;width:min(416px,calc(100vw - 40px));height:min(704px,calc(100dvh - 112px));max-width:none;max-height:none;background:Canvas;box-shadow:0 12px 48px #0006}
.right{right:20px}.left{left:20px}
iframe{display:block;width:100%;height:100%;border:0;color-scheme:normal}
p{padding:24px;color:CanvasText}a{color:LinkText}
@media (max-width:480px),(max-height:480px){dialog{inset:0;width:100vw;height:100dvh;border:0;border-radius:0}}
@media print{button,dialog{display:none}}`;
  const SMALL = "(max-width:480px),(max-height:480px)";
  const SPEECH = "M12 2C6 2 2 6 2 11c0 3 1 5 3 6l-1 5 5-2c7 1 13-3 13-9 0-5-4-9-10-9zM7 8h10v2H7zm0 4h7v2H7z";

  const make = (tag, values, ...children) => {
    const node = Object.assign(document.createElement(tag), values);
    node.append(...children);
    return node;
  };
  const icon = () => {
    const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", SPEECH);
    svg.append(path);
    return svg;
  };
  /* Black or white on the colour. */
  const on = (colour) => {
    const [r, g, b] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff";
  };

  class TanyaIkn extends HTMLElement {
    #button; #panel; #frame; #words; #ready = false; #waiting = []; #timer;

    connectedCallback() {
      if (this.shadowRoot) return;
      if (document.querySelector(NAME) !== this) return refuse();
      this.#words = WORDS[this.#option("lang")] ?? WORDS.id;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
      addEventListener("message", this.#hear);
      if (this.hasAttribute("inline")) {
        this.#panel = root;
        return this.#load();
      }
      const side = this.#option("position") === "left" ? "left" : "right";
      const colour = /^#[0-9a-f]{6}$/i.test(this.#option("color")) ? this.#option("color") : "#0d4a4f";
      this.#button = make("button", { type: "button", className: side, onclick: () => (this.opened ? this.close() : this.open()) }, icon(), NAMED);
      this.#button.style.setProperty("--c", colour);
      this.#button.style.setProperty("--t", on(colour));
      this.#panel = make("dialog", { className: side, ariaLabel: NAMED, onclose: () => this.#closed() });
      root.append(this.#button, this.#panel);
      this.#label();
      const open = this.#option("open");
      if (open === "true" || (open === "wide" && matchMedia("(min-width:1024px) and (min-height:640px)").matches)) this.#show(false);
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
    }

    get opened() {
      return !this.#button || this.#panel.open;
    }

    open() {
      if (this.#panel) this.#show(true);
    }

    close() {
      if (this.#button && this.opened) this.#panel.close();
    }

    ask(text) {
      if (!this.#panel) return;
      this.open();
      this.#send({ tanya: "ask", text: String(text) });
    }

    #option(name) {
      return this.getAttribute(name) ?? this.dataset[name] ?? script.dataset[name] ?? "";
    }

    #show(focus) {
      if (!this.#frame) this.#load();
      if (!this.opened) {
        if (!focus) this.#panel.setAttribute("open", "");
        else if (matchMedia(SMALL).matches) this.#panel.showModal();
        else this.#panel.show();
        this.#label();
        this.#tell("open");
      }
      if (!focus) return;
      this.#frame.focus();
      this.#send({ tanya: "focus" });
    }

    #closed() {
      this.#label();
      this.#button.focus();
      this.#tell("close");
    }

    #label() {
      this.#button.ariaExpanded = String(this.opened);
      this.#button.ariaLabel = this.#words[+this.opened];
    }

    #load() {
      const query = new URLSearchParams({ origin: location.origin });
      for (const name of ["lang", "theme", "color", "institution", "greeting"]) {
        if (this.#option(name)) query.set(name, this.#option(name));
      }
      this.#frame = make("iframe", { title: NAMED, src: `${home}/embed?${query}`, allow: "clipboard-write" });
      this.#panel.append(this.#frame);
      this.#timer = setTimeout(() => this.#fail(), 15000);
    }

    #fail() {
      const link = make("a", { href: `${home}/tanya`, target: "_blank", rel: "noopener" }, this.#words[3]);
      this.#frame.before(make("p", { role: "alert" }, this.#words[2], " ", link));
      this.#tell("error");
    }

    #send(message) {
      if (this.#ready) this.#frame.contentWindow.postMessage(message, home);
      else this.#waiting.push(message);
    }

    #hear = (event) => {
      if (event.origin !== home || event.source !== this.#frame?.contentWindow) return;
      const { tanya, ...detail } = event.data;
      if (tanya === "close") return this.close();
      if (tanya === "ready") {
        clearTimeout(this.#timer);
        this.#ready = true;
        for (const message of this.#waiting.splice(0)) this.#send(message);
      }
      this.#tell(tanya, detail);
    };

    #tell(name, detail) {
      this.dispatchEvent(new CustomEvent(`tanya-${name}`, { detail, bubbles: true }));
    }
  }

  customElements.define(NAME, TanyaIkn);
  const place = () => document.querySelector(NAME) ?? document.body.append(document.createElement(NAME));
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place, { once: true });
  else place();
})();
