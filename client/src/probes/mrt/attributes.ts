import { Octets, Short } from './octets.ts';

/** RFC 4271 4.3, RFC 5065 3 */
export interface PathSegment {
  readonly kind: 'set' | 'sequence' | 'confed-sequence' | 'confed-set';
  readonly asns: readonly number[];
}

/** Path attributes as they stand in a message or a table, each read only when it is asked for. */
export interface Attributes {
  readonly origin: number | undefined;
  /** With AS4_PATH merged in where numbers had two octets (RFC 6793 4.2.3). */
  readonly path: readonly PathSegment[];
  readonly nextHop: Buffer | undefined;
  readonly med: number | undefined;
  readonly localPref: number | undefined;
  readonly atomic: boolean;
  readonly aggregator: { readonly asn: number; readonly address: Buffer } | undefined;
  /** Numbers of 32 bits. */
  readonly communities: readonly number[];
  /** MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760), without their code. */
  readonly reach: Buffer | undefined;
  readonly unreach: Buffer | undefined;
}

const CODE = {
  origin: 1,
  path: 2,
  nextHop: 3,
  med: 4,
  localPref: 5,
  atomic: 6,
  aggregator: 7,
  communities: 8,
  reach: 14,
  unreach: 15,
  as4Path: 17,
  as4Aggregator: 18,
} as const;

const EXTENDED = 0x10;
const AS_TRANS = 23_456;
const KINDS = [undefined, 'set', 'sequence', 'confed-sequence', 'confed-set'] as const;

/** @param asOctets of an AS number in AS_PATH and AGGREGATOR. @throws Short when they are cut off */
export function attributesOf(bytes: Buffer, asOctets: 2 | 4): Attributes {
  const values = new Map<number, Buffer>();
  const octets = new Octets(bytes);
  while (octets.left > 0) {
    const flags = octets.number(1);
    const code = octets.number(1);
    const value = octets.take(octets.number(flags & EXTENDED ? 2 : 1));
    // RFC 7606 3 g: of an attribute that comes twice, the first counts.
    if (!values.has(code)) values.set(code, value);
  }
  const number = (code: number): number | undefined => {
    const value = values.get(code);
    return value?.length === 4 ? value.readUInt32BE(0) : undefined;
  };
  return {
    get origin() {
      return values.get(CODE.origin)?.[0];
    },
    get path() {
      const path = segmentsOf(values.get(CODE.path), asOctets);
      const newer = asOctets === 2 ? segmentsOf(values.get(CODE.as4Path), 4) : [];
      return newer.length === 0 ? path : merged(path, newer);
    },
    get nextHop() {
      return values.get(CODE.nextHop);
    },
    get med() {
      return number(CODE.med);
    },
    get localPref() {
      return number(CODE.localPref);
    },
    get atomic() {
      return values.has(CODE.atomic);
    },
    get aggregator() {
      const own = aggregatorOf(values.get(CODE.aggregator), asOctets);
      return own?.asn === AS_TRANS ? (aggregatorOf(values.get(CODE.as4Aggregator), 4) ?? own) : own;
    },
    get communities() {
      const value = values.get(CODE.communities) ?? Buffer.alloc(0);
      return Array.from({ length: Math.floor(value.length / 4) }, (_, nth) => value.readUInt32BE(nth * 4));
    },
    get reach() {
      return values.get(CODE.reach);
    },
    get unreach() {
      return values.get(CODE.unreach);
    },
  };
}

function segmentsOf(value: Buffer | undefined, asOctets: 2 | 4): readonly PathSegment[] {
  if (!value) return [];
  const octets = new Octets(value);
  const segments: PathSegment[] = [];
  try {
    while (octets.left > 0) {
      const kind = KINDS[octets.number(1)];
      const count = octets.number(1);
      const asns = Array.from({ length: count }, () => octets.number(asOctets));
      if (kind) segments.push({ kind, asns });
    }
  } catch (error) {
    if (!(error instanceof Short)) throw error;
  }
  return segments;
}

/** RFC 6793 4.2.3: as much of the older path goes in front as the newer one is short of; sets count as one. */
function merged(path: readonly PathSegment[], newer: readonly PathSegment[]): readonly PathSegment[] {
  let missing = lengthOf(path) - lengthOf(newer);
  if (missing < 0) return path;
  const front: PathSegment[] = [];
  for (const segment of path) {
    if (missing <= 0) break;
    if (segment.kind === 'sequence') {
      front.push({ ...segment, asns: segment.asns.slice(0, missing) });
      missing -= Math.min(missing, segment.asns.length);
    } else {
      front.push(segment);
      if (segment.kind === 'set') missing -= 1;
    }
  }
  const [last, first] = [front.at(-1), newer[0]];
  if (last?.kind === 'sequence' && first?.kind === 'sequence')
    return [...front.slice(0, -1), { kind: 'sequence', asns: [...last.asns, ...first.asns] }, ...newer.slice(1)];
  return [...front, ...newer];
}

const lengthOf = (path: readonly PathSegment[]): number =>
  path.reduce((sum, { kind, asns }) => sum + (kind === 'sequence' ? asns.length : kind === 'set' ? 1 : 0), 0);

function aggregatorOf(value: Buffer | undefined, asOctets: 2 | 4) {
  if (value?.length !== asOctets + 4) return undefined;
  return { asn: value.readUIntBE(0, asOctets), address: value.subarray(asOctets) };
}
