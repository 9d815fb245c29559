import type { Definition, Namespace, References, Use } from '../../../model/reference.ts';
import { type Outline, type Statement, type Word, walk } from '../../../outline.ts';
import { at, type Located } from '../../../text/span.ts';

/**
 * Names that the text gives and uses: upstreams, zones of shared memory, log formats, variables. What is passed on to may be a host's name, and
 * variables come from modules too: those uses are never undefined. A zone or a format that is not there is refused.
 */
export function namesOf({ statements }: Outline): References {
  const definitions: Definition[] = [];
  const uses: Use[] = [];
  for (const statement of walk(statements)) {
    const { words, span } = statement;
    const given = definitionsOf(words);
    for (const [namespace, name] of given) definitions.push({ namespace, name, spans: [span] });
    uses.push(...usesOf(statement));
    const own = new Set(given.map(([, { span: place }]) => place.start));
    for (const name of variablesIn(words.slice(1)))
      if (!own.has(name.span.start))
        uses.push({ namespaces: ['variable'], name, by: byOf(statement), predefined: true });
  }
  return { definitions, uses };
}

type Given = readonly [namespace: Namespace, name: Located<string>];

function definitionsOf(words: readonly Word[]): Given[] {
  const directive = words[0]!.text;
  const captures = words.flatMap(capturesIn).map((name): Given => ['variable', name]);
  switch (directive) {
    case 'upstream':
    case 'log_format':
      return words[1]
        ? [[directive === 'upstream' ? 'upstream' : 'log-format', nameIn(words[1])], ...captures]
        : captures;
    case 'limit_zone':
      // As it was before 1.1.8: `limit_zone addresses $binary_remote_addr 10m;`
      return [...(words[1] ? [['memory-zone', nameIn(words[1])] as const] : []), ...captures];
    // `limit_req_zone $binary_remote_addr zone=one:10m rate=1r/s;`
    case 'limit_req_zone':
    case 'limit_conn_zone':
      return [...zonesIn(words, 'zone='), ...captures];
    // `proxy_cache_path /var/cache/nginx keys_zone=big:10m;`
    case 'proxy_cache_path':
    case 'fastcgi_cache_path':
    case 'uwsgi_cache_path':
    case 'scgi_cache_path':
      return [...zonesIn(words, 'keys_zone='), ...captures];
    // `map $host $backend { ... }`, `geo $outside { ... }`: the last one is given.
    case 'map':
    case 'geo':
    case 'split_clients':
      return [...variableAt(words.findLast(({ text }) => text.startsWith('$'))), ...captures];
    case 'set':
    case 'auth_request_set':
    case 'js_set':
    case 'js_var':
    case 'perl_set':
      return [...variableAt(words[1]), ...captures];
    default:
      return captures;
  }
}

const zonesIn = (words: readonly Word[], key: string): Given[] =>
  words.flatMap((word): Given[] => {
    const name = namedBy(word, key);
    return name ? [['memory-zone', name]] : [];
  });

function variableAt(word: Word | undefined): Given[] {
  const [name] = word ? variablesIn([word]) : [];
  return name ? [['variable', name]] : [];
}

function usesOf(statement: Statement): Use[] {
  const { words } = statement;
  const directive = words[0]!.text;
  const refused = (namespace: Namespace, name: Located<string> | undefined): Use[] =>
    name && !name.value.includes('$')
      ? [{ namespaces: [namespace], name, by: byOf(statement), effect: 'config-refused' }]
      : [];
  switch (directive) {
    case 'limit_req':
      return words.flatMap((word) => refused('memory-zone', namedBy(word, 'zone=')));
    case 'limit_conn':
      return refused('memory-zone', words[1] && nameIn(words[1]));
    case 'proxy_cache':
    case 'fastcgi_cache':
    case 'uwsgi_cache':
    case 'scgi_cache': {
      const name = words[1] && nameIn(words[1]);
      return name?.value === 'off' ? [] : refused('memory-zone', name);
    }
    // `access_log /var/log/nginx/access.log main buffer=32k;`
    case 'access_log': {
      const format = words[2] && nameIn(words[2]);
      // The format that nginx brings along.
      return format?.value.includes('=') || format?.value === 'combined' ? [] : refused('log-format', format);
    }
    case 'proxy_pass':
    case 'grpc_pass':
    case 'fastcgi_pass':
    case 'uwsgi_pass':
    case 'scgi_pass':
    case 'memcached_pass': {
      const name = words[1] && upstreamIn(words[1]);
      return name ? [{ namespaces: ['upstream'], name, by: byOf(statement), predefined: true }] : [];
    }
    default:
      return [];
  }
}

/** `http://backend/app`, `backend`; nothing where a port, a path of a socket or a variable stands: that is no upstream. */
function upstreamIn(word: Word): Located<string> | undefined {
  const { value, span } = nameIn(word);
  const parts = /^([a-z]+:\/\/)?([A-Za-z0-9_][A-Za-z0-9_.-]*)(?:\/[^$]*)?$/.exec(value);
  if (!parts) return undefined;
  const start = span.start + (parts[1]?.length ?? 0);
  return at(parts[2]!, { start, end: start + parts[2]!.length });
}

/** `zone=one:10m`, `zone=one`: the name. */
function namedBy(word: Word, key: string): Located<string> | undefined {
  const { value, span } = nameIn(word);
  if (!value.startsWith(key)) return undefined;
  const [name] = value.slice(key.length).split(':');
  const start = span.start + key.length;
  return name ? at(name, { start, end: start + name.length }) : undefined;
}

/** Without its quotes. */
function nameIn({ text, span }: Word): Located<string> {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  return quoted ? at(quoted[2]!, { start: span.start + 1, end: span.end - 1 }) : at(text, span);
}

/** `$host`, `${host}`; `$1` is what a pattern has caught. */
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

const variablesIn = (words: readonly Word[]): Located<string>[] =>
  words.flatMap(({ text, span }) =>
    // The code of a block in Lua is a word of its own.
    !text.includes('$') || text.includes('\n')
      ? []
      : [...text.matchAll(VARIABLE)].map((found) => {
          const name = found[1] ?? found[2]!;
          const start = span.start + found.index + (found[1] === undefined ? 1 : 2);
          return at(name, { start, end: start + name.length });
        }),
  );

/** `~^(?<name>.+)\.example\.net$` */
const CAPTURE = /\(\?P?<([A-Za-z_]\w*)>/g;

const capturesIn = ({ text, span }: Word): Located<string>[] =>
  text.includes('(?')
    ? [...text.matchAll(CAPTURE)].map(({ 0: whole, 1: name, index }) => {
        const start = span.start + index + whole.length - 1 - name!.length;
        return at(name!, { start, end: start + name!.length });
      })
    : [];

const byOf = ({ words }: Statement): string => words.map(({ text }) => text).join(' ');
