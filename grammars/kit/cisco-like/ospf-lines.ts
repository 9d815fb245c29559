import { type Family, lengthOfMask, type Prefix, parseIpv4, parsePrefix } from '../../model/address.ts';
import type { AreaRange, IgpAuthentication, InForce, OspfArea, OspfNetworkType } from '../../model/igp.ts';
import type { Statement, Word } from '../../outline.ts';
import { at, cover, type Located, type Span } from '../../text/span.ts';
import { after, isWholeNumber, lower, numberAt } from './facts.ts';

/** What is said of an interface for OSPF, wherever that is. */
export interface OspfLines {
  area?: Located<number>;
  /** The process that is named with the area. */
  process?: string;
  /** Version 3: what is announced of it, where it says so. */
  families?: readonly Family[];
  cost?: Located<number>;
  passive?: InForce<boolean>;
  networkType?: InForce<OspfNetworkType>;
  hello?: InForce<number>;
  dead?: InForce<number>;
  /** Hello packets go out several times a second: `dead-interval minimal`. */
  fastHello?: boolean;
  authentication?: InForce<IgpAuthentication>;
  mtuIgnored?: boolean;
  priority?: Located<number>;
  bfd?: boolean;
  off?: boolean;
  span?: Span;
}

/** Area numbers in either spelling: `1`, `0.0.0.1`. */
export function areaAt(word: Word | undefined): Located<number> | undefined {
  if (!word) return undefined;
  const dotted = parseIpv4(word.text);
  if (dotted !== undefined) return at(Number(dotted), word.span);
  return isWholeNumber(word.text) ? at(Number(word.text), word.span) : undefined;
}

/**
 * One setting, from its keyword on: `cost 10`, `hello-interval 5`, `network point-to-point`, `authentication message-digest`.
 * @returns whether it was one that is followed
 */
export function readOspfSetting(words: readonly Word[], negated: boolean, lines: OspfLines): boolean {
  const key = lower(words, 0);
  const number = numberAt(words[1]);
  if (negated) return negate(key, words, lines);
  if (key === 'cost' && number) lines.cost = number;
  else if (key === 'priority' && number) lines.priority = number;
  else if (key === 'hello-interval' && number) lines.hello = number;
  else if (key === 'dead-interval') readDead(words, number, lines);
  else if (key === 'network') {
    const type = networkTypeOf(words);
    if (!type) return false;
    lines.networkType = type;
  } else if (key === 'authentication') lines.authentication = authenticationOf(words);
  else if (key === 'mtu-ignore') lines.mtuIgnored = !isOff(words[1]);
  else if (key === 'passive' || key === 'passive-interface')
    lines.passive = { value: !isOff(words[1]), span: spanOf(words) };
  else if (key === 'bfd') lines.bfd = lower(words, 1) !== 'disable';
  else if (key === 'shutdown' || key === 'disabled' || key === 'disable') lines.off = true;
  // Keys alone turn nothing on.
  else return key === 'authentication-key' || key === 'message-digest-key' || key === 'authentication-key-chain';
  return true;
}

function negate(key: string, words: readonly Word[], lines: OspfLines): boolean {
  if (key === 'passive' || key === 'passive-interface') lines.passive = { value: false, span: spanOf(words) };
  else if (key === 'mtu-ignore') lines.mtuIgnored = false;
  else if (key === 'shutdown' || key === 'disabled') lines.off = false;
  else return false;
  return true;
}

/** `dead-interval 40`, `dead-interval minimal hello-multiplier 5` */
function readDead(words: readonly Word[], number: Located<number> | undefined, lines: OspfLines): void {
  if (number) lines.dead = number;
  else {
    lines.fastHello = true;
    lines.dead = { value: 1, span: spanOf(words) };
  }
}

const isOff = (word: Word | undefined): boolean => /^(?:disable|disabled|false|no)$/i.test(word?.text ?? '');

export const spanOf = (words: readonly Word[]): Span => cover(words[0]!.span, words.at(-1)!.span);

