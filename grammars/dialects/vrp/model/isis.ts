import { after, type Facts, located, lower, numberAt } from '../../../kit/cisco-like/facts.ts';
import { levelIn, numberAfter } from '../../../kit/cisco-like/igp-origins.ts';
import {
  type IsisDraft,
  type IsisLines,
  isisInterfaceOf,
  isisProcessOf,
  newIsis,
} from '../../../kit/cisco-like/isis.ts';
import { spanOf } from '../../../kit/cisco-like/ospf-lines.ts';
import { interfacesByVrf } from '../../../model/interface.ts';
import type { Statement } from '../../../outline.ts';
import { interfaceName } from './interfaces.ts';

/** Gathers IS-IS: processes, and what interfaces say. */
export interface IsisReader {
  /** `isis 1`, `interface GigabitEthernet0/0/1`; other statements are left alone. */
  read(statement: Statement): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

type Draft = IsisDraft & { defaultMetric?: number };

export function isisReader(): IsisReader {
  const processes: Draft[] = [];
  const lines = new Map<string, IsisLines>();
  return {
    read: (statement) => {
      const { words } = statement;
      if (lower(words, 0) === 'isis') processes.push(processOf(statement));
      else if (lower(words, 0) === 'interface') {
        const name = interfaceName(words, 1)?.name.value;
        if (name !== undefined) readInterface(statement, name, lines);
      }
    },
    finish: (facts) => {
      const byVrf = interfacesByVrf(facts.interfaces);
      for (const draft of processes) {
        const interfaces = (byVrf.get(draft.vrf ?? '') ?? []).flatMap((one) => {
          const said = lines.get(one.name.value);
          if (!said?.span || (said.process ?? '1') !== draft.name) return [];
          return isisInterfaceOf(one, said.span, { passive: { value: false }, ...said }, draft, { networkTypeOf });
        });
        facts.isis.push(isisProcessOf(draft, interfaces, draft.defaultMetric));
      }
    },
  };
}

/** Ethernet in all its speeds, aggregates and VLANs. */
const networkTypeOf = (name: string): 'broadcast' | 'point-to-point' | undefined =>
  /^(?:\w*ethernet|\w*ge|eth-trunk|vlanif)\s*\d/i.test(name)
    ? 'broadcast'
    : /^(?:tunnel|pos)\s*\d/i.test(name)
      ? 'point-to-point'
      : undefined;

/** `isis 1 vpn-instance RED` with everything inside */
function processOf(statement: Statement): Draft {
  const { words, header } = statement;
  const name = words[1] && /^\d+$/.test(words[1].text) ? words[1].text : '1';
  const draft: Draft = { ...newIsis(name, after(words, 'vpn-instance')?.text, header), defaultMetric: 10 };
  draft.metricStyle = { value: 'narrow' };
  for (const child of statement.children) {
    if (child.coverage === 'unknown') draft.closed = false;
    else if (lower(child.words, 0) === 'undo') continue;
    else if (readLine(child, draft)) child.coverage = 'modelled';
    else if (!HARMLESS.test(lower(child.words, 0))) draft.unfollowed.push(child.header);
  }
  return draft;
}

/** They change neither which routes there are nor which are preferred. */
const HARMLESS =
  /^(?:is-name|timer|bfd|log-peer-change|description|graceful-restart|area-authentication-mode|domain-authentication-mode|maximum|lsp-length|lsp-fragments-extend|flash-flood|optional-checksum|mpls|traffic-eng|virtual-system|frr|return|quit)$/;

/** `network-entity 49.0001.0000.0000.0001.00`, `is-level level-2`, `cost-style wide`, `import-route static level-2 cost 5`, `set-overload` */
function readLine({ words, header }: Statement, draft: Draft): boolean {
  const first = lower(words, 0);
  const level = levelIn(words);
  if (first === 'network-entity' && words[1]) draft.nets.push(located(words[1]));
  else if (first === 'is-level' && level) draft.level = { value: level, span: spanOf(words) };
  else if (first === 'cost-style') {
    const style = lower(words, 1);
    const value = style === 'wide' || style === 'narrow' ? style : 'transition';
    draft.metricStyle = { value, span: spanOf(words) };
  } else if (first === 'circuit-cost' && numberAt(words[1]) && !level) draft.defaultMetric = numberAt(words[1])!.value;
  else if (first === 'set-overload' && !words[1]) draft.overload = header;
  else if (first === 'import-route' && words[1] && lower(words, 1) !== 'isis') {
    const from = lower(words, 1);
    const policy = after(words, 'route-policy');
    const metric = numberAfter(words, 'cost');
    draft.redistributions.push({
      from: { ...located(words[1]), value: from === 'direct' ? 'connected' : from },
      ...(policy ? { policy: located(policy) } : {}),
      ...(metric === undefined ? {} : { metric }),
      ...(level ? { level } : {}),
      span: header,
    });
  } else if (first === 'default-route-advertise') {
    const policy = after(words, 'route-policy');
    draft.defaultOriginate = {
      always: words.some(({ text }) => text.toLowerCase() === 'always'),
      ...(policy ? { policy: located(policy) } : {}),
      span: header,
    };
  } else return false;
  return true;
}

/** `isis enable 1`, `isis circuit-type p2p`, `isis circuit-level level-2`, `isis cost 20 level-1`, `isis silent` */
function readInterface(statement: Statement, name: string, all: Map<string, IsisLines>): void {
  for (const child of statement.children) {
    const { words, header } = child;
    if (lower(words, 0) !== 'isis' || child.coverage === 'unknown') continue;
    const lines = all.get(name) ?? { families: [] };
    all.set(name, lines);
    if (readSetting(child, header, lines)) child.coverage = 'modelled';
  }
}

function readSetting({ words }: Statement, span: Statement['header'], lines: IsisLines): boolean {
  const key = lower(words, 1);
  const second = lower(words, 2);
  const level = levelIn(words);
  if (key === 'enable' || (key === 'ipv6' && second === 'enable')) {
    const tag = words[key === 'ipv6' ? 3 : 2];
    if (tag) lines.process = tag.text;
    lines.families.push(key === 'ipv6' ? 'ipv6' : 'ipv4');
    lines.span ??= span;
  } else if (key === 'circuit-type' && second === 'p2p')
    lines.networkType = { value: 'point-to-point', span: spanOf(words) };
  else if (key === 'circuit-level' && level) lines.circuit = { value: level, span: spanOf(words) };
  else if (key === 'cost' && numberAt(words[2])) {
    const metric = numberAt(words[2])!;
    if (level === 'level-1') lines.metricLevel1 = metric;
    else if (level === 'level-2') lines.metricLevel2 = metric;
    else lines.metric = metric;
  } else if (key === 'silent') lines.passive = { value: true, span: spanOf(words) };
  else if (key === 'authentication-mode')
    lines.authentication = {
      value: second === 'simple' ? 'clear-text' : 'cryptographic',
      span: spanOf(words.slice(0, 3)),
    };
  else if (key === 'bfd') lines.bfd = true;
  else return false;
  return true;
}
