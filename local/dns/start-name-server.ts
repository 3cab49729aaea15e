import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import type { ZoneRecord } from './zone-record.ts';

/** What a name server does with a question. */
export type NameServerReply =
  | {
      readonly kind: 'answer';
      readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
      readonly records: readonly ZoneRecord[];
    }
  /** Answers nothing, as a lost packet or a firewall. */
  | { readonly kind: 'silence' }
  /** Answers with these bytes. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer };

export interface DnsQuestion {
  readonly name: string;
  readonly type: string;
  readonly protocol: 'udp' | 'tcp';
}

export interface NameServerOptions {
  /** 0 for any free one; UDP and TCP have the same. */
  readonly port?: number;
  readonly reply: (question: DnsQuestion) => NameServerReply | Promise<NameServerReply>;
}

export interface NameServer {
  /** `127.0.0.1:5353`. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

const host = '127.0.0.1';

/** Times that a free port is looked for which both UDP and TCP have. */
const tries = 20;

/** Starts a name server on 127.0.0.1, by UDP and TCP. Rejects when the port is taken. */
export const startNameServer = async ({
  port = 0,
  reply,
}: NameServerOptions): Promise<NameServer> => {
  for (let made = 1; ; made += 1) {
    const tcp = await listenTcp(port, reply);
    try {
      const udp = await listenUdp(tcp.port, reply);
      return {
        address: `${host}:${tcp.port}`,
        close: async () => {
          await Promise.all([tcp.close(), udp.close()]);
        },
      };
    } catch (error) {
      await tcp.close();
      if (port !== 0 || made === tries) throw error;
    }
  }
};

type Reply = NameServerOptions['reply'];

const listenUdp = async (port: number, reply: Reply): Promise<{ close: () => Promise<void> }> => {
  const socket: UdpSocket = createSocket('udp4');
  socket.on('message', (message, from) => {
    void answerTo(message, 'udp', reply).then((bytes) => {
      if (bytes !== undefined && !isClosed) socket.send(bytes, from.port, from.address);
    });
  });
  let isClosed = false;
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => resolve());
  });
  socket.on('error', () => {});
  return {
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
};

const listenTcp = async (
  port: number,
  reply: Reply,
): Promise<{ port: number; close: () => Promise<void> }> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serveStream(socket, reply);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};

/** By TCP, two bytes with its length precede each message (RFC 1035 section 4.2.2). */
const serveStream = (socket: Socket, reply: Reply): void => {
  let waiting = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const end = 2 + waiting.readUInt16BE(0);
      const message = waiting.subarray(2, end);
      waiting = waiting.subarray(end);
      void answerTo(message, 'tcp', reply).then((bytes) => {
        if (bytes === undefined || socket.destroyed) return;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(bytes.length);
        socket.write(Buffer.concat([length, bytes]));
      });
    }
  });
};

/** Longest answer by UDP without EDNS; bytes (RFC 1035 section 4.2.1). */
const longestUdp = 512;

const codes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

const answerTo = async (
  message: Buffer,
  protocol: 'udp' | 'tcp',
  reply: Reply,
): Promise<Buffer | undefined> => {
  const query = decoded(message);
  const question = query?.questions?.[0];
  if (query === undefined || question === undefined) return undefined;
  const { name, type } = question;
  const answer = await reply({ name: name.toLowerCase(), type, protocol });
  if (answer.kind === 'silence') return undefined;
  if (answer.kind === 'bytes') return answer.bytes;
  const packet: Packet = {
    type: 'response',
    ...(query.id === undefined ? {} : { id: query.id }),
    flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | codes[answer.code],
    questions: [question],
    answers: answer.records.map(toAnswer),
  };
  const bytes = encode(packet);
  if (protocol === 'tcp' || bytes.length <= longestUdp) return bytes;
  return encode({ ...packet, flags: (packet.flags ?? 0) | TRUNCATED_RESPONSE, answers: [] });
};

const decoded = (message: Buffer): Packet | undefined => {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
};

/** Time to live of every record; s. */
const ttl = 5;

/** A TXT record is made of strings of at most 255 bytes. */
const stringsOf = (text: string): Buffer[] => {
  const bytes = Buffer.from(text);
  const strings: Buffer[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += 255)
    strings.push(bytes.subarray(at, at + 255));
  return strings;
};

const toAnswer = ({ name, type, value }: ZoneRecord): Answer => {
  switch (type) {
    case 'MX': {
      const [preference = '0', exchange = ''] = value.split(' ');
      return { name, type, ttl, data: { preference: Number(preference), exchange } };
    }
    case 'TXT':
      return { name, type, ttl, data: stringsOf(value) };
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
      return { name, type, ttl, data: value };
    default:
      return type satisfies never;
  }
};
