import { describe, expect, test } from 'vitest';
import { parsePrefix } from '../../../grammars/model/address.ts';
import { type Device, emptyDevice } from '../../../grammars/model/device.ts';
import type { Filter } from '../../../grammars/model/filter.ts';
import { filterOf } from '../../../test/support/filter-device.ts';
import { analyseFilters } from './analyse.ts';
import { packetPath } from './packet-path.ts';
import { formatPacket, parsePacket } from './packet-text.ts';

const nat = (
  name: string,
  hook: Filter['hook'],
  rules: readonly string[],
  to: { prefix?: string; port?: number } | undefined,
): Filter => {
  const filter = filterOf(name, rules, {
    hook: hook!,
    purpose: 'nat',
    fallback: { action: 'permit' },
    priority: hook === 'prerouting' || hook === 'output' ? -100 : 100,
  });
  return {
    ...filter,
    rules: filter.rules.map((rule) =>
      rule.action.kind !== 'translate'
        ? rule
        : {
            ...rule,
            action: {
              ...rule.action,
              nat: hook === 'prerouting' || hook === 'output' ? 'destination' : 'source',
              ...(to
                ? {
                    rewrite: {
                      ...(to.prefix ? { prefix: parsePrefix(to.prefix)! } : {}),
                      ...(to.port === undefined ? {} : { port: to.port }),
                    },
                  }
                : {}),
            },
          },
    ),
  };
};

const hooked = (name: string, hook: Filter['hook'], rules: readonly string[], more: Partial<Filter> = {}): Filter =>
  filterOf(name, rules, { hook: hook!, ...more });

function pathOf(filters: readonly Filter[], asked: string, packet: string) {
  const device: Device = { ...emptyDevice, filters };
  const { steps, deciding, sure } = packetPath(
    filters,
    filters.findIndex(({ name }) => name.value === asked),
    parsePacket(packet)!,
    analyseFilters(device).test,
  );
  const nameOf = (filter: number): string => filters[filter]!.name.value;
  return {
    steps: steps.map(({ filter, packet, verdict, becomes, untold }) =>
      [nameOf(filter), verdict.action, untold ?? (becomes ? formatPacket(becomes) : formatPacket(packet))].join(' | '),
    ),
    decides: `${nameOf(deciding.filter)} ${deciding.verdict.action}`,
    sure,
  };
}

const PACKET = 'tcp 198.51.100.7:40000 > 192.0.2.1:80';
const DNAT = (to: Parameters<typeof nat>[3]): Filter =>
  nat('PRE', 'prerouting', ['translate x tcp any 192.0.2.1/32 80'], to);
const FORWARD = hooked('FORWARD', 'forward', ['permit tcp any 10.0.0.5/32 8080']);

describe('the way of a packet', () => {
  test('a destination is rewritten before it is filtered, a source after', () => {
    const post = nat('POST', 'postrouting', ['translate y tcp any 10.0.0.0/8'], { prefix: '203.0.113.1/32' });
    expect(pathOf([post, FORWARD, DNAT({ prefix: '10.0.0.5/32', port: 8080 })], 'FORWARD', PACKET)).toEqual({
      steps: [
        'PRE | translate | tcp 198.51.100.7:40000 > 10.0.0.5:8080',
        'FORWARD | permit | tcp 198.51.100.7:40000 > 10.0.0.5:8080',
        'POST | translate | tcp 203.0.113.1:40000 > 10.0.0.5:8080',
      ],
      decides: 'FORWARD permit',
      sure: true,
    });
  });

  test('a packet that nothing translates is filtered as it came', () => {
    const { steps, decides } = pathOf(
      [DNAT({ prefix: '10.0.0.5/32' }), FORWARD],
      'FORWARD',
      'tcp 198.51.100.7:1 > 192.0.2.2:80',
    );
    expect(steps).toEqual(['FORWARD | deny | tcp 198.51.100.7:1 > 192.0.2.2:80']);
    expect(decides).toBe('FORWARD deny');
  });

  test('a network is mapped with its host bits kept', () => {
    const map = nat('PRE', 'prerouting', ['translate x tcp any 192.0.2.0/24'], { prefix: '10.9.8.0/24' });
    expect(pathOf([map, FORWARD], 'FORWARD', PACKET).steps[0]).toContain('> 10.9.8.1:80');
  });

  test.each([
    ['to what the text does not tell', undefined, PACKET, 'unknown'],
    ['of an earlier packet of the connection', { prefix: '10.0.0.5/32' }, `${PACKET} state established`, 'earlier'],
  ])('a translation %s leaves the answer unsure', (_, to, packet, untold) => {
    const { steps, sure } = pathOf([DNAT(to), FORWARD], 'FORWARD', packet);
    expect(steps[0]).toBe(`PRE | translate | ${untold}`);
    expect(sure).toBe(false);
  });

  test('an established connection that was never translated stays sure', () => {
    expect(
      pathOf(
        [DNAT({ prefix: '10.0.0.5/32' }), FORWARD],
        'FORWARD',
        'tcp 198.51.100.7:1 > 192.0.2.9:80 state established',
      ).sure,
    ).toBe(true);
  });

  test('what an earlier hook stops never comes to the filter', () => {
    const raw = hooked('RAW', 'prerouting', ['deny tcp 198.51.100.0/24 any'], {
      priority: -300,
      fallback: { action: 'permit' },
    });
    expect(pathOf([DNAT({ prefix: '10.0.0.5/32', port: 8080 }), raw, FORWARD], 'FORWARD', PACKET)).toEqual({
      steps: [`RAW | deny | ${PACKET}`],
      decides: 'RAW deny',
      sure: true,
    });
  });

  test('every filter of a hook must let it pass', () => {
    const second = hooked('LATE', 'input', ['deny tcp any any 80'], { priority: 10, fallback: { action: 'permit' } });
    const first = hooked('INPUT', 'input', ['permit tcp any any']);
    expect(pathOf([second, first], 'INPUT', PACKET).decides).toBe('LATE deny');
    expect(pathOf([second, first], 'LATE', PACKET).steps).toEqual([
      `INPUT | permit | ${PACKET}`,
      `LATE | deny | ${PACKET}`,
    ]);
  });

  test('a filter without a hook, and one that translates, is asked alone', () => {
    const pre = DNAT({ prefix: '10.0.0.5/32', port: 8080 });
    const list = filterOf('LIST', ['permit tcp any 192.0.2.1/32 80']);
    expect(pathOf([pre, FORWARD, list], 'LIST', PACKET).steps).toEqual([`LIST | permit | ${PACKET}`]);
    expect(pathOf([pre, FORWARD], 'PRE', PACKET).steps).toEqual([
      'PRE | translate | tcp 198.51.100.7:40000 > 10.0.0.5:8080',
    ]);
  });

  test('a translation in a chain that is jumped to counts', () => {
    const pre = filterOf('PRE', ['jump DOCKER any any'], {
      hook: 'prerouting',
      purpose: 'nat',
      table: 'nat',
      fallback: { action: 'permit' },
      priority: -100,
    });
    const chain: Filter = {
      ...DNAT({ prefix: '10.0.0.5/32', port: 8080 }),
      name: { value: 'DOCKER', span: { start: 0, end: 0 } },
      table: 'nat',
      fallback: { action: 'return' },
    };
    const { hook: _, ...docker } = chain;
    expect(pathOf([pre, docker, FORWARD], 'FORWARD', PACKET).steps[0]).toBe(
      'PRE | translate | tcp 198.51.100.7:40000 > 10.0.0.5:8080',
    );
  });
});
