import { knownFacts, wholeNumber } from '../known-facts.ts';
import { asNumbersOf, type BgpPath, originOf } from './bgp-path.ts';

/**
 * `display bgp routing-table A L` of VRP, whose paths have their attributes in one sentence, and `display bgp routing-table ipv4 A L` of
 * Comware, which gives each a line of its own.
 */
export function readDisplayBgpPaths(text: string): BgpPath[] {
  if (!text.includes('BGP routing table')) return [];
  return text.split(HEADS).flatMap((block) => {
    const prefix = HEAD.exec(block)?.[1];
    if (!prefix) return [];
    return block
      .split(/^(?= *From *:)/m)
      .slice(1)
      .flatMap((path) => pathOf(prefix, path) ?? []);
  });
}

//  BGP routing table entry information of 10.20.0.0/24:
//  BGP routing table information of 10.20.0.0/24:
const HEAD = /^ *BGP routing table (?:entry )?information of ([\da-fA-F.:]+\/\d+):/;
const HEADS = /^(?= *BGP routing table (?:entry )?information of [\da-fA-F.:]+\/\d+:)/m;

function pathOf(prefix: string, block: string): BgpPath | undefined {
  const find = (pattern: RegExp): string | undefined => pattern.exec(block)?.[1];
  const nextHop = find(/^ *Original nexthop *: +([\da-fA-F.:]+)/m);
  const attributes = sentenceOf(block) ?? linesOf(block);
  if (!nextHop || attributes === undefined) return undefined;
  const asPath = /\bAS-path ([^,]*)/.exec(attributes)?.[1] ?? '';
  const number = (name: string): number | undefined =>
    wholeNumber(new RegExp(`\\b${name} (\\d{1,10})\\b`).exec(attributes)?.[1]);
  const source = /\b(external|internal|local)\b/.exec(attributes.replace(/\blocalpref\b/, ''))?.[1];
  return {
    prefix,
    nextHop,
    asPath: asNumbersOf(asPath),
    best: /\bbest\b(?!-external)/.test(attributes),
    // A path whose next hop has no route is not called valid.
    reachable: /\bvalid\b/.test(attributes),
    ...knownFacts({
      origin: originOf(/\borigin (\w+)/.exec(attributes)?.[1]),
      med: number('MED'),
      localPreference: number('localpref'),
      weight: number('pref-val'),
      metric: number('IGP cost'),
      source: source as BgpPath['source'],
    }),
  };
}

//  AS-path 65002 65003, origin igp, MED 0, localpref 100, pref-val 0, valid, internal-conf
// ed, best, select, active, pre 255
//  Advertised to such 1 peers:
/** Wrapped where the screen ends, in the middle of words. */
function sentenceOf(block: string): string | undefined {
  const lines = block.split(/\r?\n/);
  const start = lines.findIndex((line) => /^ *AS-path (?!:| *: )/.test(line));
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1, start + 6);
  const end = rest.findIndex((line) => line.trim() === '' || /^ *(?:Advertised|Not advertised|From *:)/.test(line));
  return [lines[start]!, ...rest.slice(0, Math.max(0, end))].join('');
}

//  AS-path         : 65002
//  Origin          : igp
//  Attribute value : MED 0, localpref 100, pref-val 0, pre 255
//  State           : valid, external, best
function linesOf(block: string): string | undefined {
  const value = (label: string): string | undefined =>
    new RegExp(`^ *${label} *: +(\\S[^\\n]{0,400}?)\\s*$`, 'm').exec(block)?.[1];
  const state = value('State');
  if (state === undefined) return undefined;
  return `AS-path ${value('AS-path') ?? ''}, origin ${value('Origin') ?? ''}, ${value('Attribute value') ?? ''}, ${state}`;
}
