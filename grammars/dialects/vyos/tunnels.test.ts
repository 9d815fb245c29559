import { expect, test } from 'vitest';
import { vyos } from './dialect.ts';

const read = (...lines: string[]) => {
  const outline = vyos.parse(lines.map((line) => `set ${line}\n`).join(''));
  return { outline, device: vyos.toModel(outline) };
};
const first = (...lines: string[]) => read(...lines).device.interfaces[0]!;
const TUNNEL = [
  'interfaces tunnel tun0 address 10.9.0.1/30',
  'interfaces tunnel tun0 encapsulation gre',
  'interfaces tunnel tun0 remote 203.0.113.2',
];

test('tunnels of IPv4 that lead somewhere', () => {
  expect(first(...TUNNEL).encapsulation).toMatchObject({ kind: 'gre', adapts: true, limit: { packet: 1400 } });
  expect(first(...TUNNEL.slice(0, 2)).encapsulation).toBeUndefined();
  expect(first(...TUNNEL.slice(1)).encapsulation).toBeUndefined();
  expect(first(...TUNNEL.map((line) => line.replace('gre', 'sit'))).encapsulation).toBeUndefined();
  expect(first('interfaces vti vti1 address 10.9.0.1/30').encapsulation).toBeUndefined();
});

test('what limits packets and segments', () => {
  const port = first(...TUNNEL, 'interfaces tunnel tun0 mtu 1400', 'interfaces tunnel tun0 ip adjust-mss 1360');
  expect(port).toMatchObject({ clampsMss: true, segmentLimit: { value: 1360 }, ipMtu: { value: 1400 } });
  const older = first('interfaces pppoe pppoe0 description X', 'firewall options interface pppoe0 adjust-mss 1452');
  expect(older).toMatchObject({ clampsMss: true, segmentLimit: { value: 1452 } });
});

test('the fix is of the release that the text is of', () => {
  const fix = (...lines: string[]) =>
    first('interfaces pppoe pppoe0 description X', ...lines).encapsulation!.limit.edits!.map(({ newText }) => newText);
  expect(fix().join('')).toContain('set interfaces pppoe pppoe0 ip adjust-mss 1452');
  expect(fix('firewall ipv4 name LAN default-action drop').join('')).toContain('pppoe0 ip adjust-mss 1452');
  expect(fix('firewall name LAN default-action drop').join('')).toContain(
    'set firewall options interface pppoe0 adjust-mss 1452',
  );
});

test('what stands beside these lines stays known', () => {
  const { outline } = read(
    'interfaces ethernet eth0 vif 10 mtu 1400',
    'interfaces ethernet eth0 ip disable-arp-filter',
    'interfaces tunnel tun0 parameters ip ttl 64',
    'interfaces tunnel tun0 source-address 198.51.100.2',
  );
  expect(outline.statements.filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
});
