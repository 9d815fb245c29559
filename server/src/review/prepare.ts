import type { Detection, Dialect } from '../../../grammars/dialect.ts';
import { dialectById, dialects } from '../../../grammars/dialects/index.ts';
import { carrierOf } from '../../../grammars/kit/carrier.ts';
import { isJinja, type JinjaTemplate, readJinja, withoutJinjaSuffix } from '../../../grammars/kit/jinja.ts';
import type { OutlineMemory } from '../../../grammars/kit/kept-blocks.ts';
import { templatedDialect } from '../../../grammars/kit/templated-dialect.ts';
import { type Device, type Embedded, emptyDevice } from '../../../grammars/model/device.ts';
import { type Coverage, type Outline, walk } from '../../../grammars/outline.ts';
import { type LineIndex, lineIndex } from '../../../grammars/text/line-index.ts';

export interface DocumentInput {
  readonly text: string;
  /** Workspace-relative where there is a workspace; only breaks ties in detection. */
  readonly path?: string;
  /** Forced by the user; beats every detection. */
  readonly dialect?: string;
  /** Of the document's last version, which is given up: its statements go over to this one. */
  readonly memory?: OutlineMemory;
}

export interface Timings {
  readonly parseMs: number;
  readonly modelMs: number;
}

/** A document read once: everything that hover, outline and review ask of it. */
export interface Prepared {
  readonly text: string;
  readonly path: string | undefined;
  readonly dialect: Dialect;
  readonly detection: Detection;
  readonly outline: Outline;
  readonly device: Device;
  readonly index: LineIndex;
  readonly embedded: readonly { readonly embedding: Embedded; readonly document: Prepared }[];
  /** The text is a Jinja template of its dialect. */
  readonly template?: JinjaTemplate;
  readonly timings: Timings;
}

/** Lines of text, each counted once. */
export interface CoverageCount {
  /** All lines, with blank ones and comments. */
  readonly lines: number;
  /** Lines that hold a statement, by what the dialect declares; a line with several counts as the least known of them. */
  readonly modelled: number;
  readonly recognised: number;
  readonly unknown: number;
}

/** Below this, a text is nobody's. */
export const DETECTION_FLOOR = 20;

/** How deep a file may be written inside a file inside a file. */
const EMBEDDING_DEPTH = 2;

/** @returns undefined when no dialect claims the text and none was forced. */
export function prepare(input: DocumentInput, now: () => number = () => 0, depth = 0): Prepared | undefined {
  const chosen = chooseDialect(input);
  if (!chosen) return undefined;
  const { detection } = chosen;
  const template = templateOf(input, chosen.dialect);
  const dialect = template ? templatedDialect(chosen.dialect, template) : chosen.dialect;
  const started = now();
  const outline = dialect.parse(input.text, input.memory);
  const parsed = now();
  const device = dialect.toModel(outline, input.path);
  const modelled = now();
  const embedded =
    depth >= EMBEDDING_DEPTH ? [] : device.embedded.flatMap((embedding) => prepareEmbedded(embedding, now, depth));
  return {
    text: input.text,
    path: input.path,
    dialect,
    detection,
    outline,
    device: { ...emptyDevice, ...device },
    index: lineIndex(input.text),
    embedded,
    ...(template ? { template } : {}),
    timings: { parseMs: parsed - started, modelMs: modelled - parsed },
  };
}

/** The user does not want this text reviewed. */
export const isSwitchedOff = ({ dialect, text }: DocumentInput): boolean => (dialect ?? marker(text)) === 'off';

const templateOf = ({ text, path }: DocumentInput, { readsTemplates }: Dialect): JinjaTemplate | undefined =>
  !readsTemplates && isJinja(text, path) ? readJinja(text) : undefined;

/** The forced dialect, the in-file marker's, else the best detection; undefined when nobody is sure enough. */
export function chooseDialect(input: DocumentInput): { dialect: Dialect; detection: Detection } | undefined {
  const named = input.dialect ?? marker(input.text);
  if (named === 'off') return undefined;
  const forced = named === undefined ? undefined : dialectById(named);
  if (forced)
    return { dialect: forced, detection: { score: 100, reasons: [`dialect ${forced.id} was chosen by the user`] } };
  let best: { dialect: Dialect; detection: Detection } | undefined;
  const template = isJinja(input.text, input.path) ? readJinja(input.text) : undefined;
  const own = withoutMark(input.text);
  const masked = template ? withoutMark(template.text) : own;
  const path = template && input.path !== undefined ? withoutJinjaSuffix(input.path) : input.path;
  const carrier = carrierOf(own);
  for (const dialect of dialects) {
    if (carrier && !dialect.carriers?.includes(carrier)) continue;
    const detection = dialect.detect(dialect.readsTemplates ? own : masked, path);
    if (detection.score >= DETECTION_FLOOR && detection.score > (best?.detection.score ?? 0))
      best = { dialect, detection };
  }
  return best;
}

/** A byte order mark is of the file, not of its first line. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

export function coverageOf(prepared: Prepared): CoverageCount {
  const rank: Record<Coverage, number> = { modelled: 1, recognised: 2, unknown: 3 };
  const worst = new Uint8Array(prepared.index.lineCount);
  for (const statement of walk(prepared.outline.statements)) {
    const first = prepared.index.positionAt(statement.header.start).line;
    const last = prepared.index.positionAt(Math.max(statement.header.start, statement.header.end - 1)).line;
    for (let line = first; line <= last; line += 1) worst[line] = Math.max(worst[line]!, rank[statement.coverage]);
  }
  const count = (value: number): number => worst.reduce((sum, own) => sum + (own === value ? 1 : 0), 0);
  return { lines: prepared.index.lineCount, modelled: count(1), recognised: count(2), unknown: count(3) };
}

function prepareEmbedded(embedding: Embedded, now: () => number, depth: number) {
  const document = prepare(
    {
      text: embedding.text,
      ...(embedding.path === undefined ? {} : { path: embedding.path }),
      ...(embedding.dialect === undefined ? {} : { dialect: embedding.dialect }),
    },
    now,
    depth + 1,
  );
  if (!document) return [];
  const { listeners, part } = embedding;
  const device = { ...document.device, ...(listeners ? { listeners } : {}), ...(part ? { fragment: true } : {}) };
  const known = listeners || part ? { ...document, device } : document;
  return [{ embedding, document: known }];
}

/** `netreview-dialect: junos` in a comment of the first lines. */
function marker(text: string): string | undefined {
  return /^[ \t]*(?:!|#|;|\/\/|\/\*)[^\n]*\bnetreview-dialect:\s*([a-z0-9]+)/m.exec(text.slice(0, 4000))?.[1];
}
