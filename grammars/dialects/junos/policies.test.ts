import { expect, test } from 'vitest';
import { formatPrefix } from '../../model/address.ts';
import { toModel } from './model/device.ts';
import { parse } from './parse.ts';

const policyOf = (text: string) => toModel(parse(text)).policies[0]!;

test('terms, their conditions and what they set; the last lines of a policy are its last entry', () => {
  const policy = policyOf(`policy-options {
    policy-statement IN {
        term tag {
            from {
                protocol [ bgp direct ];
                community [ A B ];
                validation-database unknown;
            }
            then {
                community add A;
                next policy;
            }
        }
        then reject;
    }
    community A members 64496:1;
}
`);
  expect(policy).toMatchObject({ closed: true, fallback: 'next' });
  expect(policy.entries).toMatchObject([
    {
      key: { value: 'tag' },
      action: 'next-policy',
      conditions: [
        { kind: 'protocol', names: ['bgp', 'connected'] },
        { kind: 'community', exact: false },
        { kind: 'rpki', state: 'not-found' },
      ],
      settings: [{ kind: 'community', how: 'add', values: ['64496:1'] }],
    },
    { action: 'deny', conditions: [] },
  ]);
});

test('the longest route filter that holds a route is the only one asked', () => {
  const policy = policyOf(`set policy-options policy-statement P term t from route-filter 10.0.0.0/8 orlonger
set policy-options policy-statement P term t from route-filter 10.1.0.0/16 exact
set policy-options policy-statement P term t then accept
`);
  const [condition] = policy.entries![0]!.conditions;
  if (condition?.kind !== 'prefixes') throw new Error('no route filters');
  expect(
    condition.entries.map(
      ({ action, prefix, lengths }) => `${action} ${formatPrefix(prefix)} ${lengths.first}-${lengths.last}`,
    ),
  ).toEqual(['permit 10.1.0.0/16 16-16', 'deny 10.1.0.0/16 16-32', 'permit 10.0.0.0/8 8-32', 'deny 10.0.0.0/8 8-32']);
});

test('what is not followed is opaque, or leaves the policy open', () => {
  const through =
    policyOf(`set policy-options policy-statement P term t from route-filter 10.0.0.0/8 through 10.1.0.0/16
set policy-options policy-statement P term t then accept
`);
  expect(through.entries![0]!.conditions).toMatchObject([{ kind: 'opaque' }]);
  const late = policyOf(`set policy-options policy-statement P term t then default-action reject
`);
  expect(late.closed).toBe(false);
});
