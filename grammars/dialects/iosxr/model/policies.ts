import { type definitions, type Facts, lower } from '../../../kit/cisco-like/facts.ts';
import type { Namespace } from '../../../model/reference.ts';
import { type Statement, type Word, walk } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';
import { programOf } from './policy-program.ts';
import { readRouteSet } from './route-sets.ts';

/** What sets are called, by the command that makes them. */
const SETS: Readonly<Record<string, Namespace>> = {
  'prefix-set': 'prefix-list',
  'as-path-set': 'as-path-list',
  'community-set': 'community-list',
  'extcommunity-set': 'community-list',
  'large-community-set': 'community-list',
};

/** `prefix-set CUSTOMERS`, `extcommunity-set rt TENANT` */
export function readSet(statement: Statement, facts: Facts, defined: ReturnType<typeof definitions>): boolean {
  const namespace = SETS[lower(statement.words, 0)];
  const name = statement.words.at(-1);
  if (!namespace || !name || statement.words.length < 2) return false;
  readRouteSet(statement, facts);
  defined.add(namespace, at(name.text, name.span), statement.span);
  return true;
}

/** `route-policy CUSTOMERS($asn)` with the policies and sets that it names: the platform refuses a policy that names what is not there. */
export function readPolicy(statement: Statement, facts: Facts, defined: ReturnType<typeof definitions>): void {
  const name = statement.words[1] && policyName(statement.words[1]);
  if (!name) return;
  let closed = true;
  const visit = (children: readonly Statement[]): void => {
    for (const child of children) {
      if (child.coverage === 'unknown') closed = false;
      readUse(child, facts);
      visit(child.children);
    }
  };
  visit(statement.children);
  const entries = programOf([...walk(statement.children)]);
  facts.policies.push({
    name,
    span: statement.span,
    closed,
    ...(entries ? { entries, fallback: 'deny' } : {}),
  });
  defined.add('route-policy', name, statement.span);
}

/** `CUSTOMERS($asn,` is `CUSTOMERS`; undefined for a parameter or nothing. */
export function policyName(word: Word): Located<string> | undefined {
  const end = word.text.indexOf('(');
  const text = end < 0 ? word.text : word.text.slice(0, end);
  return text === '' || text.startsWith('$')
    ? undefined
    : at(text, { start: word.span.start, end: word.span.start + text.length });
}

/** `apply BASE`, `if destination in CUSTOMERS and community matches-any OWN then`, `set community OWN additive` */
function readUse(statement: Statement, facts: Facts): void {
  const { words } = statement;
  const first = lower(words, 0);
  const add = (namespace: Namespace, word: Word | undefined): void => {
    const name = word && policyName(word);
    // Inline sets start with a bracket: they name nothing.
    if (!name || !/^[A-Za-z_]/.test(name.value)) return;
    facts.uses.push({
      namespaces: [namespace],
      name,
      by: words.map(({ text }) => text).join(' '),
      effect: 'config-refused',
    });
  };
  if (first === 'apply') add('route-policy', words[1]);
  if (first === 'delete' && lower(words, 1) === 'community' && lower(words, 2) === 'in')
    add('community-list', words[3]);
  if (first !== 'if' && first !== 'elseif') return;
  for (let i = 1; i < words.length - 1; i += 1) {
    const subject = lower(words, i - 1).replace(/^\(+/, '');
    const verb = lower(words, i);
    const namespace = SUBJECTS[subject] ?? (SUBJECTS[lower(words, i - 2).replace(/^\(+/, '')] as Namespace | undefined);
    if (namespace && /^(?:in|matches-any|matches-every|matches-within)$/.test(verb))
      add(namespace, closedOf(words[i + 1]!));
  }
}

/** `CUSTOMERS)` closes a bracket that is no part of the name. */
function closedOf(word: Word): Word {
  const text = word.text.replace(/\)+$/, '');
  return { text, span: { start: word.span.start, end: word.span.start + text.length } };
}

const SUBJECTS: Readonly<Record<string, Namespace>> = {
  destination: 'prefix-list',
  source: 'prefix-list',
  'next-hop': 'prefix-list',
  'as-path': 'as-path-list',
  community: 'community-list',
  'large-community': 'community-list',
  extcommunity: 'community-list',
};
