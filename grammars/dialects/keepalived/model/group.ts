import { parseAddress } from '../../../model/address.ts';
import type { FhrpGroup, FhrpTrack } from '../../../model/fhrp.ts';
import type { InForce } from '../../../model/igp.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/** `vrrp_script chk { script "..." weight -20 }`: what a script adds while it succeeds or fails, by name; NaN: not to be read. */
export function scriptWeights(scripts: readonly Statement[]): ReadonlyMap<string, number> {
  return new Map(
    scripts.flatMap(({ words, children }) => {
      const name = words[1]?.text;
      return name === undefined ? [] : [[name, weightOf(last(children, 'weight')?.words[1], 0)] as const];
    }),
  );
}

/** `vrrp_instance VI_1 { interface eth0 virtual_router_id 51 priority 100 virtual_ipaddress { 192.0.2.1/24 } }` */
export function groupOf(
  instance: Statement,
  weights: ReadonlyMap<string, number>,
  usualVersion: InForce<number>,
): FhrpGroup | undefined {
  const { words, children } = instance;
  const id = countOf(last(children, 'virtual_router_id')?.words[1]);
  const port = last(children, 'interface')?.words[1];
  const addresses = addressesOf(last(children, 'virtual_ipaddress')?.children ?? []);
  const family = addresses[0]?.value.family;
  if (!words[1] || !id || !port || !family) return undefined;
  const tracks = [
    ...(last(children, 'track_script')?.children ?? []).map((line) => trackOf(line, weights)),
    ...(last(children, 'track_interface')?.children ?? []).map((line) => trackOf(line, undefined)),
  ];
  const state = last(children, 'state')?.words[1];
  const nopreempt = last(children, 'nopreempt');
  const peers = last(children, 'unicast_peer');
  return {
    protocol: 'vrrp',
    family,
    group: id,
    interface: port.text,
    // In any order on the wire and in the file.
    addresses: addresses
      .filter(({ value }) => value.family === family)
      .map(({ value, span }) => at(value.address, span))
      .sort((a, b) => (a.value < b.value ? -1 : 1)),
    version: versionOf(last(children, 'version')?.words[1], family, usualVersion),
    priority: priorityOf(countOf(last(children, 'priority')?.words[1]), tracks),
    preempt: nopreempt ? at(false, nopreempt.header) : { value: true },
    tracks: tracks.flatMap(({ track }) => track ?? []),
    advertise: millisecondsOf(last(children, 'advert_int')?.words[1]),
    authentication: authenticationOf(last(children, 'authentication')),
    ...(state && /^(?:MASTER|BACKUP)$/.test(state.text)
      ? { begins: at(state.text === 'MASTER' ? 'master' : 'backup', state.span) }
      : {}),
    unicast: peers && peers.children.length > 0 ? at(true, peers.header) : { value: false },
    span: instance.header,
    closed: isClosed(instance) && tracks.every(({ known }) => known),
  };
}

const last = (statements: readonly Statement[], name: string): Statement | undefined =>
  statements.findLast(({ words }) => words[0]!.text === name);

/** What changes priorities in ways that are not followed. */
const OTHER_TRACKS = new Set(['track_process', 'track_file', 'track_bfd']);

/** A line for one node alone makes the others differ from what is read here. */
const isClosed = ({ children }: Statement): boolean =>
  children.every(
    ({ coverage, words }) =>
      coverage !== 'unknown' &&
      words[0]!.text !== 'include' &&
      !OTHER_TRACKS.has(words[0]!.text) &&
      !/^[@$~]/.test(words[0]!.text) &&
      !words.some(({ text }) => text.includes('$')),
  );

const countOf = (word: Word | undefined): Located<number> | undefined =>
  word && /^\d{1,5}$/.test(word.text) ? at(Number(word.text), word.span) : undefined;

const weightOf = (word: Word | undefined, usual: number): number =>
  word ? Number(/^-?\d{1,3}$/.exec(word.text)?.[0] ?? Number.NaN) : usual;

/** There is no IPv6 in version 2. */
function versionOf(word: Word | undefined, family: FhrpGroup['family'], usual: InForce<number>): InForce<number> {
  if (family === 'ipv6') return { value: 3 };
  const own = countOf(word);
  return own ?? usual;
}

/** What a script adds while it succeeds is there as long as nothing fails. */
function priorityOf(own: Located<number> | undefined, tracks: readonly Track[]): InForce<number> {
  const added = tracks.reduce((sum, { adds }) => sum + adds, 0);
  const value = Math.min((own?.value ?? 100) + added, 254);
  return own ? at(value, own.span) : { value };
}

/** `1`, `0.5` */
function millisecondsOf(word: Word | undefined): InForce<number> {
  return word && /^\d{1,4}(?:\.\d{1,6})?$/.test(word.text) ? at(Number(word.text) * 1000, word.span) : { value: 1000 };
}

/** Version 2 only; the password itself is never kept. */
function authenticationOf(block: Statement | undefined): NonNullable<FhrpGroup['authentication']> {
  const kind = last(block?.children ?? [], 'auth_type')?.words[1];
  if (!kind) return { value: 'none' };
  return at(kind.text === 'AH' ? ('cryptographic' as const) : ('clear-text' as const), kind.span);
}

/** `192.0.2.1/24 dev eth0 label eth0:vip` */
const addressesOf = (lines: readonly Statement[]) =>
  lines.flatMap(({ words }) => {
    const word = words[0]!;
    const address = parseAddress(word.text.split('/')[0]!);
    return address ? [at(address, word.span)] : [];
  });

interface Track {
  readonly track?: FhrpTrack;
  readonly adds: number;
  readonly known: boolean;
}

/** `chk weight -20`, `eth1`, `chk reverse`; what is turned round, or a script from another file, is left open. */
function trackOf({ words }: Statement, weights: ReadonlyMap<string, number> | undefined): Track {
  const said = words.findIndex(({ text }) => text === 'weight');
  const usual = weights ? (weights.get(words[0]!.text) ?? Number.NaN) : 0;
  const weight = said > 0 ? weightOf(words[said + 1], Number.NaN) : usual;
  if (Number.isNaN(weight) || words.some(({ text }) => /^(?:no_)?reverse$/.test(text)))
    return { adds: 0, known: false };
  const { span } = words[0]!;
  // Without points to lose the group is given up.
  return weight === 0
    ? { track: { span }, adds: 0, known: true }
    : { track: { decrement: Math.abs(weight), span }, adds: Math.max(weight, 0), known: true };
}
