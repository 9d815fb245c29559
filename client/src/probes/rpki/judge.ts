import { notConnected } from '../not-connected.ts';
import type { Verdict } from '../probe.ts';
import { targetText } from '../target.ts';
import { verdict, worst } from '../verdict.ts';
import type { RpkiObservation } from './observe.ts';
import { authorises, lengthOf, type RouteAnswer, type Vrp } from './vrp.ts';

export function judge(observation: RpkiObservation): Verdict {
  const { end, routes = [], payloads } = observation;
  const cache =
    observation.address === undefined
      ? undefined
      : targetText({ host: observation.address, port: observation.target.port! });
  if (end !== 'done') return notDone(cache!, observation);
  const count = (payloads?.ipv4 ?? 0) + (payloads?.ipv6 ?? 0);
  const source = cache ? { en: `the cache ${cache}`, zh: `缓存 ${cache}` } : { en: 'the file', zh: '该文件' };
  if (count === 0) {
    return verdict(
      'error',
      'empty',
      `${upper(source.en)} has no payloads at all: with it every route is NotFound, and nothing is dropped. Look after its validator.`,
      `${source.zh}中没有任何验证数据:依靠它所有路由都是 NotFound,不会丢弃任何路由。请检查其验证器。`,
    );
  }
  const old = ageOf(observation.age);
  if (routes.length === 0) {
    const { refresh } = observation.timers ?? {};
    return verdict(
      'ok',
      'served',
      `${upper(source.en)} serves ${count} validated payloads${refresh === undefined ? '' : `, to be refreshed every ${refresh} s`}.${old.en}`,
      `${source.zh}提供 ${count} 条验证数据${refresh === undefined ? '' : `,每 ${refresh} 秒刷新`}。${old.zh}`,
    );
  }
  const verdicts = routes.map((route) => judgeRoute(route, routes, source));
  const first = worst(verdicts);
  const others = verdicts.filter(({ code }) => code === first.code).length - 1;
  return {
    ...first,
    text: {
      en: `${first.text.en}${others > 0 ? ` So it is with ${others} more of ${routes.length} routes.` : ''}${old.en}`,
      'zh-cn': `${first.text['zh-cn']}${others > 0 ? `共 ${routes.length} 条路由中还有 ${others} 条如此。` : ''}${old.zh}`,
    },
  };
}

interface Words {
  readonly en: string;
  readonly zh: string;
}

/** RFC 6811 2: NotFound where nothing covers it, Valid where one payload authorises it, else Invalid. */
function judgeRoute(route: RouteAnswer, all: readonly RouteAnswer[], source: Words): Verdict {
  const { prefix, asn, covering } = route;
  if (covering.length === 0) {
    return verdict(
      'info',
      'not-found',
      `No ROA covers ${prefix}, says ${source.en}: anybody may announce it unchallenged. Publish one.`,
      `${source.zh}表明没有 ROA 覆盖 ${prefix}:任何人都可以宣告它。请发布 ROA。`,
    );
  }
  if (asn === undefined) {
    return verdict(
      'info',
      'covered',
      `${prefix} is covered, says ${source.en}: ${list(covering)}.`,
      `${source.zh}表明 ${prefix} 已被覆盖:${list(covering)}。`,
    );
  }
  const good = covering.filter((vrp) => authorises(vrp, route));
  if (good.length > 0) return judgeValid(route, good, all, source);
  const own = covering.filter((vrp) => vrp.asn === asn);
  if (own.length > 0) {
    return verdict(
      'error',
      'invalid-length',
      `${prefix} from AS${asn} is Invalid, says ${source.en}: it is longer than the ROA allows (${list(own)}). Networks that validate drop it. Announce the shorter prefix, or publish a ROA for this one.`,
      `${source.zh}表明 AS${asn} 宣告的 ${prefix} 为 Invalid:比 ROA 允许的更长(${list(own)})。做验证的网络会丢弃它。请宣告更短的前缀,或为它发布 ROA。`,
    );
  }
  if (covering.every((vrp) => vrp.asn === 0)) {
    return verdict(
      'error',
      'invalid-as0',
      `${prefix} from AS${asn} is Invalid, says ${source.en}: its holder declares that nobody announces it (${list(covering)}). Networks that validate drop it.`,
      `${source.zh}表明 AS${asn} 宣告的 ${prefix} 为 Invalid:其持有者声明不应有人宣告它(${list(covering)})。做验证的网络会丢弃它。`,
    );
  }
  return verdict(
    'error',
    'invalid-asn',
    `${prefix} from AS${asn} is Invalid, says ${source.en}: others may announce it (${list(covering)}), AS${asn} may not. Networks that validate drop it. Publish a ROA for AS${asn}, or correct the origin.`,
    `${source.zh}表明 AS${asn} 宣告的 ${prefix} 为 Invalid:允许的是其他 AS(${list(covering)})。做验证的网络会丢弃它。请为 AS${asn} 发布 ROA,或更正起源。`,
  );
}

