import { type Facts, lower, use } from '../../../kit/cisco-like/facts.ts';
import { parseAddress } from '../../../model/address.ts';
import type { Statement, Word } from '../../../outline.ts';

/** Objects after `source`, `destination`, `static`, `dynamic`; services after `service`; the interfaces in brackets. */
export function useNames(statement: Statement, facts: Facts, within: string | undefined): void {
  const { words } = statement;
  const interfaces = /^\(([^,()]+),([^,()]+)\)$/.exec(words[1]?.text ?? '');
  if (interfaces && words[1]) {
    const { start } = words[1].span;
    let from = start + 1;
    for (const name of [interfaces[1]!, interfaces[2]!]) {
      const word: Word = { text: name, span: { start: from, end: from + name.length } };
      if (name !== 'any') use(facts, 'interface', word, statement);
      from += name.length + 1;
    }
  }
  const object = (word: Word | undefined): void => {
    if (word && !NO_OBJECT.test(word.text) && !parseAddress(word.text))
      use(
        facts,
        'object',
        word,
        statement,
        undefined,
        within === undefined ? undefined : { namespace: 'object', name: within },
      );
  };
  for (const [i] of words.entries()) {
    const here = lower(words, i);
    if (i < 1) continue;
    if (here === 'description') break;
    if (here === 'pat-pool') object(words[i + 1]);
    if (here !== 'static' && here !== 'dynamic') continue;
    object(words[i + 1]);
    // Of `source static REAL MAPPED` and `destination static MAPPED REAL`; an object's own has one name.
    if (/^(?:source|destination)$/.test(lower(words, i - 1))) object(words[i + 2]);
  }
  const service = words.findIndex((word, i) => i > 1 && word.text.toLowerCase() === 'service');
  if (within === undefined && service > 0 && lower(words, 2) !== 'description')
    for (const word of words.slice(service + 1, service + 3))
      if (!/^(?:any|inactive|description|unidirectional|no-proxy-arp|route-lookup|net-to-net|dns)$/i.test(word.text))
        use(facts, 'service-object', word, statement);
}

/** Words that stand where an object may, and values of it that are none. */
const NO_OBJECT =
  /^(?:any|any4|any6|interface|pat-pool|service|dns|description|inactive|destination|round-robin|no-proxy-arp|route-lookup|unidirectional|net-to-net|ipv6)$/i;
