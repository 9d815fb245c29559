/** Top-level keys of a block-style YAML text without parsing it, and those one level down: enough to tell whose it is. */
export interface TopKeys {
  readonly keys: readonly string[];
  /** Key -> the keys directly under it (block style, or inside `{` on the same line). */
  readonly under: ReadonlyMap<string, readonly string[]>;
  /** Some line at the left margin is no entry: a list, or no YAML. */
  readonly other: boolean;
}

const ENTRY = /^(\s*)(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_<][\w ./<-]{0,60}?))[ \t]*:(?=\s|$)(.*)$/;
const CONSIDERED = 200_000;

export function topKeys(text: string): TopKeys {
  const keys: string[] = [];
  const under = new Map<string, string[]>();
  let other = false;
  let inner: number | undefined;
  for (const line of text.slice(0, CONSIDERED).split(/\r\n|\n|\r/)) {
    if (/^\s*(?:#|$)/.test(line) || /^(?:---|\.\.\.|%|\uFEFF?$)/.test(line)) continue;
    const entry = ENTRY.exec(line.replace(/^\uFEFF/, ''));
    if (!entry) {
      if (/^[^\s}\])]/.test(line) && !/^[{[]/.test(line)) other = true;
      continue;
    }
    const indent = entry[1]!.length;
    const key = entry[2] ?? entry[3] ?? entry[4]!;
    const top = keys.at(-1);
    if (indent === 0) {
      keys.push(key);
      inner = undefined;
      const flow = /^\s*\{(.*)/.exec(entry[5]!)?.[1];
      under.set(key, [...(under.get(key) ?? []), ...(flow === undefined ? [] : flowKeys(flow))]);
    } else if (top !== undefined) {
      inner ??= indent;
      if (indent === inner) under.get(top)?.push(key);
    }
  }
  return { keys, under, other };
}

const flowKeys = (flow: string): string[] =>
  [...flow.slice(0, 500).matchAll(/(?:^|[,{])\s*["']?([\w-]{1,40})["']?\s*:/g)].map((found) => found[1]!);
