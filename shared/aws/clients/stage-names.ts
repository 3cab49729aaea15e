import type { Lane } from '../../email/streams.ts';

const service = 'ses-pipeline';

/** Names that serverless.yml and infra/ give to what belongs to a stage. */
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
    },
    feedback: named('feedback'),
    queuePrefix: named(''),
    /** What stands before `<account>-<region>` in the name of the payload bucket. */
    payloadPrefix: named('payloads-'),
  };
};
