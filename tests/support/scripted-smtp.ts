import { createServer, type Socket } from 'node:net';

/** What a server does at a step: answers, says nothing more, resets, or answers and then resets. */
export type SmtpAct =
  | { readonly say: string }
  | { readonly act: 'silent' | 'reset' }
  | { readonly say: string; readonly act: 'close' };

export type SmtpStep = 'greeting' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'content' | 'end';

/** An SMTP server that does as it is told at each step, and notes what it was sent. */
export interface ScriptedSmtp {
  readonly port: number;
  /** Contents whose final dot arrived. */
  readonly whole: readonly string[];
  readonly commands: readonly string[];
  readonly close: () => Promise<void>;
}

const usual: Readonly<Record<SmtpStep, SmtpAct>> = {
  greeting: { say: '220 ready' },
  EHLO: { say: '250-here\r\n250 SIZE 50000000' },
  MAIL: { say: '250 ok' },
  RCPT: { say: '250 ok' },
  DATA: { say: '354 go on' },
  content: { say: '' },
  end: { say: '250 taken' },
};

const isStep = (verb: string): verb is SmtpStep => verb in usual;

export const startScriptedSmtp = async (
  script: Partial<Readonly<Record<SmtpStep, SmtpAct>>> = {},
): Promise<ScriptedSmtp> => {
  const whole: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const perform = (socket: Socket, step: SmtpStep): void => {
    const one = script[step] ?? usual[step];
    if ('say' in one && one.say !== '') socket.write(`${one.say}\r\n`);
    if (!('act' in one)) return;
    if (one.act === 'reset') socket.resetAndDestroy();
    if (one.act === 'close') socket.end();
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let isContent = false;
    let text = '';
    perform(socket, 'greeting');
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        if (isContent) {
          if (script.content !== undefined) perform(socket, 'content');
          // A client that sent DATA before it knew of its refused recipient ends it at once.
          if (text.startsWith('.\r\n')) {
            text = text.slice(3);
            isContent = false;
            socket.write('554 no recipient\r\n');
            continue;
          }
          const end = text.indexOf('\r\n.\r\n');
          if (end < 0) return;
          whole.push(text.slice(0, end));
          text = text.slice(end + 5);
          isContent = false;
          perform(socket, 'end');
          continue;
        }
        const end = text.indexOf('\r\n');
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        commands.push(line);
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === 'QUIT') return void socket.end('221 bye\r\n');
        if (!isStep(verb)) {
          socket.write('502 what is that\r\n');
          continue;
        }
        perform(socket, verb);
        isContent =
          verb === 'DATA' &&
          (script.DATA === undefined || JSON.stringify(script.DATA).includes('354'));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen.');
  return {
    port: address.port,
    whole,
    commands,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
