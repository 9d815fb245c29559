import type { HealthCheck } from '../../model/pool.ts';
import { fieldsOf, type MapValue, numberOf } from './value.ts';

interface CheckKeys {
  /** Of the seconds between two checks. */
  readonly interval: readonly string[];
  /** Of how many failures in a row count. */
  readonly failures: readonly string[];
  /** Seconds and failures where nothing is written. */
  readonly usual: { readonly interval: number; readonly failures: number };
}

/** How a balancer of a cloud asks its targets, where the interval is written as a number; it becomes modelled. */
export function writtenCheck(of: string, map: MapValue, { interval, failures, usual }: CheckKeys): HealthCheck[] {
  const field = fieldsOf(map, ...interval).at(-1);
  const seconds = numberOf(field?.value);
  if (!field || seconds === undefined || field.value.kind !== 'text' || !field.value.exact) return [];
  const limit = fieldsOf(map, ...failures).at(-1);
  const count = limit ? numberOf(limit.value) : usual.failures;
  if (count === undefined || count < 1) return [];
  for (const { statement } of [field, ...(limit ? [limit] : [])]) statement.coverage = 'modelled';
  return [
    {
      of,
      interval: { value: seconds, span: field.value.span },
      written15: '15',
      failures: count,
      usual: usual.interval,
    },
  ];
}
