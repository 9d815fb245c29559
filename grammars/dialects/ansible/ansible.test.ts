import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseDialect, coverageOf, prepare } from '../../../server/src/review/prepare.ts';
import { DEFAULT_SETTINGS } from '../../../server/src/review/settings.ts';
import { reviewText } from '../../../test/support/rule-examples.ts';
import { firstLostCharacter } from '../../outline.ts';
import { ansible } from './dialect.ts';

const fixtures = globSync('grammars/dialects/ansible/fixtures/*').map(
  (path) => [path, readFileSync(path, 'utf8')] as const,
);
const modelOf = (text: string) => ansible.toModel(ansible.parse(text));

describe('detection', () => {
  test.each(fixtures)('%s is ours, read in full and without loss', (path, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('ansible');
    const prepared = prepare({ text, path })!;
    expect(prepared.outline.problems).toEqual([]);
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(coverageOf(prepared).unknown).toBe(0);
  });
  test.each([
    ['tasks with a qualified module', '- name: x\n  ansible.builtin.debug:\n    msg: hello\n'],
    [
      'tasks with a short module',
      '---\n\n# a remark\n- name: x\n  template:\n    src: a\n    dest: b\n  notify: restart\n',
    ],
    ['imports', '- import_playbook: site.yml\n'],
    ['indented', '---\n  - hosts: all\n    roles:\n      - web\n'],
  ])('%s', (_, text) => {
    expect(chooseDialect({ text })?.dialect.id).toBe('ansible');
  });
  test.each([
    ['netplan', 'network:\n  version: 2\n  ethernets:\n    eth0: {dhcp4: true}\n'],
    ['cloud-init', '#cloud-config\nruncmd:\n  - [sysctl, -w, net.ipv4.ip_forward=1]\n'],
    ['a stack', 'AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n'],
    ['Kubernetes', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n'],
    ['services of compose', 'services:\n  web:\n    image: nginx\n'],
    ['a list of groups', '- name: web\n  hosts:\n    - 192.0.2.1\n'],
    ['a list of users', '- name: admin\n  groups: [wheel]\n'],
  ])('%s is not', (_, text) => {
    expect(ansible.detect(text).score).toBeLessThan(20);
  });
});

describe('settings of the kernel', () => {
  const task = (body: string): string => `- ansible.posix.sysctl:\n${body.replace(/^/gm, '    ')}\n`;
  test.each([
    ['as they are written', "name: net/ipv4/ip_forward\nvalue: '1'", [['net.ipv4.ip_forward', '1']]],
    ['by other names of the arguments', 'key: vm.swappiness\nval: 5', [['vm.swappiness', '5']]],
    ['not what is taken out', 'name: vm.swappiness\nvalue: 5\nstate: absent', []],
    ['not what a variable holds', 'name: vm.swappiness\nvalue: "{{ swappiness }}"', []],
  ])('%s', (_, body, expected) => {
    const { sysctls } = modelOf(task(body));
    expect(sysctls.map(({ key, value }) => [key.value, value.value])).toEqual(expected);
  });
  test('in blocks too, at their places', () => {
    const text = '- hosts: all\n  tasks:\n    - block:\n        - sysctl: {name: net.core.somaxconn, value: "128"}\n';
    const [found] = modelOf(text).sysctls;
    expect(text.slice(found!.value.span.start, found!.value.span.end)).toBe('128');
  });
});

describe('texts inside', () => {
  test('lines for a device below their parents', () => {
    const [own] = modelOf(fixtures[0]![1]).embedded.filter(({ dialect }) => dialect === 'ios');
    expect(own!.text).toBe(
      'interface GigabitEthernet0/1\n description users\n ip address 192.0.2.1 255.255.255.0\n ip access-group USERS in\n',
    );
    for (const { start, end, host } of own!.segments)
      expect(fixtures[0]![1].slice(host.start, host.end)).toBe(own!.text.slice(start, end));
  });
  test('what such lines refer to is on the device, and not called undefined', async () => {
    const { findings } = await reviewText(fixtures[0]![1], 'ansible', DEFAULT_SETTINGS);
    expect(findings).toEqual([]);
  });
  test('a rule of ufw that another one makes superfluous is found at its task, and goes with it', async () => {
    const allow = (name: string, more: string): string =>
      `    - name: ${name}\n      community.general.ufw:\n        rule: allow\n        port: '443'\n        proto: tcp\n${more}`;
    const head = '- hosts: web\n  tasks:\n';
    const text = head + allow('all', '') + allow('office', '        from_ip: 198.51.100.0/24\n');
    const { findings } = await reviewText(text, 'ansible', DEFAULT_SETTINGS);
    const redundant = findings.filter(({ rule }) => rule === 'acl/redundant-rule');
    expect(redundant).toHaveLength(1);
    expect(text.slice(redundant[0]!.span.start)).toMatch(/^community\.general\.ufw:[\s\S]*198\.51\.100/);
  });
  test.each([
    ['a condition', '      when: outside\n'],
    ['a loop', '      loop: [1, 2]\n'],
    ['a value of a variable', "        comment: '{{ why }}'\n"],
  ])('nothing is said of rules of ufw with %s', (_, more) => {
    const text = `- hosts: web\n  tasks:\n    - community.general.ufw:\n        rule: allow\n        port: '443'\n${more}`;
    expect(modelOf(text).embedded).toEqual([]);
  });
});

test('words that the language does not have are unknown', () => {
  const text = '- hosts: all\n  tusks: []\n  tasks:\n    - name: x\n      debug: {}\n      command: ls\n';
  expect(coverageOf(prepare({ text })!).unknown).toBe(3);
});
