import type { RecordTtl } from '../../model/dns.ts';
import type { Located } from '../../text/span.ts';
import { type Field, fieldsOf, numberOf, propertyOf, type Resource, textOf } from './value.ts';

/** What a cloud says of a record's name and of how long it is kept. */
export interface RecordKeys {
  /** Of the TTL, in seconds. */
  readonly ttl: readonly string[];
  /** Of what is written only where answers change when a server is dead. */
  readonly failover: readonly string[];
}

/** The TTL of one record set, where a number is written; it becomes modelled. */
export function recordTtl(
  { name, properties }: Pick<Resource, 'name' | 'properties'>,
  keys: RecordKeys,
  failover?: Located<string>,
): RecordTtl[] {
  const field = fieldsOf(properties, ...keys.ttl).at(-1);
  const seconds = numberOf(field?.value);
  if (!field || seconds === undefined || seconds < 0) return [];
  field.statement.coverage = 'modelled';
  const host = textOf(propertyOf(properties, 'Name', 'name'));
  const switched = failover ?? fieldsOf(properties, ...keys.failover).map(written)[0];
  return [
    {
      of: host === undefined ? name.value : `${name.value} (${host})`,
      seconds: { value: seconds, span: field.value.span },
      replaceable: field.value.kind === 'text' && field.value.exact,
      acme: /_acme-challenge/i.test(host ?? name.value),
      ...(switched ? { failover: switched } : {}),
    },
  ];
}

function written({ key, keySpan, value, statement }: Field): Located<string> {
  statement.coverage = 'modelled';
  const said = textOf(value);
  return { value: said === undefined ? key : `${key}: ${said}`, span: keySpan };
}