/** `network point-to-multipoint non-broadcast` */
function networkTypeOf(words: readonly Word[]): InForce<OspfNetworkType> | undefined {
  const span = spanOf(words);
  switch (lower(words, 1)) {
    case 'broadcast':
      return { value: 'broadcast', span };
    case 'point-to-point':
      return { value: 'point-to-point', span };
    case 'non-broadcast':
      return { value: 'non-broadcast', span };
    case 'point-to-multipoint':
      return {
        value: lower(words, 2) === 'non-broadcast' ? 'point-to-multipoint-non-broadcast' : 'point-to-multipoint',
        span,
      };
    default:
      return undefined;
  }
}

/** `authentication`, `authentication null`, `authentication message-digest`, `authentication key-chain X`, `authentication ipsec ...` */
export function authenticationOf(words: readonly Word[]): InForce<IgpAuthentication> {
  const kind = lower(words, 1);
  const span = spanOf(words);
  if (kind === 'null') return { value: 'none', span };
  return { value: kind === '' || parseIpv4(kind) !== undefined ? 'clear-text' : 'cryptographic', span };
}

/** An area while its lines are read. */
export interface AreaDraft {
  readonly id: Located<number>;
  type: OspfArea['type'];
  noSummary?: boolean;
  defaultCost?: number;
  defaultOriginate?: boolean;
  readonly ranges: AreaRange[];
  authentication?: InForce<IgpAuthentication>;
  readonly span: Span;
}

export type AreaLine = 'followed' | 'unfollowed' | 'unknown';

/** What stands behind the number of an area: `stub no-summary`, `range 10.0.0.0 255.255.0.0 not-advertise`, `authentication` */
export function readAreaSetting(words: readonly Word[], area: AreaDraft): AreaLine {
  const key = lower(words, 0);
  const has = (text: string): boolean => words.some((word) => word.text.toLowerCase() === text);
  if (key === 'stub') {
    area.type = 'stub';
    if (has('no-summary')) area.noSummary = true;
  } else if (key === 'nssa') {
    area.type = 'nssa';
    if (has('no-summary')) area.noSummary = true;
    if (has('default-information-originate') || has('default-originate')) area.defaultOriginate = true;
    // What it redistributes, translates and leaves out, and how its default counts, is told in options that are not followed.
    if (words.slice(1).some(({ text }) => !/^(?:no-summary|default-(?:information-)?originate)$/i.test(text)))
      return 'unfollowed';
  } else if (key === 'default-cost' && numberAt(words[1])) area.defaultCost = numberAt(words[1])!.value;
  else if (key === 'authentication') area.authentication = authenticationOf(words);
  else if (key === 'range') {
    const range = rangeOf(words);
    if (!range) return 'unknown';
    area.ranges.push(range);
    if (has('substitute')) return 'unfollowed';
  } else return 'unfollowed';
  return 'followed';
}

function rangeOf(words: readonly Word[]): AreaRange | undefined {
  const [, first, second] = words;
  const prefix = parsePrefix(first?.text ?? '') ?? maskedPrefix(first, second);
  if (!prefix) return undefined;
  const value = numberAt(after(words, 'cost'))?.value;
  return {
    prefix,
    advertised: !words.some((word) => /^(?:not-advertise|no-advertise)$/i.test(word.text)),
    ...(value === undefined ? {} : { cost: value }),
    span: spanOf(words),
  };
}

function maskedPrefix(first: Word | undefined, second: Word | undefined): Prefix | undefined {
  const address = parseIpv4(first?.text ?? '');
  const mask = parseIpv4(second?.text ?? '');
  const length = mask === undefined ? undefined : lengthOfMask(mask);
  return address === undefined || length === undefined ? undefined : { family: 'ipv4', address, length };
}

/** The words of a statement behind `no`, and whether that was there. */
export function unnegated({ words }: Statement): { readonly words: readonly Word[]; readonly negated: boolean } {
  const negated = lower(words, 0) === 'no';
  return { words: negated ? words.slice(1) : words, negated };
}
