import { knownFacts, wholeNumber } from '../known-facts.ts';
import { asNumbersOf, type BgpPath, originOf } from './bgp-path.ts';

/**
 * `show bgp ... PREFIX` of IOS, NX-OS, EOS, IOS XR and FRR: below each prefix its paths, each an AS path, a next hop and
 * attributes.
 */
export function readBgpPathText(text: string): BgpPath[] {
  return text.split(/^(?=(?:VRF \d{1,5} )?BGP routing table entry for )/m).flatMap(pathsOf);
}

// BGP routing table entry for 10.13.11.0/30, version 2
function pathsOf(block: string): BgpPath[] {
  const prefix = /^(?:VRF \d{1,5} )?BGP routing table entry for (?:\S+:\S+:)?([\da-fA-F.:]+\/\d+)/.exec(block)?.[1];
  if (!prefix) return [];
  const lines = block.split(/\r?\n/);
  const starts = lines.flatMap((line, at) => (NEXT_HOP.test(line) ? [at] : []));
  return starts.flatMap((start, index) => {
    // The path stands above its next hop, the attributes below, up to the path of the next one.
    const next = starts[index + 1];
    const above = lines.slice(Math.max(0, start - 3), start);
    const below = lines.slice(start + 1, next === undefined ? start + 12 : Math.max(start + 1, next - 1));
    return pathOf(prefix, above, lines[start]!, below) ?? [];
  });
}

//     10.34.31.1 (inaccessible) from 10.34.31.1 (192.168.123.3)
//     10.254.1.2 (metric 2) from 10.254.1.2 (10.254.1.2)
const NEXT_HOP = /^ +([\da-fA-F.:]+)((?: \([^)]{1,60}\))*) from \S+/;

function pathOf(prefix: string, above: readonly string[], hop: string, below: readonly string[]): BgpPath | undefined {
  const [, nextHop, notes = ''] = NEXT_HOP.exec(hop) ?? [];
  const attributes = below.find((line) => /^ +Origin /.test(line));
  if (!nextHop || !attributes) return undefined;
  // EOS says in the line below what others say in the same.
  const received = below.find((line) => /^ +Received .*\b(?:valid|invalid|internal|external|local)\b/.test(line)) ?? '';
  const type = above.find((line) => /^ +Path type: /.test(line)) ?? '';
  const flags = `${attributes}, ${received}, ${type}`;
  const written = above.at(-1)!;
  const asPath = /^ +AS-Path: (.*?)(?:, path |$)/.exec(written)?.[1] ?? written.replace(/, .*$/, '');
  const source = /\binternal\b/.test(flags)
    ? 'internal'
    : /\bexternal\b/.test(flags)
      ? 'external'
      : /\b(?:local|sourced|redist|aggregated)\b/.test(flags)
        ? 'local'
        : undefined;
  const number = (name: string): number | undefined =>
    wholeNumber(new RegExp(`\\b${name} (\\d+)`, 'i').exec(attributes)?.[1]);
  const validity = /(?:Origin-AS validity|RPKI[ -]State|validation[ -]state)[: ]+(\S+)/i.exec(below.join('\n'))?.[1];
  return {
    prefix,
    nextHop,
    asPath: asNumbersOf(asPath),
    // FRR: "valid, external, best (First path received)"; NX-OS: "is best path"; IOS: "best"; of several equal ones "multipath".
    best: /\bbest\b(?! reason)/.test(flags.replace(/not best[^,]*/, '')),
    ...knownFacts({
      reachable: /inaccessible|unreachable/.test(notes)
        ? false
        : /\bpath is valid\b|\bvalid\b/.test(flags)
          ? true
          : undefined,
      origin: originOf(/\bOrigin (\w+|\?)/.exec(attributes)?.[1]),
      med: wholeNumber(/\b(?:metric|MED) (\d+)/.exec(attributes.replace(/IGP metric \S+/, ''))?.[1]),
      localPreference: number('localpref'),
      weight: number('weight'),
      source: source as BgpPath['source'],
      metric: wholeNumber(/\(metric (\d+)\)/.exec(notes)?.[1]),
      validation: validationOf(validity),
      reason: /\bnot best reason: ([^,]{1,80})/.exec(type)?.[1] ?? /\bbest \(([^)]{1,80})\)/.exec(attributes)?.[1],
    }),
  };
}

export function validationOf(word: string | undefined): BgpPath['validation'] {
  const said = word?.toLowerCase().replace(/[^a-z-]/g, '');
  if (said === 'valid' || said === 'invalid') return said;
  return said === 'not-found' || said === 'notfound' || said === 'unknown' ? 'not-found' : undefined;
}
