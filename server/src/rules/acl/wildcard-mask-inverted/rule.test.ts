import { expect, test } from 'vitest';
import { parseIpv4 } from '../../../../../grammars/model/address.ts';
import type { WrittenMask } from '../../../../../grammars/model/device.ts';
import { lineSpan, reportsOf } from '../../../../../test/support/filter-device.ts';
import { rule } from './rule.ts';

const mask = (slot: WrittenMask['slot'], address: string, value: string): WrittenMask => ({
  slot,
  address: { value: parseIpv4(address)!, span: lineSpan(1) },
  mask: { value: parseIpv4(value)!, span: lineSpan(2) },
});
const reports = (slot: WrittenMask['slot'], address: string, value: string, options = {}) =>
  reportsOf(rule, { masks: [mask(slot, address, value)] }, options);
const fixOf = (slot: WrittenMask['slot'], address: string, value: string) =>
  reports(slot, address, value)[0]?.fixes?.map(({ safety, change }) => [
    safety,
    change.kind === 'replace-text' && change.newText,
  ]);

test('inverted, both ways', () => {
  expect(reports('wildcard', '10.1.0.0', '255.255.0.0')[0]?.text.en).toBe(
    '255.255.0.0 is a netmask, and a wildcard belongs here: this matches addresses like 198.51.0.0 and not 10.1.0.0/16. Write 0.0.255.255.',
  );
  expect(reports('netmask', '10.1.0.0', '0.0.255.255')[0]?.text.en).toBe(
    '0.0.255.255 is a wildcard, and a netmask belongs here. Write 255.255.0.0 for 10.1.0.0/16.',
  );
  expect(fixOf('wildcard', '10.1.0.0', '255.255.0.0')).toEqual([['unsafe', '0.0.255.255']]);
  expect(fixOf('netmask', '10.1.0.0', '0.0.255.255')).toEqual([['unsafe', '255.255.0.0']]);
});

test('neither here nor there', () => {
  for (const value of ['0.0.0.0', '255.255.255.255']) {
    expect(reports('wildcard', '10.0.0.0', value)).toEqual([]);
    expect(reports('netmask', '10.0.0.0', value)).toEqual([]);
  }
  expect(reports('wildcard', '10.1.0.0', '0.0.255.255')).toEqual([]);
  expect(reports('netmask', '10.1.0.5', '255.255.0.0')).toEqual([]);
});

test('odd wildcards and host bits are infos, and options', () => {
  expect(reports('wildcard', '10.0.0.0', '0.0.0.254')[0]?.severity).toBe('info');
  expect(reports('wildcard', '10.0.0.0', '0.0.0.254', { nonContiguous: false })).toEqual([]);
  expect(fixOf('wildcard', '10.0.0.5', '0.0.0.255')).toEqual([['safe', '10.0.0.0']]);
  expect(reports('wildcard', '10.0.0.5', '0.0.0.255', { hostBits: false })).toEqual([]);
});
