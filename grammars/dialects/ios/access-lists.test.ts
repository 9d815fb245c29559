import { expect, test } from 'vitest';
import type { Filter } from '../../model/filter.ts';
import { ios } from './dialect.ts';

const filterOf = (text: string): Filter => ios.toModel(ios.parse(text)).filters[0]!;
const listOf = (...entries: readonly string[]): string =>
  ['ip access-list extended WEB', ...entries.map((entry) => ` ${entry}`), ''].join('\n');

test('an entry that was read before means the same elsewhere, and points to its own words', () => {
  const entry = 'permit tcp 192.0.2.0 0.0.0.255 host 198.51.100.7 eq 443 log';
  const text = listOf('deny udp any any', entry, `10 ${entry}`);
  const device = ios.toModel(ios.parse(`${listOf(entry)}!\n${text.replaceAll('WEB', 'OTHER')}`));
  const [first, second] = device.filters;
  expect(second!.rules[2]!.matches).toEqual(first!.rules[0]!.matches);
  expect(second!.rules[2]!.effects).toEqual(['log']);
  const written = device.masks.map(({ address, mask }) =>
    [address, mask].map(({ span }) =>
      `${listOf(entry)}!\n${text.replaceAll('WEB', 'OTHER')}`.slice(span.start, span.end),
    ),
  );
  expect(written).toEqual([1, 2, 3].map(() => ['192.0.2.0', '0.0.0.255']));
});

test('the case of words does not matter, but is not lost', () => {
  expect(filterOf(listOf('PERMIT TCP any any EQ WWW')).rules[0]!.matches).toEqual(
    filterOf(listOf('permit tcp any any eq www')).rules[0]!.matches,
  );
});

test('an entry that names a group means what the group holds now', () => {
  const withGroup = (address: string): string =>
    ['object-group network HOSTS', ` host ${address}`, listOf('permit ip object-group HOSTS any')].join('\n');
  const sources = ['192.0.2.1', '192.0.2.2'].map((one) => filterOf(withGroup(one)).rules[0]!.matches[0]!.source);
  expect(sources.map((source) => source!.anyOf)).toEqual(
    [0xc0000201n, 0xc0000202n].map((address) => [{ kind: 'prefix', family: 'ipv4', address, length: 32 }]),
  );
});

test('what is wrong with an entry is told each time it is read', () => {
  const text = listOf('permit ip any any eq 80');
  const problems = [1, 2].map(() => ios.toModel(ios.parse(text)).matchProblems.length);
  expect(problems).toEqual([1, 1]);
});
