import { describe, expect, test } from 'vitest';
import { meetsFields } from './packet-match.ts';
import { parsePacketSet } from './packet-set-text.ts';
import { parsePacket } from './packet-text.ts';

const holds = (set: string, packet: string): boolean =>
  parsePacketSet(set)!.some((match) => meetsFields(parsePacket(packet)!, match));

describe('a set of packets', () => {
  test.each([
    [
      'tcp any > 192.0.2.0/24:443',
      'tcp 198.51.100.7:40000 > 192.0.2.10:443',
      'tcp 198.51.100.7:40000 > 192.0.2.10:444',
    ],
    ['ip 10.0.0.0/8 > any', 'esp 10.1.1.1 > 192.0.2.1', 'esp 11.1.1.1 > 192.0.2.1'],
    ['any any > any', 'udp [2001:db8::1]:53 > [2001:db8::2]:53', undefined],
    ['udp any:53 > any', 'udp 192.0.2.1:53 > 192.0.2.2:9', 'udp 192.0.2.1:54 > 192.0.2.2:53'],
    [
      'tcp [2001:db8::/32] > any:80,443,8000-8010',
      'tcp [2001:db8::1]:1 > [2001:db9::1]:8005',
      'tcp 192.0.2.1:1 > 192.0.2.2:80',
    ],
    ['tcp 2001:db8::/32 > any', 'tcp [2001:db8::1]:1 > [2001:db9::1]:8005', 'tcp [2001:db9::1]:1 > [2001:db9::1]:8005'],
    ['tcp 192.0.2.5-192.0.2.7 > any', 'tcp 192.0.2.6:1 > 192.0.2.99:2', 'tcp 192.0.2.8:1 > 192.0.2.99:2'],
    ['icmp any > any type 8', 'icmp 192.0.2.1 > 192.0.2.2 type 8', 'icmp 192.0.2.1 > 192.0.2.2 type 0'],
    [
      'tcp any > any state established',
      'tcp 192.0.2.1:1 > 192.0.2.2:2 state established',
      'tcp 192.0.2.1:1 > 192.0.2.2:2',
    ],
    ['tcp any > any in eth0', 'tcp 192.0.2.1:1 > 192.0.2.2:2 in eth0', 'tcp 192.0.2.1:1 > 192.0.2.2:2 in eth1'],
    ['tcp any > any flags syn,ack', 'tcp 192.0.2.1:1 > 192.0.2.2:2 flags syn,ack', 'tcp 192.0.2.1:1 > 192.0.2.2:2'],
  ])('%s', (set, inside, outside) => {
    expect(holds(set, inside)).toBe(true);
    if (outside !== undefined) expect(holds(set, outside)).toBe(false);
  });

  test.each([
    '',
    'tcp any 192.0.2.1',
    'tcp any > 192.0.2.0/33',
    'tcp any > 192.0.2.1:70000',
    'tcp any > 192.0.2.1:9-8',
    'esp any > any:443',
    'tcp 192.0.2.1 > 2001:db8::1',
    'tcp any > any colour red',
    'tcp 192.0.2.9-192.0.2.1 > any',
    'icmp any > any code 3',
  ])('not %s', (text) => {
    expect(parsePacketSet(text)).toBeUndefined();
  });

  test('a packet is a set of one', () => {
    const text = 'tcp 198.51.100.7:40000 > 192.0.2.10:443 state new in eth0';
    expect(parsePacketSet(text)).toMatchObject([{ sourcePort: { anyOf: [{ first: 40000, last: 40000 }] } }]);
    expect(holds(text, text)).toBe(true);
  });
});
