import { SMTPServer } from 'smtp-server';
import type { KillSwitch } from './kill-switch.ts';

/** An SMTP server in the place of a provider, whose steps are points at which a sender is killed. */
export interface SmtpLab {
  readonly port: number;
  /** From now on mail to addresses that begin so concerns this kill switch. */
  readonly watch: (addressPrefix: string, killer: KillSwitch) => void;
  /** Mails that the server took whole, by recipient. */
  readonly mails: () => ReadonlyMap<string, number>;
  readonly close: () => Promise<void>;
}

/** Starts the server on any free port of this machine. It takes all mail, without encryption. */
export const startSmtpLab = async (): Promise<SmtpLab> => {
  const killers = new Map<string, KillSwitch>();
  const mails = new Map<string, number>();
  const killerOf = (address: string): KillSwitch | undefined =>
    [...killers].find(([prefix]) => address.startsWith(prefix))?.[1];
  /** Makes a step, unless the sender is killed before it; then nobody waits for an answer. */
  const step = (operation: string, address: string, take: () => void, answer: () => void): void => {
    const request = { service: 'smtp', operation, subject: '', body: address } as const;
    const killer = killerOf(address);
    const fate = killer?.fateOf(request) ?? { kind: 'pass' };
    const kill = fate.kind === 'reset' ? fate : undefined;
    if (kill?.when !== 'before') {
      take();
      killer?.onAnswered(request, 200);
    }
    if (kill === undefined) answer();
    else kill.act?.();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      step(
        'RCPT',
        address,
        () => undefined,
        () => done(),
      ),
    onData: (stream, { envelope }, done) => {
      stream.resume();
      stream.on('end', () => {
        const address = envelope.rcptTo[0]?.address ?? '';
        const take = (): void => void mails.set(address, (mails.get(address) ?? 0) + 1);
        step('DATA', address, take, () => done());
      });
    },
  });
  // A sender that is killed leaves its connection behind.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The SMTP server does not listen.');
  return {
    port: address.port,
    watch: (addressPrefix, killer) => void killers.set(addressPrefix, killer),
    mails: () => mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
