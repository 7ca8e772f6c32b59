/** What the server sends: the shapes of docs/architecture.md and of the public contract. */

export type Validity =
  | "in_force" | "amended" | "revoked" | "superseded" | "planned" | "statement" | "disputed" | "expired";
export type Status =
  | "answered" | "partial" | "not_in_knowledge" | "out_of_scope" | "refused" | "clarify" | "smalltalk" | "handed_off";
export type Rated = "up" | "down";

export interface Citation {
  id: string;
  document_id: string;
  title: string;
  publisher: string;
  url: string;
  published: string;
  locator: string | null;
  validity: Validity;
  superseded_by: string | null;
  quote: string;
}

export interface Sentence {
  text: string;
  citations: string[];
}

export interface Answer {
  conversation_id: string;
  message_id: string;
  status: Status;
  answer: string;
  sentences: Sentence[];
  citations: Citation[];
  as_of: string;
  knowledge_date: string;
  suggestions: string[];
  handoff: { offered: boolean; reason: string | null };
}

/** A verified sentence on its way, with the citations that it names. */
export interface Told {
  sentence: Sentence;
  citations: Citation[];
}

export interface Handoff {
  state: "waiting" | "active" | "ended";
  officer: string | null;
  office_hours: string;
  open_now: boolean;
}

export interface Message {
  message_id: string;
  role: "user" | "assistant" | "officer";
  content: string;
  author: string | null;
  answer: Answer | null;
  feedback: Rated | null;
}

export interface Conversation {
  conversation_id: string;
  messages: Message[];
  handoff: Handoff | null;
}

export interface History {
  id: string;
  title: string;
  as_of: string;
  validity: Validity;
  text: string;
}

export interface KnownDocument {
  id: string;
  title: string;
  passages: { id: string; text: string }[];
  history: History[];
}

/** An RFC 9457 problem, or one of our own; `wait` is Retry-After in seconds. */
export interface Problem {
  title: string;
  detail: string;
  status: number;
  wait?: number;
  lost?: boolean;
}

export interface Question {
  key: string;
  body: { message: string; conversation_id: string | null; as_of: string | null };
}

/** A field of the guided check; a choice is what goes into the question, and what is shown. */
export interface Choosing {
  name: string;
  label: string;
  choices: [string, string][];
}

/** What the application starts with: words, choices, days and the token of this page. */
export interface Start {
  lang: "id" | "en";
  theme: "light" | "dark" | "auto";
  colour: string | null;
  institution: string;
  greeting: string;
  origin: string | null;
  token: string | null;
  text: Record<string, string>;
  validities: Record<string, [string, string]>;
  check: { question: string; fields: Choosing[] };
  starters: [string, string][];
  knowledge_date: string;
  retention_days: number;
  office_hours: string;
  helpdesk: boolean;
  max_message: number;
  first_day: string;
  last_day: string;
}
