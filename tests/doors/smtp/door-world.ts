import { generateKeyPairSync } from 'node:crypto';
import nodemailer from 'nodemailer';
import type { DoorLimits } from '../../../doors/smtp/limits.ts';
import { startSmtpDoor } from '../../../doors/smtp/smtp-door.ts';
import type { AccessKey } from '../../../shared/access-keys/access-key.ts';
import type { FoundKey } from '../../../shared/access-keys/ports.ts';
import type { MailAnswer } from '../../../shared/ses-api/wire/bulk.ts';
import type { Submission } from '../../../shared/ses-api/wire/submission.ts';
import { selfSignedCertificate } from '../../support/self-signed-certificate.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A certificate of localhost that signs itself. */
export const certificateOf = (commonName = 'localhost') => ({
  cert: selfSignedCertificate(privateKey, {
    commonName,
    validFromMs: Date.UTC(2020, 0, 1),
    validToMs: Date.UTC(2040, 0, 1),
  }),
  key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

/** Id of the nth key. */
export const idOf = (n: number): string =>
  `AKSP${'A'.repeat(12)}${[8, 4, 2, 1].map((bit) => ((n & bit) === 0 ? 'B' : 'C')).join('')}`;
export const secretOf = (n: number): string => `secret${n}`.padEnd(40, '0');
export const region = 'eu-central-1';

export interface Taken {
  readonly key: AccessKey;
  readonly submission: Submission;
}

/** A running door whose mail is taken by a list. */
export const startDoorWorld = async (limits: Partial<DoorLimits> = {}) => {
  const taken: Taken[] = [];
  const failures: unknown[] = [];
  const found = new Map<string, FoundKey>(
    Array.from({ length: 16 }, (_, n) => [
      idOf(n),
      {
        kind: 'found',
        key: { accessKeyId: idOf(n), tenantId: `tenant-${n}`, createdAt: 1 },
        secret: secretOf(n),
      },
    ]),
  );
  const behaviour = {
    answer: async (): Promise<MailAnswer> => ({
      kind: 'accepted',
      messageId: `id-${taken.length}`,
    }),
    findKey: async (id: string): Promise<FoundKey> => found.get(id) ?? { kind: 'unknown' },
    aheadMs: 0,
  };
  const certificate = certificateOf();
  const door = await startSmtpDoor(
    { host: '127.0.0.1', startTlsPort: 0, tlsPort: 0, name: 'localhost', certificate, limits },
    {
      findKey: (id) => behaviour.findKey(id),
      takeSubmission: (key, submission) => {
        taken.push({ key, submission });
        return behaviour.answer();
      },
      region,
      now: () => Date.now() + behaviour.aheadMs,
      tellFailure: (error) => failures.push(error),
    },
  );
  return { door, taken, failures, found, behaviour, ca: certificate.cert };
};

export type DoorWorld = Awaited<ReturnType<typeof startDoorWorld>>;

/** A mail client that logs in with the nth key. */
export const transportOf = ({ door, ca }: DoorWorld, n = 0, options: object = {}) =>
  nodemailer.createTransport({
    host: '127.0.0.1',
    port: door.startTlsPort,
    requireTLS: true,
    tls: { ca, servername: 'localhost' },
    auth: { user: idOf(n), pass: secretOf(n) },
    ...options,
  });

/** Raw bytes of a mail that was taken. */
export const mimeOf = (taken: Taken | undefined): Buffer => {
  const content = taken?.submission.content;
  if (content?.kind !== 'raw') throw new Error('no raw mail');
  return content.mime;
};
