import { parseAddress } from '../../../model/address.ts';
import type { Embedded, Listener } from '../../../model/device.ts';

/** What web servers and balancers among the written files listen on, but for loopback and sockets. */
export function listenersOf(files: readonly Embedded[]): Listener[] {
  const found = new Map<string, Listener>();
  for (const { path, text } of files) {
    const server = path === undefined ? undefined : SERVERS.find(({ file }) => file.test(path));
    if (!server) continue;
    for (const line of text.split('\n')) {
      for (const place of server.places(line)) {
        const listener = listenerOf(place.text, place.udp ? 17 : 6, `${server.name} (${path})`);
        if (listener) found.set(`${listener.protocol} ${listener.family} ${listener.port}`, listener);
      }
    }
  }
  return [...found.values()];
}

interface Place {
  readonly text: string;
  readonly udp: boolean;
}

interface Server {
  readonly name: string;
  readonly file: RegExp;
  readonly places: (line: string) => readonly Place[];
}

const SERVERS: readonly Server[] = [
  {
    name: 'nginx',
    file: /^\/etc\/nginx\/(?:.*\/)?[^/]+$/,
    // listen [::]:443 ssl; listen 443 quic;
    places: (line) => {
      const [word, place, ...options] = wordsOf(line, ';');
      if (word !== 'listen' || place === undefined) return [];
      return [{ text: place, udp: options.some((option) => option === 'udp' || option === 'quic') }];
    },
  },
  {
    name: 'HAProxy',
    file: /^\/etc\/haproxy\/(?:.*\/)?[^/]+\.cfg$/,
    // bind 0.0.0.0:80,:8080 name web
    places: (line) => {
      const [word, places = ''] = wordsOf(line, '#');
      return word === 'bind' ? places.split(',').map((text) => ({ text, udp: false })) : [];
    },
  },
];

const wordsOf = (line: string, end: string): string[] => line.split('#')[0]!.split(end)[0]!.trim().split(/\s+/);

/** `443`, `*:443`, `192.0.2.10:443`, `[::]:443`; undefined for loopback, sockets, names and what a template fills in. */
function listenerOf(text: string, protocol: 6 | 17, by: string): Listener | undefined {
  const parts = /^(?:(?:\[([0-9a-f:.]+)\]|([\d.]+|\*)?):)?(\d{1,5})$/i.exec(text);
  const port = Number(parts?.[3]);
  if (!parts || port < 1 || port > 0xffff) return undefined;
  const address = parseAddress(parts[1] ?? parts[2] ?? '');
  const loopback = address?.family === 'ipv4' ? address.address >> 24n === 127n : address?.address === 1n;
  return loopback ? undefined : { protocol, port, family: parts[1] === undefined ? 'ipv4' : 'ipv6', by };
}
