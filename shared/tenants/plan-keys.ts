import * as z from 'zod/mini';
import {
  type CredentialsWish,
  changeCredentials,
  type StoredCredentials,
  secretPlaceholder,
} from './credentials.ts';
import { sendingAccountSchema, type TenantSendingAccount } from './sending-account.ts';

/** SES account that a tenant is to send with, and its keys. */
export interface KeysWish extends CredentialsWish {
  /** AWS account id of the keys; with the placeholder, the stored one. */
  readonly account?: string | undefined;
  readonly region: string;
  /** Endpoint of SES; the public one when absent. */
  readonly endpoint?: string | undefined;
}

/** Account of its own in a tenant's item. */
export interface StoredSending {
  readonly ses?: TenantSendingAccount | undefined;
  readonly credentials?: StoredCredentials | undefined;
}

/** Account and keys to be stored, always together. */
export interface SendingKeys {
  readonly ses: TenantSendingAccount;
  readonly credentials: StoredCredentials;
}

export type KeysPlan =
  | { readonly kind: 'unchanged'; readonly keys: SendingKeys }
  | { readonly kind: 'store'; readonly keys: SendingKeys }
  /** The caller seals `secretAccessKey`, then stores the result of `sealed`. */
  | {
      readonly kind: 'seal';
      readonly secretAccessKey: string;
      readonly sealed: (secret: string) => SendingKeys;
    }
  /** Holds no value of the wish. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/**
 * Plans the change of a tenant's account and keys. The keys replace a role. After a change of
 * account the replaced key is not kept: mail would go out through the former account.
 *
 * @param nowMs - epoch ms
 */
export const planKeys = (stored: StoredSending, wish: KeysWish, nowMs: number): KeysPlan => {
  const isPlaceholder = wish.secretAccessKey === secretPlaceholder;
  const { account: storedAccount } = stored.ses ?? {};
  const account = wish.account ?? (isPlaceholder ? storedAccount : undefined);
  const isSameAccount = account === storedAccount;
  const change = changeCredentials(
    isPlaceholder || isSameAccount ? stored.credentials : undefined,
    wish,
    nowMs,
  );
  if (change.kind === 'refused') return { kind: 'refused', problems: [change.problem] };
  if (isPlaceholder && !isSameAccount) return { kind: 'refused', problems: [accountOfOtherKey] };
  const ses = { account, region: wish.region, ...endpointOf(wish) };
  const read = z.safeParse(sendingAccountSchema, ses);
  if (!read.success) return { kind: 'refused', problems: problemsOf(read.error) };
  const withSes = (credentials: StoredCredentials): SendingKeys => ({
    ses: read.data,
    credentials,
  });
  if (change.kind === 'new') {
    const { secretAccessKey, sealed } = change;
    return { kind: 'seal', secretAccessKey, sealed: (secret) => withSes(sealed(secret)) };
  }
  if (change.kind === 'dropped') return { kind: 'store', keys: withSes(change.credentials) };
  const keys = withSes(change.credentials);
  return isSameSending(stored.ses, keys.ses)
    ? { kind: 'unchanged', keys }
    : { kind: 'store', keys };
};

const endpointOf = ({ endpoint }: KeysWish) => (endpoint === undefined ? {} : { endpoint });

const isSameSending = (one: TenantSendingAccount | undefined, other: TenantSendingAccount) =>
  one !== undefined &&
  one.roleArn === undefined &&
  one.account === other.account &&
  one.region === other.region &&
  one.endpoint === other.endpoint;

const accountOfOtherKey =
  'account: is not that of the stored key; give the secret of a key of this account';

const remedies: Readonly<Record<string, string>> = {
  account: 'account: is no AWS account id; use its 12 digits',
  region: 'region: is no AWS region; use one like eu-central-1',
  endpoint: 'endpoint: is no URL; leave it out for SES’s public endpoint',
};

const problemsOf = (error: z.core.$ZodError): readonly string[] => [
  ...new Set(
    error.issues.map(({ path }) => {
      const name = String(path[0]);
      return remedies[name] ?? `${name}: cannot be read`;
    }),
  ),
];
