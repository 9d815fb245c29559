/**
 * A TLS server of the library that runs it, for rigs: `tls-server.ts PORT CERTIFICATES KEY OPTIONS`, the options of `tls.createServer` as
 * JSON. `-` for both files: a server that has no certificate to show.
 */
import { readFileSync } from 'node:fs';
import { createServer, type TlsOptions } from 'node:tls';

const [, , port, certificates, key, options] = process.argv;
const pair = certificates === '-' ? {} : { cert: readFileSync(certificates!), key: readFileSync(key!) };
const server = createServer({ ...pair, ...(JSON.parse(options ?? '{}') as TlsOptions) }, (socket) =>
  socket.on('error', () => {}),
);
server.on('tlsClientError', () => {});
server.listen(Number(port), '127.0.0.1');
