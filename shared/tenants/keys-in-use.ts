import { keysOfTenant } from '../remedies/told/keys.ts';
import type { SecretBox } from '../secrets/ports.ts';
import { SecretFailure } from '../secrets/secret-failure.ts';
import type { JointAnswer, SendAnswer, UnacceptedAnswer } from '../ses-api/ports.ts';
import { nameOfError } from '../system/name-of-error.ts';
import { contextOfKey, type StoredCredentials, type StoredKey } from './credentials.ts';
import { CredentialsProblem, isKeyRefusal } from './credentials-problem.ts';
import { keyRing } from './key-ring.ts';

/** Whose keys they are, as they are stored. */
export interface TenantKeys {
  readonly tenantId: string;
  readonly credentials: StoredCredentials;
}

/** A key to sign with. */
export interface SigningKey {
  readonly accessKeyId: string;
  readonly openSecret: () => Promise<string>;
}

/** What signs with the keys of one tenant. */
export interface KeysInUse<Parts> {
  /**
   * The parts of the key that is to sign the next request.
   *
   * @throws CredentialsProblem when its secret cannot be opened
   */
  readonly take: () => Promise<{
    readonly parts: Parts;
    /** Notes that AWS did not accept the key. */
    readonly refuse: (code: string) => CredentialsProblem;
  }>;
}

/**
 * Keeps what signs with each key of a tenant.
 *
 * @param build - makes what signs with a key, such as a client of SES; once for each key
 */
export const keysInUse = <Parts>(
  { tenantId, credentials }: TenantKeys,
  { openSecret, now }: { readonly openSecret: SecretBox['open']; readonly now: () => number },
  build: (key: SigningKey) => Parts,
): KeysInUse<Parts> => {
  const ring = keyRing(credentials, now);
  const built = new Map<StoredKey, Parts>();
  const partsOf = (key: StoredKey, open: () => Promise<string>): Parts => {
    const parts = built.get(key) ?? build({ accessKeyId: key.accessKeyId, openSecret: open });
    built.set(key, parts);
    return parts;
  };
  return {
    take: async () => {
      const key = ring.next();
      const open = () => openSecret(key.secret, contextOfKey(tenantId));
      // Opened here, although the parts open it too: a failure is told for what it is.
      await open().catch((error: unknown) => {
        throw secretProblem(tenantId, error);
      });
      return {
        parts: partsOf(key, open),
        refuse: (code) => keyProblem(tenantId, code, ring.refuse(key)),
      };
    },
  };
};

const secretProblem = (tenantId: string, error: unknown): CredentialsProblem => {
  const failure =
    error instanceof SecretFailure ? error : new SecretFailure('unreachable', nameOfError(error));
  return new CredentialsProblem({
    tenantId,
    code: failure.code,
    cause: `The secret of the access key of tenant ${tenantId} cannot be opened (${failure.code}).`,
    remedy: failure.remedy,
    passes: failure.kind === 'unreachable',
  });
};

const keyProblem = (tenantId: string, code: string, hasOther: boolean): CredentialsProblem =>
  new CredentialsProblem({
    tenantId,
    code,
    cause: `AWS does not accept an access key of tenant ${tenantId} (${code}).`,
    ...keysOfTenant[hasOther ? 'other-key' : 'no-key'],
    passes: hasOther,
  });

/**
 * Sends with the keys of a tenant.
 *
 * @param sendBy - what sends, of the parts of a key
 */
export const sendWithKeys =
  <Parts, Request, Answer extends SendAnswer | JointAnswer>(
    keys: KeysInUse<Parts>,
    sendBy: (parts: Parts) => (request: Request) => Promise<Answer>,
  ) =>
  async (request: Request): Promise<Answer | UnacceptedAnswer> => {
    try {
      const { parts, refuse } = await keys.take();
      const answer = await sendBy(parts)(request);
      return answer.kind === 'refused' && isKeyRefusal(answer.refusal.code)
        ? refusedBy(refuse(answer.refusal.code))
        : answer;
    } catch (error) {
      if (error instanceof CredentialsProblem) return refusedBy(error);
      throw error;
    }
  };

/** SES was not asked, or took nothing; and it is not asked again for this mail now. */
const refusedBy = ({ passes, code, message, remedy }: CredentialsProblem): UnacceptedAnswer => ({
  kind: 'refused',
  refusal: { kind: passes ? 'unreachable' : 'paused', code, cause: message, remedy },
});

/**
 * Asks SES something with the keys of a tenant.
 *
 * @throws CredentialsProblem when AWS does not accept the key, or its secret cannot be opened
 */
export const askWithKeys =
  <Parts, Answer>(keys: KeysInUse<Parts>, ask: (parts: Parts) => Promise<Answer>) =>
  async (): Promise<Answer> => {
    const { parts, refuse } = await keys.take();
    try {
      return await ask(parts);
    } catch (error) {
      const code = nameOfError(error);
      throw isKeyRefusal(code) ? refuse(code) : error;
    }
  };
