import { describe, expect, test, vi } from 'vitest';
import { forbidden, readAllowList } from './allow-list.ts';
import { probes } from './index.ts';
import { type Asking, askPermit, type Permit, usePermit } from './permit.ts';
import { asAddress } from './target.ts';

const signal = new AbortController().signal;

function asking(host: string, more: Partial<Asking> = {}): Asking {
  return {
    probe: probes.tcp,
    target: { host, port: 443 },
    trusted: true,
    allowed: ['loopback', 'private'],
    lookup: vi.fn(async () => []),
    confirm: vi.fn(async () => true),
    ...more,
  };
}

async function refusal(given: Asking): Promise<string> {
  const decision = await askPermit(given);
  expect(decision.ok).toBe(false);
  if (decision.ok) return '';
  expect(decision.refusal.text.en).toMatch(/\.$/);
  expect(decision.refusal.text['zh-cn']).toMatch(/。$/);
  return decision.refusal.code;
}

describe('permits', () => {
  test('take trust, an allowed target and a yes', async () => {
    const given = asking('10.0.0.1');
    const decision = await askPermit(given);
    expect(decision.ok).toBe(true);
    expect(given.confirm).toHaveBeenCalledWith(
      [expect.objectContaining({ en: expect.stringContaining('10.0.0.1:443') })],
      [{ family: 'ipv4', text: '10.0.0.1' }],
    );
  });

  test('are not given without trust, and nobody is asked', async () => {
    const given = asking('10.0.0.1', { trusted: false });
    expect(await refusal(given)).toBe('untrusted');
    expect(given.confirm).not.toHaveBeenCalled();
  });

  test('are not given outside the allow-list, and no name is looked up', async () => {
    expect(await refusal(asking('9.9.9.9'))).toBe('not-allowed');
    const given = asking('elsewhere.example.net');
    expect(await refusal(given)).toBe('not-allowed');
    expect(given.lookup).not.toHaveBeenCalled();
  });

  test('are not given for a no', async () => {
    expect(await refusal(asking('10.0.0.1', { confirm: async () => false }))).toBe('declined');
  });

  test.each([
    '192.0.2.1',
    '198.51.100.7',
    '203.0.113.9',
    '2001:db8::1',
    '3fff::1',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
    '0.0.0.0',
    '::',
    '2002:c000:201::1',
  ])('are never given for %s, even when it is listed', async (host) => {
    expect(await refusal(asking(host, { allowed: [host, '0.0.0.0/0', '::/0'] }))).toBe('forbidden');
  });

  test('a listed name is looked up, and what it leads to is judged', async () => {
    const lookup = async () => [asAddress('192.0.2.5')!];
    expect(await refusal(asking('a.example.net', { allowed: ['*.example.net'], lookup }))).toBe('forbidden');
    expect(await refusal(asking('a.example.net', { allowed: ['*.example.net'] }))).toBe('not-found');
    const inside = async () => [asAddress('10.0.0.9')!];
    const decision = await askPermit(asking('a.example.net', { allowed: ['*.example.net'], lookup: inside }));
    expect(decision.ok && decision.permit.addresses).toEqual([{ family: 'ipv4', text: '10.0.0.9' }]);
  });

  test('localhost that leads elsewhere is refused', async () => {
    const lookup = async () => [asAddress('10.0.0.9')!];
    expect(await refusal(asking('localhost', { lookup }))).toBe('not-allowed');
  });

  test('last for one run of one probe', async () => {
    const decision = await askPermit(asking('127.0.0.1'));
    if (!decision.ok) throw new Error('refused');
    usePermit(decision.permit, 'tcp');
    expect(() => usePermit(decision.permit, 'tcp')).toThrow();
    const other = await askPermit(asking('127.0.0.1'));
    expect(() => usePermit((other as { permit: Permit }).permit, 'stun')).toThrow();
  });

  test.each(Object.values(probes))('cannot be made by hand: $id refuses', async (probe) => {
    const forged = {
      probe: probe.id,
      target: { host: '127.0.0.1', port: 9 },
      addresses: [{ family: 'ipv4', text: '127.0.0.1' }],
    };
    await expect(probe.run(forged as unknown as Permit, signal)).rejects.toThrow(/No permit/);
  });
});

describe('the allow-list', () => {
  const allows = (entries: readonly string[], address: string): boolean =>
    readAllowList(entries).allowsAddress(asAddress(address)!);

  test('knows loopback, private, addresses and prefixes', () => {
    expect(allows(['loopback'], '127.9.9.9')).toBe(true);
    expect(allows(['loopback'], '::1')).toBe(true);
    expect(allows(['private'], '172.31.0.1')).toBe(true);
    expect(allows(['private'], 'fd12::1')).toBe(true);
    expect(allows(['9.9.9.9'], '9.9.9.9')).toBe(true);
    expect(allows(['9.9.9.0/24'], '9.9.10.9')).toBe(false);
    expect(allows(['2620:fe::/48'], '2620:fe::fe')).toBe(true);
  });

  test('private is not link-local, where clouds keep their metadata, and not shared space', () => {
    expect(allows(['private', 'loopback'], '169.254.169.254')).toBe(false);
    expect(allows(['private', 'loopback'], '100.64.0.1')).toBe(false);
    expect(allows(['private', 'loopback'], '172.32.0.1')).toBe(false);
  });

  test('takes whole names; a star is one or more labels in front', () => {
    const list = readAllowList(['turn.example.net', '*.example.org', 'loopback']);
    expect(list.allowsName('turn.example.net')).toBe(true);
    expect(list.allowsName('xturn.example.net')).toBe(false);
    expect(list.allowsName('a.b.example.org')).toBe(true);
    expect(list.allowsName('example.org')).toBe(false);
    expect(list.allowsName('notexample.org')).toBe(false);
    expect(list.allowsName('localhost')).toBe(true);
  });

  test('allows nothing for an entry that means nothing', () => {
    const list = readAllowList(['10.0.0.0/99', 'constructor!', '*', '0.0.0.0.0']);
    expect(list.unreadable).toEqual(['10.0.0.0/99', 'constructor!', '*', '0.0.0.0.0']);
    expect(list.allowsAddress(asAddress('10.0.0.1')!)).toBe(false);
  });

  test('ordinary addresses are not forbidden', () => {
    for (const text of ['9.9.9.9', '10.0.0.1', '127.0.0.1', '100.64.0.1', '2620:fe::fe', 'fd00::1', '::1']) {
      expect(forbidden(asAddress(text)!)).toBeUndefined();
    }
  });
});
