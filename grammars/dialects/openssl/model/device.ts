import { tlsGroups } from '../../../kit/linux/tls-groups.ts';
import { type Device, emptyDevice } from '../../../model/device.ts';
import type { TlsProblem, TlsServer, VersionBound } from '../../../model/services.ts';
import type { Outline, Statement, Word } from '../../../outline.ts';
import { at, type Span } from '../../../text/span.ts';

/** Names of `SSL_CONF_cmd` that are in the model, and the others that a section of `ssl_conf` may have. */
const MODELLED = /^(?:MinProtocol|MaxProtocol|Groups|Curves)$/i;
const TLS_NAMES =
  /^(?:MinProtocol|MaxProtocol|Protocol|CipherString|Ciphersuites|Groups|Curves|Options|SignatureAlgorithms|ClientSignatureAlgorithms|VerifyMode|NumTickets|DHParameters|Certificate|PrivateKey|ChainCAFile|ChainCAPath|VerifyCAFile|VerifyCAPath|VerifyCAStore|ChainCAStore|RecordPadding|RequestCAFile|ClientCAFile|ClientCAPath|ECDHParameters|ServerInfoFile|ServerCookieFile|RequestCAPath|RequestCAStore)$/i;
/** Sections that programs of OpenSSL ask for by themselves. */
const PROGRAMS =
  /^(?:ca|req|tsa|tsa_\w+|cmp|insta|pbm|signature|[ick]r|kur|rr|default|x509|v3_\w+|usr_cert|crl_ext|proxy_cert_ext|policy_\w+|\w*_(?:extensions|distinguished_name|ext))$/i;

/** What a section of certificate extensions is made of (x509v3_config(5)), whatever its name: the command line gives it (`-extensions NAME`). */
const EXTENSIONS =
  /^(?:basicConstraints|keyUsage|extendedKeyUsage|subjectKeyIdentifier|authorityKeyIdentifier|subjectAltName|issuerAltName|certificatePolicies|crlDistributionPoints|authorityInfoAccess|nameConstraints|nsCertType|nsComment|noCheck|tlsfeature|proxyCertInfo|policyConstraints)$/;
/** The names of who a certificate is for: `[ dn ]` of a request. */
const NAMES =
  /^(?:\d+\.)?(?:C|ST|L|O|OU|CN|countryName|stateOrProvinceName|localityName|organizationName|organizationalUnitName|commonName|emailAddress)(?:_(?:default|min|max|value))?$/;
/** Options of `openssl req` and `openssl ca`, which ask for a section by its name. */
const REQUESTS =
  /^(?:distinguished_name|req_extensions|x509_extensions|default_md|default_days|encrypt_rsa_key|encrypt_key|prompt)$/;

interface Section {
  readonly name: string;
  readonly statement: Statement | undefined;
  readonly lines: readonly Setting[];
}

interface Setting {
  readonly name: string;
  readonly statement: Statement;
  /** Everything behind the equals sign. */
  readonly value?: { readonly text: string; readonly span: Span; readonly words: readonly Word[] };
}

/** The section that the library itself reads, through `openssl_conf` and `ssl_conf`; never throws. */
export function toModel(outline: Outline): Device {
  const sections = sectionsOf(outline.statements);
  const referred = new Set(sections.flatMap(({ lines }) => lines.flatMap(({ value }) => namesIn(value?.text ?? ''))));
  const whole = sections[0]!.lines.some(({ name }) => name === 'openssl_conf');
  const problems: TlsProblem[] = [];
  const tls: TlsServer[] = [];
  for (const section of sections) {
    const used =
      section.statement === undefined ||
      referred.has(section.name) ||
      PROGRAMS.test(section.name) ||
      section.lines.some(({ name }) => EXTENSIONS.test(name) || NAMES.test(name) || REQUESTS.test(name));
    declare(section, used);
    if (section.statement === undefined || used) continue;
    const settings = section.lines.filter(({ name }) =>
      /^(?:MinProtocol|MaxProtocol|CipherString|Ciphersuites)$/i.test(name),
    );
    // A file that another one includes may be led to from there.
    if (settings[0] && whole) {
      section.statement.coverage = 'modelled';
      problems.push({ kind: 'section-not-used', span: section.statement.header, name: section.name });
    }
    // The shape of a web server's configuration, which is not read from here; an authority of that name keeps a database.
    else if (
      /^(?:server|client|https?|tls|ssl)$/i.test(section.name) &&
      !section.lines.some(({ name }) => /^(?:database|new_certs_dir|serial)$/.test(name))
    )
      for (const { name, statement } of section.lines)
        if (/^certificate$/i.test(name)) {
          section.statement.coverage = 'modelled';
          statement.coverage = 'modelled';
          problems.push({ kind: 'no-server-here', span: statement.header, name: section.name });
        }
  }
  for (const section of sections) {
    if (section.statement === undefined || !referred.has(section.name)) continue;
    if (!section.lines.some(({ name }) => /^(?:MinProtocol|MaxProtocol|Groups|Curves|CipherString)$/i.test(name)))
      continue;
    tls.push(serverOf(section, problems));
  }
  return {
    ...emptyDevice,
    ...(tls.length > 0 ? { tls } : {}),
    ...(problems.length > 0 ? { tlsProblems: problems } : {}),
    fragment: true,
  };
}

