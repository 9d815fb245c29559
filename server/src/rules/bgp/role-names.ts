/** A role that a name can say. */
export type NamedRole = 'customer' | 'provider' | 'route-server' | 'peer';

/** The role that a description or a name says by whole words: customer before provider before route server before peer. */
export function roleIn(text: string): NamedRole | undefined {
  const words = wordsOf(text);
  for (const [role, pattern] of WORDS) {
    // "BGP peer" is every neighbour.
    if (words.some((word, i) => pattern.test(word) && words[i - 1] !== 'bgp')) return role;
    if (CHINESE.some(([meant, characters]) => meant === role && text.includes(characters))) return role;
    if (role === 'route-server' && words.some((word, i) => word === 'route' && words[i + 1] === 'server')) return role;
  }
  return undefined;
}

/**
 * The role that names of policies say: `CUST-IN`, `FROM-UPSTREAM`, `TO-UPSTREAM`. Words are looser there: `PEER-IN` is on any session,
 * `NO-TRANSIT` says what is kept out, and `CUSTOMER-ROUTES` towards a provider what is sent. Where several roles are said, none is.
 */
export function roleInPolicies(imports: readonly string[], exports: readonly string[]): NamedRole | undefined {
  const roles = new Set([...imports.flatMap(inImport), ...exports.flatMap(inExport)]);
  roles.delete('peer');
  const [only] = roles;
  return roles.size === 1 ? only : undefined;
}

const inImport = (name: string): readonly NamedRole[] => {
  const words = wordsOf(name);
  return words.some((word) => KEEPS_OUT.test(word)) ? [] : words.flatMap((word) => roleIn(word) ?? []);
};

/** `to X`, `X out` */
const inExport = (name: string): readonly NamedRole[] => {
  const words = wordsOf(name);
  return words.flatMap((word, i) => (words[i - 1] === 'to' || words[i + 1] === 'out' ? (roleIn(word) ?? []) : []));
};

const wordsOf = (text: string): readonly string[] => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

const KEEPS_OUT = /^(?:no|non|not|deny|block|reject|drop|except|filter|without)$/;

const WORDS: readonly (readonly [NamedRole, RegExp])[] = [
  ['customer', /^(?:cust|customer|downstream)$/],
  ['provider', /^(?:transit|upstream|provider|isp)$/],
  ['route-server', /^rs$/],
  ['peer', /^(?:peer|ix)$/],
];

/** Chinese is written without spaces: looked for as it is. */
const CHINESE: readonly (readonly [NamedRole, string])[] = [
  ['customer', '客户'],
  ['provider', '运营商'],
];
