import type { SesIdentity } from '../../../shared/identities/ports.ts';

const tokens = ['t1', 't2', 't3'] as const;

export const sampleIdentity = (changes: Partial<SesIdentity> = {}): SesIdentity => ({
  name: 'example.com',
  kind: 'domain',
  isVerified: true,
  verificationStatus: 'SUCCESS',
  dkim: {
    isEnabled: true,
    status: 'SUCCESS',
    tokens,
    hostedZone: 'dkim.amazonses.com',
    origin: 'AWS_SES',
    keyBits: 2048,
  },
  mailFrom: {
    domain: 'bounce.example.com',
    status: 'SUCCESS',
    onMxFailure: 'USE_DEFAULT_VALUE',
  },
  configurationSet: undefined,
  errorType: undefined,
  checkedAtMs: undefined,
  ...changes,
});
