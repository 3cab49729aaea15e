import { describe, expect, it } from '@jest/globals';
import { type SmtpIo, type SmtpSignal, smtp } from '../../../../cli/commands/smtp/smtp.ts';
import type { SmtpOptions } from '../../../../cli/commands/smtp/smtp-options.ts';
import { tellFailures } from '../../../../doors/smtp/tell-failures.ts';
import { UnreadableItem } from '../../../../shared/system/unreadable-item.ts';
import { certificateOf } from '../../../doors/smtp/door-world.ts';
import { until } from '../../../support/until.ts';
import { capturedIo } from '../../captured-io.ts';

const options: SmtpOptions = {
  host: '127.0.0.1',
  starttlsPort: '0',
  tlsPort: '0',
  healthHost: '127.0.0.1',
  healthPort: '0',
  maxConnections: '10',
  maxConnectionsPerAddress: '10',
  maxMemory: '32',
  grace: '0',
};
const files: Readonly<Record<string, string>> = {
  'cert.pem': certificateOf().cert,
  'key.pem': certificateOf().key,
  'other.pem': 'no PEM',
};

const world = (given: Partial<SmtpIo> = {}) => {
  const io = capturedIo();
  const listeners = new Map<SmtpSignal, () => void>();
  const smtpIo: SmtpIo = {
    ...io,
    environment: {},
    localCertificate: async () => undefined,
    readFile: async (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
      return text;
    },
    onSignal: (signal, act) => void listeners.set(signal, act),
    openPorts: async () => ({
      findKey: async () => ({ kind: 'unknown' }),
      takeSubmission: async () => ({ kind: 'accepted', messageId: 'm' }),
      region: 'eu-central-1',
      now: Date.now,
      tellFailure: () => {},
    }),
    ...given,
  };
  return { ...io, io: smtpIo, signal: (name: SmtpSignal) => listeners.get(name)?.() };
};

describe('smtp', () => {
  it('tells its ports, is healthy, reads its certificate again, and ends at SIGTERM', async () => {
    const { io, out, signal } = world();
    const running = smtp({ ...options, cert: 'cert.pem', key: 'key.pem' }, io);
    await until('it is ready', () => out.length > 0);
    const ready = JSON.parse(out[0] ?? '');
    const health = () => fetch(`http://127.0.0.1:${ready.healthPort}/health`);

    expect(ready).toEqual({
      ready: true,
      host: '127.0.0.1',
      startTlsPort: expect.any(Number),
      tlsPort: expect.any(Number),
      healthPort: expect.any(Number),
    });
    expect((await health()).status).toBe(200);
    signal('SIGHUP');
    await until('it has read', () => out.length > 1);
    expect(out[1]).toBe('{"certificate":"read again"}');
    signal('SIGTERM');
    expect(await running).toBe(0);
    await expect(health()).rejects.toThrow();
  });

  it.each([
    [
      'variables',
      { environment: { SMTP_CERTIFICATE: files['cert.pem'], SMTP_PRIVATE_KEY: files['key.pem'] } },
    ],
    ['the local stack', { localCertificate: async () => certificateOf() }],
  ])('takes its certificate from %s', async (_, given) => {
    const { io, out, signal } = world(given);
    const running = smtp(options, io);
    await until('it is ready', () => out.length > 0);

    signal('SIGINT');
    expect(await running).toBe(0);
  });

  it.each<[Partial<SmtpOptions>, RegExp]>([
    [{}, /^No certificate: give --cert and --key/],
    [{ cert: 'cert.pem' }, /^No certificate/],
    [{ cert: 'none.pem', key: 'key.pem' }, /^The certificate or its key cannot be used \(ENOENT\)/],
    [{ cert: 'cert.pem', key: 'other.pem' }, /^The certificate or its key cannot be used/],
    [{ starttlsPort: '70000' }, /^--starttls-port: use a port/],
    [{ healthPort: '-1' }, /^--health-port: use a port/],
    [{ maxMemory: '8' }, /^--max-memory: use a number of megabytes/],
    [{ maxConnectionsPerAddress: 'many' }, /^--max-connections-per-address: use a number/],
    [{ grace: '601' }, /^--grace: use a number of seconds/],
  ])('does not start with %j, and says what to do', async (wrong, told) => {
    const { io, err } = world();

    expect(await smtp({ ...options, ...wrong }, io)).toBe(2);
    expect(err).toEqual([expect.stringMatching(told)]);
  });
});

describe('tellFailures', () => {
  it('writes the name of an error, at most once in ten seconds, and nothing of its text', () => {
    const lines: unknown[] = [];
    let nowMs = 1_000_000;
    const tell = tellFailures(
      (_level, message, fields) => void lines.push([message, fields]),
      () => nowMs,
    );

    for (let n = 0; n < 5; n += 1) tell(new TypeError('ada@example.org'));
    tell(new UnreadableItem('the item of key AKSP in the access keys table', ['stream']));
    nowMs += 10_000;
    tell(new TypeError('x'));

    expect(lines).toEqual([
      ['The SMTP door failed at a command.', { cause: 'TypeError', untold: 0 }],
      [
        expect.stringMatching(/^Correct the item of key AKSP/),
        { cause: 'UnreadableItem', untold: 0 },
      ],
      ['The SMTP door failed at a command.', { cause: 'TypeError', untold: 4 }],
    ]);
  });
});
