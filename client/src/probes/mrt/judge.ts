import type { Verdict } from '../probe.ts';
import { verdict, worst } from '../verdict.ts';
import type { MrtObservation } from './observe.ts';
import type { AskedHistory, PrefixHistory } from './timeline.ts';

/** Times in an hour that a peer loses a prefix and gets it back. */
export const FLAPS_PER_HOUR = 10;
/** That many at least: a file of minutes says little about an hour. */
export const FLAPS = 5;

export function judge(observation: MrtObservation): Verdict {
  const { end, records, routes, from = 0, until = 0, asked } = observation;
  if (end === 'no-file') {
    return verdict(
      'unknown',
      'no-file',
      'This probe reads an MRT file of a collector (RIS, RouteViews, bgpd, BIRD); give it one with Judge Saved Output or --from.',
      '此探测读取采集器的 MRT 文件(RIS、RouteViews、bgpd、BIRD);请通过“判断已保存的输出”或 --from 提供。',
    );
  }
  if (end === 'bzip2') {
    return verdict(
      'unknown',
      'bzip2',
      'The file is packed with bzip2; unpack it first: bzip2 -dc FILE | netreview probe mrt PREFIX --from -.',
      '该文件以 bzip2 压缩;请先解压:bzip2 -dc FILE | netreview probe mrt PREFIX --from -。',
    );
  }
  const damaged = end === 'damaged' || end === 'too-large';
  const rest = damaged
    ? {
        en: ` The file ends in the middle after ${records} records: what follows was not read.`,
        zh: `文件在 ${records} 条记录后中断,其后内容未读取。`,
      }
    : { en: '', zh: '' };
  if (asked.length === 0) {
    return verdict(
      'ok',
      'read',
      `${records} records with ${routes} routes and withdrawals, ${span(from, until)}; no prefix was asked about.${rest.en}`,
      `${records} 条记录,含 ${routes} 条路由与撤销,${span(from, until)};未询问前缀。${rest.zh}`,
    );
  }
  const verdicts = asked.map((one) => judgeAsked(one, from, until));
  const first = worst(verdicts);
  return { ...first, text: { en: first.text.en + rest.en, 'zh-cn': first.text['zh-cn'] + rest.zh } };
}

function judgeAsked(asked: AskedHistory, from: number, until: number): Verdict {
  const { prefix, asn, history, inside } = asked;
  const owner = asn ?? history?.origins[0]?.asn;
  const verdicts = [
    ...inside.flatMap((one) => judgeInside(prefix, one, owner)),
    ...(history ? judgeHistory(history, asn, from, until) : []),
  ];
  if (!history && inside.length === 0) {
    return verdict(
      'info',
      'not-seen',
      `Nobody in the file (${span(from, until)}) said anything of ${prefix}.`,
      `文件(${span(from, until)})中无人提及 ${prefix}。`,
    );
  }
  if (history) verdicts.push(seen(history));
  return worst(verdicts);
}

/** Somebody else's route to a part takes the packets of that part. */
function judgeInside(
  prefix: string,
  { prefix: part, origins }: PrefixHistory,
  owner: number | undefined,
): readonly Verdict[] {
  const stranger = origins.find(({ asn }) => asn !== owner);
  const [own] = origins;
  if (owner !== undefined && stranger) {
    return [
      verdict(
        'warning',
        'part-taken',
        `AS${stranger.asn} announced ${part}, a part of ${prefix} of AS${owner}, seen by ${stranger.peers} peers from ${time(stranger.first)} on: it takes the packets for that part. Is it a customer, or a hijack?`,
        `AS${stranger.asn} 宣告了 ${part},它是 AS${owner} 的 ${prefix} 的一部分,自 ${time(stranger.first)} 起被 ${stranger.peers} 个对等体看到:发往该部分的报文会被它吸引。是客户,还是劫持?`,
      ),
    ];
  }
  return own
    ? [
        verdict(
          'info',
          'part',
          `${part}, a part of ${prefix}, is announced on its own, by AS${own.asn}.`,
          `${prefix} 的一部分 ${part} 由 AS${own.asn} 单独宣告。`,
        ),
      ]
    : [];
}

