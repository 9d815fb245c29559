/** The part of the library that the probe uses; it has no types of its own. */
declare module 'net-snmp' {
  import type { EventEmitter } from 'node:events';

  export interface Varbind {
    /** Dotted. */
    readonly oid: string;
    /** `ObjectType`; 128 and above are exceptions: no such object, no such instance, end of the view. */
    readonly type: number;
    /** Integers are numbers; counters of 64 bits and strings are octets. */
    readonly value: number | string | Buffer | null;
  }

  export interface User {
    readonly name: string;
    readonly level: number;
    readonly authProtocol?: number;
    readonly authKey?: string;
    readonly privProtocol?: number;
    readonly privKey?: string;
  }

  export interface Options {
    readonly version: number;
    readonly port: number;
    readonly retries: number;
    /** Milliseconds. */
    readonly timeout: number;
    /** Whose `createSocket` makes the socket. */
    readonly dgramModule: object;
  }

  export interface Session extends EventEmitter {
    get(oids: readonly string[], done: (error: Error | null, varbinds?: readonly Varbind[]) => void): void;
    /** One list of rows for each column. */
    getBulk(
      oids: readonly string[],
      nonRepeaters: number,
      maxRepetitions: number,
      done: (error: Error | null, columns?: readonly (readonly Varbind[])[]) => void,
    ): void;
    close(): void;
  }

  export interface Library {
    readonly Version2c: number;
    readonly Version3: number;
    readonly SecurityLevel: { readonly noAuthNoPriv: number; readonly authNoPriv: number; readonly authPriv: number };
    readonly AuthProtocols: {
      readonly sha: number;
      readonly sha256: number;
      readonly sha512: number;
      readonly md5: number;
    };
    readonly PrivProtocols: { readonly aes: number };
    createSession(target: string, community: string, options: Options): Session;
    createV3Session(target: string, user: User, options: Options): Session;
  }

  const snmp: Library;
  export default snmp;
}
