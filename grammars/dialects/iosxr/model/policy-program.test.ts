import { describe, expect, test } from 'vitest';
import { iosxr } from '../dialect.ts';

/** Entries as text: `deny if CUSTOMERS & path OWN`, `permit +local-preference`. */
function program(body: string): string[] | undefined {
  const text = `route-policy TEST\n${body}\nend-policy\n!\n`;
  const { policies } = iosxr.toModel(iosxr.parse(text));
  return policies[0]?.entries?.map(({ action, conditions, settings }) =>
    [
      action,
      ...(conditions.length > 0 ? ['if', conditions.map(conditionText).join(' & ')] : []),
      ...settings.map(({ kind }) => `+${kind}`),
    ].join(' '),
  );
}

type Condition = NonNullable<
  ReturnType<typeof iosxr.toModel>['policies'][number]['entries']
>[number]['conditions'][number];

function conditionText(condition: Condition): string {
  if ('names' in condition)
    return `${condition.kind} ${condition.names.map((name) => (typeof name === 'string' ? name : name.value)).join(',')}`;
  if (condition.kind === 'prefixes') return `prefixes ${condition.entries.length}`;
  return condition.kind === 'rpki' ? `rpki ${condition.state}` : condition.kind;
}

describe('a routing policy as entries', () => {
  test('a choice at its end', () => {
    expect(
      program(
        '  if destination in OWN then\n    set local-preference 200\n  elseif as-path in BAD then\n    drop\n  else\n    pass\n  endif',
      ),
    ).toEqual(['permit if prefix-list OWN +local-preference', 'deny if as-path BAD', 'permit']);
  });
  test('a branch without a line, after `pass`', () => {
    expect(program('  pass\n  if destination in BAD then\n  else\n    drop\n  endif')).toEqual([
      'permit if prefix-list BAD',
      'deny',
      'permit',
    ]);
  });
  test('what no branch takes is dropped, and passes after `pass`', () => {
    expect(program('  if destination in OWN then\n    pass\n  endif')).toEqual(['permit if prefix-list OWN']);
    expect(program('  pass\n  if destination in BAD then\n    drop\n  endif')).toEqual([
      'deny if prefix-list BAD',
      'permit',
    ]);
  });
  test('a branch that does nothing drops', () => {
    expect(program('  if destination in OWN then\n  else\n    pass\n  endif')).toEqual([
      'deny if prefix-list OWN',
      'permit',
    ]);
  });
  test('a condition in the middle that only sets something, where all pass at the end', () => {
    const set = '  if destination in OWN then\n    set local-preference 200\n  endif\n';
    const next = 'next if prefix-list OWN +local-preference';
    expect(program(`${set}  pass`)).toEqual([next, 'permit']);
    expect(program(`  pass\n${set}  if destination in BAD then\n    drop\n  endif`)).toEqual([
      next,
      'deny if prefix-list BAD',
      'permit',
    ]);
    expect(program(`${set}  if destination in BAD then\n    drop\n  endif`)).toBeUndefined();
    expect(program(`${set}  if destination in BAD then\n    drop\n  endif\n  set med 10`)).toEqual([
      next,
      'deny if prefix-list BAD',
      'permit +med',
    ]);
    const either = set.replace('in OWN', 'in OWN or as-path in BAD');
    expect(program(`${either}  pass`)).toBeUndefined();
    expect(program(`${set.replace('  endif', '  else\n    set med 10\n  endif')}  pass`)).toBeUndefined();
  });
  test('a branch that decides, in the middle; settings before it stay', () => {
    expect(
      program(
        '  set med 10\n  if validation-state is invalid then\n    drop\n  endif\n  set local-preference 50\n  done',
      ),
    ).toEqual(['next +med', 'deny if rpki invalid', 'permit +local-preference']);
  });
  test('branches inside branches', () => {
    expect(
      program(
        '  if destination in OWN then\n    if community matches-any BLACKHOLE then\n      drop\n    endif\n  else\n    pass\n  endif',
      ),
    ).toEqual(['deny if prefix-list OWN & community BLACKHOLE', 'deny if prefix-list OWN', 'permit']);
  });
  test('`and` needs both, `or` is an entry each; what is negated is not known', () => {
    expect(program('  if destination in A and (as-path in B or as-path in C) then\n    pass\n  endif')).toEqual([
      'permit if prefix-list A & as-path B',
      'permit if prefix-list A & as-path C',
    ]);
    expect(program('  if not destination in A then\n    pass\n  endif')).toEqual(['permit if opaque']);
  });
  test('prefixes and values in place', () => {
    expect(program('  if destination in (10.0.0.0/8 le 24, 192.0.2.0/24) then\n    drop\n  endif\n  pass')).toEqual([
      'deny if prefixes 2',
      'permit',
    ]);
    expect(program('  set community (64500:1, no-export) additive')).toEqual(['permit +community']);
  });
  test('not told: other policies, settings by which alone a route passes, a block that does not end', () => {
    expect(program('  apply BASE\n  pass')).toBeUndefined();
    const set = '  if destination in A then\n    set med 5\n  endif\n';
    expect(program(`${set}  if destination in B then\n    pass\n  endif`)).toBeUndefined();
    expect(program('  if destination in A then\n    pass')).toBeUndefined();
  });
});

describe('sets', () => {
  test('are lists in which everything permits', () => {
    const text =
      "prefix-set OWN\n  192.0.2.0/24,\n  10.0.0.0/8 ge 16 le 24,\n  2001:db8::/32 le 48\nend-set\nas-path-set BAD\n  ios-regex '_64512_',\n  originates-from '64513'\nend-set\ncommunity-set TAGS\n  64500:1,\n  64500:[1..9]\nend-set\n";
    const device = iosxr.toModel(iosxr.parse(text));
    expect(device.prefixLists.map(({ family, entries, closed }) => [family, entries.length, closed])).toEqual([
      ['ipv4', 2, true],
      ['ipv6', 1, true],
    ]);
    expect(device.prefixLists[0]!.entries[1]!.lengths).toEqual({ first: 16, last: 24 });
    expect(device.asPathLists[0]!.entries.map(({ pattern }) => pattern)).toEqual(['_64512_', '_64513$']);
    expect(device.communityLists[0]).toMatchObject({ closed: false, entries: [{ members: ['64500:1'] }] });
  });
});
