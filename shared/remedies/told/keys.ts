/** What to do when STS does not accept the access key that somebody sets for a tenant. */
export const keysRefusedBySts = {
  InvalidClientTokenId: {
    remedy: 'Copy the id of an active access key from IAM; a new one may need some seconds.',
  },
  SignatureDoesNotMatch: {
    remedy: 'Copy the secret again. IAM shows it once: if it is lost, create another key.',
  },
  ExpiredToken: { remedy: 'Use the access key of an IAM user, or a role.' },
  other: {
    remedy: 'Look the code up in the STS API reference, and use an active key of an IAM user.',
  },
} as const;

/** What to do when AWS does not accept a key that the tenant has. */
export const keysOfTenant = {
  'other-key': {
    remedy:
      'Nothing for now: the other key of the tenant is used. If it lasts, check the key that was set last.',
  },
  'no-key': {
    remedy:
      'Set an active access key for the tenant, or let it give a role; its messages wait until then.',
  },
} as const;

/** What to do when a stored secret cannot be sealed or opened. */
export const secretFailures = {
  'no-key': {
    remedy:
      'Deploy with customerKey=true. An SES account of a tenant needs no key where the tenant gives a role.',
  },
  unreadable: { remedy: 'Set the secret again.' },
  'key-refused': {
    remedy:
      'Check that the key exists (customerKey=true), is enabled, and may be used by this function or person.',
  },
  unreachable: { remedy: 'Nothing: it is tried again.' },
} as const;
