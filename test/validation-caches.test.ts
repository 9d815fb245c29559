import { expect, test } from 'vitest';
import { dialectById } from '../grammars/dialects/index.ts';

/** A configuration that names 192.0.2.50 as server of origin validation, and whether TCP alone covers what it says. */
const CASES: readonly (readonly [dialect: string, text: string, plain: true | undefined])[] = [
  ['ios', 'router bgp 64496\n bgp rpki server tcp 192.0.2.50 port 3323 refresh 600\n', true],
  ['frr', 'rpki\n rpki cache tcp 192.0.2.50 3323 preference 1\nexit\n', true],
  ['frr', 'rpki\n rpki cache 192.0.2.50 3323 preference 1\nexit\n', true],
  ['frr', 'rpki\n rpki cache ssh 192.0.2.50 22 user ./key ./key.pub preference 1\nexit\n', undefined],
  ['frr', 'rpki\n rpki cache 192.0.2.50 22 user ./key ./key.pub preference 1\nexit\n', undefined],
  ['iosxr', 'router bgp 64496\n rpki server 192.0.2.50\n  transport tcp port 3323\n', true],
  ['iosxr', 'router bgp 64496\n rpki server 192.0.2.50\n  transport ssh port 22\n', undefined],
  ['nxos', 'router bgp 64496\n  rpki server 192.0.2.50\n', undefined],
  ['vrp', 'rpki\n session 192.0.2.50\n#\n', undefined],
  ['vyos', "set protocols rpki cache 192.0.2.50 port '3323'\n", true],
  [
    'vyos',
    "set protocols rpki cache 192.0.2.50 port '22'\nset protocols rpki cache 192.0.2.50 ssh username 'u'\n",
    undefined,
  ],
  ['ros', '/routing rpki\nadd address=192.0.2.50 group=main port=3323\n', true],
  ['bird', 'protocol rpki { roa4 { table r4; }; remote 192.0.2.50 port 3323; }\n', true],
  ['bird', 'protocol rpki { roa4 { table r4; }; remote 192.0.2.50; transport tcp; }\n', true],
  ['bird', 'protocol rpki { roa4 { table r4; }; remote 192.0.2.50; transport ssh { user "u"; }; }\n', undefined],
  [
    'bird',
    'protocol rpki { roa4 { table r4; }; remote 192.0.2.50; transport tcp { authentication md5; password "k"; }; }\n',
    undefined,
  ],
  ['junos', 'routing-options { validation { group A { session 192.0.2.50 { port 3323; } } } }\n', true],
  [
    'junos',
    'routing-options { validation { group A { session 192.0.2.50 { authentication-key-chain K; } } } }\n',
    undefined,
  ],
];

test.each(CASES)('%s tells whether a session with a validation server is covered: %s', (id, text, plain) => {
  const dialect = dialectById(id)!;
  const [cache] = dialect.toModel(dialect.parse(text)).validation!.caches;
  expect({ server: cache!.value, plain: cache!.plain }).toEqual({ server: '192.0.2.50', plain });
});
