/** Nothing is left in the window: Lit keeps lists of its versions there, for warnings that we do not
    need. Read before Lit is, so that the lists of a portal that uses Lit itself stay. */

const NAMES = ["litHtmlVersions", "litElementVersions", "reactiveElementVersions", "litPropertyMetadata"];
const theirs = NAMES.filter((name) => name in globalThis);

export function tidy(): void {
  for (const name of NAMES) {
    if (!theirs.includes(name)) Reflect.deleteProperty(globalThis, name);
  }
}
