import type { BgpPath } from '../../show/bgp/bgp-path.ts';
import type { Verdict } from '../probe.ts';
import { verdict } from '../verdict.ts';
import { whyNot } from './decision.ts';

/** AS numbers in a path, repetitions counted. */
export const LONG = { unusual: 25, refused: 50 } as const;

/** @param ownAs of the device; absent: not known */
export function judgePaths(paths: readonly BgpPath[], subject: string | undefined, ownAs: string | undefined): Verdict {
  const prefix = paths[0]?.prefix ?? subject ?? '';
  if (paths.length === 0) {
    return verdict(
      'error',
      'no-route',
      `The device has no BGP route to ${prefix}: nobody announces it here, or the import policy drops it.`,
      `设备没有到 ${prefix} 的 BGP 路由:没有人向它通告,或被入向策略丢弃。`,
    );
  }
  const best = paths.find((path) => path.best);
  if (!best) {
    const unreachable = paths.filter(({ reachable }) => reachable === false);
    const all = unreachable.length === paths.length;
    return verdict(
      'error',
      all ? 'next-hop-unreachable' : 'no-best',
      all
        ? `None of the ${paths.length} paths to ${prefix} can be used: no route to the next hop ${unreachable[0]!.nextHop}. Announce the link, or set next-hop-self on the border router.`
        : `None of the ${paths.length} paths to ${prefix} was chosen as the best.`,
      all
        ? `到 ${prefix} 的 ${paths.length} 条路径均不可用:没有到下一跳 ${unreachable[0]!.nextHop} 的路由。请通告该链路,或在边界路由器上设置 next-hop-self。`
        : `到 ${prefix} 的 ${paths.length} 条路径中没有一条被选为最优。`,
    );
  }
  const trace = traceOf(best, paths);
  if (best.validation === 'invalid') {
    return verdict(
      'error',
      'rov-invalid',
      `The best path to ${prefix} is invalid by RPKI origin validation and used all the same. Reject invalid routes on import. ${trace.en}`,
      `到 ${prefix} 的最优路径经 RPKI 起源验证为 invalid,却仍被使用。请在入向拒绝 invalid 路由。${trace.zh}`,
    );
  }
  const bogon = best.asPath.find((asn) => isReserved(asn));
  if (bogon !== undefined) {
    return verdict(
      'warning',
      'bogon-asn',
      `The best path to ${prefix} goes through AS ${bogon}, which is reserved and belongs to nobody: a leak or an error upstream. ${trace.en}`,
      `到 ${prefix} 的最优路径经过 AS ${bogon},该号码为保留号,不属于任何人:上游有泄漏或错误。${trace.zh}`,
    );
  }
  if (ownAs !== undefined && best.source !== 'internal' && best.asPath.includes(ownAs)) {
    return verdict(
      'info',
      'own-as',
      `The best path to ${prefix} goes through AS ${ownAs}, which is this device's own: it takes what its own AS has announced (allowas-in, loops). That is right between sites of one AS; else the route goes in a circle. ${trace.en}`,
      `到 ${prefix} 的最优路径经过本设备自身的 AS ${ownAs}:它接受自身 AS 通告过的路由(allowas-in、loops)。这在同一 AS 的多个站点之间是正常的;否则路由成环。${trace.zh}`,
    );
  }
  const length = best.asPath.length;
  if (length >= LONG.unusual) {
    return verdict(
      length >= LONG.refused ? 'warning' : 'info',
      'long-path',
      `The best path to ${prefix} is ${length} AS numbers long. ${trace.en}`,
      `到 ${prefix} 的最优路径长达 ${length} 个 AS。${trace.zh}`,
    );
  }
  return verdict('ok', 'route', trace.en, trace.zh);
}

/** The best path, and for each other the step of the decision at which it lost. */
function traceOf(best: BgpPath, paths: readonly BgpPath[]): { readonly en: string; readonly zh: string } {
  const others = paths.filter((path) => path !== best && path.prefix === best.prefix);
  const losers = others.slice(0, 5).map((path) => ({ path, why: whyNot(best, path) }));
  const reason = best.reason ? { en: ` (${best.reason})`, zh: `(${best.reason})` } : { en: '', zh: '' };
  const head = {
    en: `${best.prefix} goes to ${best.nextHop}, AS path ${pathText(best, 'en')}${others.length > 0 ? reason.en : ''}.`,
    zh: `${best.prefix} 经 ${best.nextHop},AS 路径 ${pathText(best, 'zh')}${others.length > 0 ? reason.zh : ''}。`,
  };
  const more = others.length - losers.length;
  return {
    en: [
      head.en,
      ...losers.map(({ path, why }) => `${path.nextHop} (${pathText(path, 'en')}) lost: ${why.en}.`),
      ...(more > 0 ? [`${more} more lost.`] : []),
    ].join(' '),
    zh: [
      head.zh,
      ...losers.map(({ path, why }) => `${path.nextHop}(${pathText(path, 'zh')})落选:${why.zh}。`),
      ...(more > 0 ? [`另有 ${more} 条落选。`] : []),
    ].join(''),
  };
}

const pathText = ({ asPath }: BgpPath, language: 'en' | 'zh'): string => {
  if (asPath.length === 0) return language === 'en' ? 'of its own AS' : '本 AS';
  return asPath.length > 8 ? `${asPath.slice(0, 8).join(' ')} ...` : asPath.join(' ');
};

/** IANA: AS 0 (RFC 7607), AS_TRANS (RFC 6793), documentation (RFC 5398), the last of each size (RFC 7300). Private numbers are no error here. */
function isReserved(text: string): boolean {
  const asn = /^\d+$/.test(text) ? Number(text) : undefined;
  if (asn === undefined) return false;
  return (
    asn === 0 ||
    asn === 23_456 ||
    asn === 65_535 ||
    asn === 4_294_967_295 ||
    (asn >= 64_496 && asn <= 64_511) ||
    (asn >= 65_536 && asn <= 65_551)
  );
}
