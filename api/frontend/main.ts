/** How the application begins: in a page of ours by itself, in a portal by the loader. */

import { tidy } from "./globals";
import { App } from "./app";
import { Chat } from "./components/chat";
import { FrameHost, PortalHost } from "./host";
import type { Start } from "./model";
import { stylesheet } from "./style";

type Tell = (type: string, detail?: Record<string, unknown>) => void;

tidy();
const data = document.querySelector("script#tanya-start");
if (data) void page(JSON.parse(data.textContent) as Start);

async function page(start: Start): Promise<void> {
  const host = new FrameHost(start.origin);
  const chat = document.querySelector<Chat>("tanya-chat") ?? new Chat();
  chat.app = new App(start, "", host);
  host.when("focus", () => chat.focusIn());
  host.when("ask", ({ text }) => typeof text === "string" && chat.askFor(text));
  await chat.start();
  document.documentElement.dataset["ready"] = "yes";
  host.tell("ready");
}

/** In the open shadow root of a portal that is trusted; `tell` hears what a frame would tell. */
export async function mount(root: ShadowRoot, home: string, options: Record<string, string>, tell: Tell): Promise<Chat> {
  const [start, sheet] = await Promise.all([startOf(home, options), stylesheet(home)]);
  root.adoptedStyleSheets = [sheet];
  const chat = new Chat();
  chat.app = new App(start, home, new PortalHost(tell));
  chat.portal = true;
  chat.className = "chat framed portal";
  chat.lang = start.lang;
  chat.dataset["theme"] = start.theme;
  chat.role = "region";
  chat.ariaLabel = "Tanya IKN";
  root.append(chat);
  await chat.start();
  tell("ready");
  return chat;
}

async function startOf(home: string, options: Record<string, string>): Promise<Start> {
  const headers = { "Content-Type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify(options), credentials: "omit" as const };
  const response = await fetch(`${home}/api/v1/widget/start`, request);
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()) as Start;
}
