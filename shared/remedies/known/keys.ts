import type { Background } from '../remedy.ts';
import type { keysRefusedBySts } from '../told/keys.ts';
import { pages } from './pages.ts';

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
} as const satisfies Readonly<Record<keyof typeof keysRefusedBySts, Background>>;
