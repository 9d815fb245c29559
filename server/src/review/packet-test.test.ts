import { describe, expect, test } from 'vitest';
import { packetTest } from './packet-test.ts';
import { prepare } from './prepare.ts';

const tested = (dialect: string, text: string, filter: string, packet: string) => {
  const result = packetTest(prepare({ text, dialect })!, filter, packet);
  if (!result.ok) throw new Error(result.problem.en);
  const { action, sure, decidingFilter, steps } = result;
  return {
    action,
    sure,
    decidingFilter,
    steps: steps.map(({ filter, action, becomes }) => `${filter}: ${becomes ?? action}`),
  };
};

describe('through lists of interfaces, zones and translations', () => {
  const ASA = `ASA Version 9.16(4)
interface GigabitEthernet0/0
 nameif outside
 ip address 203.0.113.2 255.255.255.248
interface GigabitEthernet0/1
 nameif dmz
 security-level 50
 ip address 10.2.0.1 255.255.255.0
object network WEB
 host 10.2.0.10
 nat (dmz,outside) static interface service tcp https 8443
object network NET
 subnet 10.2.0.0 255.255.255.192
object network SEEN
 subnet 203.0.113.64 255.255.255.192
object network MAIL
 host 10.2.0.25
object network MAIL-SEEN
 host 203.0.113.5
object service SMTP
 service tcp source eq smtp
object service SUBMISSION
 service tcp source eq 587
nat (dmz,outside) source static MAIL MAIL-SEEN service SMTP SUBMISSION
nat (dmz,outside) after-auto source static NET SEEN
access-list IN extended permit tcp any object WEB eq https
access-list TO-DMZ extended deny tcp host 198.51.100.66 any
access-list TO-DMZ extended permit ip any any
access-group IN in interface outside
access-group TO-DMZ out interface dmz
`;

  test('ASA: the real address before lists, the mapped one after them', () => {
    expect(tested('asa', ASA, 'IN', 'tcp 198.51.100.7:40000 > 203.0.113.2:8443 in outside out dmz')).toEqual({
      action: 'permit',
      sure: true,
      decidingFilter: 'IN',
      steps: [
        'nat from the mapped side: tcp 198.51.100.7:40000 > 10.2.0.10:443 in outside out dmz',
        'IN: permit',
        'TO-DMZ: permit',
      ],
    });
    const blocked = tested('asa', ASA, 'IN', 'tcp 198.51.100.66:40000 > 203.0.113.2:8443 in outside out dmz');
    expect(blocked).toMatchObject({ action: 'deny', decidingFilter: 'TO-DMZ' });
    // A port of the server, by the source that its answers have.
    expect(tested('asa', ASA, 'IN', 'tcp 198.51.100.7:40000 > 203.0.113.5:587 in outside').steps[0]).toBe(
      'nat from the mapped side: tcp 198.51.100.7:40000 > 10.2.0.25:25 in outside',
    );
    const out = 'tcp 10.2.0.7:40000 > 198.51.100.7:443 in dmz out outside';
    expect(tested('asa', ASA, 'security level 50 of dmz', out).steps).toEqual([
      'security level 50 of dmz: permit',
      'nat: tcp 203.0.113.71:40000 > 198.51.100.7:443 in dmz out outside',
    ]);
  });

  test('a list that the packet does not come to is asked alone', () => {
    const packet = 'tcp 198.51.100.7:40000 > 203.0.113.2:8443';
    expect(tested('asa', ASA, 'IN', packet).steps).toEqual(['IN: deny']);
  });

  const IOS = `hostname edge
interface Gi0/0
 ip access-group EDGE in
 zone-member security OUT
interface Gi0/1
 zone-member security IN
zone security IN
zone security OUT
zone-pair security OUT-IN source OUT destination IN
 service-policy type inspect P
policy-map type inspect P
 class type inspect WEB
  inspect
class-map type inspect match-any WEB
 match protocol http
ip access-list extended EDGE
 deny tcp host 198.51.100.66 any
 permit ip any any
`;

  test('IOS: the list of the interface, then the policy of the zones', () => {
    const asked = (source: string, port: number, filter = 'zone-pair security') =>
      tested('ios', IOS, filter, `tcp ${source}:40000 > 10.0.0.1:${port} in OUT out IN`);
    expect(asked('198.51.100.7', 80)).toEqual({
      action: 'permit',
      sure: true,
      decidingFilter: 'zone-pair security',
      steps: ['EDGE: permit', 'zone-pair security: permit'],
    });
    expect(asked('198.51.100.66', 80)).toMatchObject({ action: 'deny', decidingFilter: 'EDGE' });
    expect(asked('198.51.100.7', 22, 'EDGE')).toMatchObject({ action: 'deny', decidingFilter: 'zone-pair security' });
  });
});