function judgeValid(route: RouteAnswer, good: readonly Vrp[], all: readonly RouteAnswer[], source: Words): Verdict {
  const { prefix, asn } = route;
  // Only what every authorising payload leaves open: one exact ROA is what RFC 9319 asks for.
  const loose = good.every((vrp) => vrp.maxLength > lengthOf(route)) ? good[0]! : undefined;
  const usesMore = all.some(
    (other) =>
      other.asn === asn &&
      other.covering.some((vrp) => vrp.prefix === loose?.prefix) &&
      lengthOf(other) > lengthOf(route),
  );
  if (loose && !usesMore) {
    return verdict(
      'info',
      'max-length',
      `${prefix} from AS${asn} is Valid, says ${source.en}, but its ROA (${list([loose])}) also allows longer prefixes: where those are not announced, somebody who forges the origin can (RFC 9319).`,
      `${source.zh}表明 AS${asn} 宣告的 ${prefix} 为 Valid,但其 ROA(${list([loose])})还允许更长的前缀:若未宣告它们,他人可伪造起源来宣告(RFC 9319)。`,
    );
  }
  return verdict(
    'ok',
    'valid',
    `${prefix} from AS${asn} is Valid, says ${source.en}: ${list(good)}.`,
    `${source.zh}表明 AS${asn} 宣告的 ${prefix} 为 Valid:${list(good)}。`,
  );
}

/** `AS64500 192.0.2.0/24-24`; the first three. */
function list(vrps: readonly Vrp[]): string {
  const said = vrps.slice(0, 3).map(({ prefix, maxLength, asn }) => `AS${asn} ${prefix}-${maxLength}`);
  return [...said, ...(vrps.length > 3 ? [`+${vrps.length - 3}`] : [])].join(', ');
}

const HOUR_MS = 3_600_000;

/** Validators write anew within the hour; what is a day old may tell of yesterday. */
function ageOf(age: number | undefined): Words {
  const hours = Math.floor((age ?? 0) / HOUR_MS);
  return hours < 24
    ? { en: '', zh: '' }
    : { en: ` The file is ${hours} hours old.`, zh: `该文件写于 ${hours} 小时前。` };
}

const upper = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

function notDone(cache: string, { end, error }: RpkiObservation): Verdict {
  switch (end) {
    case 'no-data':
      return verdict(
        'error',
        'no-data',
        `The cache ${cache} has no data yet, or lost it: routers that use it validate nothing. Look after its validator.`,
        `缓存 ${cache} 尚无数据或已丢失数据:使用它的路由器不做任何验证。请检查其验证器。`,
      );
    case 'error': {
      const said = `${error?.code}${error?.text ? ` (${error.text})` : ''}`;
      return verdict(
        'error',
        'cache-error',
        `The cache ${cache} ends the session with error ${said}.`,
        `缓存 ${cache} 以错误 ${said} 结束会话。`,
      );
    }
    case 'not-rtr':
    case 'flood':
      return verdict(
        'error',
        'not-rtr',
        `What answers at ${cache} does not speak the RPKI to Router protocol (RFC 8210).`,
        `${cache} 的应答方使用的不是 RPKI-RTR 协议(RFC 8210)。`,
      );
    case 'silent':
      return verdict(
        'error',
        'silent',
        `${cache} takes the connection and says nothing: no RPKI to Router session comes up.`,
        `${cache} 接受连接但不作应答:RPKI-RTR 会话无法建立。`,
      );
    case 'truncated':
      return verdict(
        'error',
        'truncated',
        `The cache ${cache} stops in the middle of its data: routers never get to the end of it.`,
        `缓存 ${cache} 在数据中途停止:路由器无法收全。`,
      );
    default:
      return notConnected(cache, end as Exclude<typeof end, 'done'>);
  }
}
