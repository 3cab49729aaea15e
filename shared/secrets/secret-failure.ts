import { secretFailures } from '../remedies/told/keys.ts';

/**
 * A secret cannot be sealed or opened. Neither the message nor the remedy holds a value of it.
 *
 * - `no-key`: the deployment has no key for secrets.
 * - `unreadable`: the sealed secret was changed, is another tenant's, or another key sealed it.
 * - `key-refused`: the key refuses until a person corrects the setup.
 * - `unreachable`: the next try may succeed.
 */
export class SecretFailure extends Error {
  override readonly name = 'SecretFailure';
  readonly kind: SecretFailureKind;
  /** Name of the underlying error; the kind when there is none. */
  readonly code: string;
  readonly remedy: string;

  constructor(
    kind: SecretFailureKind,
    code: string = kind,
    remedy: string = secretFailures[kind].remedy,
  ) {
    super(`${whatHappened[kind]} ${remedy}`);
    this.kind = kind;
    this.code = code;
    this.remedy = remedy;
  }
}

export type SecretFailureKind = 'no-key' | 'unreadable' | 'key-refused' | 'unreachable';

const whatHappened: Readonly<Record<SecretFailureKind, string>> = {
  'no-key': 'This deployment has no key to encrypt secrets.',
  unreadable: 'A stored secret cannot be opened: it was changed, or another key sealed it.',
  'key-refused': 'The key that encrypts secrets refuses.',
  unreachable: 'The key that encrypts secrets cannot be reached.',
};
