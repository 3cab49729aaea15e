import type { Background } from '../remedy.ts';
import type { keysOfTenant, keysRefusedBySts, secretFailures } from '../told/keys.ts';
import { pages } from './pages.ts';

type KnownOf<T> = Readonly<Record<keyof T & string, Background>>;

const stored = { actor: 'you', retry: 'no', sources: [pages.sesCommonErrors] } as const;

/** Why STS does not accept an access key that somebody sets for a tenant. */
export const knownKeysRefused = {
  InvalidClientTokenId: {
    text: /accessKeyId: is not known to AWS/,
    cause: 'AWS does not know the id of the key, or the key is switched off.',
    ...stored,
    samples: ['accessKeyId: is not known to AWS, or not active (InvalidClientTokenId).'],
  },
  SignatureDoesNotMatch: {
    text: /secretAccessKey: is not the secret of this accessKeyId/,
    cause: 'The secret is that of another key, or was not copied whole.',
    ...stored,
    samples: ['secretAccessKey: is not the secret of this accessKeyId (SignatureDoesNotMatch).'],
  },
  ExpiredToken: {
    text: /accessKeyId: has expired/,
    cause: 'The key is a temporary one.',
    ...stored,
    samples: ['accessKeyId: has expired (ExpiredToken).'],
  },
  other: {
    text: /accessKeyId: AWS refuses the key/,
    cause: 'AWS refuses the key for another reason.',
    ...stored,
    samples: ['accessKeyId: AWS refuses the key (OptInRequired).'],
  },
} as const satisfies KnownOf<typeof keysRefusedBySts>;

const tenants = { sources: ['docs/tenants.md'] } as const;

/** Keys of tenants. */
export const knownKeysOfTenant = {
  'other-key': {
    codes: ['tenant-key-refused'],
    cause: 'AWS does not accept one of the two keys of a tenant.',
    actor: 'nobody',
    retry: 'soon',
    ...tenants,
    samples: ['tenant-key-refused'],
  },
  'no-key': {
    text: /AWS does not accept an access key of tenant/,
    cause: 'AWS does not accept the keys of a tenant’s own SES account.',
    actor: 'you',
    retry: 'waits',
    ...tenants,
    samples: ['AWS does not accept an access key of tenant acme (InvalidClientTokenId).'],
  },
} as const satisfies KnownOf<typeof keysOfTenant>;

/** Stored secrets. */
export const knownSecretFailures = {
  'no-key': {
    text: /this deployment has no key to encrypt secrets/i,
    cause: 'This deployment has no key, so it stores no secrets.',
    actor: 'you',
    retry: 'no',
    ...tenants,
    samples: ['SecretFailure: This deployment has no key to encrypt secrets.'],
  },
  unreadable: {
    text: /a stored secret cannot be opened/i,
    cause: 'The sealed secret was changed, is another tenant’s, or another key sealed it.',
    actor: 'you',
    retry: 'waits',
    ...tenants,
    samples: [
      'SecretFailure: A stored secret cannot be opened: it was changed, or another key sealed it.',
    ],
  },
  'key-refused': {
    text: /the key that encrypts secrets refuses/i,
    cause: 'KMS refuses the key of the deployment.',
    actor: 'you',
    retry: 'waits',
    ...tenants,
    samples: ['SecretFailure: The key that encrypts secrets refuses.'],
  },
  unreachable: {
    text: /the key that encrypts secrets cannot be reached/i,
    cause: 'KMS does not answer now.',
    actor: 'nobody',
    retry: 'soon',
    ...tenants,
    samples: ['SecretFailure: The key that encrypts secrets cannot be reached.'],
  },
} as const satisfies KnownOf<typeof secretFailures>;
