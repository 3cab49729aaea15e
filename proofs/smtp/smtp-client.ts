import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { connect } from 'node:tls';
import { loginOfProof } from './login-of-proof.ts';

/** A connection that is logged in. */
export interface SmtpClient {
  /** Sends a mail; resolves to the reply. */
  readonly send: (mime: string) => Promise<string>;
  readonly close: () => void;
}

/** Connects with TLS and logs in. @throws Error when the door refuses */
export const openSmtpClient = async (port: number, ca: string): Promise<SmtpClient> => {
  const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const reply = async (): Promise<string> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('The door closed the connection.');
      if (/^\d{3} /.test(value)) return value;
    }
  };
  const say = (text: string): Promise<string> => {
    socket.write(`${text}\r\n`);
    return reply();
  };
  await reply();
  await say('EHLO proof');
  const { user, password } = loginOfProof;
  const answer = await say(
    `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`,
  );
  if (!answer.startsWith('235')) throw new Error(answer);
  return {
    send: async (mime) => {
      await say('MAIL FROM:<ann@example.com>');
      await say('RCPT TO:<bob@example.org>');
      await say('DATA');
      return say(`${mime}\r\n.`);
    },
    close: () => void socket.destroy(),
  };
};
