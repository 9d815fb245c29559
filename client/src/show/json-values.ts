/**
 * JSON values that stand at the start of a line in a text, each up to its closing bracket; what is none is passed over.
 * Linear: no text is looked at twice.
 */
export function jsonValues(text: string): unknown[] {
  const values: unknown[] = [];
  let at = 0;
  while (at < text.length) {
    const start = nextStart(text, at);
    if (start < 0) break;
    const end = endOf(text, start);
    if (end < 0) break;
    const value = parsed(text.slice(start, end));
    if (value !== undefined) values.push(value);
    at = end;
  }
  return values;
}

function nextStart(text: string, from: number): number {
  const opening = /^[ \t]*[[{]/gm;
  opening.lastIndex = from === 0 ? 0 : Math.max(0, text.indexOf('\n', from));
  if (from > 0 && opening.lastIndex === 0) return -1;
  const found = opening.exec(text);
  return found ? found.index + found[0].length - 1 : -1;
}

/** @returns the offset behind the bracket that closes the one at `start`; -1: none does. */
function endOf(text: string, start: number): number {
  const signs = /"(?:[^"\\]|\\.)*"|[[\]{}]/g;
  signs.lastIndex = start;
  let depth = 0;
  for (let sign = signs.exec(text); sign; sign = signs.exec(text)) {
    if (sign[0] === '{' || sign[0] === '[') depth += 1;
    if (sign[0] === '}' || sign[0] === ']') depth -= 1;
    if (depth === 0) return signs.lastIndex;
  }
  return -1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
export const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