/** What stands before the first header is a section too. */
function sectionsOf(statements: readonly Statement[]): Section[] {
  const loose = statements.filter(({ words }) => !words[0]!.text.startsWith('['));
  return [
    { name: 'default', statement: undefined, lines: loose.map(settingOf) },
    ...statements
      .filter(({ words }) => words[0]!.text.startsWith('['))
      .map((statement) => ({
        name: statement.words[0]!.text.slice(1, -1).trim(),
        statement,
        lines: statement.children.map(settingOf),
      })),
  ];
}

function settingOf(statement: Statement): Setting {
  const { words } = statement;
  const equals = words.findIndex(({ text }) => text === '=');
  const rest = equals < 0 ? [] : words.slice(equals + 1);
  const name = words[0]!.text;
  if (rest.length === 0) return { name, statement };
  const span = { start: rest[0]!.span.start, end: rest.at(-1)!.span.end };
  return { name, statement, value: { text: rest.map(({ text }) => text).join(' '), span, words: rest } };
}

/** `v3_ca`, `@alt_names`, `dirName:issuer_sect`, `critical,@names`: words that may be sections. */
const namesIn = (text: string): string[] => text.split(/[\s,;:@]+/).filter((word) => word !== '');

function declare({ statement, lines }: Section, used: boolean): void {
  if (statement) statement.coverage = used ? 'recognised' : 'unknown';
  for (const { name, statement: line } of lines)
    line.coverage = MODELLED.test(name)
      ? 'modelled'
      : TLS_NAMES.test(commandOf(name)) ||
          (used && line.words.some(({ text }) => text === '=')) ||
          /^\.(?:include|pragma)$/.test(name)
        ? 'recognised'
        : 'unknown';
}

/** `RSA.Certificate`, `ECDSA.Certificate`: what stands before a point makes names different, and is skipped (SSL_CONF_cmd in config(5)). */
const commandOf = (name: string): string => name.slice(name.indexOf('.') + 1);

function serverOf({ name, statement, lines }: Section, problems: TlsProblem[]): TlsServer {
  const last = (wanted: RegExp) => lines.findLast((line) => wanted.test(line.name))?.value;
  const bound = (value: Setting['value']): VersionBound | undefined => {
    if (!value) return undefined;
    if (/^(?:SSLv3|TLSv1(?:\.[0-3])?)$/i.test(value.text))
      return { ...at(value.text.replace(/^tls/i, 'TLS').replace(/^ssl/i, 'SSL'), value.span), written12: 'TLSv1.2' };
    // Datagrams have versions of their own, and `None` is no bound.
    if (!/^(?:None|DTLSv[\d.]+)$/i.test(value.text) && !value.text.includes('$'))
      problems.push({ kind: 'unknown-version', span: value.span, name: value.text });
    return undefined;
  };
  const lowest = bound(last(/^MinProtocol$/i));
  const highest = bound(last(/^MaxProtocol$/i));
  const groups = last(/^(?:Groups|Curves)$/i);
  return {
    name: `OpenSSL (${name})`,
    span: statement!.header,
    ...(lowest ? { lowest } : {}),
    ...(highest ? { highest } : {}),
    ...(groups?.words[0] ? { groups: tlsGroups(groups.words[0]) } : {}),
    certificates: [],
    closed: lines.every(({ statement: line }) => line.coverage !== 'unknown'),
  };
}
