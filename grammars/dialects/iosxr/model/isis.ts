import { type Facts, lower, numberAt } from '../../../kit/cisco-like/facts.ts';
import { ciscoNetworkType } from '../../../kit/cisco-like/igp.ts';
import { levelIn } from '../../../kit/cisco-like/igp-origins.ts';
import { fullNames } from '../../../kit/cisco-like/interface-names.ts';
import {
  type IsisDraft,
  type IsisLines,
  isisInterfaceOf,
  isisProcessOf,
  newIsis,
  readIsisLine,
  readIsisSetting,
} from '../../../kit/cisco-like/isis.ts';
import { spanOf, unnegated } from '../../../kit/cisco-like/ospf-lines.ts';
import type { Statement } from '../../../outline.ts';
import { absent } from './ospf.ts';

/** Gathers IS-IS, all of which is said in the process. */
export interface IsisReader {
  /** `router isis CORE` with everything inside */
  read(statement: Statement): void;
  /** After the interfaces are known. */
  finish(facts: Facts): void;
}

interface Member {
  readonly lines: IsisLines;
  readonly statement: Statement;
  readonly closed: boolean;
}

export function isisReader(): IsisReader {
  const processes: { readonly draft: IsisDraft; readonly members: Member[] }[] = [];
  return {
    read: (statement) => {
      const draft = newIsis(statement.words[2]?.text, undefined, statement.header);
      const members: Member[] = [];
      readLines(statement, draft, members);
      processes.push({ draft, members });
    },
    finish: (facts) => {
      const full = fullNames(facts.interfaces);
      const known = new Map(facts.interfaces.map((one) => [one.name.value.toLowerCase(), one]));
      for (const { draft, members } of processes) {
        const interfaces = members.flatMap(({ lines, statement, closed }) => {
          const name = statement.words[1]!.text;
          const one = known.get(full(name).toLowerCase()) ?? absent(name, statement);
          if (lines.off) return [];
          const own = { ...draft, closed: draft.closed && closed };
          return isisInterfaceOf(one, statement.header, lines, own, { networkTypeOf: ciscoNetworkType });
        });
        facts.isis.push(isisProcessOf(draft, interfaces, 10));
      }
    },
  };
}

function readLines(statement: Statement, draft: IsisDraft, members: Member[]): void {
  for (const child of statement.children) {
    const { words, negated } = unnegated(child);
    const first = lower(words, 0);
    if (first === 'interface' && words[1]) members.push(memberOf(child));
    else if (first === 'address-family') readLines(child, draft, members);
    else if (readIsisLine(child, words, negated, draft)) child.coverage = 'modelled';
    else if (CHANGES_ROUTES.test(first)) draft.unfollowed.push(child.header);
  }
}

const CHANGES_ROUTES =
  /^(?:distribute-list|summary-prefix|distance|redistribute|propagate|attached-bit|single-topology|max-metric|metric|route-policy)$/;

/** `interface GigabitEthernet0/0/0/1` with `circuit-type`, `point-to-point`, `passive`, and families with metrics. */
function memberOf(statement: Statement): Member {
  const lines: IsisLines = { families: [], passive: { value: false } };
  let closed = true;
  statement.coverage = 'modelled';
  for (const child of statement.children) {
    const { words, negated } = unnegated(child);
    const first = lower(words, 0);
    if (negated) continue;
    child.coverage = 'modelled';
    if (first === 'point-to-point') lines.networkType = { value: 'point-to-point', span: spanOf(words) };
    else if (first === 'suppressed') lines.passive = { value: true, span: spanOf(words) };
    else if (first === 'hello-password')
      lines.authentication = {
        value: lower(words, 1) === 'text' || words.length === 2 ? 'clear-text' : 'cryptographic',
        span: words[0]!.span,
      };
    else if (first === 'address-family') {
      lines.families.push(lower(words, 1) === 'ipv6' ? 'ipv6' : 'ipv4');
      for (const inner of child.children) readMetric(inner, lines);
    } else if (!readIsisSetting(words, lines) && !HARMLESS.test(first)) {
      child.coverage = 'recognised';
      closed = false;
    }
  }
  return { lines, statement, closed };
}

/** `metric 10 level 2` */
function readMetric(statement: Statement, lines: IsisLines): void {
  const { words } = statement;
  const metric = numberAt(words[1]);
  if (lower(words, 0) !== 'metric' || !metric) return;
  statement.coverage = 'modelled';
  const level = lower(words, 2) === 'level' ? `level-${lower(words, 3)}` : levelIn(words);
  if (level === 'level-1') lines.metricLevel1 = metric;
  else if (level === 'level-2') lines.metricLevel2 = metric;
  else lines.metric = metric;
}

const HARMLESS =
  /^(?:hello-(?:padding|interval|multiplier)|lsp|lsp-interval|csnp-interval|priority|tag|bfd|mpls|link-down|retransmit-\S+|remote-psnp-delay|affinity|description|fast-reroute|mesh-group)$/;
