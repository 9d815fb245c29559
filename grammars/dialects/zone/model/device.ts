import { type Device, emptyDevice } from '../../../model/device.ts';
import type { RecordTtl } from '../../../model/dns.ts';
import type { Outline } from '../../../outline.ts';
import { asZone } from '../grammar/file.ts';
import { type DnsRecord, readRecords } from './records.ts';
import { seconds } from './time.ts';
import { zonesOf } from './zones.ts';

/** Times to live and zones of a master file. */
export function toModel(outline: Outline): Device {
  const { entries, problems } = asZone(outline);
  const { records, defaults, open } = readRecords(entries);
  const closed = !open && problems.length === 0 && entries.every(({ statement }) => statement.coverage !== 'unknown');
  const zones = zonesOf(records, closed);
  return {
    ...emptyDevice,
    dns: { ttls: [...defaults.map(defaultTtl), ...records.flatMap(ownTtl)].sort(inTextOrder), zones },
    fragment: !closed || zones.length === 0,
  };
}

const inTextOrder = (a: RecordTtl, b: RecordTtl): number => a.seconds.span.start - b.seconds.span.start;

function ownTtl(record: DnsRecord): RecordTtl[] {
  const { ttl, name, type } = record;
  const value = ttl && seconds(ttl.text);
  if (!ttl || value === undefined) return [];
  const of = `${name} ${type}`;
  return [{ of, seconds: { value, span: ttl.span }, replaceable: true, acme: isAcme(record) }];
}

const defaultTtl = ({
  word,
  value,
  records,
}: {
  word: DnsRecord['owner'];
  value: number;
  records: DnsRecord[];
}): RecordTtl => ({
  of: '$TTL',
  seconds: { value, span: word.span },
  replaceable: true,
  acme: records.length > 0 && records.every(isAcme),
});

const isAcme = ({ name }: DnsRecord): boolean => /^_acme-challenge(?:\.|$)/i.test(name);
