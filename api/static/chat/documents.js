/* The documents behind citations, each fetched once. */

import { api } from "./host.js";

const known = new Map();

export function fetchDocument(id) {
  if (!known.has(id)) {
    const load = api(`/api/v1/documents/${encodeURIComponent(id)}`).then((r) => (r.ok ? r.json() : null), () => null);
    known.set(id, load);
  }
  return known.get(id);
}
