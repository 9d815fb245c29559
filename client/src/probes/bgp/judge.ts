import type { BgpSession } from '../../show/bgp/bgp-session.ts';
import { counted } from '../counted.ts';
import type { Part, Verdict } from '../probe.ts';
import { asAddress, type Target } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import { judgePaths } from './judge-paths.ts';
import type { BgpSeen } from './observe.ts';

/** Share of a prefix limit from which the next announcements end the session. */
export const NEAR_LIMIT = 0.8;
/** What a configuration calls its own AS, by the name that a target has for it. */
export const OWN_AS = 'bgp.as';
/** A session that stands for less than an hour after so many ends is flapping. */
export const FLAPS = { ends: 3, standsForSeconds: 3600 } as const;
/** What a sentence names; the rest is counted. */
const NAMED = 5;

export function judge({ sessions, paths, ownAs }: BgpSeen, target: Target): Verdict {
  const { subject, settings = [], vrf } = target;
  if (paths) return judgePaths(paths, subject, ownAs ?? settings.find(({ key }) => key === OWN_AS)?.value);
  const asked =
    subject === undefined ? sessions! : sessions!.filter(({ neighbour }) => sameAddress(neighbour, subject));
  if (asked.length === 0) {
    return verdict(
      'error',
      'no-such-neighbour',
      `The device has no BGP session ${subject === undefined ? 'of this kind' : `with ${subject}`}${vrf === undefined ? '' : ` in VRF ${vrf}`}: the configuration was not loaded, or the neighbour is in another VRF.`,
      `设备上${vrf === undefined ? '' : `的 VRF ${vrf} 中`}没有${subject === undefined ? '此类' : `与 ${subject} 的`} BGP 会话:配置未加载,或邻居在其他 VRF 中。`,
    );
  }
  return worst([...asked.flatMap(troubles), down(asked), fine(asked, subject)].flatMap((one) => one ?? []));
}

/** Each neighbour of whom there is more to say than that its session stands. */
export function judgeEach({ sessions = [] }: BgpSeen, target: Target): readonly Part[] {
  if (target.subject !== undefined) return [];
  const families = new Map<string, BgpSession[]>();
  for (const session of sessions) {
    const known = families.get(session.neighbour);
    if (known) known.push(session);
    else families.set(session.neighbour, [session]);
  }
  return [...families].flatMap(([subject, own]) => {
    const said = judge({ sessions: own }, { ...target, subject });
    return said.level === 'ok' ? [] : [{ subject, verdict: said }];
  });
}

const sameAddress = (a: string, b: string): boolean => (asAddress(a)?.text ?? a) === (asAddress(b)?.text ?? b);

const isOff = ({ state, note }: BgpSession): boolean => state !== 'established' && /^admin/i.test(note ?? '');

function down(sessions: readonly BgpSession[]): Verdict | undefined {
  const off = sessions.filter(isOff);
  const lost = sessions.filter((session) => session.state !== 'established' && !isOff(session));
  const limited = lost.find(({ note }) => /^pfxct$/i.test(note ?? ''));
  if (limited) {
    return verdict(
      'error',
      'limit-reached',
      `The session with ${limited.neighbour} was ended by its prefix limit: the neighbour announced more than is allowed. Find out why before the limit is raised.`,
      `与 ${limited.neighbour} 的会话因前缀数上限而中断:邻居通告的前缀多于允许的数量。请先查明原因,再考虑提高上限。`,
    );
  }
  if (lost.length > 0) {
    const [en, zh] = [named(lost, describeDown), named(lost, describeDownZh)];
    return verdict(
      'error',
      'session-down',
      `${lost.length} of ${sessions.length} BGP sessions do not stand: ${en}. Check the way to the neighbour, TCP port 179, AS numbers and the key.`,
      `${sessions.length} 个 BGP 会话中有 ${lost.length} 个未建立:${zh}。请检查到邻居的路径、TCP 179 端口、AS 号和密钥。`,
    );
  }
  if (off.length > 0 && off.length === sessions.length) {
    return verdict(
      'info',
      'admin-down',
      `The BGP session with ${named(off, ({ neighbour }) => neighbour)} is shut down by configuration.`,
      `与 ${named(off, ({ neighbour }) => neighbour)} 的 BGP 会话已被配置关闭。`,
    );
  }
  return undefined;
}

function troubles(session: BgpSession): readonly Verdict[] {
  if (session.state !== 'established') return [];
  return [
    withoutPolicy(session),
    nearLimit(session),
    flapping(session),
    nothingReceived(session),
    lowered(session),
  ].flatMap((one) => one ?? []);
}

function withoutPolicy({ neighbour, withoutPolicy: none }: BgpSession): Verdict | undefined {
  if (!none) return undefined;
  return verdict(
    'warning',
    'no-policy',
    `The session with ${neighbour} stands, but a direction has no policy, so no routes are exchanged (RFC 8212). Give it an import and an export policy.`,
    `与 ${neighbour} 的会话已建立,但有方向没有策略,因此不交换路由(RFC 8212)。请为其配置入向和出向策略。`,
  );
}

function nearLimit({ neighbour, prefixLimit, prefixesReceived, prefixesAccepted }: BgpSession): Verdict | undefined {
  const count = Math.max(prefixesReceived ?? 0, prefixesAccepted ?? 0);
  if (!prefixLimit || count / prefixLimit < NEAR_LIMIT) return undefined;
  const share = Math.round((count / prefixLimit) * 100);
  return verdict(
    'warning',
    'near-limit',
    `${neighbour} announces ${count} prefixes, ${share} % of the limit of ${prefixLimit}: beyond it the session ends. Raise the limit if that many are right.`,
    `${neighbour} 通告了 ${count} 条前缀,达到上限 ${prefixLimit} 的 ${share} %:超过后会话将中断。如数量正常,请提高上限。`,
  );
}