function judgeHistory(
  history: PrefixHistory,
  asn: number | undefined,
  from: number,
  until: number,
): readonly Verdict[] {
  const { prefix, origins, sideBySide, mostFlaps, upstreams } = history;
  const said: Verdict[] = [];
  const stranger = asn === undefined ? undefined : origins.find((origin) => origin.asn !== asn);
  if (stranger) {
    said.push(
      verdict(
        'error',
        'other-origin',
        `AS${stranger.asn} announced ${prefix} of AS${asn}, seen by ${stranger.peers} peers from ${time(stranger.first)} on. Is it agreed, or a hijack?`,
        `AS${stranger.asn} 宣告了 AS${asn} 的 ${prefix},自 ${time(stranger.first)} 起被 ${stranger.peers} 个对等体看到。是约定的,还是劫持?`,
      ),
    );
  } else if (asn === undefined && origins.length > 1) {
    const list = origins
      .slice(0, 5)
      .map((origin) => `AS${origin.asn}`)
      .join(', ');
    said.push(
      verdict(
        'warning',
        sideBySide ? 'several-origins' : 'origin-changed',
        sideBySide
          ? `${prefix} was announced by several at once: ${list}.`
          : `The origin of ${prefix} changed: ${list}.`,
        sideBySide ? `${prefix} 同时由多个 AS 宣告:${list}。` : `${prefix} 的起源发生了变化:${list}。`,
      ),
    );
  }
  const hours = Math.max(1, (until - from) / 3_600);
  if (mostFlaps >= FLAPS && mostFlaps / hours > FLAPS_PER_HOUR) {
    said.push(
      verdict(
        'warning',
        'flapping',
        `One peer lost ${prefix} and got it back ${mostFlaps} times in ${Math.round((until - from) / 60)} min (over ${FLAPS_PER_HOUR} an hour): a link or a session flaps, and others may dampen it.`,
        `某个对等体在 ${Math.round((until - from) / 60)} 分钟内失去并重新获得 ${prefix} ${mostFlaps} 次(超过每小时 ${FLAPS_PER_HOUR} 次):链路或会话抖动,他人可能抑制它。`,
      ),
    );
  }
  const fresh = upstreams.find(({ replaced, first }) => replaced && first > from);
  if (fresh) {
    said.push(
      verdict(
        'info',
        'new-upstream',
        `${prefix} came over AS${fresh.asn} from ${time(fresh.first)} on, which it had not before, at ${fresh.peers} peers.`,
        `自 ${time(fresh.first)} 起,${prefix} 经由此前未出现的 AS${fresh.asn} 到达 ${fresh.peers} 个对等体。`,
      ),
    );
  }
  return said;
}

function seen({
  prefix,
  peers,
  origins,
  announcements,
  withdrawals,
  mostPaths,
  settled,
  hops,
}: PrefixHistory): Verdict {
  const by = origins.map(({ asn }) => `AS${asn}`).join(', ');
  const next = [...hops].filter(({ from }) => from === origins[0]?.asn).sort((a, b) => b.peers - a.peers);
  const over = next
    .slice(0, 3)
    .map(({ to }) => `AS${to}`)
    .join(', ');
  return verdict(
    'ok',
    'seen',
    `${prefix} of ${by || 'an unknown origin'} was seen by ${peers} peers${over ? `, over ${over}` : ''}: ${announcements} announcements, ${withdrawals} withdrawals, at most ${mostPaths} paths at one peer${settled === undefined ? '' : `, settled ${Math.round(settled)} s after the first withdrawal`}.`,
    `${by || '起源未知'} 的 ${prefix} 被 ${peers} 个对等体看到${over ? `,经由 ${over}` : ''}:宣告 ${announcements} 次,撤销 ${withdrawals} 次,单个对等体最多 ${mostPaths} 条路径${settled === undefined ? '' : `,首次撤销后 ${Math.round(settled)} 秒稳定`}。`,
  );
}

const time = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(0, 19).concat('Z');

const span = (from: number, until: number): string => `${time(from)} - ${time(until)}`;
