import { type Facts, lower, numberAt } from '../../../kit/cisco-like/facts.ts';
import { spanOf } from '../../../kit/cisco-like/ospf-lines.ts';
import { type Family, parseAddress } from '../../../model/address.ts';
import type { FhrpGroup, FhrpTrack } from '../../../model/fhrp.ts';
import type { InForce } from '../../../model/igp.ts';
import type { Statement } from '../../../outline.ts';
import { at, type Located, type Span } from '../../../text/span.ts';
import { interfaceName } from './interfaces.ts';

/** Gathers VRRP groups of interfaces. */
export interface FhrpReader {
  /** Any statement of the top level. */
  read(statement: Statement): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

interface Draft {
  readonly family: Family;
  readonly group: Located<number>;
  readonly interface: string;
  readonly addresses: Located<bigint>[];
  readonly tracks: FhrpTrack[];
  priority?: InForce<number>;
  preempt?: InForce<boolean>;
  advertise?: InForce<number>;
  authentication?: NonNullable<FhrpGroup['authentication']>;
  readonly span: Span;
}

export function fhrpReader(): FhrpReader {
  const drafts = new Map<string, Draft>();
  let version: InForce<number> | undefined;
  return {
    read: (statement) => {
      const { words } = statement;
      if (lower(words, 0) === 'vrrp' && lower(words, 1) === 'version') {
        const number = /^v?([23])$/i.exec(words[2]?.text ?? '')?.[1];
        if (number) version = { value: Number(number), span: spanOf(words) };
      }
      if (lower(words, 0) !== 'interface') return;
      const name = interfaceName(words, 1)?.name.value;
      if (name === undefined) return;
      for (const child of statement.children) {
        const family: Family | undefined = ({ vrrp: 'ipv4', vrrp6: 'ipv6' } as const)[lower(child.words, 0)];
        const group = numberAt(child.words[2]);
        if (!family || lower(child.words, 1) !== 'vrid' || !group) continue;
        const key = `${name} ${family} ${group.value}`;
        const draft = drafts.get(key) ?? {
          family,
          group,
          interface: name,
          addresses: [],
          tracks: [],
          span: child.header,
        };
        drafts.set(key, draft);
        if (readLine(child, draft)) child.coverage = 'modelled';
      }
    },
    finish: (facts) => {
      const known = new Map(facts.interfaces.map((one) => [one.name.value, one]));
      for (const { priority, preempt, advertise, authentication, ...draft } of drafts.values()) {
        const closed = known.get(draft.interface)?.closed ?? false;
        facts.fhrp.push({
          ...draft,
          protocol: 'vrrp',
          version: version ?? { value: draft.family === 'ipv6' ? 3 : 2 },
          priority: priority ?? { value: 100 },
          preempt: preempt ?? { value: true },
          advertise: advertise ?? { value: 1000 },
          ...(authentication ? { authentication } : closed ? { authentication: { value: 'none' } } : {}),
          closed,
        });
      }
    },
  };
}

/** `vrrp vrid 1 virtual-ip 10.0.0.254`, `vrrp vrid 1 priority 120`, `vrrp vrid 1 preempt-mode disable`, `vrrp vrid 1 track interface X reduced 30` */
function readLine({ words, header }: Statement, draft: Draft): boolean {
  const key = lower(words, 3);
  const value = numberAt(words[4]);
  if (key === 'virtual-ip') {
    const address = parseAddress(words[4]?.text ?? '');
    if (address?.family !== draft.family) return false;
    draft.addresses.push(at(address.address, words[4]!.span));
  } else if (key === 'priority' && value) draft.priority = value;
  else if (key === 'preempt-mode') {
    // `preempt-mode timer delay 20` still takes over, later.
    const off = words.slice(4).some(({ text }) => /^(?:disable)$/i.test(text));
    draft.preempt = { value: !off, span: spanOf(words) };
  } else if (key === 'timer' && lower(words, 4) === 'advertise' && numberAt(words[5]))
    draft.advertise = { value: numberAt(words[5])!.value * 1000, span: spanOf(words) };
  else if (key === 'track') {
    const at = words.findIndex(({ text }) => /^(?:reduced|increased)$/i.test(text));
    const cost = at > 0 && /^reduced$/i.test(words[at]!.text) ? numberAt(words[at + 1]) : undefined;
    draft.tracks.push({ decrement: cost?.value ?? 10, span: header });
  } else if (key === 'authentication-mode')
    draft.authentication = {
      value: lower(words, 4) === 'md5' ? 'cryptographic' : 'clear-text',
      span: spanOf(words.slice(0, 5)),
    };
  else return false;
  return true;
}
