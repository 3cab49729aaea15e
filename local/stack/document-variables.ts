import type { Endpoints } from './contract-files.ts';

/**
 * Variables that the examples of the documents use, with the values of this stack; none for what
 * the stack does not have.
 */
export const documentVariables = ({
  queues,
  tables,
  buckets,
  sesDoor,
}: Pick<Endpoints, 'queues' | 'tables' | 'buckets' | 'sesDoor'>): Record<string, string> => {
  const all: Readonly<Record<string, string | undefined>> = {
    STAGE: stageIn(queues.transactional),
    TRANSACTIONAL_QUEUE: queues.transactional,
    BULK_QUEUE: queues.bulk,
    PAYLOAD_BUCKET: buckets.payload,
    TENANTS_TABLE: tables.tenants,
    SES_ENDPOINT: sesDoor?.endpoint,
    SES_REGION: sesDoor?.region,
    SES_KEY: sesDoor?.accessKeyId,
    SES_SECRET: sesDoor?.secretAccessKey,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
};

/** `dev` of `http://…/ses-pipeline-dev-transactional`. */
const stageIn = (queueUrl: string | undefined): string | undefined =>
  /\/ses-pipeline-(.+)-transactional$/.exec(queueUrl ?? '')?.[1];
