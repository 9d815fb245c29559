import type { WireGone, WireHop, WireLine, WireWay } from '../../../client/src/protocol.ts';
import type { HopReport, PlacedLine, TraceReport } from '../twin/ask-trace.ts';
import type { Failure } from '../twin/failures.ts';
import { hopWords } from '../twin/hop-words.ts';
import type { Locale } from './locale.ts';

/** A way of a packet, as the client shows it. */
export const wireWay = ({ end, reason, at, hops, doubts }: TraceReport, locale: Locale): WireWay => ({
  end,
  sure: doubts.length === 0,
  sentence: reason[locale],
  ...(at ? { at: wireLine(at) } : {}),
  hops: hops.map((hop) => wireHop(hop, locale)),
});

function wireHop(hop: HopReport, locale: Locale): WireHop {
  const { device, id, inInterface, outInterface, becomes, filters, route, checks = [], decided } = hop;
  const said = [
    hopWords(hop, locale),
    ...filters.map(({ name, action }) => `${name}: ${action}`),
    ...checks.map(({ target, why }) => CHECK[locale](target, why[locale])),
    ...(becomes === undefined ? [] : [BECOMES[locale](becomes)]),
  ];
  return {
    device,
    id,
    ...(inInterface === undefined ? {} : { inInterface }),
    ...(outInterface === undefined ? {} : { outInterface }),
    text: said.join('; '),
    lines: [...filters.flatMap(({ rules }) => rules), ...(route ? [route] : [])].map(wireLine),
    ...(decided ? { decides: wireLine(decided) } : {}),
  };
}

export const wireLine = ({ path, range, text }: PlacedLine): WireLine => ({ uri: path, range, text });

export const goneWith = ({ devices, interfaces }: Failure): WireGone[] => [
  ...devices.map((id) => ({ id })),
  ...interfaces.map(({ path, name }) => ({ id: path, interface: name })),
];

const CHECK = {
  en: (target: string, why: string) => `check of ${target}: ${why}`,
  'zh-cn': (target: string, why: string) => `健康检查 ${target}:${why}`,
} as const;

const BECOMES = {
  en: (packet: string) => `becomes ${packet}`,
  'zh-cn': (packet: string) => `转换为 ${packet}`,
} as const;
