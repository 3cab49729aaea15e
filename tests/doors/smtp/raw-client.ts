import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type DoorWorld, idOf, secretOf } from './door-world.ts';

/** A client that sends what it is told, byte by byte. */
export interface RawClient {
  readonly socket: Socket;
  /** Next whole reply: its lines; undefined when the connection has ended. */
  readonly reply: () => Promise<string | undefined>;
  readonly write: (text: string | Uint8Array) => void;
  /** Sends a line and waits for the reply to it. */
  readonly say: (line: string) => Promise<string | undefined>;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
}

export interface RawOptions {
  readonly isPlain?: boolean;
  readonly localAddress?: string;
}

/** Connects to the door's port with TLS, or to the one that begins in plain. */
export const rawClient = async (
  { door, ca }: DoorWorld,
  { isPlain = false, localAddress }: RawOptions = {},
): Promise<RawClient> => {
  const at = { host: '127.0.0.1', ...(localAddress === undefined ? {} : { localAddress }) };
  const socket = isPlain
    ? connectPlain({ ...at, port: door.startTlsPort })
    : connectTls({ ...at, port: door.tlsPort, ca, servername: 'localhost' });
  const lines = readLines(socket);
  const reply = async (): Promise<string | undefined> => {
    const read: string[] = [];
    for (;;) {
      const line = await lines.next();
      if (line === undefined) return read.length === 0 ? undefined : read.join('\n');
      read.push(line);
      if (/^\d{3} /.test(line)) return read.join('\n');
    }
  };
  const write = (text: string | Uint8Array): void => void socket.write(text);
  return {
    socket,
    reply,
    write,
    say: (line) => {
      write(`${line}\r\n`);
      return reply();
    },
    ended: lines.ended,
  };
};

/** A client that has logged in with the nth key. */
export const loggedIn = async (world: DoorWorld, n = 0, options: RawOptions = {}) => {
  const client = await rawClient(world, options);
  await client.reply();
  await client.say('EHLO client');
  const answer = await client.say(`AUTH PLAIN ${plain(idOf(n), secretOf(n))}`);
  if (!answer?.startsWith('235')) throw new Error(answer);
  return client;
};

/** Argument of AUTH PLAIN. */
export const plain = (user: string, password: string, other = ''): string =>
  Buffer.from(`${other}\0${user}\0${password}`).toString('base64');

const readLines = (socket: Socket) => {
  let text = '';
  let isEnded = false;
  let wake = (): void => {};
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  socket.on('data', (piece) => {
    text += piece.toString('latin1');
    wake();
  });
  socket.on('error', () => undefined);
  for (const event of ['close', 'end'])
    socket.on(event, () => {
      isEnded = true;
      wake();
      end();
    });
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      const at = text.indexOf('\r\n');
      if (at >= 0) {
        const line = text.slice(0, at);
        text = text.slice(at + 2);
        return line;
      }
      if (isEnded) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { next, ended };
};
