import {
  type AccessKey,
  type KeyTerms,
  keyState,
  maxValidKeys,
} from '../../../shared/access-keys/access-key.ts';
import { readRoleArn } from '../../../shared/access-keys/aws-role.ts';
import type { AccessKeyBook } from '../../../shared/access-keys/ports.ts';
import { smtpPassword } from '../../../shared/access-keys/smtp-password.ts';
import { SecretFailure } from '../../../shared/secrets/secret-failure.ts';
import { type CommandIo, exitCodes, printable } from '../../command-io.ts';
import type { ReadStreams } from '../../deployed-streams.ts';
import { isStream } from '../../stream-option.ts';
import { printDetails } from '../../terminal/details.ts';
import { type Column, createTable } from '../../terminal/table.ts';
import { type KeyTermOptions, readKeyTerms } from './key-terms.ts';
import { isTenantId } from './tenant-id.ts';

export interface KeysIo extends CommandIo {
  readonly streams: ReadStreams;
  readonly keys: AccessKeyBook;
  /** Region of the deployment, for which the SMTP password is derived. */
  readonly region: () => Promise<string>;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface CreateKeyOptions extends KeyTermOptions {
  /** ARN of an AWS role. */
  readonly role?: string;
  readonly tenant: string;
  readonly json?: boolean;
}

/**
 * Creates an access key and shows its secret, once.
 *
 * @returns exit code; 3 when the tenant has too many keys
 */
export const createKey = async (
  { tenant, role, json = false, ...options }: CreateKeyOptions,
  io: KeysIo,
): Promise<number> => {
  if (!isTenantId(tenant, io)) return exitCodes.usage;
  const terms = readKeyTerms(options, io);
  if (terms === undefined || !(await isStream(terms.stream, io))) return exitCodes.usage;
  if (role !== undefined) return createForRole({ tenant, role, json }, terms, io);
  const region = await io.region();
  try {
    const created = await io.keys.create(tenant, terms);
    if (created.kind === 'too-many') return tooMany(tenant, io);
    show(created.key, { secret: created.secret, region }, json, io);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof SecretFailure)) throw error;
    io.printError(error.message);
    return exitCodes.failed;
  }
};

const tooMany = (tenant: string, io: KeysIo): number => {
  io.printError(
    `Tenant ${tenant} has ${maxValidKeys} valid keys, the most there may be. Revoke one that is not in use (tenants keys list, revoke).`,
  );
  return exitCodes.wrong;
};

/** Lets programs of an AWS role get keys; there is no secret to show. */
const createForRole = async (
  { tenant, role: arn, json }: { tenant: string; role: string; json: boolean },
  terms: KeyTerms,
  io: KeysIo,
): Promise<number> => {
  const role = readRoleArn(arn);
  if (role === undefined) {
    io.printError('--role: write the ARN of a role, like arn:aws:iam::111122223333:role/web.');
    return exitCodes.usage;
  }
  const created = await io.keys.createForRole(tenant, role, terms);
  switch (created.kind) {
    case 'too-many':
      return tooMany(tenant, io);
    case 'taken':
      io.printError(
        'The role has a key already, of this tenant or another. Revoke it before (tenants keys revoke).',
      );
      return exitCodes.wrong;
    case 'created':
      io.print(
        json
          ? JSON.stringify(describeKey(created.key, io.now()))
          : `${created.key.accessKeyId}  of ${tenant}: its programs get keys for an hour each (docs/doors.md, Programs with an AWS role)`,
      );
      return exitCodes.fine;
    default:
      return created satisfies never;
  }
};

export interface ListKeysOptions {
  readonly tenant: string;
  readonly json?: boolean;
}

/**
 * Lists the access keys of a tenant, never a secret.
 *
 * @returns exit code; 3 when it has none
 */
export const listKeys = async (
  { tenant, json = false }: ListKeysOptions,
  io: KeysIo,
): Promise<number> => {
  if (!isTenantId(tenant, io)) return exitCodes.usage;
  let count = 0;
  const table = createTable(columns, io);
  for await (const key of io.keys.list(tenant)) {
    const described = describeKey(key, io.now());
    if (json) io.print(JSON.stringify(described));
    else table.add(described);
    count += 1;
  }
  table.end();
  if (count === 0) io.printError(`Tenant ${tenant} has no access key.`);
  return count === 0 ? exitCodes.wrong : exitCodes.fine;
};

export interface RevokeKeyOptions {
  readonly json?: boolean;
}

/**
 * Revokes an access key; run again, it changes nothing.
 *
 * @returns exit code; 3 when there is no such key
 */
export const revokeKey = async (
  accessKeyId: string,
  { json = false }: RevokeKeyOptions,
  io: KeysIo,
): Promise<number> => {
  const key = await io.keys.revoke(accessKeyId);
  if (key === undefined) {
    io.printError(`There is no access key ${printable(accessKeyId)}.`);
    return exitCodes.wrong;
  }
  const described = describeKey(key, io.now());
  io.print(
    json
      ? JSON.stringify(described)
      : `${key.accessKeyId}  of ${key.tenantId}  revoked ${described.revokedAt}; in force everywhere within a minute`,
  );
  return exitCodes.fine;
};

/** A key as readers see it; times in ISO 8601. */
const describeKey = (key: AccessKey, nowMs: number) => ({
  accessKeyId: key.accessKeyId,
  tenantId: key.tenantId,
  label: key.label ?? null,
  state: keyState(key, nowMs),
  createdAt: isoTime(key.createdAt),
  ageDays: Math.max(0, Math.floor((nowMs - key.createdAt) / 86_400_000)),
  expiresAt: isoTimeOf(key.expiresAt),
  revokedAt: isoTimeOf(key.revokedAt),
  stream: key.stream ?? null,
  mailLifetimeSeconds: key.mailLifetimeSeconds ?? null,
});

const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();
const isoTimeOf = (epochMs: number | undefined): string | null =>
  epochMs === undefined ? null : isoTime(epochMs);

type DescribedKey = ReturnType<typeof describeKey>;

const columns: readonly Column<DescribedKey>[] = [
  { title: 'KEY', of: ({ accessKeyId }) => accessKeyId },
  { title: 'LABEL', of: ({ label }) => label ?? '-' },
  {
    title: 'STATE',
    of: ({ state }) => state,
    tone: ({ state }) => (state === 'valid' ? 'good' : 'bad'),
  },
  { title: 'AGE', of: ({ ageDays }) => `${ageDays} days` },
  { title: 'EXPIRES', of: ({ expiresAt }) => expiresAt ?? '-' },
  { title: 'STREAM', of: ({ stream }) => stream ?? '-' },
];

const show = (
  key: AccessKey,
  { secret, region }: { readonly secret: string; readonly region: string },
  json: boolean,
  io: KeysIo,
): void => {
  const password = smtpPassword(secret, region);
  const described = describeKey(key, io.now());
  if (json) {
    io.print(JSON.stringify({ ...described, secret, smtpPassword: password, region }));
    return;
  }
  printDetails(
    [{ text: key.tenantId }, { text: 'access key' }],
    [
      { label: 'key id', text: key.accessKeyId },
      { label: 'secret', text: secret },
      { label: 'SMTP', text: `${password}  (password of SES's form, for ${region})` },
      { label: 'expires', text: described.expiresAt ?? 'never' },
    ],
    io,
  );
  io.print('Keep the secret now: it is shown this once, and nobody can read it again.');
  io.print('AWS SDK: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are the key id and the secret.');
  io.print('SMTP: the user is the key id, the password the secret or the SMTP password.');
};
