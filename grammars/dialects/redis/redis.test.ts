import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../outline.ts';
import { redis } from './dialect.ts';

const device = (config: string) => redis.toModel(redis.parse(config));

describe('the grammar of Redis', () => {
  test('quotes keep blanks; a hash is a remark at the start of a line only', () => {
    const { statements, trivia } = redis.parse('# one\nuser a on #ff\n  # two\nsave ""\nproc-title-template "{a} b"\n');
    expect(statements.map(({ words }) => words.map((word) => word.text))).toEqual([
      ['user', 'a', 'on', '#ff'],
      ['save', '""'],
      ['proc-title-template', '"{a} b"'],
    ]);
    expect(trivia).toHaveLength(2);
  });
  test('a quote without an end is told, and nothing is lost', () => {
    expect(redis.parse('requirepass "half\nport 1\n').problems.map(({ code }) => code)).toEqual(['quote-not-closed']);
    for (const odd of ['"', "a 'b", '\\', 'a\\\nb', '#', 'a #"', '{}'])
      expect(firstLostCharacter(redis.parse(odd)), odd).toBeUndefined();
  });
  test.each(globSync(`${import.meta.dirname}/fixtures/*`))('%s is known to the last word', (path) => {
    const text = readFileSync(path, 'utf8');
    const outline = redis.parse(text);
    redis.toModel(outline);
    expect([...walk(outline.statements)].filter(({ coverage }) => coverage === 'unknown')).toEqual([]);
    expect(redis.detect(text).score).toBeGreaterThan(60);
  });
});

describe('a process', () => {
  test('the last line holds, and addresses lose their sign', () => {
    const { redis: found } = device('port 1\nPORT 7000\nbind 10.0.0.1 -::1\nreplicaof no one\ncluster-enabled "yes"\n');
    expect([found?.port?.value, found?.addresses.map(({ value }) => value), found?.replicaOf]).toEqual([
      7000,
      ['10.0.0.1', '::1'],
      undefined,
    ]);
    expect(found?.cluster).toBeDefined();
  });
  test('secrets are never kept', () => {
    const kept = JSON.stringify(
      device(
        'requirepass "correct horse"\nmasterauth secret1\nuser a on >secret2\nsentinel monitor m 10.0.0.1 1 2\nsentinel auth-pass m secret3\n',
      ),
    );
    expect(kept).not.toMatch(/correct horse|secret\d/);
    expect(device('requirepass ""\n').redis?.password).toBeUndefined();
  });
  test('a Sentinel is told of by several lines', () => {
    const [monitor] = device(
      'sentinel known-sentinel m 10.0.0.2 26379 aa\nsentinel known-sentinel m 10.0.0.2 26379 aa\nsentinel known-sentinel m 10.0.0.3 26379 bb\nsentinel monitor m redis.example.net 6379 2\nsentinel down-after-milliseconds m 5000\n',
    ).redis!.monitors;
    expect([monitor!.known, monitor!.quorum.value, monitor!.downAfter?.value]).toEqual([2, 2, 5000]);
  });
  test('listens where it is bound', () => {
    const ports = (text: string) => device(text).listeners?.map(({ family, port }) => `${family} ${port}`);
    expect(ports('port 6379\nbind 127.0.0.1 10.0.0.1 fd00::1\n')).toEqual(['ipv4 6379', 'ipv6 6379']);
    expect(ports('port 6379\n')).toEqual(['ipv4 6379', 'ipv6 6379']);
    expect(ports('port 0\n')).toBeUndefined();
  });
});

test('texts of other programs are not claimed', () => {
  for (const other of [
    'port 1194\nproto udp\ndev tun\nuser nobody\n',
    'bind 127.0.0.1\nport 5432\n',
    'bind = 127.0.0.1\nport = 80\ntimeout = 5\n',
    'hostname r1\nuser admin\n',
  ])
    expect(redis.detect(other).score, other).toBe(0);
});
