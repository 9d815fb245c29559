import { parseAddress } from '../../../model/address.ts';
import type { FhrpGroup, FhrpTrack } from '../../../model/fhrp.ts';
import type { Statement, Word } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/** `vrrp_script chk { script "..." weight -20 }`: what a script adds, by name. */
export function scriptWeights(scripts: readonly Statement[]): ReadonlyMap<string, number> {
  return new Map(
    scripts.flatMap(({ words, children }) => {
      const name = words[1]?.text;
      const weight = last(children, 'weight')?.words[1]?.text;
      if (name === undefined) return [];
      return [[name, weight === undefined ? 0 : Number(/^-?\d{1,3}$/.exec(weight)?.[0] ?? Number.NaN)] as const];
    }),
  );
}

/** `vrrp_instance VI_1 { interface eth0 virtual_router_id 51 priority 100 virtual_ipaddress { 192.0.2.1/24 } }` */
export function groupOf(
  instance: Statement,
  weights: ReadonlyMap<string, number>,
  version: number,
): FhrpGroup | undefined {
  const { words, children } = instance;
  const name = words[1];
  const id = countOf(last(children, 'virtual_router_id')?.words[1]);
  if (!name || !id) return undefined;
  const port = last(children, 'interface')?.words[1];
  const priority = countOf(last(children, 'priority')?.words[1]);
  const state = last(children, 'state')?.words[1];
  const advertisement = secondsOf(last(children, 'advert_int')?.words[1]);
  const nopreempt = last(children, 'nopreempt');
  const kind = last(last(children, 'authentication')?.children ?? [], 'auth_type')?.words[1];
  const own = last(children, 'version')?.words[1]?.text;
  const addresses = addressesOf(last(children, 'virtual_ipaddress')?.children ?? []);
  const spoken = own === undefined ? version : Number(own);
  return {
    protocol: 'vrrp',
    // There is no IPv6 in version 2.
    version: addresses.some(({ value }) => value.family === 'ipv6') ? 3 : spoken,
    name: at(name.text, name.span),
    id,
    ...(port ? { interface: at(port.text, port.span) } : {}),
    span: instance.header,
    ...(priority ? { priority } : {}),
    addresses,
    ...(advertisement ? { advertisement } : {}),
    ...(state && /^(?:MASTER|BACKUP)$/.test(state.text)
      ? { initial: at(state.text === 'MASTER' ? 'master' : 'backup', state.span) }
      : {}),
    ...(nopreempt ? { nopreempt: nopreempt.header } : {}),
    ...(kind ? { authentication: at(kind.text, kind.span) } : {}),
    unicast: (last(children, 'unicast_peer')?.children.length ?? 0) > 0,
    tracks: [
      ...tracksOf(last(children, 'track_script')?.children ?? [], (script) => weights.get(script)),
      ...tracksOf(last(children, 'track_interface')?.children ?? [], () => 0),
    ],
    closed: isClosed(instance),
  };
}

const last = (statements: readonly Statement[], name: string): Statement | undefined =>
  statements.findLast(({ words }) => words[0]!.text === name);

/** A line for one node alone makes the others differ from what is read here. */
const isClosed = ({ children }: Statement): boolean =>
  children.every(
    ({ coverage, words }) =>
      coverage !== 'unknown' &&
      words[0]!.text !== 'include' &&
      !/^[@$~]/.test(words[0]!.text) &&
      !words.some(isVariable),
  );

const isVariable = ({ text }: Word): boolean => text.includes('$');

function countOf(word: Word | undefined): Located<number> | undefined {
  return word && /^\d{1,5}$/.test(word.text) ? at(Number(word.text), word.span) : undefined;
}

/** `1`, `0.5` */
function secondsOf(word: Word | undefined): Located<number> | undefined {
  return word && /^\d{1,4}(?:\.\d{1,6})?$/.test(word.text) ? at(Number(word.text), word.span) : undefined;
}

/** `192.0.2.1/24 dev eth0 label eth0:vip` */
const addressesOf = (lines: readonly Statement[]): FhrpGroup['addresses'] =>
  lines.flatMap(({ words }) => {
    const word = words[0]!;
    const address = parseAddress(word.text.split('/')[0]!);
    return address ? [at(address, word.span)] : [];
  });

/** `chk weight -20`, `eth1`, `chk reverse`; what is turned round or said otherwise here is left open. */
function tracksOf(lines: readonly Statement[], usual: (name: string) => number | undefined): FhrpTrack[] {
  return lines.map(({ words }) => {
    const name = at(words[0]!.text, words[0]!.span);
    const said = words.findIndex(({ text }) => text === 'weight');
    const weight =
      said > 0 ? Number(/^-?\d{1,3}$/.exec(words[said + 1]?.text ?? '')?.[0] ?? Number.NaN) : usual(name.value);
    const reversed = words.some(({ text }) => text === 'reverse' || text === 'no_reverse');
    return weight === undefined || Number.isNaN(weight) || reversed ? { name } : { name, weight };
  });
}
