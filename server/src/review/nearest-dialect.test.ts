import { expect, test } from 'vitest';
import { nearestDialect, nearestText } from './nearest-dialect.ts';

const nearest = (text: string) => nearestDialect({ text });

test('what understands most of the lines is nearest', () => {
  const found = nearest(`hostname lab
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
 frobnicate 3
frobnicate all
`)!;
  expect(found.dialect.id).toBe('ios');
  expect([found.known, found.lines]).toEqual([3, 5]);
  expect(nearestText(found)).toEqual({
    en: 'the nearest is Cisco IOS / IOS-XE, which understands 3 of 5 lines',
    'zh-cn': '最接近的是 Cisco IOS / IOS-XE,能理解 5 行中的 3 行',
  });
});

test('where no line is understood, the way it is written tells', () => {
  const text = 'define CLOUDVPNService\n  description "site to cloud"\n  family ipv4-unicast\n    metric 200\n';
  expect(nearest(text)?.dialect.id).toBe('nxos');
});

test('nothing is near to prose, to nothing, and to what is switched off', () => {
  for (const text of ['', '\n\n', '愿原力与你同在\n', '# netreview-dialect: off\nhostname lab\n'])
    expect(nearest(text)?.dialect.id, text).toBeUndefined();
});

test('a long text is judged by its beginning', () => {
  const text = `hostname lab\ninterface Ethernet0\n ip address 192.0.2.1 255.255.255.0\n${'frobnicate all\n'.repeat(200_000)}`;
  const started = process.cpuUsage();
  expect(nearest(text)!.lines).toBeLessThan(1_200);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_000);
});
