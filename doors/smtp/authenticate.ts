import { type AccessKey, accessKeyIdForm } from '../../shared/access-keys/access-key.ts';
import type { FindAccessKey } from '../../shared/access-keys/ports.ts';
import { isPasswordOf } from '../../shared/access-keys/smtp-password.ts';
import type { LoginGuard } from './login-guard.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** Address of the client. */
  readonly address: string;
}

export type Authentication =
  | { readonly kind: 'authenticated'; readonly key: AccessKey }
  | { readonly kind: 'refused' }
  /** It cannot be told now: too many failures before, or the keys cannot be read. */
  | { readonly kind: 'later'; readonly failure?: unknown };

export interface AuthenticationPorts {
  readonly findKey: FindAccessKey;
  readonly guard: LoginGuard;
  /** Region of the deployment, for SES's derived password. */
  readonly region: string;
}

/** Compared where there is no key, so that an unknown id takes as long as a wrong password. */
const noSecret = 'x'.repeat(40);
/** Name under which the guard counts all users that cannot be ids of keys. */
const noId = 'no-id';

/** Checks user and password of a client: an access key's id, and its secret or SMTP password. */
export const authenticate = async (
  { user, password, address }: Credentials,
  { findKey, guard, region }: AuthenticationPorts,
): Promise<Authentication> => {
  const login = { user: accessKeyIdForm.test(user) ? user : noId, address };
  if (!guard.mayTry(login)) return { kind: 'later' };
  try {
    const found = await findKey(user);
    const secret = found.kind === 'found' ? found.secret : noSecret;
    const isRight = isPasswordOf(password, secret, region);
    if (found.kind === 'found' && isRight) {
      guard.succeeded(login);
      return { kind: 'authenticated', key: found.key };
    }
  } catch (failure) {
    return { kind: 'later', failure };
  }
  guard.failed(login);
  return { kind: 'refused' };
};
