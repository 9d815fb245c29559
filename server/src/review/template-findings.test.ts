import { describe, expect, test } from 'vitest';
import { firstLostCharacter, walk } from '../../../grammars/outline.ts';
import { applyEdits } from '../../../grammars/text/edit.ts';
import { review } from './engine.ts';
import { chooseDialect, coverageOf, prepare } from './prepare.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const read = (text: string, path: string) => prepare({ text, path })!;

async function told(text: string, path: string): Promise<string[]> {
  const prepared = read(text, path);
  const { findings } = await review(prepared, DEFAULT_SETTINGS);
  return findings.map(({ rule, span }) => `${prepared.index.positionAt(span.start).line + 1} ${rule}`);
}

/** Templates of text dialects, by the file name that an Ansible role would give them. */
const TEMPLATES: Readonly<Record<string, { readonly dialect: string; readonly text: string }>> = {
  'edge.cfg.j2': {
    dialect: 'ios',
    text: `{# edge routers #}
hostname {{ inventory_hostname }}
!
{% for port in ports %}
interface {{ port.name }}
 description {{ port.text | default('none') }}
 ip address {{ port.address }} {{ port.mask }}
{% if port.acl is defined %}
 ip access-group {{ port.acl }} in
{% endif %}
 no shutdown
{% endfor %}
!
router bgp {{ asn }}
 neighbor {{ peer }} remote-as {{ peer_as }}
!
ip access-list extended EDGE-IN
{% for net in nets %}
 permit tcp {{ net }} any eq {{ port }}
{% endfor %}
 deny ip any any log
!
{{ more }}
line vty 0 4
 access-class {{ vty }} in
`,
  },
  'junos.conf.j2': {
    dialect: 'junos',
    text: `system {
    host-name {{ name }};
}
{% for port in ports %}
interfaces {
    {{ port.name }} {
        unit 0 { family inet { address {{ port.address }}; } }
    }
}
{% endfor %}
`,
  },
  'edge.set.j2': {
    dialect: 'junos',
    text: `set system host-name {{ name }}
{% for peer in peers %}
set protocols bgp group EBGP neighbor {{ peer.address }} peer-as {{ peer.asn }}
{% endfor %}
set policy-options prefix-list OWN {{ own }}
`,
  },
  'rules.v4.j2': {
    dialect: 'iptables',
    text: `*filter
:INPUT DROP [0:0]
-A INPUT -i lo -j ACCEPT
{% for port in open %}
-A INPUT -p tcp --dport {{ port }} -j ACCEPT
{% endfor %}
-A INPUT -s {{ admin }} -j ACCEPT
COMMIT
`,
  },
  'firewall.nft.j2': {
    dialect: 'nft',
    text: `table inet filter {
    chain input {
        type filter hook input priority 0; policy drop;
        ct state established,related accept
{% for port in open %}
        tcp dport {{ port }} accept
{% endfor %}
        ip saddr {{ admin }} tcp dport 22 accept
    }
}
`,
  },
};

describe.each(Object.entries(TEMPLATES))('%s', (path, { dialect, text }) => {
  test('is its dialect’s, understood line by line, and keeps every character', () => {
    const prepared = read(text, path);
    expect(prepared.dialect.id).toBe(dialect);
    const unknown = [...walk(prepared.outline.statements)].filter(({ coverage }) => coverage === 'unknown');
    expect(unknown.map(({ words }) => words.map((word) => word.text).join(' '))).toEqual([]);
    expect(coverageOf(prepared).modelled + coverageOf(prepared).recognised).toBeGreaterThan(2);
    expect(firstLostCharacter(prepared.outline)).toBeUndefined();
    expect(prepared.outline.text).toBe(text);
  });

  test('says nothing that a value could take back', async () => expect(await told(text, path)).toEqual([]));

  test('the same text under a name that says nothing is found by its content', () => {
    expect(chooseDialect({ text })?.dialect.id).toBe(dialect);
  });
});

test('words are the template’s own', () => {
  const [hostname] = read(TEMPLATES['edge.cfg.j2']!.text, 'edge.cfg.j2').outline.statements;
  expect(hostname!.words.map(({ text }) => text)).toEqual(['hostname', '{{ inventory_hostname }}']);
});

test('a command that is unknown whatever it is given stays unknown', () => {
  const prepared = read(
    'hostname r1\n!\ninterface {{ a }}\n ip address {{ b }} {{ c }}\n frobnicate {{ d }}\n',
    'a.cfg.j2',
  );
  const unknown = [...walk(prepared.outline.statements)].filter(({ coverage }) => coverage === 'unknown');
  expect(unknown.map(({ words }) => words[0]!.text)).toEqual(['frobnicate']);
});

const LIST = `hostname r1
ip access-list extended A
{% if lab %}
 permit ip any any
{% else %}
 permit tcp any any eq 443
{% endif %}
 deny udp any any eq 53
 permit tcp any any eq 443
 permit tcp any any eq 443
{% if x %}
 deny tcp any any eq 443
{% endif %}
 permit tcp any any eq {{ port }}
 deny tcp any any eq 22
`;

test('what is there whenever the line is decides; another branch and an expression do not', async () => {
  // Line 8 would be dead after line 4, and 10 after 6; line 15 after 14.
  expect(await told(LIST, 'a.cfg.j2')).toEqual(['10 acl/redundant-rule', '12 acl/shadowed-rule']);
});

test('fixes stay in their branch and copy no expression', async () => {
  const prepared = read(LIST, 'a.cfg.j2');
  const { findings } = await review(prepared, DEFAULT_SETTINGS);
  const fixed = findings.flatMap(({ fixes }) => fixes.map(({ edits }) => applyEdits(LIST, edits)));
  expect(fixed).toContain(LIST.replace(' permit tcp any any eq 443\n permit tcp', ' permit tcp'));
  for (const text of fixed) expect(text.match(/\{[{%].*?[}%]\}/g)).toEqual(LIST.match(/\{[{%].*?[}%]\}/g));
});

test('a text without Jinja is read as ever', () => {
  expect(read('hostname r1\ninterface Vlan1\n ip address 192.0.2.1 255.255.255.0\n', 'a.cfg').template).toBeUndefined();
});
