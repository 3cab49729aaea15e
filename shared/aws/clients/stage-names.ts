import type { Lane } from '../../email/streams.ts';

const service = 'ses-pipeline';

/** Names of a stage's resources, as given by serverless.yml and infra/. */
export const stageNames = (stage: string) => {
  const named = (what: string): string => `${service}-${stage}-${what}`;
  const queues: Readonly<Record<Lane, string>> = {
    transactional: named('transactional'),
    bulk: named('bulk'),
  };
  return {
    queues,
    tables: {
      messages: named('messages'),
      suppressions: named('suppressions'),
      tenants: named('tenants'),
      reputation: named('reputation'),
      ledger: named('ledger'),
      accessKeys: named('access-keys'),
    },
    feedback: named('feedback'),
    queuePrefix: named(''),
    /** Prefix of the payload bucket's name, before `<account>-<region>`. */
    payloadPrefix: named('payloads-'),
    /** Alias of the KMS key, which a stage has with `customerKey`. */
    secretsKey: `alias/${service}-${stage}`,
  };
};
