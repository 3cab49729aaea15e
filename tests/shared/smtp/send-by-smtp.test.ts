import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import type { SmtpMail, SmtpServer } from '../../../shared/smtp/ports.ts';
import { sendBySmtp } from '../../../shared/smtp/send-by-smtp.ts';
import { type SmtpAct, type SmtpStep, startScriptedSmtp } from '../../support/scripted-smtp.ts';
import { rsaKeyPair, selfSignedCertificate } from '../../support/self-signed-certificate.ts';

const mail: SmtpMail = {
  from: 'out@example.net',
  to: 'jane@example.org',
  mime: Buffer.from('Subject: Order\r\n\r\n.dotted\r\nIt is on its way.\r\n'),
  messageId: 'abc@example.net',
};
/** Long enough for a server of this machine; the limit is what some tests wait for. */
const patienceMs = 400;

const closers: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const scripted = async (script: Partial<Record<SmtpStep, SmtpAct>> = {}) => {
  const server = await startScriptedSmtp(script);
  closers.push(server.close);
  return server;
};

const at = (port: number): SmtpServer => ({ host: '127.0.0.1', port, security: 'none' });

const sendTo = async (
  script: Partial<Record<SmtpStep, SmtpAct>>,
  changes: Partial<SmtpMail> = {},
) => {
  const server = await scripted(script);
  const answer = await sendBySmtp({ transactionMs: patienceMs })(at(server.port), {
    ...mail,
    ...changes,
  });
  return { answer, server };
};

const refusedAs = (kind: string) => ({ kind: 'refused', refusal: { kind } });