function flapping({ neighbour, drops, since, lastResetReason }: BgpSession): Verdict | undefined {
  const stands = secondsOf(since);
  if (drops === undefined || drops < FLAPS.ends || stands === undefined || stands >= FLAPS.standsForSeconds)
    return undefined;
  const why = lastResetReason
    ? { en: ` The last end: ${lastResetReason}.`, zh: `最近一次中断:${lastResetReason}。` }
    : undefined;
  return verdict(
    'warning',
    'flapping',
    `The session with ${neighbour} came down ${drops} times and stands for ${since} only.${why?.en ?? ''} Look for loss on the way, short timers, or a full CPU.`,
    `与 ${neighbour} 的会话已中断 ${drops} 次,目前仅持续 ${since}。${why?.zh ?? ''}请检查路径丢包、过短的计时器或 CPU 过载。`,
  );
}

function nothingReceived({
  neighbour,
  prefixesReceived,
  prefixesAccepted,
  withoutPolicy: none,
}: BgpSession): Verdict | undefined {
  if (none) return undefined;
  if (prefixesReceived !== undefined && prefixesReceived > 0 && prefixesAccepted === 0) {
    return verdict(
      'info',
      'nothing-accepted',
      `${neighbour} announces ${counted(prefixesReceived, 'prefix', 'prefixes')} and the import policy takes none of them.`,
      `${neighbour} 通告了 ${prefixesReceived} 条前缀,但入向策略一条也未接受。`,
    );
  }
  if ((prefixesReceived ?? prefixesAccepted) !== 0) return undefined;
  return verdict(
    'info',
    'no-prefixes',
    `The session with ${neighbour} stands and brings no prefixes: it announces none, or all are filtered before they are counted.`,
    `与 ${neighbour} 的会话已建立,但没有收到前缀:对端未通告,或在计数之前全部被过滤。`,
  );
}

function lowered({ neighbour, hold, configuredHold }: BgpSession): Verdict | undefined {
  if (hold === undefined || configuredHold === undefined || hold >= configuredHold) return undefined;
  return verdict(
    'info',
    'hold-lowered',
    `The session with ${neighbour} stands with a hold time of ${hold} s; this side is configured for ${configuredHold} s, the neighbour asks for less (RFC 4271 4.2).`,
    `与 ${neighbour} 的会话以 ${hold} 秒的保持时间建立;本端配置为 ${configuredHold} 秒,对端要求更短(RFC 4271 4.2)。`,
  );
}

function fine(sessions: readonly BgpSession[], subject: string | undefined): Verdict {
  const standing = sessions.filter(({ state }) => state === 'established');
  const [first] = standing;
  if (subject === undefined || !first) {
    return verdict(
      'ok',
      'established',
      `All BGP sessions that are not shut down stand (${standing.length}).`,
      `所有未被关闭的 BGP 会话均已建立(${standing.length} 个)。`,
    );
  }
  const { since, prefixesReceived = first.prefixesAccepted, hold } = first;
  const more = [
    since && { en: `since ${since}`, zh: `持续 ${since}` },
    prefixesReceived !== undefined && {
      en: counted(prefixesReceived, 'prefix', 'prefixes'),
      zh: `${prefixesReceived} 条前缀`,
    },
    hold !== undefined && { en: `hold time ${hold} s`, zh: `保持时间 ${hold} 秒` },
  ].flatMap((one) => one || []);
  return verdict(
    'ok',
    'established',
    `The BGP session with ${subject} stands: ${more.map(({ en }) => en).join(', ')}.`,
    `与 ${subject} 的 BGP 会话已建立:${more.map(({ zh }) => zh).join(',')}。`,
  );
}

const describeDown = ({ neighbour, vrf, state, note, lastResetReason }: BgpSession): string =>
  `${neighbour}${vrf && vrf !== 'default' ? ` (VRF ${vrf})` : ''} is ${state}${note ? ` (${note})` : ''}${lastResetReason ? `, last: ${lastResetReason}` : ''}`;
const describeDownZh = ({ neighbour, vrf, state, note, lastResetReason }: BgpSession): string =>
  `${neighbour}${vrf && vrf !== 'default' ? `(VRF ${vrf})` : ''} 处于 ${state}${note ? `(${note})` : ''}${lastResetReason ? `,最近:${lastResetReason}` : ''}`;

function named(sessions: readonly BgpSession[], words: (session: BgpSession) => string): string {
  const list = sessions.slice(0, NAMED).map(words);
  return sessions.length > NAMED ? `${list.join('; ')}; ...` : list.join('; ');
}

/** `00:20:06`, `1d02h`, `2w3d`, `1y10w`, `9w2d 5:23:37`; @returns undefined for `never` and what is no time. */
export function secondsOf(since: string | undefined): number | undefined {
  if (since === undefined) return undefined;
  const clock = /(?:^|\s)(\d+):(\d\d):(\d\d)(?:\.\d+)?$/.exec(since);
  const units = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
  const parts = [...since.matchAll(/(\d+)([ywdhms])/g)];
  if (!clock && parts.length === 0) return undefined;
  const long = parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
  return long + (clock ? Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]) : 0);
}
