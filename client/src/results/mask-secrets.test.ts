import { expect, test } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

test('a secret goes wherever it stands, in keys as well, and nothing else does', () => {
  const seen = {
    said: 'you sent planted-8d02!',
    list: ['planted-8d02', 7, true, null],
    'planted-8d02': { deep: 'xplanted-8d02x' },
  };
  expect(maskSecrets(seen, ['planted-8d02'])).toEqual({
    said: 'you sent ***!',
    list: ['***', 7, true, null],
    '***': { deep: 'x***x' },
  });
});

test('the longer of two secrets goes first, so that no rest of it stays', () => {
  expect(maskSecrets('secret-long secret', ['secret', 'secret-long'])).toBe('*** ***');
});

test('a short secret is masked as a word, not inside of others', () => {
  expect(maskSecrets('pw is up, pwd too', ['pw'])).toBe('*** is up, pwd too');
});

test('what is named a secret is masked though nobody gave it', () => {
  expect(maskSecrets({ password: 'abc', snmpCommunity: 'abc', passed: 3, detail: 'x' }, [])).toEqual({
    password: '***',
    snmpCommunity: '***',
    passed: 3,
    detail: 'x',
  });
  expect(maskSecrets('requirepass=1 password=abc secret: "a b c" redis://user:abc@10.0.0.1', [])).toBe(
    'requirepass=1 password=*** secret: *** redis://user:***@10.0.0.1',
  );
});

test('sentences of verdicts stay as they are', () => {
  for (const text of [
    'It asks for a password.',
    'An agent that answers to the community "public".',
    '10.0.0.1:443 is open',
  ])
    expect(maskSecrets(text, ['', 'another'])).toBe(text);
});
