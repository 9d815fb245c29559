import type { SnmpCommunity } from '../../../model/services.ts';
import type { Located } from '../../../text/span.ts';
import { allOf, type Entry, isDisabled, isYes, located, type Menus, said } from '../entries.ts';

/**
 * Communities of an agent that is on. One is there from the start: `public`, for everybody to read; an export shows it only where it was
 * changed (RouterOS manual, SNMP).
 * @param whole what is not in the text has its default
 */
export function snmpCommunities(menus: Menus, whole: boolean): readonly SnmpCommunity[] {
  const settings = allOf(menus, 'snmp').filter((entry) => said(entry, 'enabled') !== undefined);
  const switched = settings.at(-1);
  if (!switched || !isYes(said(switched, 'enabled'))) return [];
  const entries = allOf(menus, 'snmp community');
  const changed = entries.filter((entry) => entry.command.verb === 'set');
  const own = entries.filter((entry) => entry.command.verb === 'add' && !isDisabled(entry));
  const first = inForce(changed);
  const original = first
    ? first
    : changed.length === 0 && whole
      ? untouched(located(switched, 'enabled')!, switched)
      : undefined;
  return [
    ...(original ? [original] : []),
    ...own.flatMap((entry) => {
      const name = located(entry, 'name');
      return name ? communityOf(name, [entry]) : [];
    }),
  ];
}

/** What several `set` make of the first community; those that name another one than it leave open whose it is. */
function inForce(changed: readonly Entry[]): SnmpCommunity | undefined {
  if (changed.length === 0 || changed.some(isDisabled)) return undefined;
  const name = changed.map((entry) => located(entry, 'name')).findLast((one) => one !== undefined);
  return name && communityOf(name, changed).map((one): SnmpCommunity => ({ ...one, stays: true }))[0];
}

const untouched = ({ span }: Located<string>, { statement }: Entry): SnmpCommunity => ({
  name: { value: 'public', span },
  access: 'read',
  restricted: false,
  spans: [statement.span],
  stays: true,
});

/** None where SNMPv3 is asked for. */
function communityOf(name: Located<string>, entries: readonly Entry[]): SnmpCommunity[] {
  const last = (parameter: string): string | undefined =>
    entries.map((entry) => said(entry, parameter)).findLast((one) => one !== undefined);
  for (const { statement } of entries) statement.coverage = 'modelled';
  const security = last('security');
  if (security !== undefined && security !== 'none') return [];
  const addresses = last('addresses')?.split(',');
  const restricted = addresses !== undefined && !addresses.some((one) => /^(?:0\.0\.0\.0|::)\/0$/.test(one));
  const access = isYes(last('write-access')) ? 'write' : 'read';
  return access === 'read' && last('read-access') === 'no'
    ? []
    : [{ name, access, restricted, spans: entries.map(({ statement }) => statement.span) }];
}
