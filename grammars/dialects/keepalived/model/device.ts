import { type Device, emptyDevice } from '../../../model/device.ts';
import type { HealthCheck, Pool } from '../../../model/pool.ts';
import type { Outline, Statement } from '../../../outline.ts';
import { at } from '../../../text/span.ts';
import { MODELLED, RECOGNISED, TABLES } from '../keywords.ts';
import { groupOf, scriptWeights } from './group.ts';
import { readVirtualServer } from './virtual-server.ts';

/** Instances of VRRP and virtual servers; never throws. */
export function toModel(outline: Outline): Device {
  for (const statement of outline.statements) declare(statement, false);
  const named = (name: string) => outline.statements.filter(({ words }) => words[0]!.text === name);
  const version = named('global_defs')
    .flatMap(({ children }) => children)
    .findLast(({ words }) => words[0]!.text === 'vrrp_version')?.words[1];
  const usual = version ? at(Number(version.text), version.span) : { value: 2 };
  const weights = scriptWeights(named('vrrp_script'));
  const fhrp = named('vrrp_instance').flatMap((one) => groupOf(one, weights, usual) ?? []);
  const pools: Pool[] = [];
  const healthChecks: HealthCheck[] = [];
  for (const statement of named('virtual_server')) {
    const { pool, checks } = readVirtualServer(statement);
    if (pool) pools.push(pool);
    healthChecks.push(...checks);
  }
  return {
    ...emptyDevice,
    fhrp,
    ...(pools.length > 0 ? { pools } : {}),
    ...(healthChecks.length > 0 ? { healthChecks } : {}),
    fragment: fhrp.length === 0 && pools.length === 0,
  };
}

function declare(statement: Statement, inTable: boolean): void {
  // A line of `@node1` is for that node alone; `$VIP=192.0.2.1` is a name for a text.
  const first = statement.words[0]!.text;
  const name = first.startsWith('@') ? (statement.words[1]?.text ?? '') : first;
  statement.coverage =
    inTable || first.startsWith('$') || first.startsWith('~')
      ? 'recognised'
      : first.startsWith('@') && MODELLED.has(name)
        ? 'recognised'
        : MODELLED.has(name)
          ? 'modelled'
          : RECOGNISED.has(name)
            ? 'recognised'
            : 'unknown';
  for (const child of statement.children) declare(child, inTable || TABLES.has(name));
}
