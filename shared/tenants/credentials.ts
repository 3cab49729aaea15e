import * as z from 'zod/mini';
import type { SecretContext } from '../secrets/ports.ts';
import { sealedSecretSchema } from '../secrets/sealed-secret.ts';

/** Shown in place of a secret. Written back, it leaves the secret unchanged. */
export const secretPlaceholder = '********';

/** Context under which the secret of a tenant's access key is sealed. */
export const contextOfKey = (tenant: string): SecretContext => ({
  tenant,
  purpose: 'ses-access-key',
});

/**
 * Time that a replaced key stays in use beside the new one; ms. AWS may take a while to know a new
 * key everywhere, and a person to notice a wrong one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export const previousKeptMs = 24 * 3_600_000;

const accessKeyIdForm = /^\w{16,128}$/;

const storedKeySchema = z.object({
  accessKeyId: z.string().check(z.regex(accessKeyIdForm)),
  /** The secret access key, sealed. */
  secret: sealedSecretSchema,
  /** Time at which the key was set; epoch ms. */
  setAt: z.number(),
});

/**
 * The attribute `credentials` of a tenant's item: access keys of the SES account that the tenant
 * brings, at most two, as an IAM user may have.
 */
export const credentialsSchema = z.object({
  current: storedKeySchema,
  /** The replaced key, until {@link previousKeptMs} after `current` was set. */
  previous: z.optional(storedKeySchema),
});

export type StoredKey = z.infer<typeof storedKeySchema>;

export type StoredCredentials = z.infer<typeof credentialsSchema>;

/** Keys as a person wants them. */
export interface CredentialsWish {
  readonly accessKeyId: string;
  /** {@link secretPlaceholder} leaves the stored secret unchanged. */
  readonly secretAccessKey: string;
  /** Whether the replaced key is forgotten at once, for example because it has leaked. */
  readonly dropPrevious?: boolean | undefined;
}

export type CredentialsChange =
  | { readonly kind: 'unchanged'; readonly credentials: StoredCredentials }
  /** The replaced key is forgotten. */
  | { readonly kind: 'dropped'; readonly credentials: StoredCredentials }
  /** The caller seals `secretAccessKey`, then stores the result of `sealed`. */
  | {
      readonly kind: 'new';
      readonly secretAccessKey: string;
      readonly sealed: (secret: string) => StoredCredentials;
    }
  /** Holds no value of the wish. */
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Plans the change of a tenant's keys. A key with another id moves the present one to `previous`.
 * The same id with a secret corrects it in place, so that a repeated wish changes nothing more.
 *
 * @param nowMs - epoch ms
 */
export const changeCredentials = (
  stored: StoredCredentials | undefined,
  wish: CredentialsWish,
  nowMs: number,
): CredentialsChange => {
  const { accessKeyId, secretAccessKey, dropPrevious = false } = wish;
  const kept = dropPrevious ? undefined : previousInUse(stored, nowMs);
  const hasId = stored?.current.accessKeyId === accessKeyId;
  if (secretAccessKey === secretPlaceholder) {
    if (stored === undefined || !hasId) return refused(problems.placeholder);
    return stored.previous !== undefined && kept === undefined
      ? { kind: 'dropped', credentials: { current: stored.current } }
      : { kind: 'unchanged', credentials: stored };
  }
  const problem = problemOfKey(wish);
  if (problem !== undefined) return refused(problem);
  const before = hasId ? kept : dropPrevious ? undefined : stored?.current;
  return {
    kind: 'new',
    secretAccessKey,
    sealed: (secret) => ({
      current: { accessKeyId, secret, setAt: nowMs },
      ...(before === undefined ? {} : { previous: before }),
    }),
  };
};

/** The replaced key, while it is in use beside the present one. */
export const previousInUse = (
  stored: StoredCredentials | undefined,
  nowMs: number,
): StoredKey | undefined =>
  stored !== undefined && nowMs < stored.current.setAt + previousKeptMs
    ? stored.previous
    : undefined;

/** Stored credentials as readers may see them. */
export interface DescribedCredentials {
  readonly accessKeyId: string;
  /** {@link secretPlaceholder}, always. */
  readonly secretAccessKey: string;
  /** ISO 8601. */
  readonly setAt: string;
  /** Full days since then. */
  readonly ageDays: number;
  /** The replaced key, while it is in use. */
  readonly previous?: {
    readonly accessKeyId: string;
    readonly setAt: string;
    /** Time at which it goes out of use; ISO 8601. */
    readonly until: string;
  };
}

export const describeCredentials = (
  stored: StoredCredentials,
  nowMs: number,
): DescribedCredentials => {
  const { current } = stored;
  const previous = previousInUse(stored, nowMs);
  return {
    accessKeyId: current.accessKeyId,
    secretAccessKey: secretPlaceholder,
    setAt: isoTime(current.setAt),
    ageDays: Math.max(0, Math.floor((nowMs - current.setAt) / 86_400_000)),
    ...(previous === undefined
      ? {}
      : {
          previous: {
            accessKeyId: previous.accessKeyId,
            setAt: isoTime(previous.setAt),
            until: isoTime(current.setAt + previousKeptMs),
          },
        }),
  };
};

const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();

const refused = (problem: string): CredentialsChange => ({ kind: 'refused', problem });

const problems = {
  placeholder:
    'secretAccessKey: is the placeholder for a stored secret, and none is stored for this accessKeyId; give the secret of this key',
  temporary:
    'accessKeyId: is a temporary key (ASIA…), which ends by itself; give a key of an IAM user (AKIA…), or let the tenant give a role',
  id: 'accessKeyId: is no access key id; use 16 to 128 of A-Z a-z 0-9 _',
  secret: 'secretAccessKey: is no secret access key; give its 16 to 128 characters without blanks',
} as const;

/** Problem of a new key, without a value of it; undefined when there is none. */
export const problemOfKey = ({
  accessKeyId,
  secretAccessKey,
}: Pick<CredentialsWish, 'accessKeyId' | 'secretAccessKey'>): string | undefined => {
  if (!accessKeyIdForm.test(accessKeyId)) return problems.id;
  if (accessKeyId.startsWith('ASIA')) return problems.temporary;
  return /^[!-~]{16,128}$/.test(secretAccessKey) ? undefined : problems.secret;
};