describe('send-by-smtp', () => {
  it('sends a mail to one recipient, and answers with its Message-ID', async () => {
    const { answer, server } = await sendTo({});

    expect(answer).toEqual({ kind: 'accepted', sesMessageId: 'abc@example.net' });
    expect(server.commands.slice(0, 4)).toEqual([
      'EHLO example.net',
      expect.stringMatching(/^MAIL FROM:<out@example\.net>/),
      'RCPT TO:<jane@example.org>',
      'DATA',
    ]);
    // RFC 5321, section 4.5.2: a dot at the start of a line is doubled on its way.
    expect(server.whole).toEqual(['Subject: Order\r\n\r\n..dotted\r\nIt is on its way.']);
  });

  const silent: SmtpAct = { act: 'silent' };
  const reset: SmtpAct = { act: 'reset' };
  it.each([
    ['greeting', silent, 'unreachable'],
    ['greeting', reset, 'unreachable'],
    ['greeting', { say: '554 not you' }, 'paused'],
    ['greeting', { say: '421 busy' }, 'unreachable'],
    ['EHLO', silent, 'unreachable'],
    ['EHLO', reset, 'unreachable'],
    ['MAIL', silent, 'unreachable'],
    ['MAIL', reset, 'unreachable'],
    ['MAIL', { say: '451 4.7.1 slow down' }, 'rate'],
    ['MAIL', { say: '550 5.7.1 not your address' }, 'paused'],
    ['MAIL', { say: '552 5.3.4 too large' }, 'message'],
    ['MAIL', { say: '530 5.7.0 authenticate first' }, 'paused'],
    ['RCPT', silent, 'unreachable'],
    ['RCPT', reset, 'unreachable'],
    ['RCPT', { say: '450 4.2.1 greylisted' }, 'later'],
    ['RCPT', { say: '550 5.1.1 no such user' }, 'message'],
    ['RCPT', { say: '421 closing' }, 'unreachable'],
    ['DATA', silent, 'unreachable'],
    ['DATA', reset, 'unreachable'],
    ['DATA', { say: '451 not now' }, 'rate'],
    ['DATA', { say: '554 no' }, 'message'],
    ['end', { say: '451 4.3.0 try later' }, 'later'],
    ['end', { say: '554 5.7.1 spam' }, 'message'],
  ] as const)(
    'is certainly not taken when the server does so at %s: %j',
    async (step, act, kind) => {
      const { answer, server } = await sendTo({ [step]: act });

      expect(answer).toMatchObject(refusedAs(kind));
      expect(server.whole.length).toBe(step === 'end' ? 1 : 0);
    },
  );

  it.each([
    ['says nothing', silent],
    ['resets', reset],
    ['closes with half a reply', { say: '55', act: 'close' }],
    ['shuts down', { say: '421 4.3.2 shutting down', act: 'close' }],
    ['says what is no reply', { say: 'hello there' }],
  ] as const)('is of unknown outcome when the server has the final dot and %s', async (_, act) => {
    const { answer, server } = await sendTo({ end: act });

    expect(answer.kind).toBe('unknown');
    expect(server.whole).toHaveLength(1);
  });

  it.each([
    ['resets', reset],
    ['refuses and closes', { say: '552 5.3.4 too large', act: 'close' }],
  ] as const)(
    'is certainly not taken when the server %s in the middle of a large mail',
    async (_, act) => {
      const mime = Buffer.from(`Subject: x\r\n\r\n${'0123456789\r\n'.repeat(2_000_000)}`);
      const server = await scripted({ content: act });

      const answer = await sendBySmtp()(at(server.port), { ...mail, mime });

      expect(answer.kind).toBe('refused');
      expect(server.whole).toHaveLength(0);
    },
  );

  it.each([
    ['RCPT', { say: '550 5.1.1 no such user' }, 'refused', 'message'],
    ['RCPT', { say: '450 4.2.1 greylisted' }, 'refused', 'later'],
    ['MAIL', { say: '451 4.7.1 slow down' }, 'refused', 'rate'],
    ['RCPT', reset, 'refused', 'unreachable'],
    ['end', silent, 'unknown', undefined],
    ['end', { say: '250 taken' }, 'accepted', undefined],
  ] as const)(
    'tells the same of a server that takes commands in one go: %s %j',
    async (step, act, kind, refusal) => {
      const { answer } = await sendTo({
        EHLO: { say: '250-here\r\n250 PIPELINING' },
        [step]: act,
      });

      expect(answer).toMatchObject({
        kind,
        ...(refusal === undefined ? {} : { refusal: { kind: refusal } }),
      });
    },
  );

  it('sends nothing to a server that takes no mail of that size', async () => {
    const { answer, server } = await sendTo({ EHLO: { say: '250-here\r\n250 SIZE 10' } });

    expect(answer).toMatchObject(refusedAs('message'));
    expect(server.commands).toHaveLength(1);
  });

  it('cannot reach a host that does not answer, nor one without an address', async () => {
    const server = await scripted();
    await server.close();

    for (const host of ['127.0.0.1', 'no-such-host.invalid']) {
      const answer = await sendBySmtp()({ ...at(server.port), host }, mail);
      expect(answer).toMatchObject(refusedAs('unreachable'));
    }
  });

  it('quotes no address of a reply', async () => {
    const { answer } = await sendTo({
      RCPT: { say: '550-5.1.1 jane@example.org: unknown user Jane Doe\r\n550 5.1.1 see manual' },
    });

    expect(answer).toMatchObject({ refusal: { code: 'SMTP 550 5.1.1' } });
    expect(JSON.stringify(answer)).not.toMatch(/jane|doe/i);
  });

  describe('with encryption', () => {
    const { privateKey } = rsaKeyPair();
    const cert = selfSignedCertificate(privateKey, {
      commonName: 'localhost',
      alternativeNames: ['localhost'],
      validFromMs: Date.now() - 60_000,
      validToMs: Date.now() + 3_600_000,
      isAuthority: true,
    });

    const secure = async (options: {
      readonly secure: boolean;
      readonly hideSTARTTLS?: boolean;
    }) => {
      const contents: string[] = [];
      const server = new SMTPServer({
        ...options,
        cert,
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        authOptional: false,
        disabledCommands: [],
        onAuth: ({ username, password }, _session, done) =>
          username === 'user' && password === 'secret'
            ? done(null, { user: 'user' })
            : done(new Error('no')),
        onData: (stream, _session, done) => {
          let text = '';
          stream.on('data', (chunk) => {
            text += String(chunk);
          });
          stream.on('end', () => {
            contents.push(text);
            done();
          });
        },
      });
      server.on('error', () => undefined);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
      closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
      const address = server.server.address();
      if (address === null || typeof address === 'string') throw new Error('It does not listen.');
      return { port: address.port, contents };
    };

    const login = { user: 'user', password: 'secret' };

    it.each(['tls', 'starttls'] as const)('logs in and sends by %s', async (security) => {
      const { port, contents } = await secure({ secure: security === 'tls' });

      const answer = await sendBySmtp({ ca: cert })(
        { host: 'localhost', port, security, login },
        mail,
      );

      expect(answer.kind).toBe('accepted');
      expect(contents).toHaveLength(1);
    });

    it.each(['tls', 'starttls'] as const)(
      'waits for a person when the certificate is not trusted: %s',
      async (security) => {
        const { port, contents } = await secure({ secure: security === 'tls' });

        const answer = await sendBySmtp()({ host: 'localhost', port, security, login }, mail);

        expect(answer).toMatchObject(refusedAs('paused'));
        expect(contents).toEqual([]);
      },
    );

    it('sends neither password nor mail in plain text to a server without STARTTLS', async () => {
      const { answer, server } = await sendTo({});
      expect(answer.kind).toBe('accepted');

      const second = await sendBySmtp()({ ...at(server.port), security: 'starttls', login }, mail);

      expect(second).toMatchObject(refusedAs('paused'));
      expect(server.whole).toHaveLength(1);
      expect(server.commands.join()).not.toContain('AUTH');
    });

    it('waits for a person when the password is wrong', async () => {
      const { port } = await secure({ secure: true });

      const answer = await sendBySmtp({ ca: cert })(
        { host: 'localhost', port, security: 'tls', login: { ...login, password: 'wrong' } },
        mail,
      );

      expect(answer).toMatchObject(refusedAs('paused'));
    });
  });
});
