import { networkOf, parsePrefix, widthOf } from '../../../../grammars/model/address.ts';
import type { Covering } from './vrp.ts';

export interface VrpFile {
  readonly payloads: { readonly ipv4: number; readonly ipv6: number };
  /** Milliseconds since the epoch: when the validator wrote it, where it says so. */
  readonly written?: number;
}

/** An entry is far smaller; what is not is passed over. */
const LARGEST_ENTRY = 4_096;

/**
 * Validated payloads as rpki-client, Routinator and StayRTR export them: JSON (`{"roas": [{"asn", "prefix", "maxLength"}]}`) or CSV
 * (`ASN,IP Prefix,Max Length,...`). Read entry by entry: the whole Internet's are a hundred megabytes.
 * @returns undefined when there is no such entry
 */
export async function readVrpFile(chunks: AsyncIterable<Uint8Array>, covering: Covering): Promise<VrpFile | undefined> {
  const decoder = new TextDecoder();
  const counted = { ipv4: 0, ipv6: 0 };
  let written: number | undefined;
  let json: boolean | undefined;
  let rest = '';
  const take = (entry: string): void => {
    if (entry.length > LARGEST_ENTRY) return;
    const found = json ? fromJson(entry) : fromCsv(entry);
    written ??= found?.written;
    const family = found?.vrp && addTo(covering, found.vrp);
    if (family) counted[family] += 1;
  };
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    json ??= /^\s*[{[]/.test(text);
    const pieces = text.split(json ? '}' : '\n');
    rest = pieces.pop()!.slice(-LARGEST_ENTRY - 1);
    for (const piece of pieces) take(piece);
  }
  if (json === false) take(rest);
  return counted.ipv4 + counted.ipv6 === 0
    ? undefined
    : { payloads: counted, ...(written !== undefined && { written }) };
}

interface Found {
  readonly vrp?: { readonly asn: number; readonly prefix: string; readonly maxLength: number };
  readonly written?: number;
}

/** What stands between the last `{` and a `}`: an entry has no braces of its own. */
function fromJson(piece: string): Found | undefined {
  const value = parsed(`${piece.slice(piece.lastIndexOf('{'))}}`);
  if (!value) return undefined;
  const { asn, prefix, maxLength, buildtime, generatedTime } = value;
  if (typeof prefix === 'string' && typeof maxLength === 'number') {
    const number = typeof asn === 'number' ? asn : typeof asn === 'string' ? asNumber(asn) : undefined;
    return number === undefined ? undefined : { vrp: { asn: number, prefix, maxLength } };
  }
  const time = Date.parse(String(buildtime ?? generatedTime));
  return Number.isNaN(time) ? undefined : { written: time };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function fromCsv(line: string): Found | undefined {
  const [asn = '', prefix = '', maxLength = ''] = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const number = asNumber(asn);
  return number === undefined || !/^\d{1,3}$/.test(maxLength)
    ? undefined
    : { vrp: { asn: number, prefix, maxLength: Number(maxLength) } };
}

const asNumber = (text: string): number | undefined =>
  /^(?:AS)?\d{1,10}$/i.test(text) ? Number(text.replace(/^AS/i, '')) : undefined;

function addTo(covering: Covering, { asn, prefix, maxLength }: NonNullable<Found['vrp']>): 'ipv4' | 'ipv6' | undefined {
  const read = parsePrefix(prefix);
  if (!read || maxLength < read.length || maxLength > widthOf(read.family) || asn > 0xffff_ffff) return undefined;
  covering.add(read.family, networkOf(read), read.length, maxLength, asn);
  return read.family;
}
